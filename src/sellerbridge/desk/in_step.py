"""Is everything in step? Per connection and flow: up to when all is known, and if not, why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from sellerbridge.desk.status import Credential, credentials
from sellerbridge.installation import Installation
from sellerbridge.settings import Settings
from sellerbridge.store.connections import Connection
from sellerbridge.store.runs import RunRow
from sellerbridge.store.schedule import FLOWS, is_paused, period

_MISSED = 2
"""So many turns may be missed before a flow counts as behind, and some time beside them."""
_GRACE = timedelta(minutes=10)


class State(StrEnum):
    """How a flow stands, the worst first."""

    STOPPED = "stopped"
    BEHIND = "behind"
    NEVER = "never"
    PAUSED = "paused"
    OFF = "off"
    IN_STEP = "in step"


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One flow. `known` is up to when everything was read, None where that is not so yet.

    `why` is the error that ended the last run; `goes_on` is when Amazon's pace lets an unfinished reading go on.
    """

    flow: str
    state: State
    known: datetime | None = None
    why: str = ""
    goes_on: datetime | None = None
    last_run: int = 0


class ConnectionStep(msgspec.Struct, frozen=True, kw_only=True):
    """One connection. `waiting` is how many documents the ERP was not told yet."""

    name: str
    state: State
    flows: tuple[Step, ...]
    waiting: int
    credentials: tuple[Credential, ...]


def in_step(installation: Installation) -> tuple[ConnectionStep, ...]:
    """Every connection, as it stands now."""
    store, now = installation.store, installation.clock.now()
    settings, pauses, periods = store.settings.read(), store.schedule.pauses(), store.schedule.periods()
    found = []
    for connection in store.connections.all():
        runs = store.runs.last(connection.id)
        flows = tuple(
            _step(
                connection,
                flow,
                runs.get(flow),
                settings=settings,
                pauses=pauses,
                every=period(flow, every=settings.sync_every, own=periods.get((connection.id, flow))),
                now=now,
            )
            for flow in FLOWS
        )
        found.append(
            ConnectionStep(
                name=connection.name,
                state=worst(flow.state for flow in flows),
                flows=flows,
                waiting=store.outbox.due_count(connection.id),
                credentials=credentials(connection, now),
            )
        )
    return tuple(found)


def worst(states: Iterable[State]) -> State:
    """The state that matters most; nothing at all is in step."""
    order = list(State)
    return min(states, key=order.index, default=State.IN_STEP)


def _step(
    connection: Connection,
    flow: str,
    last: RunRow | None,
    *,
    settings: Settings,
    pauses: Mapping[tuple[int, str], datetime],
    every: timedelta,
    now: datetime,
) -> Step:
    if last is None:
        return Step(flow=flow, state=_held_back(connection, flow, settings, pauses) or State.NEVER)
    # A run that came to its end knows all that there was when it began.
    known = None if last.error or last.resume_at else last.started
    return Step(
        flow=flow,
        state=_held_back(connection, flow, settings, pauses) or _state(last, every, now),
        known=known,
        why=last.error,
        goes_on=last.resume_at,
        last_run=last.id,
    )


def _held_back(
    connection: Connection, flow: str, settings: Settings, pauses: Mapping[tuple[int, str], datetime]
) -> State | None:
    if not settings.enabled or not connection.enabled:
        return State.OFF
    return State.PAUSED if is_paused(pauses, connection.id, flow) else None


def _state(last: RunRow, every: timedelta, now: datetime) -> State:
    if last.error:
        return State.STOPPED
    late = now - last.started > _MISSED * every + _GRACE
    return State.BEHIND if late or last.resume_at else State.IN_STEP
