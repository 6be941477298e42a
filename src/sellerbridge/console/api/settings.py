"""The settings, read and changed; what the ERP has to choose from; exchange rates of the books."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from sellerbridge.clock import as_text
from sellerbridge.console import setting_fields
from sellerbridge.console.api.kinds import Amount, Asked, CountryCode, Currency, Day, Name
from sellerbridge.console.api.operation import Subject
from sellerbridge.console.api.reading import Unfit
from sellerbridge.console.doors.people import Role
from sellerbridge.console.page import Page
from sellerbridge.console.words import of_deeds
from sellerbridge.console.words.marks import N_
from sellerbridge.desk import choices, rates
from sellerbridge.desk import settings as desk
from sellerbridge.desk.choices import Offer
from sellerbridge.desk.rates import ExchangeRate
from sellerbridge.desk.settings import Change
from sellerbridge.settings import BOUNDS, SETTINGS, Setting, Settings

subject = Subject("Settings", "How sellerbridge behaves; the page of settings says what each one does.")
_PerCent = Annotated[str, Meta(pattern=r"^([0-9]{1,2}(\.[0-9]{1,4})?)?$")]


def _type(setting: Setting) -> Any:
    """What a setting's JSON value may be."""
    if setting.choices:
        return Literal[setting.choices]
    if setting.type == "number":
        low, high = BOUNDS[setting.name]
        return Annotated[int, Meta(ge=low, le=high)]
    return {
        "text": Name,
        "currency": Currency,
        "switch": bool,
        "moment": Annotated[datetime, Meta(tz=True)] | None,
        "vat": dict[CountryCode, _PerCent],
    }[setting.type]


Changes: Any = msgspec.defstruct(
    "SettingsChange",
    [(one.name, _type(one) | UnsetType, UNSET) for one in SETTINGS],
    bases=(Asked,),
    frozen=True,
    kw_only=True,
    module=__name__,
    namespace={"__doc__": "Settings that are to be others. `vat` is by country; an empty rate takes one out."},
)


class NewRate(Asked, frozen=True, kw_only=True):
    """How much of the company's currency one unit is worth, from a day on; without one on all other days."""

    rate: Amount
    date: Day | None = None


@subject.on("GET", "/settings")
def settings(page: Page) -> Settings:
    """Every setting with the value in force."""
    return page.installation.store.settings.read()


@subject.on("PATCH", "/settings", Role.ADMINISTRATOR)
def change_settings(page: Page, body: Changes) -> tuple[Change, ...]:
    """Change settings, all or none; answers those that are others now. What was held is looked at again."""
    typed = dict(pair for name in body.__struct_fields__ for pair in _typed(name, getattr(body, name)))
    changes = desk.put(page.installation.store, typed)
    setting_fields.tell(page, changes)
    page.wake()
    return changes


@subject.on("GET", "/settings/choices", Role.ADMINISTRATOR, outside=True)
def offers(page: Page) -> dict[str, Offer]:
    """For each setting that names something in the ERP what there is to choose from; the ERP is asked now."""
    return choices.offers(page.installation)


@subject.on("GET", "/rates")
def exchange_rates(page: Page) -> tuple[ExchangeRate, ...]:
    """What other currencies are worth in the company's, for the embedded books."""
    return rates.rates(page.installation.store)


@subject.on("PUT", "/rates/{currency}", Role.OPERATOR)
def set_rate(page: Page, currency: Currency, body: NewRate) -> tuple[ExchangeRate, ...]:
    """Set the rate of one currency; what waited for it is looked at again by the next sync."""
    rates.set_rates(page.installation.store, [f"{currency}={body.rate}"], since=body.date)
    page.did(N_("set an exchange rate"), of_deeds.of_rate(currency, str(body.rate), body.date))
    return rates.rates(page.installation.store)


def _typed(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """A value as a person types it, which is how the desk takes it."""
    if value is UNSET:
        return
    if isinstance(value, dict):
        yield from ((f"{name}.{code}", rate) for code, rate in value.items())
    elif isinstance(value, datetime):
        yield name, _moment(name, value)
    else:
        yield name, setting_fields.as_typed(value)


def _moment(name: str, value: datetime) -> str:
    try:
        return as_text(value)
    except OverflowError:
        raise Unfit({name: "no calendar has that moment in UTC"}) from None
