"""The clock's settings: how often each flow of each connection runs by itself, and what is paused."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse

from sellerbridge.console.page import AdministratorPage, Page, ViewerPage
from sellerbridge.console.words import of_deeds, of_runs
from sellerbridge.console.words.marks import N_
from sellerbridge.desk import clock as desk
from sellerbridge.errors import Usage
from sellerbridge.runner import known
from sellerbridge.store.schedule import EVERYTHING

router = APIRouter()
Typed = Annotated[str, Form()]
_HERE = "/settings/clock"
_DIGITS = 10
"""More have no minutes."""


@router.get("/settings/clock")
def clock(page: ViewerPage) -> HTMLResponse:
    """Each flow of each connection: how often, when next, paused or not."""
    return _answer(page)


@router.post("/settings/clock")
def keep_period(page: AdministratorPage, connection: Typed, flow: Typed, minutes: Typed = "") -> Response:
    """Run a flow every so many minutes; without any, as often as usual."""
    typed = minutes.strip()
    try:
        every = _minutes(typed)
        desk.set_period(page.installation, connection, flow, every)
    except Usage as wrong:
        return _answer(page, typed={(connection, flow): typed}, wrong=page.speech.tell(wrong.sentence))
    page.did(N_("set how often something runs"), of_deeds.of_period(connection, flow, every))
    page.wake()
    what = page.say(of_runs.FLOWS[flow])
    if not typed:
        said = page.say("{what} of {name} runs as often as usual again.", what=what, name=connection)
    else:
        said = page.say(
            "{what} of {name} runs every {minutes} minutes now.", what=what, name=connection, minutes=typed
        )
    return page.back_to(_HERE, said=said)


def _minutes(typed: str) -> int | None:
    if typed and not (typed.isascii() and typed.isdigit() and len(typed) < _DIGITS):
        raise Usage("Write the minutes as a whole number, or nothing for the usual.")
    return int(typed) if typed else None


def _answer(page: Page, *, typed: dict[tuple[str, str], str] | None = None, wrong: str = "") -> HTMLResponse:
    store = page.installation.store
    return page.answer(
        "clock.html",
        status=400 if wrong else 200,
        turns=page.loop.turns() if page.loop else known.turns(page.installation),
        alive=bool(page.loop and page.loop.alive),
        erp=store.erp.chosen().kind,
        connections=store.connections.all(),
        pauses=store.schedule.pauses(),
        everything=EVERYTHING,
        minute=timedelta(minutes=1),
        bounds=(desk.SHORTEST_PERIOD, desk.LONGEST_PERIOD),
        enabled=store.settings.read().enabled,
        words=of_runs,
        typed=typed or {},
        wrong=wrong,
    )
