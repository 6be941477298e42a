"""What the plan is made from, read from the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sellerbridge.installation import Installation
from sellerbridge.runner import plan
from sellerbridge.runner.plan import Known, Turn


def known(
    installation: Installation, *, busy: Iterable[int] = (), resting: Mapping[int, datetime] | None = None
) -> Known:
    """How things stand now. What is at work or rests, only the process that runs the clock knows."""
    store = installation.store
    connections = store.connections.all()
    return Known(
        settings=store.settings.read(),
        connections=connections if store.erp.chosen().kind else (),
        runs={connection.id: store.runs.last(connection.id) for connection in connections},
        pauses=store.schedule.pauses(),
        wishes=store.schedule.wishes(),
        periods=store.schedule.periods(),
        busy=frozenset(busy),
        resting=resting or {},
    )


def turns(installation: Installation) -> list[Turn]:
    """How every flow of every connection stands, as far as another process than the clock's can tell."""
    return plan.turns(known(installation), installation.clock.now())
