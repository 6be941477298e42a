"""Orders that left and of which Amazon's finances know no money yet."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from sellerbridge.database import Database
from sellerbridge.store import tables

_GONE = ("PARTIALLY_SHIPPED", "SHIPPED")


class Unpaid(msgspec.Struct, frozen=True, kw_only=True):
    """How many such orders a connection has, and the oldest few."""

    connection_id: int
    count: int
    order_ids: tuple[str, ...]


class UnpaidOrders:
    """Orders in the mirror that shipped, cost something, and have no transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, *, named: int) -> list[Unpaid]:
        """By connection; `named` is how many of them are named."""
        orders, money = tables.orders.c, tables.transactions.c
        paid = sa.exists().where(money.connection_id == orders.connection_id, money.order_id == orders.order_id)
        which = orders.status.in_(_GONE), orders.total_minor > 0, ~paid
        counted = sa.select(orders.connection_id, sa.func.count().label("n")).where(*which)
        with self._database.reading() as reading:
            return [
                Unpaid(
                    connection_id=row.connection_id,
                    count=row.n,
                    order_ids=tuple(
                        reading.execute(
                            sa.select(orders.order_id)
                            .where(orders.connection_id == row.connection_id, *which)
                            .order_by(orders.purchased_at, orders.order_id)
                            .limit(named)
                        ).scalars()
                    ),
                )
                for row in reading.execute(
                    counted.group_by(orders.connection_id).order_by(orders.connection_id)
                ).all()
            ]
