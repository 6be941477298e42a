"""What happened: every run with its counts; what goes on now; and the clock's buttons."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse

from sellerbridge.console.page import OperatorPage, Page, ViewerPage
from sellerbridge.console.typed import Number
from sellerbridge.console.words import of_deeds, of_runs
from sellerbridge.desk import activity as desk
from sellerbridge.desk import clock
from sellerbridge.store.schedule import EVERYTHING, FLOWS

router = APIRouter()
Typed = Annotated[str, Form()]
_FAILED = "failed"
_HERE = "/activity"
_PLACES = (_HERE, "/settings/clock")


@router.get("/activity")
def activity(
    page: ViewerPage, connection: str = "", flow: str = "", outcome: str = "", before: Number = 0
) -> HTMLResponse:
    """The runs that go on, how each flow stands, and what ran, the newest first."""
    store = page.installation.store
    found = desk.activity(store, before=before, connection=connection, flow=flow, failed=outcome == _FAILED)
    asked = {"connection": connection, "flow": flow, "outcome": outcome}
    kept = {name: value for name, value in asked.items() if value}
    older = urlencode({**kept, "before": found.before}) if found.before else ""
    return page.answer(
        "activity.html",
        asked=asked,
        found=found.runs,
        connections=[seller.name for seller in store.connections.all()],
        older=f"/activity?{older}" if older else "",
        newest=f"/activity?{urlencode(kept)}" if before else "",
        turns=page.loop.turns() if page.loop else (),
        live=page.live(),
        words=of_runs,
        flows=FLOWS,
        everything=EVERYTHING,
        pauses=store.schedule.pauses(),
    )


@router.get("/activity/{run}")
def one_run(page: ViewerPage, run: Number) -> HTMLResponse:
    """One run: its counts, what was asked of Amazon, and what the ERP took."""
    return page.answer("run.html", story=desk.story(page.installation.store, run), words=of_runs)


@router.post("/activity/run")
def run_now(page: OperatorPage, connection: Typed, flow: Typed = EVERYTHING, back: Typed = _HERE) -> Response:
    """Run a flow, or all of them, as soon as possible."""
    clock.run_now(page.installation, connection, flow)
    page.did("asked for a run", of_deeds.of_flow(connection, flow))
    page.wake()
    return _back(page, back, page.say("It runs as soon as the connection is free."))


@router.post("/activity/pause")
def pause(page: OperatorPage, connection: Typed, flow: Typed = EVERYTHING, back: Typed = _HERE) -> Response:
    """Run it no more by itself."""
    clock.pause(page.installation, connection, flow)
    page.did("paused", of_deeds.of_flow(connection, flow))
    return _back(page, back, page.say("Paused. It does not run by itself until you resume it."))


@router.post("/activity/resume")
def resume(page: OperatorPage, connection: Typed, flow: Typed = EVERYTHING, back: Typed = _HERE) -> Response:
    """Run it by itself again."""
    clock.resume(page.installation, connection, flow)
    page.did("resumed", of_deeds.of_flow(connection, flow))
    page.wake()
    return _back(page, back, page.say("It runs by itself again. What was missed is caught up with now."))


def _back(page: Page, back: str, said: str) -> Response:
    """To the page with the button: this one, or the clock's settings."""
    return page.back_to(back if back in _PLACES else _HERE, said=said)
