"""The clock: when each flow runs, run now, pause, resume, how often."""

from __future__ import annotations

from typing import Annotated

import msgspec

from sellerbridge.console.api.kinds import Asked, ConnectionName, Flow
from sellerbridge.console.api.operation import ROOT, Subject
from sellerbridge.console.api.reading import named
from sellerbridge.console.doors.people import Role
from sellerbridge.console.page import Page
from sellerbridge.console.words import of_deeds
from sellerbridge.console.words.marks import N_
from sellerbridge.desk import clock as desk
from sellerbridge.runner import known, plan
from sellerbridge.runner.plan import TurnShown
from sellerbridge.runner.watch import Live
from sellerbridge.store.schedule import EVERYTHING

subject = Subject("Clock", "When each flow of each connection runs by itself, and what runs now.")


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """`keeps` says whether this very process runs what is due; `live` are the runs that go on in it."""

    keeps: bool
    turns: tuple[TurnShown, ...]
    live: tuple[Live, ...]


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """It was taken up and goes on by itself; `look_at` is where to see how."""

    look_at: str


class Which(Asked, frozen=True, kw_only=True):
    """A flow; without one all of them."""

    flow: Flow | None = None


class Period(Asked, frozen=True, kw_only=True):
    """`minutes` between two runs; null: as often as usual."""

    flow: Flow
    minutes: Annotated[int, msgspec.Meta(ge=desk.SHORTEST_PERIOD, le=desk.LONGEST_PERIOD)] | None


@subject.on("GET", "/clock")
def clock(page: Page) -> Clock:
    """How every flow stands, and what runs now."""
    return Clock(keeps=bool(page.loop and page.loop.alive), turns=turns(page), live=page.live())


@subject.on("POST", "/clock/{connection}/run", Role.OPERATOR, status=202)
def run_now(page: Page, connection: ConnectionName, body: Which) -> Accepted:
    """Run a flow as soon as possible, once; asked for twice before it begins, it runs once."""
    flow = _flow(page, connection, body)
    desk.run_now(page.installation, connection, flow)
    page.did(N_("asked for a run"), of_deeds.of_flow(connection, flow))
    page.wake()
    return Accepted(look_at=f"{ROOT}/runs?connection={connection}")


@subject.on("POST", "/clock/{connection}/pause", Role.OPERATOR)
def pause(page: Page, connection: ConnectionName, body: Which) -> Clock:
    """Run a flow no more by itself."""
    flow = _flow(page, connection, body)
    desk.pause(page.installation, connection, flow)
    page.did(N_("paused"), of_deeds.of_flow(connection, flow))
    return clock(page)


@subject.on("POST", "/clock/{connection}/resume", Role.OPERATOR)
def resume(page: Page, connection: ConnectionName, body: Which) -> Clock:
    """Run a flow by itself again; without a flow every pause of the connection ends."""
    flow = _flow(page, connection, body)
    desk.resume(page.installation, connection, flow)
    page.did(N_("resumed"), of_deeds.of_flow(connection, flow))
    page.wake()
    return clock(page)


@subject.on("PUT", "/clock/{connection}/period", Role.ADMINISTRATOR)
def set_period(page: Page, connection: ConnectionName, body: Period) -> Clock:
    """How often a flow of the connection runs by itself."""
    with named():
        page.installation.store.connections.named(connection)
    desk.set_period(page.installation, connection, body.flow, body.minutes)
    page.did(N_("set how often something runs"), of_deeds.of_period(connection, body.flow, body.minutes))
    page.wake()
    return clock(page)


def turns(page: Page) -> tuple[TurnShown, ...]:
    """How every flow of every connection stands."""
    found = page.loop.turns() if page.loop and page.loop.alive else known.turns(page.installation)
    return tuple(map(plan.shown, found))


def _flow(page: Page, connection: str, body: Which) -> str:
    with named():
        page.installation.store.connections.named(connection)
    return body.flow or EVERYTHING
