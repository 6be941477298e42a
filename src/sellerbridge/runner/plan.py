"""What is due: each flow of each connection on its own period. Pure: it looks at what is told, and at no clock."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from sellerbridge.settings import Settings
from sellerbridge.store.connections import Connection
from sellerbridge.store.runs import RunRow
from sellerbridge.store.schedule import FLOWS, is_paused, period

REST = timedelta(minutes=1)
"""How long a connection is left alone whose run could not begin, say because another process is at work on it."""
_AGAIN = timedelta(minutes=5)
"""A run that an error ended is tried again so long after it began, at the latest: nobody needs to be there."""
_JITTER = 0.1
"""The share of its period by which a turn may come earlier, so that many sellers do not all ask at once."""


class State(StrEnum):
    """How a flow of a connection stands."""

    OFF = "off"
    PAUSED = "paused"
    RUNNING = "running"
    DUE = "due"
    WAITING = "waiting"


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the plan is made from.

    `periods` are minutes by connection id and flow, where somebody chose others than the usual.
    `runs` are the last ones by connection id and flow, `busy` the ids of the connections at work, `resting` those
    whose last run could not even begin, and until when they are left alone.
    """

    settings: Settings
    connections: Sequence[Connection]
    runs: Mapping[int, Mapping[str, RunRow]]
    pauses: Mapping[tuple[int, str], datetime] = {}
    wishes: Mapping[tuple[int, str], datetime] = {}
    periods: Mapping[tuple[int, str], int] = {}
    busy: frozenset[int] = frozenset()
    resting: Mapping[int, datetime] = {}


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """The next turn of a flow. `due` is None while it does not run by itself.

    `every` is how often it runs by itself; `own` says that somebody chose that for it.
    """

    connection: Connection
    flow: str
    state: State
    every: timedelta
    own: bool = False
    due: datetime | None = None
    last: RunRow | None = None


class TurnShown(msgspec.Struct, frozen=True, kw_only=True):
    """A turn in JSON. `due` is null while the flow does not run by itself; `own_period`: somebody chose that."""

    connection: str
    flow: str
    state: State
    due: datetime | None
    every_minutes: int
    own_period: bool


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """Flows of one connection to run now, in their right order; `wishes` are those asked for, and since when."""

    connection: Connection
    flows: tuple[str, ...]
    wishes: Mapping[str, datetime] = {}

    @property
    def wished(self) -> bool:
        """Whether somebody asked for it."""
        return bool(self.wishes)


def turns(known: Known, now: datetime) -> list[Turn]:
    """How every flow of every connection stands."""
    return [_turn(known, connection, flow, now) for connection in known.connections for flow in FLOWS]


def shown(turn: Turn) -> TurnShown:
    """A turn as the command line, with --json, and the API tell it."""
    return TurnShown(
        connection=turn.connection.name,
        flow=turn.flow,
        state=turn.state,
        due=turn.due,
        every_minutes=turn.every // timedelta(minutes=1),
        own_period=turn.own,
    )


def jobs(known: Known, now: datetime) -> list[Job]:
    """What is to run now: at most one job per connection, the longest waiting first."""
    waiting: dict[int, list[Turn]] = {}
    for turn in turns(known, now):
        if turn.state == State.DUE:
            waiting.setdefault(turn.connection.id, []).append(turn)
    found = sorted(waiting.values(), key=lambda mine: min(turn.due or now for turn in mine))
    return [_job(known, mine) for mine in found]


def _job(known: Known, mine: Sequence[Turn]) -> Job:
    connection, chosen = mine[0].connection, tuple(turn.flow for turn in mine)
    return Job(
        connection=connection,
        flows=chosen,
        wishes={
            flow: known.wishes[connection.id, flow] for flow in chosen if (connection.id, flow) in known.wishes
        },
    )


def next_due(known: Known, now: datetime) -> datetime | None:
    """When the next turn comes, of those that wait for their time."""
    return min((turn.due for turn in turns(known, now) if turn.state == State.WAITING and turn.due), default=None)


def _turn(known: Known, connection: Connection, flow: str, now: datetime) -> Turn:
    last, own = known.runs.get(connection.id, {}).get(flow), known.periods.get((connection.id, flow))
    every = period(flow, every=known.settings.sync_every, own=own)

    def stands(state: State, due: datetime | None = None) -> Turn:
        return Turn(
            connection=connection, flow=flow, state=state, every=every, own=own is not None, due=due, last=last
        )

    if not known.settings.enabled or not connection.enabled:
        return stands(State.OFF)
    if connection.id in known.busy:
        return stands(State.RUNNING)
    rest = known.resting.get(connection.id)
    # One that is longer than any can be was begun before the clock was set back.
    if rest and now < rest <= now + REST:
        return stands(State.WAITING, rest)
    if wished := known.wishes.get((connection.id, flow)):
        return stands(State.DUE, wished)
    if is_paused(known.pauses, connection.id, flow):
        return stands(State.PAUSED)
    due = _due(last, now, every=every, dice=(connection.name, flow))
    return stands(State.DUE if due <= now else State.WAITING, due)


def _due(last: RunRow | None, now: datetime, *, every: timedelta, dice: tuple[str, str]) -> datetime:
    """One period after the last run began, however many were missed; or when Amazon's pace allows it again; and
    soon after one that an error ended.

    Where the clock was set back, the last run lies ahead, and says nothing.
    """
    if last is None or last.started > now:
        return now
    if last.error:
        every = min(every, _AGAIN)
    usual = last.started + every * (1 - _JITTER * _chance(*dice, last))
    return min(last.resume_at, usual) if last.resume_at else usual


def _chance(name: str, flow: str, last: RunRow) -> float:
    """Between 0 and 1, the same for the same turn: a restart does not throw the dice again."""
    seed = f"{name} {flow} {last.started.isoformat()}".encode()
    return int.from_bytes(hashlib.blake2b(seed, digest_size=4).digest()) / 2**32
