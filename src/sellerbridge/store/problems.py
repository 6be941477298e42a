"""Open and closed problems: one row per kind and thing; mended ones close by themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.database import Database, chunks
from sellerbridge.incoming import Unreadable
from sellerbridge.problems import Problem
from sellerbridge.store import tables

_TABLE = tables.problems
DELIVERY_KINDS = frozenset({"erp-refused", "changed-by-person"})
"""Problems that a delivery opens and closes; all others about a record belong to its translation."""
CONNECTION_KINDS = frozenset(
    {"authorisation-lost", "wrong-secret", "missing-role", "bad-request", "report-failed"}
)
"""Problems of a connection, not of a record."""


class OpenProblem(msgspec.Struct, frozen=True, kw_only=True):
    """A problem that needs a person. `connection` is the connection's name."""

    id: int
    connection: str
    connection_id: int
    problem: Problem
    since: datetime
    attempts: int


class StoredProblems:
    """The list of what needs a person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, about: str | None = None) -> list[OpenProblem]:
        """All open problems, oldest first; or those about one order, SKU or connection."""
        names = tables.connections
        wanted = (
            sa.select(_TABLE, names.c.name.label("connection"))
            .join(names, names.c.id == _TABLE.c.connection_id)
            .where(_TABLE.c.closed_at.is_(None))
            .order_by(_TABLE.c.id)
        )
        if about is not None:
            wanted = wanted.where(_TABLE.c.about == about)
        with self._database.reading() as transaction:
            rows = transaction.execute(wanted).all()
        return [
            OpenProblem(
                id=row.id,
                connection=row.connection,
                connection_id=row.connection_id,
                problem=Problem(kind=row.kind, about=row.about, facts=msgspec.json.decode(row.facts)),
                since=row.since,
                attempts=row.attempts,
            )
            for row in rows
        ]


def open_all(transaction: Transaction, connection_id: int, found: Sequence[Problem], *, now: datetime) -> None:
    """Open problems, or count one attempt more on those that are open already."""
    if not found:
        return
    dialect = postgresql if transaction.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(_TABLE)
    reopened = _TABLE.c.closed_at.is_not(None)
    transaction.execute(
        statement.on_conflict_do_update(
            index_elements=["connection_id", "kind", "about"],
            set_={
                "facts": statement.excluded.facts,
                "since": sa.case((reopened, statement.excluded.since), else_=_TABLE.c.since),
                "attempts": sa.case((reopened, 1), else_=_TABLE.c.attempts + 1),
                "closed_at": None,
            },
        ),
        [_row(connection_id, problem, now) for problem in found],
    )


def open_unreadable(transaction: Transaction, connection_id: int, record: Unreadable, *, now: datetime) -> None:
    """A record of Amazon's that could not be understood."""
    problem = Problem(kind="unreadable", about=record.about, facts={"why": record.why})
    open_all(transaction, connection_id, [problem], now=now)


def close_mended(
    transaction: Transaction,
    connection_id: int,
    mended: Collection[str],
    *,
    of_delivery: bool,
    still: Collection[tuple[str, str]] = (),
    now: datetime,
) -> None:
    """Close the problems about these orders or SKUs, but for those (kind, about) that still stand."""
    if not mended:
        return
    kinds = _TABLE.c.kind.in_(DELIVERY_KINDS)
    belongs = kinds if of_delivery else ~kinds & ~_TABLE.c.kind.in_(CONNECTION_KINDS)
    wanted = sa.select(_TABLE.c.id, _TABLE.c.kind, _TABLE.c.about).where(
        _TABLE.c.connection_id == connection_id, _TABLE.c.closed_at.is_(None), belongs
    )
    names = set(mended)
    closed = [r.id for r in transaction.execute(wanted) if r.about in names and (r.kind, r.about) not in still]
    for piece in chunks(closed):
        transaction.execute(sa.update(_TABLE).where(_TABLE.c.id.in_(piece)).values(closed_at=now))


def close_of_connection(
    transaction: Transaction, connection_id: int, kinds: Collection[str], *, now: datetime
) -> None:
    """A connection works again: what was wrong with it is closed."""
    transaction.execute(
        sa.update(_TABLE)
        .where(_TABLE.c.connection_id == connection_id, _TABLE.c.closed_at.is_(None), _TABLE.c.kind.in_(kinds))
        .values(closed_at=now)
    )


def _row(connection_id: int, problem: Problem, now: datetime) -> dict[str, object]:
    return {
        "connection_id": connection_id,
        "kind": problem.kind,
        "about": problem.about,
        "facts": msgspec.json.encode(problem.facts).decode(),
        "since": now,
        "attempts": 1,
        "closed_at": None,
    }
