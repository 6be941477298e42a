"""What differs by marketplace: VAT, and where orders and prices land in the ERP; for the books exchange rates."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData

from sellerbridge.commerce import marketplace
from sellerbridge.console import setting_fields
from sellerbridge.console.page import AdministratorPage, OperatorPage, Page, ViewerPage
from sellerbridge.console.typed import Sent, day, text
from sellerbridge.console.words import of_deeds
from sellerbridge.console.words.marks import N_
from sellerbridge.console.words.of_settings import PLACES
from sellerbridge.desk import mapping, rates
from sellerbridge.desk import settings as desk
from sellerbridge.desk.mapping_lines import Line
from sellerbridge.errors import BridgeError, Usage

router = APIRouter()


@router.get("/settings/marketplaces")
def marketplaces(page: ViewerPage) -> HTMLResponse:
    """One row for each marketplace that somebody sells in."""
    return _answer(page)


@router.post("/settings/marketplaces/vat")
def keep_vat(page: AdministratorPage, sent: Sent) -> Response:
    """Keep the VAT per cent of every marketplace, all or none."""
    typed = {f"vat.{code}": text(sent, f"vat.{code}") for code in _codes(page) if f"vat.{code}" in sent}
    try:
        changes = desk.put(page.installation.store, {n: t.replace(",", ".") for n, t in typed.items()})
    except desk.Faults as faults:
        return _answer(page, typed=typed, faults=faults.by_name, status=400)
    return page.back_to("/settings/marketplaces", said=setting_fields.tell(page, changes))


@router.post("/settings/marketplaces/places")
def keep_places(page: OperatorPage, sent: Sent) -> Response:
    """Map marketplaces to what they have of their own in the ERP."""
    lines = _news(page, sent)
    typed = {f"{line.kind}.{line.source}": line.target for line in lines}
    try:
        kept = mapping.keep(
            page.installation, lines, check=True, make="make" in sent, failing=page.say("Nothing was mapped")
        )
    except BridgeError as error:
        return _answer(page, typed=typed, refusal=page.speech.tell(error.sentence), status=400)
    for line in kept:
        page.did(N_("mapped a marketplace"), of_deeds.of_place(line))
    said = page.say("Saved.") if kept else page.say("Nothing was changed.")
    return page.back_to("/settings/marketplaces", said=said)


@router.get("/settings/rates")
def exchange_rates(page: ViewerPage) -> HTMLResponse:
    """What other currencies are worth in the books' own."""
    return _rates(page)


@router.post("/settings/rates")
def keep_rate(page: OperatorPage, sent: Sent) -> Response:
    """Set the rate of one currency, for always or from a day on."""
    typed = {name: text(sent, name) for name in ("currency", "rate", "since")}
    currency, rate = typed["currency"].upper(), typed["rate"].replace(",", ".")
    try:
        since = day(sent, "since")
        rates.set_rates(page.installation.store, [f"{currency}={rate}"], since=since)
    except (Usage, ValueError):
        return _rates(page, typed=typed, status=400)
    page.did(N_("set an exchange rate"), of_deeds.of_rate(currency, rate, since))
    own = page.installation.store.settings.read().company_currency
    said = page.say("1 {currency} is worth {rate} {own}.", currency=currency, rate=rate, own=own)
    return page.back_to("/settings/rates", said=said)


def _answer(
    page: Page,
    *,
    typed: Mapping[str, str] = {},
    faults: Mapping[str, str] = {},
    refusal: str = "",
    status: int = 200,
) -> HTMLResponse:
    store = page.installation.store
    return page.answer(
        "settings/marketplaces.html",
        status=status,
        codes=_codes(page),
        kinds=[(kind, page.say(word)) for kind, word in PLACES.items()],
        mapped=store.mappings.all(),
        vat=store.settings.stored().get("vat", {}),
        typed=typed,
        faults={name: page.say("A rate is a number from 0 to 99, such as 19 or 5.5.") for name in faults},
        refusal=refusal,
    )


def _rates(page: Page, *, typed: Mapping[str, str] = {}, status: int = 200) -> HTMLResponse:
    store = page.installation.store
    return page.answer(
        "settings/rates.html",
        status=status,
        known=rates.rates(store),
        own=store.settings.read().company_currency,
        typed=typed,
        failed=bool(typed),
    )


def _codes(page: Page) -> list[str]:
    """The marketplaces that are connected, and those for which something was set before."""
    store = page.installation.store
    connected = [marketplace.code_of(place) for one in store.connections.all() for place in one.marketplaces]
    known = store.mappings.all()
    mapped = [code for kind in PLACES for code in known[kind]]
    return list(dict.fromkeys([*connected, *store.settings.stored().get("vat", {}), *mapped]))


def _news(page: Page, sent: FormData) -> list[Line]:
    """The lines that differ from what is mapped; an empty target removes."""
    known = page.installation.store.mappings.all()
    return [
        Line(kind=kind, source=code, target=text(sent, f"{kind}.{code}"))
        for kind in PLACES
        for code in _codes(page)
        if f"{kind}.{code}" in sent and text(sent, f"{kind}.{code}") != known[kind].get(code, "")
    ]
