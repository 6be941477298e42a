"""What each run counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from sellerbridge.clock import from_text
from sellerbridge.database import Database
from sellerbridge.outgoing import OF_PEOPLE
from sellerbridge.sentences import packed, unpacked
from sellerbridge.store import tables
from sellerbridge.store.schedule import FLOWS

KEPT = timedelta(days=400)
"""Runs are kept for so long: a year can be compared with the one before."""
_PRUNED_AT_ONCE = 1000


class RunRow(msgspec.Struct, frozen=True, kw_only=True):
    """A finished run: when, what it counted, and the sentence of the error that ended it, if one did."""

    id: int = 0
    connection_id: int = 0
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


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A document that the ERP took; `erp_name` is what it is called there."""

    kind: str
    key: str
    erp_name: str
    about: str
    state: str


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
            "counts": msgspec.json.encode({**counts, "note": packed(counts.get("note", ""))}).decode(),
        }
        with self._database.transaction() as transaction:
            transaction.execute(sa.insert(tables.runs), [row])

    def last(self, connection_id: int) -> dict[str, RunRow]:
        """The last run of each flow."""
        table = tables.runs
        # One step into the index for each flow; grouped, all runs there ever were would be looked at.
        newest = [
            sa.select(sa.func.max(table.c.id))
            .where(table.c.connection_id == connection_id, table.c.flow == flow)
            .scalar_subquery()
            for flow in FLOWS
        ]
        with self._database.reading() as transaction:
            rows = transaction.execute(sa.select(table).where(table.c.id.in_(newest))).all()
        return {row.flow: _run(row) for row in rows}

    def page(
        self,
        *,
        before: int | None = None,
        connection_id: int | None = None,
        flow: str = "",
        failed: bool = False,
        limit: int,
    ) -> list[RunRow]:
        """The newest first, from before that run on; of a connection or flow, or only what an error ended."""
        table = tables.runs.c
        wanted = sa.select(tables.runs).order_by(table.id.desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(table.id < before)
        if connection_id is not None:
            wanted = wanted.where(table.connection_id == connection_id)
        if flow:
            wanted = wanted.where(table.flow == flow)
        if failed:
            wanted = wanted.where(table.error != "")
        with self._database.reading() as transaction:
            return [_run(row) for row in transaction.execute(wanted)]

    def after(self, run_id: int) -> list[RunRow]:
        """Those that ended after that one, the oldest first."""
        wanted = sa.select(tables.runs).where(tables.runs.c.id > run_id).order_by(tables.runs.c.id)
        with self._database.reading() as transaction:
            return [_run(row) for row in transaction.execute(wanted)]

    def one(self, run_id: int) -> RunRow | None:
        """The run of that number."""
        with self._database.reading() as transaction:
            row = transaction.execute(sa.select(tables.runs).where(tables.runs.c.id == run_id)).first()
        return _run(row) if row else None

    def delivered(self, run: RunRow) -> dict[str, int]:
        """Doctype → how many documents the ERP took; of a run that did not note it, what it took meanwhile."""
        told: dict[str, int] | None = run.counts.get("written")
        if told is not None:
            return dict(sorted(told.items()))
        table = tables.outbox.c
        counted = sa.select(table.kind, sa.func.count().label("n")).where(*_within(run)).group_by(table.kind)
        with self._database.reading() as transaction:
            return {row.kind: row.n for row in transaction.execute(counted.order_by(table.kind))}

    def documents(self, run: RunRow, *, limit: int) -> list[Written]:
        """The first of them, without their bodies and without buyers' masters."""
        table = tables.outbox.c
        wanted = sa.select(table.kind, table.key, table.erp_name, table.about, table.state)
        wanted = wanted.where(*_within(run), table.kind.not_in(OF_PEOPLE))
        wanted = wanted.order_by(table.delivered_at, table.kind).limit(limit)
        with self._database.reading() as transaction:
            return [Written(**row) for row in transaction.execute(wanted).mappings()]

    def prune(self, now: datetime) -> None:
        """Forget what is older than KEPT, some at a time: the oldest runs have the smallest numbers."""
        table = tables.runs
        oldest = sa.select(table.c.id).order_by(table.c.id).limit(_PRUNED_AT_ONCE)
        with self._database.transaction() as transaction:
            transaction.execute(sa.delete(table).where(table.c.id.in_(oldest), table.c.finished < now - KEPT))


def _within(run: RunRow) -> tuple[sa.ColumnElement[bool], ...]:
    table = tables.outbox.c
    return (
        table.connection_id == run.connection_id,
        table.delivered_at >= run.started,
        table.delivered_at <= run.finished,
    )


def _run(row: Any) -> RunRow:
    counts = msgspec.json.decode(row.counts)
    return RunRow(
        id=row.id,
        connection_id=row.connection_id,
        flow=row.flow,
        started=row.started,
        finished=row.finished,
        error=row.error,
        counts=counts | {"note": unpacked(counts.get("note", ""))},
    )
