"""The order details, chosen from what the ERP has; typed only while it does not answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData

from sellerbridge.console import setting_fields
from sellerbridge.console.page import Page
from sellerbridge.console.words.of_settings import ACCOUNTS, DETAILS
from sellerbridge.desk import choices
from sellerbridge.desk import settings as desk
from sellerbridge.desk.choices import Offer
from sellerbridge.errors import BridgeError
from sellerbridge.store.erp import BOOKS

_DAY = "after_date"


def shown(page: Page, *, typed: Mapping[str, str] = {}, faults: Mapping[str, str] = {}) -> dict[str, Any]:
    """What templates/parts/details.html needs."""
    offers, unanswered = _offers(page)
    # The warehouses and accounts are those of a company: it is chosen first.
    homeless = "company" in offers and not offers["company"].there
    main, accounts = (("company",), ()) if homeless else (_main(page), ACCOUNTS)

    def drawn(names: tuple[str, ...]) -> tuple[setting_fields.Field, ...]:
        return setting_fields.fields(page, names, offers=offers, typed=typed, faults=faults)

    return {
        "details": drawn(main),
        "accounts": drawn(accounts),
        "after_date": () if homeless else drawn((_DAY,)),
        "unanswered": unanswered,
        "to_be_made": not homeless and any(offer.strict and not offer.there for offer in offers.values()),
        "refused": bool(faults),
    }


def kept(page: Page, sent: FormData, *, choosing: bool = False) -> str | dict[str, Any]:
    """Keep what was chosen. A sentence on what is new; or what the template needs to show why it cannot be kept.

    Where only the company was asked for, the sentence is empty: the rest comes after it.
    """
    typed = setting_fields.sent(sent, (*_main(page), *ACCOUNTS, _DAY))
    asked = typed if choosing else setting_fields.news(page, typed)
    if choosing and typed.get(_DAY) == setting_fields.as_typed(_known(page)[_DAY]):
        del asked[_DAY]
    try:
        changes = desk.put(page.installation.store, asked, choosing=choosing and "warehouse" in typed)
    except desk.Faults as faults:
        return shown(page, typed=typed, faults=faults.by_name)
    said = setting_fields.tell(page, changes)
    return said if "warehouse" in typed else ""


def _known(page: Page) -> dict[str, Any]:
    return {one.setting.name: one.value for one in desk.settings(page.installation.store)}


def _main(page: Page) -> tuple[str, ...]:
    """Another ERP than the books tells its own currency."""
    books = page.installation.store.erp.chosen().kind == BOOKS
    return tuple(name for name in DETAILS if books or name != "company_currency")


def _offers(page: Page) -> tuple[dict[str, Offer], str]:
    try:
        return choices.offers(page.installation), ""
    except BridgeError as error:
        return {}, page.speech.tell(error.sentence)
