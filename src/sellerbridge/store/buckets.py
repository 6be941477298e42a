"""The throttle's state per connection and operation, so that a restart does not forget what was used."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from sellerbridge.database import Database, upsert
from sellerbridge.pace import Bucket
from sellerbridge.store import tables


class StoredBuckets:
    """The `Buckets` of one connection, kept in the database."""

    def __init__(self, database: Database, connection_id: int) -> None:
        self._database = database
        self._connection_id = connection_id

    def load(self, operation: str) -> Bucket | None:
        """The bucket as it was left, or None for one never used."""
        table = tables.buckets
        with self._database.reading() as transaction:
            state = transaction.execute(
                sa.select(table.c.state).where(
                    table.c.connection_id == self._connection_id, table.c.operation == operation
                )
            ).scalar()
        return msgspec.json.decode(state, type=Bucket) if state else None

    def save(self, operation: str, bucket: Bucket) -> None:
        """Keep the bucket."""
        row = {
            "connection_id": self._connection_id,
            "operation": operation,
            "state": msgspec.json.encode(bucket).decode(),
        }
        with self._database.transaction() as transaction:
            upsert(transaction, tables.buckets, [row], key=["connection_id", "operation"])
