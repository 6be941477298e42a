"""What a person decided about problems: kept with the reason, in force until there is something new to decide."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.clock import Clock
from sellerbridge.database import Database, chunks, upsert
from sellerbridge.outgoing import Outgoing
from sellerbridge.problems import CANCEL, IGNORE, KEEP, Problem
from sellerbridge.sentences import N_, Sentence
from sellerbridge.store import events, given_up, problems, tables, waiting
from sellerbridge.store.outbox import Outbox
from sellerbridge.store.problems import DELIVERY_KINDS, OpenProblem

CHANGED = "settlement-changed"
"""The one problem where what is cancelled is made anew, as Amazon says now."""

_TABLE = tables.decisions
_RECORDS = (tables.orders.c.order_id, tables.settlements.c.settlement_id)
_SAID = {
    CANCEL: N_("a person: it is to be cancelled in the ERP ({why})"),
    KEEP: N_("a person: it stays as the ERP has it ({why})"),
    IGNORE: N_("a person: it is left as it is ({why})"),
}


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One choice (of problems.CHOICES) about an order, settlement or SKU.

    `problem` is the mark of the complaint that it settled. `of_this_state` says that Amazon's record is still as
    it was then.
    """

    kind: str
    about: str
    choice: str
    reason: str
    problem: str
    decided_at: datetime
    of_this_state: bool

    def settles(self, problem: Problem) -> bool:
        """Whether nothing is left to decide about this problem.

        What is kept is asked about again when the complaint is another one, what is ignored also when Amazon
        says anything new of the record.
        """
        if self.problem != problem.mark:
            return False
        return self.choice == KEEP or (self.choice == IGNORE and self.of_this_state)

    @property
    def cancels(self) -> bool:
        """Whether the record's documents stay cancelled: until Amazon says anything new of it."""
        return self.choice == CANCEL and self.of_this_state and self.kind != CHANGED

    @property
    def replaces(self) -> bool:
        """Whether what was cancelled is made anew, of Amazon's record as it is now."""
        return self.choice == CANCEL and self.of_this_state and self.kind == CHANGED


class Decisions:
    """The last decision about each complaint."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock

    def take(self, problem: OpenProblem, choice: str, *, reason: str, cancelled: Sequence[Outgoing] = ()) -> bool:
        """Keep a decision and what follows from it, in one transaction; `cancelled` are wanted from now on.

        False, and nothing is kept, where somebody else settled the problem meanwhile.
        """
        now, seller, about = self._clock.now(), problem.connection_id, problem.problem.about
        with self._database.transaction() as transaction:
            waits = sa.and_(tables.problems.c.id == problem.id, tables.problems.c.closed_at.is_(None))
            if transaction.execute(sa.select(tables.problems.c.id).where(waits)).first() is None:
                return False
            record = _records(transaction, seller, [about]).get(about, "")
            upsert(
                transaction,
                _TABLE,
                [_row(problem, choice, reason, record=record, now=now)],
                key=["connection_id", "about", "problem"],
            )
            if choice == CANCEL:
                self._outbox.put(transaction, seller, cancelled, keep_days=0)
                given_up.tell_again(transaction, seller, cancelled)
            elif problem.problem.kind in DELIVERY_KINDS:
                given_up.leave(transaction, seller, about, told=choice == KEEP, message=f"{choice}: {reason}")
            waiting.translate_held_again(transaction, seller, about)
            waiting.settlements_again(transaction, seller)
            problems.close(transaction, [problem.id], now)
            problems.close_delivered(transaction, seller, now=now)
            events.add(transaction, [events.row(seller, about, now, _said(problem, choice, reason))])
        return True

    def standing(self, connection_id: int, abouts: Collection[str]) -> list[Decision]:
        """The decisions about these order ids, settlement ids or SKUs."""
        with self._database.reading() as transaction:
            rows = [
                row
                for piece in chunks(sorted(abouts))
                for row in transaction.execute(
                    sa.select(_TABLE).where(_TABLE.c.connection_id == connection_id, _TABLE.c.about.in_(piece))
                )
            ]
            now = _records(transaction, connection_id, sorted({row.about for row in rows}))
        return [
            Decision(
                kind=row.kind,
                about=row.about,
                choice=row.choice,
                reason=row.reason,
                problem=row.problem,
                decided_at=row.decided_at,
                of_this_state=row.record == now.get(row.about, ""),
            )
            for row in rows
        ]

    def closed_by(self, choice: str, ids: Collection[int]) -> set[int]:
        """Of these problems, those that are closed by this very choice."""
        found = tables.problems.c
        same = sa.and_(
            found.connection_id == _TABLE.c.connection_id,
            found.kind == _TABLE.c.kind,
            found.about == _TABLE.c.about,
            found.closed_at == _TABLE.c.decided_at,
        )
        with self._database.reading() as transaction:
            rows = transaction.execute(
                sa.select(found.id).join(_TABLE, same).where(found.id.in_(ids), _TABLE.c.choice == choice)
            )
            return set(rows.scalars())


def _records(transaction: Transaction, connection_id: int, abouts: Sequence[str]) -> dict[str, str]:
    """The mark of Amazon's record, by order id or settlement id."""
    return dict(_marks(transaction, connection_id, abouts))


def _marks(transaction: Transaction, connection_id: int, abouts: Sequence[str]) -> Iterator[tuple[str, str]]:
    for key in _RECORDS:
        columns = key.table.c
        for piece in chunks(abouts):
            rows = transaction.execute(
                sa.select(key, columns.fingerprint).where(columns.connection_id == connection_id, key.in_(piece))
            )
            yield from ((name, bytes(mark).hex()) for name, mark in rows)


def _row(problem: OpenProblem, choice: str, reason: str, *, record: str, now: datetime) -> dict[str, object]:
    return {
        "connection_id": problem.connection_id,
        "kind": problem.problem.kind,
        "about": problem.problem.about,
        "choice": choice,
        "reason": reason,
        "problem": problem.problem.mark,
        "record": record,
        "decided_at": now,
    }


def _said(problem: OpenProblem, choice: str, reason: str) -> str:
    why = f"{problem.problem.kind}: {reason}" if reason else problem.problem.kind
    return Sentence(_SAID[choice], why=why)
