"""What each run counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from sellerbridge.clock import from_text
from sellerbridge.database import Database
from sellerbridge.store import tables


class RunRow(msgspec.Struct, frozen=True, kw_only=True):
    """A finished run: when, what it counted, and the sentence of the error that ended it, if one did."""

    flow: str
    started: datetime
    finished: datetime
    error: str
    counts: dict[str, Any]

    @property
    def resume_at(self) -> datetime | None:
        """When Amazon's pace lets it go on, where that cut it off."""
        told = self.counts.get("resume_at")
        return from_text(told) if told else None


class Runs:
    """The log of runs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        connection_id: int,
        flow: str,
        *,
        started: datetime,
        finished: datetime,
        error: str,
        counts: Mapping[str, Any],
    ) -> None:
        """Keep a finished run."""
        row = {
            "connection_id": connection_id,
            "flow": flow,
            "started": started,
            "finished": finished,
            "error": error,
            "counts": msgspec.json.encode(counts).decode(),
        }
        with self._database.transaction() as transaction:
            transaction.execute(sa.insert(tables.runs), [row])

    def last(self, connection_id: int) -> dict[str, RunRow]:
        """The last run of each flow."""
        table = tables.runs
        newest = (
            sa.select(sa.func.max(table.c.id)).where(table.c.connection_id == connection_id).group_by(table.c.flow)
        )
        with self._database.reading() as transaction:
            rows = transaction.execute(sa.select(table).where(table.c.id.in_(newest))).all()
        return {
            row.flow: RunRow(
                flow=row.flow,
                started=row.started,
                finished=row.finished,
                error=row.error,
                counts=msgspec.json.decode(row.counts),
            )
            for row in rows
        }
