"""The settings as fields of a form, and what came back from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from starlette.datastructures import FormData

from sellerbridge.console.drawing import NOTHING
from sellerbridge.console.page import Page
from sellerbridge.console.typed import text
from sellerbridge.console.words.marks import N_
from sellerbridge.console.words.of_effects import EFFECTS, FEES
from sellerbridge.console.words.of_settings import WORDS
from sellerbridge.desk import settings as desk
from sellerbridge.desk.choices import Offer
from sellerbridge.desk.effects import Effects
from sellerbridge.settings import BOUNDS, OF_FULFILMENT, SETTINGS, Setting
from sellerbridge.store.erp import BOOKS

_KINDS = {"switch": "check", "number": "number", "moment": "date"}
_SETTINGS = {setting.name: setting for setting in SETTINGS}
_WHY = {
    "currency": N_("A currency is three capital letters, such as EUR."),
    "number": N_("Please give a whole number from {low} to {high}."),
    "moment": N_("Please give a day, such as 2026-10-01."),
    "choice": N_("Please choose one of the list."),
}


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field, as templates/parts/form.html draws it; `names` are suggestions for what may be typed."""

    name: str
    label: str
    help: str
    value: Any
    kind: str = "text"
    choices: tuple[tuple[str, str], ...] | None = None
    names: tuple[str, ...] = ()
    required: bool = True
    error: str = ""
    attributes: Mapping[str, Any] = {}
    said: str = ""
    """The value in words, for those who may only look."""


def fields(
    page: Page,
    names: Sequence[str],
    *,
    offers: Mapping[str, Offer] = {},
    typed: Mapping[str, str] = {},
    faults: Mapping[str, str] = {},
    counted: Effects | None = None,
) -> tuple[Field, ...]:
    """Settings as fields: what is in force, or what was typed and why it cannot be; with effects if `counted`."""
    known = {shown.setting.name: shown.value for shown in desk.settings(page.installation.store)}
    shown = {name: as_typed(known[name]) for name in names}
    shown |= {name: offers[name].value for name in shown if name in offers} | dict(typed)
    return tuple(
        _field(
            page,
            _SETTINGS[name],
            shown[name],
            offers.get(name),
            error=_why(page, name, faults),
            told=_effect(page, name, shown[name], counted),
        )
        for name in names
    )


def _field(page: Page, setting: Setting, value: str, offer: Offer | None, *, error: str, told: str) -> Field:
    worded, choices = WORDS[setting.name], _choices(page, setting)
    attributes: dict[str, Any] = {}
    if setting.type == "number":
        low, high = BOUNDS[setting.name]
        attributes = {"min": low, "max": high, "inputmode": "numeric"}
    names: tuple[str, ...] = ()
    if offer and offer.strict:
        choices = _of_offer(page, setting, offer, value)
    elif offer:
        names = offer.names
        attributes = {"list": f"{setting.name}-names"} if names else {}
    return Field(
        name=setting.name,
        label=page.say(worded.label),
        help=f"{page.say(worded.help)} {told}".strip(),
        value=value == "on" if setting.type == "switch" else value,
        kind=_KINDS.get(setting.type, "text"),
        choices=choices,
        names=names,
        required=setting.type not in ("switch", "moment"),
        error=error,
        attributes=attributes,
        said=_worded(page, setting, value),
    )


def _effect(page: Page, name: str, value: str, counted: Effects | None) -> str:
    """What a switch does as it stands, or would do, told by what came lately; "" where nothing came."""
    if counted is None:
        return ""
    if name == "taxes_and_charges" and counted.fees is not None and counted.deposited_at:
        amount = page.speech.money(counted.fees, counted.currency)
        return page.say(FEES[value], day=page.speech.day(counted.deposited_at), amount=amount)
    if name not in EFFECTS:
        return ""
    worded = EFFECTS[name]
    if value == "auto":
        value = "on" if _by_itself(page, name) else "off"
    number = getattr(counted, worded.count)
    return page.speech.count(*worded.told[value], number) if number and value in worded.told else ""


def _of_offer(page: Page, setting: Setting, offer: Offer, value: str) -> tuple[tuple[str, str], ...]:
    """What the ERP has; before it what is set and is not there, if a sync makes that."""
    found = [(name, name) for name in offer.names]
    if offer.there:
        return tuple(found)
    if setting.name == "company":
        return (("", page.say("Please choose …")), *found)
    return ((value, page.say("{name} (new)", name=value)), *found)


def _choices(page: Page, setting: Setting) -> tuple[tuple[str, str], ...] | None:
    if not setting.choices:
        return None
    words = WORDS[setting.name].choices
    effect = page.say("on") if _by_itself(page, setting.name) else page.say("off")
    return tuple((value, page.say(words[value], effect=effect)) for value in setting.choices)


def _by_itself(page: Page, name: str) -> bool:
    """What `auto` means here: the books are nobody else's, another ERP is touched only when told to."""
    store = page.installation.store
    feeless = name in OF_FULFILMENT and store.settings.read().taxes_and_charges == "order"
    return store.erp.chosen().kind == BOOKS and not feeless


def _why(page: Page, name: str, faults: Mapping[str, str]) -> str:
    if name not in faults:
        return ""
    low, high = BOUNDS.get(name, (0, 0))
    return page.say(_WHY.get(_SETTINGS[name].type, N_("This cannot be empty.")), low=low, high=high)


def sent(form: FormData, names: Iterable[str]) -> dict[str, str]:
    """The settings as typed; a box that is not ticked sends nothing, and means off."""
    typed = dict[str, str]()
    for name in names:
        if _SETTINGS[name].type == "switch":
            typed[name] = "on" if name in form else "off"
        elif name in form:
            typed[name] = text(form, name)
    return typed


def news(page: Page, typed: Mapping[str, str]) -> dict[str, str]:
    """Those that differ from what is shown: a moment shows as its day, and stays a moment if nobody touches it."""
    known = {shown.setting.name: as_typed(shown.value) for shown in desk.settings(page.installation.store)}
    return {name: text for name, text in typed.items() if text != known[name]}


def together(page: Page, faults: Mapping[str, str]) -> str:
    """Why values do not go together, where that is what is wrong."""
    if "" not in faults:
        return ""
    return page.say(
        "Amazon's fees on each order and documents of what is shipped do not go together: the fees would land on"
        " the buyer's invoice. Either choose “One entry per payout” for Taxes and Charges, or leave invoices,"
        " delivery notes and credit notes off."
    )


def tell(page: Page, changes: Iterable[desk.Change]) -> str:
    """Into the audit trail old → new; answers what was changed, and from what to what, in a sentence."""
    told = []
    for change in changes:
        before, after = as_typed(change.before), as_typed(change.after)
        page.did(N_("changed a setting"), f"{change.name}: {before} → {after}")
        words = [_worded(page, _SETTINGS[change.name], value) for value in (before, after)]
        told.append(f"{page.say(WORDS[change.name].label)} ({' → '.join(words)})")
    if not told:
        return page.say("Nothing was changed.")
    return page.say("Saved: {names}.", names=", ".join(told))


def _worded(page: Page, setting: Setting, value: str) -> str:
    """A value as the page shows it."""
    if setting.type == "switch":
        return page.say("On") if value == "on" else page.say("Off")
    return dict(_choices(page, setting) or ()).get(value, value) or NOTHING


def as_typed(value: Any) -> str:
    """A JSON value as a person types it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, dict):
        return ", ".join(f"{code} {rate} %" for code, rate in value.items())
    if isinstance(value, str) and value.endswith("Z") and value[10:11] == "T":
        return value[:10]
    return "" if value is None else str(value)
