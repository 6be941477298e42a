"""What people decided about the clock: pauses, wishes to run now, and the period of a connection."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from sellerbridge.clock import Clock
from sellerbridge.database import Database, upsert
from sellerbridge.store import tables

FLOWS = ("products", "orders", "money")
"""What runs, in the right order: orders refer to items, and money to orders."""
_OFTEN = "orders"
_SELDOM = timedelta(hours=1)
"""What changes slowly (products) or comes two days late (money) is not asked for more often, unless so chosen."""
EVERYTHING = "*"
"""A pause of all flows of a connection."""


def period(flow: str, *, every: int, own: int | None) -> timedelta:
    """How often a flow runs by itself: each `own` minutes where a connection has such, else as `every` has it."""
    if own:
        return timedelta(minutes=own)
    usual = timedelta(minutes=every)
    return usual if flow == _OFTEN else max(usual, _SELDOM)


def is_paused(pauses: Mapping[tuple[int, str], datetime], connection_id: int, flow: str) -> bool:
    """Whether a flow does not run by itself, or nothing of its connection does."""
    return (connection_id, EVERYTHING) in pauses or (connection_id, flow) in pauses


class Schedule:
    """Pauses and wishes, by connection and flow."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def pause(self, connection_id: int, flow: str = EVERYTHING) -> None:
        """Run that flow no more by itself, or none of the connection's."""
        self._put(tables.pauses, connection_id, flow)

    def resume(self, connection_id: int, flow: str = EVERYTHING) -> None:
        """Run it by itself again; EVERYTHING takes back every pause of the connection."""
        table = tables.pauses
        mine = table.c.connection_id == connection_id
        of_flow = sa.true() if flow == EVERYTHING else table.c.flow == flow
        with self._database.transaction() as transaction:
            transaction.execute(sa.delete(table).where(mine, of_flow))

    def set_period(self, connection_id: int, flow: str, minutes: int | None) -> None:
        """Run it every so many minutes; None: as often as usual."""
        table = tables.periods
        mine = (table.c.connection_id == connection_id, table.c.flow == flow)
        with self._database.transaction() as transaction:
            transaction.execute(sa.delete(table).where(*mine))
            if minutes is not None:
                row = {"connection_id": connection_id, "flow": flow, "minutes": minutes}
                transaction.execute(sa.insert(table).values(row))

    def periods(self) -> Mapping[tuple[int, str], int]:
        """(connection id, flow) → minutes, where not the usual."""
        with self._database.reading() as transaction:
            rows = transaction.execute(sa.select(tables.periods)).all()
        return {(row.connection_id, row.flow): row.minutes for row in rows}

    def wish(self, connection_id: int, flow: str) -> None:
        """Run it as soon as possible, once, paused or not."""
        self._put(tables.wishes, connection_id, flow)

    def fulfilled(self, connection_id: int, flow: str, *, since: datetime) -> None:
        """A run has seen to the wish of that moment; one that came meanwhile stays.

        Which of two moments is later says nothing: the clock may have been set back between them.
        """
        table = tables.wishes
        seen_to = (table.c.connection_id == connection_id, table.c.flow == flow, table.c.since == since)
        with self._database.transaction() as transaction:
            transaction.execute(sa.delete(table).where(*seen_to))

    def pauses(self) -> Mapping[tuple[int, str], datetime]:
        """(connection id, flow or EVERYTHING) → since when."""
        return self._all(tables.pauses)

    def wishes(self) -> Mapping[tuple[int, str], datetime]:
        """(connection id, flow) → since when."""
        return self._all(tables.wishes)

    def _put(self, table: sa.Table, connection_id: int, flow: str) -> None:
        row = {"connection_id": connection_id, "flow": flow, "since": self._clock.now()}
        with self._database.transaction() as transaction:
            upsert(transaction, table, [row], key=["connection_id", "flow"])

    def _all(self, table: sa.Table) -> dict[tuple[int, str], datetime]:
        with self._database.reading() as transaction:
            return {(row.connection_id, row.flow): row.since for row in transaction.execute(sa.select(table))}
