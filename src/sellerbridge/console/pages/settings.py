"""The settings, in the three sections of the old page: credentials, order details, sync configuration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from sellerbridge.console import detailing, setting_fields
from sellerbridge.console.page import AdministratorPage, OperatorPage, Page, ViewerPage
from sellerbridge.console.typed import Sent, text
from sellerbridge.console.words import of_deeds
from sellerbridge.console.words.marks import N_
from sellerbridge.console.words.of_settings import ACCOUNTS, BEHAVIOURS, CONFIGURATION, DETAILS
from sellerbridge.desk import clock as clocks
from sellerbridge.desk import practice
from sellerbridge.desk import settings as desk
from sellerbridge.desk.effects import effects
from sellerbridge.desk.status import credentials
from sellerbridge.store.erp import BOOKS
from sellerbridge.store.schedule import FLOWS

router = APIRouter()

_SECTIONS: Mapping[str, Sequence[str]] = {"configuration": CONFIGURATION, "behaviours": BEHAVIOURS}
_BEGUN = {
    "products": N_("Sync products has begun."),
    "orders": N_("Sync orders has begun."),
    "money": N_("Sync payouts has begun."),
}


@router.get("/settings")
def settings(page: ViewerPage) -> HTMLResponse:
    """Everything that is set; those who may change it find it as forms."""
    return _answer(page)


@router.post("/settings/section/{section}")
def keep_section(page: AdministratorPage, section: str, sent: Sent) -> Response:
    """Keep the fields of one section, all or none."""
    names = _SECTIONS.get(section, ())
    typed = setting_fields.sent(sent, names)
    try:
        changes = desk.put(page.installation.store, setting_fields.news(page, typed))
    except desk.Faults as faults:
        return _answer(page, section, typed=typed, faults=faults.by_name, status=400)
    return page.back_to(f"/settings#{section}", said=setting_fields.tell(page, changes))


@router.post("/settings/enabled")
def enable(page: AdministratorPage, sent: Sent) -> Response:
    """Switch Amazon on or off."""
    on = text(sent, "enabled") == "on"
    setting_fields.tell(page, desk.put(page.installation.store, {"enabled": "on" if on else "off"}))
    page.wake()
    said = (
        page.say("Amazon is switched on.") if on else page.say("Amazon is switched off: nothing runs by itself.")
    )
    return page.back_to("/settings", said=said)


@router.post("/settings/sync/{flow}")
def sync(page: OperatorPage, flow: str) -> Response:
    """Run a flow of every connection now; the page shows how it goes on."""
    store = page.installation.store
    if not store.settings.read().enabled:
        return page.back_to("/settings", said=page.say("Nothing was begun: Amazon is switched off."))
    if flow not in FLOWS or not store.connections.all():
        return page.back_to("/settings", said=page.say("Nothing was begun: connect Amazon first."))
    sellers = [one for one in store.connections.all() if one.enabled]
    if not sellers:
        return page.back_to("/settings", said=page.say("Nothing was begun: the seller is switched off."))
    for connection in sellers:
        clocks.run_now(page.installation, connection.name, flow)
        page.did(N_("asked for a sync"), of_deeds.of_flow(connection.name, flow))
    if not page.loop or not page.loop.alive:
        said = page.say("It is noted, and begins as soon as sellerbridge serve keeps the clock.")
        return page.back_to("/settings", said=said)
    page.loop.wake()
    return page.back_to("/settings", said=page.say(_BEGUN[flow]))


@router.get("/settings/details")
def details(page: AdministratorPage) -> HTMLResponse:
    """The order details, chosen from what the ERP has."""
    return page.answer("settings/details.html", **detailing.shown(page))


@router.post("/settings/details")
def keep_details(page: AdministratorPage, sent: Sent) -> Response:
    """Keep what was chosen."""
    outcome = detailing.kept(page, sent)
    if isinstance(outcome, str):
        return page.back_to("/settings#details" if outcome else "/settings/details", said=outcome)
    return page.answer("settings/details.html", status=400, **outcome)


def _answer(
    page: Page,
    section: str = "",
    *,
    typed: Mapping[str, str] = {},
    faults: Mapping[str, str] = {},
    status: int = 200,
) -> HTMLResponse:
    store, now = page.installation.store, page.installation.clock.now()
    chosen, connections = store.erp.chosen(), store.connections.all()
    counted = effects(page.installation)
    names = tuple(name for name in (*DETAILS, *ACCOUNTS) if chosen.kind == BOOKS or name != "company_currency")
    live = page.live()
    return page.answer(
        "settings.html",
        status=status,
        enabled=store.settings.read().enabled,
        connections=[(connection, credentials(connection, now)) for connection in connections],
        practising={one.name: practice.runs(one) for one in connections if practice.is_practice(one)},
        erp=chosen,
        details=setting_fields.fields(page, names),
        sections={
            name: setting_fields.fields(page, of_it, typed=typed, faults=faults, counted=counted)
            for name, of_it in _SECTIONS.items()
        },
        refused=section,
        refusal=setting_fields.together(page, faults),
        vat=store.settings.read().vat,
        live=live,
        waits=bool(page.loop and page.loop.alive and store.schedule.wishes()) or bool(live),
        last=[(connection, store.runs.last(connection.id)) for connection in connections],
    )
