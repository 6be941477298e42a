"""Where things land in the ERP: item of a SKU, account of a charge, warehouse, price list, exchange rate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import msgspec

from sellerbridge.commerce import marketplace
from sellerbridge.commerce.order import AMAZON, Order
from sellerbridge.errors import Hold
from sellerbridge.settings import Settings

DEFAULT_ACCOUNTS = {
    "TAX": "Amazon VAT and Sales Tax",
    "SHIPPING": "Amazon Shipping",
    "GIFT_WRAP": "Amazon Gift Wrap",
    "COD_FEE": "Amazon COD Fee",
    "DISCOUNT": "Amazon Discounts",
    "DELIVERY_TIP": "Amazon Delivery Tips",
    "OTHER": "Amazon Other Charges",
}
"""Account by charge type of Orders 2026-01-01 (ITEM is the line itself). Any other type needs a person."""


class Rate(msgspec.Struct, frozen=True):
    """One unit of a currency in company currency, from that day on."""

    since: date
    rate: Decimal


class Mappings(msgspec.Struct, frozen=True, kw_only=True):
    """What the user mapped and what the mirror knows, for one connection.

    `items`        SKU → item code, by the user
    `accounts`     charge or fee type → account, by the user
    `products`     SKU → item code of the listed products that a batch of orders may need
    `codes`        SKU → item code set aside for those of them that are not listed
    `rates`        currency → its rates, oldest first
    `marketplaces` the connection's marketplaces, in the user's order
    `home`         the first marketplace of the first connection; empty: this connection's own first
    """

    items: Mapping[str, str] = {}
    accounts: Mapping[str, str] = {}
    products: Mapping[str, str] = {}
    codes: Mapping[str, str] = {}
    rates: Mapping[str, tuple[Rate, ...]] = {}
    marketplaces: tuple[str, ...] = ()
    home: str = ""

    def item_code(self, sku: str) -> str | None:
        """The item a SKU stands for: the user's word, else the listed product's; None if neither knows it."""
        return self.items.get(sku) or self.products.get(sku)

    def account(self, charge_type: str) -> str | None:
        """The account of a charge type, or None: an unknown type is a problem to map, not a guess."""
        return self.accounts.get(charge_type) or DEFAULT_ACCOUNTS.get(charge_type)

    def price_list(self, marketplace_id: str, settings: Settings) -> str:
        """The price list of a marketplace: the setting's for the home one, else the same with the country."""
        if marketplace_id == (self.home or next(iter(self.marketplaces), marketplace_id)):
            return settings.price_list
        return f"{settings.price_list} {marketplace.code_of(marketplace_id)}"

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


def warehouse(order: Order, settings: Settings) -> str:
    """Where an order's goods are: Amazon's stock for FBA, the merchant's own otherwise."""
    return settings.fba_warehouse if order.fulfilled_by == AMAZON else settings.warehouse
