"""How far each stream was read. A cursor moves only in the transaction that stores what was read."""

from __future__ import annotations

from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.database import Database, upsert
from sellerbridge.incoming import Continuation
from sellerbridge.store import tables

ORDERS = "orders"
"""A stream that is read for all marketplaces of a connection at once; those of listings name their marketplace."""
RETURNS = "returns"
"""What came back to Amazon's warehouses, for all marketplaces at once too."""
TRANSACTIONS = "transactions"
SETTLEMENTS = "settlements"
"""The money, for all marketplaces at once too."""


class Cursor(msgspec.Struct, frozen=True, kw_only=True):
    """Everything up to `position` is known; `resume` goes on with a reading that was cut off."""

    stream: str
    position: datetime | None = None
    resume: Continuation | None = None
    read_at: datetime | None = None

    @property
    def unfinished(self) -> bool:
        """Whether a reading was begun and not ended."""
        return self.resume is not None


class Cursors:
    """The cursors of all connections."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, connection_id: int, stream: str) -> Cursor:
        """The stream's cursor; a new one where nothing was read yet."""
        return next((c for c in self.all(connection_id) if c.stream == stream), Cursor(stream=stream))

    def all(self, connection_id: int) -> list[Cursor]:
        """Every stream that was ever read for a connection."""
        table = tables.cursors
        with self._database.reading() as connection:
            rows = connection.execute(
                sa.select(table).where(table.c.connection_id == connection_id).order_by(table.c.stream)
            ).all()
        return [
            Cursor(
                stream=row.stream,
                position=row.position,
                resume=msgspec.json.decode(row.resume, type=Continuation) if row.resume else None,
                read_at=row.read_at,
            )
            for row in rows
        ]

    def put(self, connection_id: int, cursor: Cursor) -> None:
        """Keep a cursor by itself, where nothing else is stored with it (a report that was asked for)."""
        with self._database.transaction() as transaction:
            move(transaction, connection_id, cursor)


def move(transaction: Transaction, connection_id: int, cursor: Cursor) -> None:
    """Move a cursor within the transaction that stores what it stands for."""
    row = {
        "connection_id": connection_id,
        "stream": cursor.stream,
        "position": cursor.position,
        "resume": msgspec.json.encode(cursor.resume) if cursor.resume else None,
        "read_at": cursor.read_at,
    }
    upsert(transaction, tables.cursors, [row], key=["connection_id", "stream"])


def forget(transaction: Transaction, connection_id: int, *, stream: str | None = None) -> None:
    """Read a stream (None: every one) from the beginning next time; what is known already costs nothing."""
    mine = tables.cursors.c.connection_id == connection_id
    wanted = sa.delete(tables.cursors).where(mine)
    transaction.execute(wanted if stream is None else wanted.where(tables.cursors.c.stream == stream))
