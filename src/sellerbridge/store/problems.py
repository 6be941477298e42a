"""Open and closed problems: one row per kind and thing; mended ones close by themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.database import Database, chunks
from sellerbridge.incoming import Unreadable
from sellerbridge.problems import IGNORE, Problem
from sellerbridge.sentences import packed, unpacked
from sellerbridge.store import tables

_TABLE = tables.problems
DELIVERY_KINDS = frozenset(
    {
        "erp-refused",
        "changed-by-person",
        "adopted-differs",
        "changed-after-booking",
        "linked-in-erp",
        "erp-total-differs",
    }
)
"""Problems that a delivery opens and closes."""
CONNECTION_KINDS = frozenset(
    {"authorisation-lost", "wrong-secret", "missing-role", "bad-request", "report-failed"}
)
"""Problems of a connection, not of a record."""
NOT_READY = "erp-not-ready"
ERP_KINDS = frozenset({NOT_READY, "erp-login"})
"""Problems with the ERP as a whole, whichever connection and flow met them."""
AUTHORISATION_KINDS = frozenset({"authorisation-lost", "wrong-secret"})
"""Those of them that any answer of Amazon's disproves; the others belong to the flow that met them."""
_UNREADABLE = "unreadable"
"""The problem that the reading opens and closes. All that are left belong to a record's translation."""


class OpenProblem(msgspec.Struct, frozen=True, kw_only=True):
    """A problem that needs a person. `connection` is the connection's name."""

    id: int
    connection: str
    connection_id: int
    problem: Problem
    since: datetime
    attempts: int


class Alike(msgspec.Struct, frozen=True, kw_only=True):
    """Open problems of one connection that say the same: how many, since when, and the oldest few of them."""

    members: tuple[OpenProblem, ...]
    count: int
    since: datetime


class ClosedProblem(msgspec.Struct, frozen=True, kw_only=True):
    """A problem that is over: a person's choice and reason, both empty where it was mended."""

    id: int
    connection: str
    problem: Problem
    since: datetime
    closed_at: datetime
    choice: str
    reason: str


class StoredProblems:
    """The list of what needs a person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self) -> int:
        """How many are open."""
        wanted = sa.select(sa.func.count()).select_from(_TABLE).where(_TABLE.c.closed_at.is_(None))
        with self._database.reading() as transaction:
            return transaction.execute(wanted).scalar_one()

    def by_kind(self) -> dict[str, int]:
        """How many are open of each kind there is one of."""
        wanted = sa.select(_TABLE.c.kind, sa.func.count().label("n")).where(_TABLE.c.closed_at.is_(None))
        with self._database.reading() as transaction:
            return {row.kind: row.n for row in transaction.execute(wanted.group_by(_TABLE.c.kind))}

    def open(
        self, about: str | Sequence[str] | None = None, *, kind: str = "", after: int = 0, limit: int | None = None
    ) -> list[OpenProblem]:
        """All open problems, oldest first; or those about one order, SKU or connection, or about some of them.

        With `limit` so many at the most, those after that number.
        """
        wanted = sa.select(*_SHOWN).join(_SELLERS).where(_TABLE.c.closed_at.is_(None), _TABLE.c.id > after)
        wanted = wanted.order_by(_TABLE.c.id).limit(limit)
        if about is not None:
            wanted = wanted.where(_TABLE.c.about.in_([about] if isinstance(about, str) else about))
        if kind:
            wanted = wanted.where(_TABLE.c.kind == kind)
        with self._database.reading() as transaction:
            return [_open_problem(row) for row in transaction.execute(wanted)]

    def different(self, kind: str) -> int:
        """How many open problems of that kind there are that do not say the same."""
        wanted = sa.select(sa.func.count(_TABLE.c.facts.distinct()))
        with self._database.reading() as transaction:
            return transaction.execute(
                wanted.where(_TABLE.c.kind == kind, _TABLE.c.closed_at.is_(None))
            ).scalar_one()

    def alike(self, *, shown: int) -> list[Alike]:
        """All open problems, of those that say the same only the oldest few; who shows many needs no more."""
        same = _TABLE.c.kind, _TABLE.c.connection_id, _TABLE.c.facts
        asked = sa.select(
            *_SHOWN,
            sa.func.row_number().over(partition_by=same, order_by=_TABLE.c.id).label("place"),
            sa.func.count().over(partition_by=same).label("n"),
            sa.func.min(_TABLE.c.since).over(partition_by=same).label("first"),
        )
        found = asked.join(_SELLERS).where(_TABLE.c.closed_at.is_(None)).subquery()
        wanted = sa.select(found).where(found.c.place <= shown).order_by(found.c.id)
        groups: dict[tuple[Any, ...], list[Any]] = {}
        with self._database.reading() as transaction:
            for row in transaction.execute(wanted):
                groups.setdefault((row.kind, row.connection_id, row.facts), []).append(row)
        return [
            Alike(members=tuple(_open_problem(row) for row in rows), count=rows[0].n, since=rows[0].first)
            for rows in groups.values()
        ]

    def closed(self, since: datetime, *, limit: int) -> list[ClosedProblem]:
        """What was closed since then, the latest first, with what a person decided about it, if one did."""
        names, decided = tables.connections.c, tables.decisions.c
        settled_by = sa.and_(
            decided.connection_id == _TABLE.c.connection_id,
            decided.about == _TABLE.c.about,
            decided.kind == _TABLE.c.kind,
            decided.decided_at == _TABLE.c.closed_at,
        )
        wanted = (
            sa.select(_TABLE, names.name.label("connection"), decided.choice, decided.reason)
            .join(tables.connections, names.id == _TABLE.c.connection_id)
            .outerjoin(tables.decisions, settled_by)
            .where(_TABLE.c.closed_at >= since)
            .order_by(_TABLE.c.closed_at.desc(), _TABLE.c.id.desc())
            .limit(limit)
        )
        with self._database.reading() as transaction:
            return [
                ClosedProblem(
                    id=row.id,
                    connection=row.connection,
                    problem=_problem(row),
                    since=row.since,
                    closed_at=row.closed_at,
                    choice=row.choice or "",
                    reason=row.reason or "",
                )
                for row in transaction.execute(wanted)
            ]


_SELLERS = tables.connections
_SHOWN = (
    *(_TABLE.c[name] for name in ("id", "connection_id", "kind", "about", "facts", "since", "attempts")),
    _SELLERS.c.name.label("connection"),
)


def _open_problem(row: Any) -> OpenProblem:
    return OpenProblem(
        id=row.id,
        connection=row.connection,
        connection_id=row.connection_id,
        problem=_problem(row),
        since=row.since,
        attempts=row.attempts,
    )


def _problem(row: Any) -> Problem:
    return Problem(kind=row.kind, about=row.about, facts=facts_of(row.facts), id=row.id)


def facts_of(kept: str) -> dict[str, str]:
    """The facts of a problem as they are kept; those that are sentences can be told in any language."""
    return {name: unpacked(fact) for name, fact in msgspec.json.decode(kept).items()}


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


def open_unreadable(
    transaction: Transaction, connection_id: int, record: Unreadable, *, where: str = "", now: datetime
) -> None:
    """A record of Amazon's that could not be understood; `where` is its marketplace, if it has one in each.

    What a person chose to ignore is not told again while it is the same complaint.
    """
    problem = Problem(kind=_UNREADABLE, about=record.about, facts={"why": record.why, "where": where})
    if not _is_ignored(transaction, connection_id, problem):
        open_all(transaction, connection_id, [problem], now=now)


def _is_ignored(transaction: Transaction, connection_id: int, problem: Problem) -> bool:
    """Whether a person ignored this very complaint, and no other state of the order was read since."""
    decisions, orders = tables.decisions.c, tables.orders.c
    complaint = (
        decisions.connection_id == connection_id,
        decisions.about == problem.about,
        decisions.problem == problem.mark,
        decisions.choice == IGNORE,
    )
    then = transaction.execute(sa.select(decisions.record).where(*complaint)).scalar()
    if then is None:
        return False
    order = orders.connection_id == connection_id, orders.order_id == problem.about
    mark = transaction.execute(sa.select(orders.fingerprint).where(*order)).scalar()
    return bool(then == (bytes(mark).hex() if mark else ""))


def close_read(
    transaction: Transaction, connection_id: int, read: Collection[str], *, where: str = "", now: datetime
) -> None:
    """Close what was unreadable about these orders or SKUs: their present state was read."""
    names = set(read)
    found = _open(transaction, connection_id, _TABLE.c.kind == _UNREADABLE)
    same = [row for row in found if msgspec.json.decode(row.facts).get("where", "") == where]
    close(transaction, [row.id for row in same if row.about in names], now)


def close_mended(
    transaction: Transaction,
    connection_id: int,
    mended: Collection[str],
    *,
    still: Collection[tuple[str, str]] = (),
    now: datetime,
) -> None:
    """Close what held these orders or SKUs in translation, but for those (kind, about) that still stand."""
    names = set(mended)
    elsewhere = DELIVERY_KINDS | CONNECTION_KINDS | ERP_KINDS | {_UNREADABLE}
    found = _open(transaction, connection_id, _TABLE.c.kind.not_in(elsewhere))
    close(transaction, [r.id for r in found if r.about in names and (r.kind, r.about) not in still], now)


def close_delivered(transaction: Transaction, connection_id: int, *, now: datetime) -> None:
    """Close what the ERP refused once no document about it is refused, or on its way, any more."""
    outbox = tables.outbox.c
    unsettled = sa.exists().where(
        outbox.connection_id == connection_id,
        outbox.about == _TABLE.c.about,
        outbox.state.in_(["due", "sending", "refused"]),
    )
    found = _open(transaction, connection_id, _TABLE.c.kind.in_(DELIVERY_KINDS) & ~unsettled)
    close(transaction, [row.id for row in found], now)


def close_one(transaction: Transaction, connection_id: int, kind: str, about: str, *, now: datetime) -> None:
    """Close one problem, if it is open."""
    found = _open(transaction, connection_id, sa.and_(_TABLE.c.kind == kind, _TABLE.c.about == about))
    close(transaction, [row.id for row in found], now)


def close_of_connection(transaction: Transaction, connection_id: int, *, flow: str, now: datetime) -> None:
    """Close what was wrong with the connection, as far as this flow's work shows it; without a flow, all of it."""
    found = _open(transaction, connection_id, _TABLE.c.kind.in_(CONNECTION_KINDS))
    mended = [
        row.id
        for row in found
        if row.kind in AUTHORISATION_KINDS or not flow or msgspec.json.decode(row.facts).get("flow") == flow
    ]
    close(transaction, mended, now)


def close_of_erp(transaction: Transaction, connection_id: int, *, all_of_it: bool, now: datetime) -> None:
    """Close what kept the ERP from being written to, but for its check where that found something."""
    mended = ERP_KINDS if all_of_it else ERP_KINDS - {NOT_READY}
    found = _open(transaction, connection_id, _TABLE.c.kind.in_(mended))
    close(transaction, [row.id for row in found], now)


def _open(transaction: Transaction, connection_id: int, which: sa.ColumnElement[bool]) -> Sequence[Any]:
    return transaction.execute(
        sa.select(_TABLE.c.id, _TABLE.c.kind, _TABLE.c.about, _TABLE.c.facts).where(
            _TABLE.c.connection_id == connection_id, _TABLE.c.closed_at.is_(None), which
        )
    ).all()


def close(transaction: Transaction, ids: Sequence[int], now: datetime) -> None:
    """Close the problems of these numbers."""
    for piece in chunks(ids):
        transaction.execute(sa.update(_TABLE).where(_TABLE.c.id.in_(piece)).values(closed_at=now))


def _row(connection_id: int, problem: Problem, now: datetime) -> dict[str, object]:
    return {
        "connection_id": connection_id,
        "kind": problem.kind,
        "about": problem.about,
        "facts": msgspec.json.encode({name: packed(fact) for name, fact in problem.facts.items()}).decode(),
        "since": now,
        "attempts": 1,
        "closed_at": None,
    }
