"""Keeps what became of waiting records: documents into the outbox, or a problem; never half of it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.clock import Clock
from sellerbridge.database import Database, chunks
from sellerbridge.outgoing import Outgoing
from sellerbridge.problems import Problem
from sellerbridge.store import given_up, problems, tables, waiting
from sellerbridge.store.outbox import Outbox


class Translated(msgspec.Struct, frozen=True, kw_only=True):
    """One record, translated: its documents, or the problem that holds it. `about` is its order id or SKU.

    `doubts` need a person too, but hold nothing: its documents go on. Such a record is doubtful. `awaits` are the
    orders that a settlement waits for; it is looked at again whenever something became of any order.
    """

    about: str
    documents: tuple[Outgoing, ...] = ()
    problem: Problem | None = None
    doubts: tuple[Problem, ...] = ()
    awaits: tuple[str, ...] = ()


_SETTLEMENT = tables.settlements.c.settlement_id


class Translations:
    """The one place where a waiting record stops waiting."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock

    def keep_orders(self, connection_id: int, results: Sequence[Translated], *, keep_days: int) -> None:
        """Keep the outcome of a batch of orders, in one transaction."""
        self._keep(tables.orders.c.order_id, connection_id, results, keep_days=keep_days)

    def keep_products(self, connection_id: int, results: Sequence[Translated], *, keep_days: int) -> None:
        """Keep the outcome of a batch of products, in one transaction."""
        self._keep(tables.products.c.sku, connection_id, results, keep_days=keep_days)

    def keep_settlements(self, connection_id: int, results: Sequence[Translated]) -> None:
        """Keep the outcome of a batch of settlements, in one transaction."""
        self._keep(_SETTLEMENT, connection_id, results, keep_days=0)

    def keep_masters(self, connection_id: int, documents: Sequence[Outgoing]) -> None:
        """Want what the other documents refer to, and no more what a mended setting does not name any longer."""
        with self._database.transaction() as transaction:
            self._outbox.put(transaction, connection_id, documents, keep_days=0)
            given_up.give_up_unwanted(transaction, connection_id, documents)
            problems.close_delivered(transaction, connection_id, now=self._clock.now())

    def _keep(
        self,
        key: sa.Column[str],
        connection_id: int,
        results: Sequence[Translated],
        *,
        keep_days: int,
    ) -> None:
        held = [problem for r in results for problem in (r.problem, *r.doubts) if problem is not None]
        now = self._clock.now()
        with self._database.transaction() as transaction:
            documents = [document for result in results for document in result.documents]
            self._outbox.put(transaction, connection_id, documents, keep_days=keep_days)
            awaiting = [result.about for result in results if result.awaits]
            held_about = [result.about for result in results if result.problem and not result.awaits]
            translated = [result.about for result in results if not result.problem and not result.awaits]
            doubtful = [result.about for result in results if result.doubts and not result.problem]
            _mark(transaction, key, connection_id, translated, state="translated")
            _mark(transaction, key, connection_id, doubtful, state="doubtful")
            _mark(transaction, key, connection_id, held_about, state="held")
            _mark(transaction, key, connection_id, awaiting, state="awaiting")
            if key is _SETTLEMENT:
                _settle(transaction, connection_id, [r.about for r in results if r.documents])
            else:
                waiting.settlements_again(transaction, connection_id)
            problems.close_mended(
                transaction,
                connection_id,
                [result.about for result in results],
                still={(problem.kind, problem.about) for problem in held},
                now=now,
            )
            problems.open_all(transaction, connection_id, held, now=now)
            problems.close_delivered(transaction, connection_id, now=now)


def _settle(transaction: Transaction, connection_id: int, names: Sequence[str]) -> None:
    """What Amazon changed about these settlements is translated now."""
    columns = tables.settlements.c
    for piece in chunks(names):
        mine = columns.connection_id == connection_id, columns.settlement_id.in_(piece)
        transaction.execute(sa.update(tables.settlements).where(*mine).values(booked_total=None))


def _mark(
    transaction: Transaction, key: sa.Column[str], connection_id: int, names: Sequence[str], *, state: str
) -> None:
    for piece in chunks(names):
        mine = key.table.c.connection_id == connection_id
        transaction.execute(sa.update(key.table).where(mine, key.in_(piece)).values(state=state))
