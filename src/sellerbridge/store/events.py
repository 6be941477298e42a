"""What happened to an order or product over time, beyond its first sight: one line each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.database import Database, insert
from sellerbridge.store import tables


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened; free of personal data."""

    time: datetime
    what: str


class Events:
    """Kept changes, oldest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def about(self, about: str) -> list[Event]:
        """What happened to an order or SKU."""
        table = tables.events
        with self._database.reading() as transaction:
            rows = transaction.execute(
                sa.select(table.c.time, table.c.what)
                .where(table.c.about == about)
                .order_by(table.c.time, table.c.id)
            ).all()
        return [Event(time=row.time, what=row.what) for row in rows]


def row(connection_id: int, about: str, time: datetime, what: str) -> dict[str, object]:
    """An event on its way into the table."""
    return {"connection_id": connection_id, "about": about, "time": time, "what": what}


def add(transaction: Transaction, rows: Sequence[dict[str, object]]) -> None:
    """Keep events within the transaction of what they tell."""
    insert(transaction, tables.events, rows)
