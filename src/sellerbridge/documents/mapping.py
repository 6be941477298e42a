"""Where things land in the ERP: item of a SKU, account of a charge, a marketplace's own, exchange rate."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import msgspec

from sellerbridge.commerce import marketplace
from sellerbridge.commerce.order import AMAZON, Order
from sellerbridge.documents import accounts
from sellerbridge.errors import Hold
from sellerbridge.sentences import N_, Sentence
from sellerbridge.settings import Settings

ITEM = N_("item")
FEE = N_("fee")
CUSTOMER = N_("customer")
PRICE_LIST = N_("price-list")
WAREHOUSE = N_("warehouse")
FBA_WAREHOUSE = N_("fba-warehouse")
KINDS = (ITEM, FEE, CUSTOMER, PRICE_LIST, WAREHOUSE, FBA_WAREHOUSE)
"""What can be mapped; all but the first two by marketplace."""

DEFAULT_ACCOUNTS = {
    "TAX": "Amazon VAT and Sales Tax",
    "SHIPPING": "Amazon Shipping",
    "GIFT_WRAP": "Amazon Gift Wrap",
    "COD_FEE": "Amazon COD Fee",
    "DISCOUNT": "Amazon Discounts",
    "DELIVERY_TIP": "Amazon Delivery Tips",
    "OTHER": "Amazon Other Charges",
}
"""Account by charge type of Orders 2026-01-01 (ITEM is the line itself). Any other type needs a person.

What Amazon itself charges and pays is in `accounts.py`.
"""


class Rate(msgspec.Struct, frozen=True):
    """One unit of a currency in company currency, from that day on."""

    since: date
    rate: Decimal


class Mappings(msgspec.Struct, frozen=True, kw_only=True):
    """What the user mapped and what the mirror knows, for one connection.

    `items`        SKU → item code, by the user
    `accounts`     charge or fee type → account, by the user; "DE:TAX" is TAX in that marketplace
    `customers`, `price_lists`, `warehouses`, `fba_warehouses`
                   country code → the marketplace's shared customer, price list, own stock, stock at Amazon
    `products`     SKU → item code of the listed products that a batch of orders may need
    `codes`        SKU → item code set aside for those of them that are not listed
    `rates`        currency → its rates, oldest first
    `marketplaces` the connection's marketplaces, in the user's order
    `home`         the first marketplace of the first connection; empty: this connection's own first
    """

    items: Mapping[str, str] = {}
    accounts: Mapping[str, str] = {}
    customers: Mapping[str, str] = {}
    price_lists: Mapping[str, str] = {}
    warehouses: Mapping[str, str] = {}
    fba_warehouses: Mapping[str, str] = {}
    products: Mapping[str, str] = {}
    codes: Mapping[str, str] = {}
    rates: Mapping[str, tuple[Rate, ...]] = {}
    marketplaces: tuple[str, ...] = ()
    home: str = ""

    def item_code(self, sku: str) -> str | None:
        """The item a SKU stands for: the user's word, else the listed product's; None if neither knows it."""
        return self.items.get(sku) or self.products.get(sku)

    def fee(self, type_: str, marketplace_id: str) -> str | None:
        """How the user mapped a type: as that of the marketplace ("DE:TAX"), else everywhere ("TAX").

        Capitals, blanks and punctuation do not count, for Amazon spells its types in several ways.
        """
        code = marketplace.code_of(marketplace_id)
        for exact in (f"{code}:{type_}", type_):
            if exact in self.accounts:
                return exact
        wanted = accounts.folded(type_)
        alike = {_of(source)[0]: source for source in self.accounts if _of(source)[1] == wanted}
        return alike.get(code) or alike.get("")

    def charge_account(self, charge_type: str, marketplace_id: str) -> str | None:
        """The account of what a buyer is charged, or None: an unknown type is a problem to map, not a guess."""
        source = self.fee(charge_type, marketplace_id)
        return self.accounts[source] if source else DEFAULT_ACCOUNTS.get(charge_type)

    def account(self, type_: str, marketplace_id: str) -> str | None:
        """The account of a charge type or of any word of Amazon's for a movement of money, or None likewise."""
        return self.charge_account(type_, marketplace_id) or accounts.usual_name((type_,))

    def customer(self, marketplace_id: str) -> str | None:
        """The Customer of the ERP that the user gave a marketplace, or None."""
        return self.customers.get(marketplace.code_of(marketplace_id))

    def price_list(self, marketplace_id: str, settings: Settings) -> str:
        """The user's for a marketplace; else the setting's for the home one, and that with the country."""
        if mapped := self.price_lists.get(marketplace.code_of(marketplace_id)):
            return mapped
        if marketplace_id == (self.home or next(iter(self.marketplaces), marketplace_id)):
            return settings.price_list
        return f"{settings.price_list} {marketplace.code_of(marketplace_id)}"

    def warehouse(self, order: Order, settings: Settings) -> str:
        """Where an order's goods are: Amazon's stock for FBA, the merchant's own otherwise."""
        code = marketplace.code_of(order.marketplace_id)
        if order.fulfilled_by == AMAZON:
            return self.fba_warehouses.get(code, settings.fba_warehouse)
        return self.warehouses.get(code, settings.warehouse)

    def rate(self, currency: str, *, on: date, settings: Settings, about: str) -> Decimal:
        """Company currency for one unit of `currency` on that day. Raises Hold: an unknown rate is never 1."""
        if currency == settings.company_currency:
            return Decimal(1)
        for known in reversed(self.rates.get(currency, ())):
            if known.since <= on:
                return known.rate
        raise Hold(
            "no-exchange-rate",
            about=about,
            currency=currency,
            company_currency=settings.company_currency,
            date=on.isoformat(),
        )


@functools.lru_cache(maxsize=1024)
def _of(source: str) -> tuple[str, str]:
    """What the user maps: the marketplace's country code or nothing, and the type as it is compared."""
    code, colon, type_ = source.partition(":")
    if colon and marketplace.find(code):
        return code, accounts.folded(type_)
    return "", accounts.folded(source)


def by_hand(source: str) -> str:
    """The origin of what the user mapped: "mapped for DE by hand"."""
    return Sentence("mapped for {source} by hand", source=source)


@functools.lru_cache(maxsize=100)
def of_setting(name: str) -> str:
    """The origin of what a setting names: "setting company"."""
    return Sentence("setting {name}", name=name)
