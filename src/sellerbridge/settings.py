"""Every setting once: its name, type, default and help; and the frozen set that the rest of the program reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from sellerbridge import clock
from sellerbridge.commerce import marketplace
from sellerbridge.errors import Usage
from sellerbridge.sentences import Sentence


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """One setting as a person sees it. `type` is text, currency, choice, switch, number, moment or vat."""

    name: str
    type: str
    default: Any
    help: str
    choices: tuple[str, ...] = ()


SETTINGS = (
    Setting(name="company", type="text", default="My Company", help="The company that sells."),
    Setting(
        name="company_currency",
        type="currency",
        default="EUR",
        help="The company's currency (embedded books only; another ERP tells its own).",
    ),
    Setting(name="warehouse", type="text", default="Stores", help="Own stock: what the merchant ships."),
    Setting(name="fba_warehouse", type="text", default="Amazon FBA", help="Stock at Amazon: what Amazon ships."),
    Setting(name="item_group", type="text", default="Amazon Products", help="The group of new items."),
    Setting(
        name="price_list",
        type="text",
        default="Amazon",
        help="Price list of the first marketplace of all; each other one has its own, named with its country.",
    ),
    Setting(name="customer_group", type="text", default="Amazon Customers", help="The group of new customers."),
    Setting(name="territory", type="text", default="All Territories", help="The territory of new customers."),
    Setting(
        name="customer_type",
        type="choice",
        default="Individual",
        choices=("Individual", "Company"),
        help="The type of new customers; a buyer with a company name is a Company in any case.",
    ),
    Setting(
        name="account_group",
        type="text",
        default="Amazon",
        help="Parent of the accounts for taxes, shipping, discounts, commission and Amazon's other charges.",
    ),
    Setting(
        name="after_date",
        type="moment",
        default=None,
        help="Orders changed after this moment are read; empty: the last 30 days at the first run.",
    ),
    Setting(
        name="taxes_and_charges",
        type="choice",
        default="settlement",
        choices=("settlement", "order", "off"),
        help="Where Amazon's own fees go: one entry per settlement, rows of the order, or nowhere.",
    ),
    Setting(name="enabled", type="switch", default=True, help="Off: sync does nothing and says so."),
    Setting(
        name="sync_every",
        type="number",
        default=5,
        help="Minutes between two looks at the orders, while serve runs; the rest is looked at once an hour.",
    ),
    Setting(name="max_retries", type="number", default=5, help="How often a call is tried again, 0 to 10."),
    Setting(
        name="vat",
        type="vat",
        default={},
        help="VAT per cent by marketplace where Amazon gives no VAT, as vat.DE=19; empty: none is taken out.",
    ),
    Setting(
        name="unknown_sku",
        type="choice",
        default="create",
        choices=("create", "placeholder", "hold"),
        help="An order with a SKU that is not listed: create the item, use placeholder_item, or hold the order.",
    ),
    Setting(
        name="placeholder_item",
        type="text",
        default="AMAZON-UNKNOWN",
        help="The item that stands for unknown SKUs when unknown_sku=placeholder.",
    ),
    Setting(
        name="customers",
        type="choice",
        default="buyer",
        choices=("buyer", "marketplace"),
        help="A customer per buyer, or one shared customer per marketplace.",
    ),
    Setting(
        name="cancellations",
        type="choice",
        default="auto",
        choices=("auto", "on", "off"),
        help="Cancel in the ERP what Amazon cancels; auto: on in the embedded books, off elsewhere.",
    ),
    Setting(
        name="delivery_notes",
        type="choice",
        default="auto",
        choices=("auto", "on", "off"),
        help="A Delivery Note for what Amazon ships (FBA), from its stock; auto: on in the embedded books, off"
        " elsewhere.",
    ),
    Setting(
        name="invoices",
        type="choice",
        default="auto",
        choices=("auto", "on", "off"),
        help="A Sales Invoice for what is shipped, by quantity; auto: on in the embedded books, off elsewhere.",
    ),
    Setting(
        name="credit_notes",
        type="choice",
        default="auto",
        choices=("auto", "on", "off"),
        help="A credit note for what Amazon refunds on an invoiced order; auto: on in the embedded books, off"
        " elsewhere.",
    ),
    Setting(
        name="payout_account",
        type="text",
        default="Amazon Payouts",
        help="Where Amazon's deposits go: the bank's account, or one in between that the bank statement clears.",
    ),
    Setting(
        name="receivable_account",
        type="text",
        default="Debtors",
        help="What buyers owe. Settlements pay the invoices on it.",
    ),
    Setting(
        name="income_account",
        type="text",
        default="Sales",
        help="What is sold: the income of invoices.",
    ),
    Setting(
        name="split_months",
        type="switch",
        default=False,
        help="A settlement that crosses the end of a month becomes two entries, one for each month.",
    ),
    Setting(
        name="keep_personal_days",
        type="number",
        default=30,
        help="Days after delivery until names and addresses are erased here (Amazon's rule is 30).",
    ),
)

OF_FULFILMENT = ("delivery_notes", "invoices", "credit_notes")
"""The switches for documents that are made of an order as it ships."""

_BY_NAME = {setting.name: setting for setting in SETTINGS}
_CURRENCY = re.compile(r"[A-Z]{3}")
_ON = {"on", "true", "yes", "1"}
_OFF = {"off", "false", "no", "0"}
BOUNDS = {"sync_every": (1, 1440), "max_retries": (0, 10), "keep_personal_days": (1, 3650)}


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings, read once at the start of a job. `vat` is per cent by country code."""

    company: str = "My Company"
    company_currency: str = "EUR"
    warehouse: str = "Stores"
    fba_warehouse: str = "Amazon FBA"
    item_group: str = "Amazon Products"
    price_list: str = "Amazon"
    customer_group: str = "Amazon Customers"
    territory: str = "All Territories"
    customer_type: str = "Individual"
    account_group: str = "Amazon"
    after_date: datetime | None = None
    taxes_and_charges: str = "settlement"
    enabled: bool = True
    sync_every: int = 5
    max_retries: int = 5
    vat: Mapping[str, Decimal] = {}
    unknown_sku: str = "create"
    placeholder_item: str = "AMAZON-UNKNOWN"
    customers: str = "buyer"
    cancellations: str = "auto"
    delivery_notes: str = "auto"
    invoices: str = "auto"
    credit_notes: str = "auto"
    payout_account: str = "Amazon Payouts"
    receivable_account: str = "Debtors"
    income_account: str = "Sales"
    split_months: bool = False
    keep_personal_days: int = 30

    def switch(self, name: str) -> str:
        """A switch as it is to be taken: auto, on or off.

        Where Amazon's fees stand on the orders, documents made of these would charge the fees to the buyer: there
        auto means off, and on is refused when it is set.
        """
        chosen: str = getattr(self, name)
        feeless = name in OF_FULFILMENT and self.taxes_and_charges == "order"
        return "off" if feeless and chosen == "auto" else chosen


def from_stored(stored: Mapping[str, Any]) -> Settings:
    """The settings from what `store` keeps (JSON values by name); names no longer known are passed over."""
    return msgspec.convert({k: v for k, v in stored.items() if k in _BY_NAME}, Settings, strict=False)


def parsed(name: str, text: str, *, before: Mapping[str, Any]) -> tuple[str, Any]:
    """What a person typed for a setting, as (name, JSON value) to keep. Raises Usage with the next step.

    `vat.DE=19` changes one marketplace of the kept `vat` and leaves the others as they are in `before`.
    """
    if name.startswith("vat."):
        return "vat", _with_vat(name.removeprefix("vat."), text, before.get("vat", {}))
    setting = _BY_NAME.get(name)
    if setting is None:
        raise Usage("There is no setting {name!r}. All of them: sellerbridge settings", name=name)
    return name, _value(setting, text)


def demand_agreement(values: Mapping[str, Any]) -> None:
    """Raises Usage for settings (JSON values by name) of which each is right and two together are not."""
    if values.get("taxes_and_charges") != "order":
        return
    for name in OF_FULFILMENT:
        if values.get(name) == "on":
            raise Usage(
                "{name}=on and taxes_and_charges=order do not go together: the order carries Amazon's fees"
                " then, and they would land on the buyer's invoice. Choose one: sellerbridge settings set"
                " {name}=auto taxes_and_charges=order, or sellerbridge settings set {name}=on"
                " taxes_and_charges=settlement",
                name=name,
            )


def _value(setting: Setting, text: str) -> Any:
    if setting.type == "switch":
        return _switch(setting.name, text)
    if setting.type == "number":
        return _number(setting.name, text)
    if setting.type == "moment":
        return _moment(setting.name, text)
    if setting.type == "vat":
        raise Usage("Set VAT by marketplace, for example: sellerbridge settings set vat.DE=19")
    if setting.choices and text not in setting.choices:
        raise Usage(
            "{name} is one of {choices}, not {typed!r}.",
            name=setting.name,
            choices=", ".join(setting.choices),
            typed=text,
        )
    return _text(setting, text.strip())


def _text(setting: Setting, text: str) -> str:
    """A text as it is kept. Each is the name of something in the ERP, and nothing there has an empty name."""
    example = Sentence(
        "For example: sellerbridge settings set {name}='{default}'", name=setting.name, default=setting.default
    )
    if setting.type == "currency" and not _CURRENCY.fullmatch(text):
        raise Usage(
            "{name} is a currency code of three capital letters, not {typed!r}. {example}",
            name=setting.name,
            typed=text,
            example=example,
        )
    if not text:
        raise Usage("{name} cannot be empty. {example}", name=setting.name, example=example)
    return text


def _switch(name: str, text: str) -> bool:
    if text.lower() in _ON | _OFF:
        return text.lower() in _ON
    raise Usage("{name} is on or off, not {typed!r}.", name=name, typed=text)


def _number(name: str, text: str) -> int:
    low, high = BOUNDS[name]
    if text.isascii() and text.isdigit() and low <= int(text) <= high:
        return int(text)
    raise Usage(
        "{name} is a whole number from {low} to {high}, not {typed!r}.", name=name, low=low, high=high, typed=text
    )


def _moment(name: str, text: str) -> str | None:
    if not text:
        return None
    try:
        return clock.as_text(clock.from_text(text))
    except ValueError:
        raise Usage(
            "{name} is a date or time such as 2026-10-01 or 2026-10-01T08:00Z, not {typed!r}.",
            name=name,
            typed=text,
        ) from None


def _with_vat(code: str, text: str, kept: Mapping[str, str]) -> dict[str, str]:
    site = marketplace.find(code)
    if site is None:
        raise Usage("vat.{code}: there is no marketplace {code!r}; use a country code such as DE.", code=code)
    others = {key: value for key, value in kept.items() if key != site.code}
    if not text:
        return others
    try:
        rate = Decimal(text.removesuffix("%").strip())
    except InvalidOperation:
        raise Usage(
            "vat.{code} is a rate in per cent such as 19 or 5.5, not {typed!r}.", code=site.code, typed=text
        ) from None
    if not rate.is_finite() or not 0 <= rate < 100:
        raise Usage("vat.{code} lies between 0 and 100, not {typed!r}.", code=site.code, typed=text)
    return {**others, site.code: format(rate, "f")}
