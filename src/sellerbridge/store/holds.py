"""Orders that a person holds: nothing new is made of them until they are released."""

from __future__ import annotations

import sqlalchemy as sa

from sellerbridge.clock import Clock
from sellerbridge.database import Database
from sellerbridge.problems import HELD_BY_PERSON, Problem
from sellerbridge.sentences import N_, Sentence
from sellerbridge.store import events, problems, tables, waiting


class Holds:
    """A hold is an open problem of its own kind: it stands among what needs a person."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def take(self, connection_id: int, order_id: str, reason: str) -> None:
        """Hold an order from now on."""
        now = self._clock.now()
        hold = Problem(kind=HELD_BY_PERSON, about=order_id, facts={"reason": reason})
        mine = tables.orders.c.connection_id == connection_id, tables.orders.c.order_id == order_id
        with self._database.transaction() as transaction:
            problems.open_all(transaction, connection_id, [hold], now=now)
            transaction.execute(sa.update(tables.orders).where(*mine).values(state="held"))
            events.add(
                transaction,
                [
                    events.row(
                        connection_id,
                        order_id,
                        now,
                        Sentence("a person: held on purpose ({reason})", reason=reason),
                    )
                ],
            )

    def release(self, connection_id: int, order_id: str) -> None:
        """Let it go on: the next sync makes what is missing."""
        now = self._clock.now()
        with self._database.transaction() as transaction:
            problems.close_one(transaction, connection_id, HELD_BY_PERSON, order_id, now=now)
            waiting.translate_held_again(transaction, connection_id, order_id)
            events.add(transaction, [events.row(connection_id, order_id, now, N_("a person: released"))])

    def standing(self, connection_id: int) -> dict[str, Problem]:
        """The holds by order id."""
        table = tables.problems.c
        mine = table.connection_id == connection_id, table.kind == HELD_BY_PERSON, table.closed_at.is_(None)
        with self._database.reading() as transaction:
            rows = transaction.execute(sa.select(table.id, table.about, table.facts).where(*mine)).all()
        return {
            row.about: Problem(kind=HELD_BY_PERSON, about=row.about, facts=problems.facts_of(row.facts), id=row.id)
            for row in rows
        }
