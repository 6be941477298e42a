"""Orders that left and of which Amazon's finances know no money yet: kept as orders and money are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.database import Database, chunks, upsert
from sellerbridge.store import tables

_TABLE = tables.unpaid
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
        seller = _TABLE.c.connection_id
        counted = sa.select(seller, sa.func.count().label("n")).group_by(seller).order_by(seller)
        oldest = sa.select(_TABLE.c.order_id).order_by(_TABLE.c.purchased_at, _TABLE.c.order_id).limit(named)
        with self._database.reading() as reading:
            return [
                Unpaid(
                    connection_id=row.connection_id,
                    count=row.n,
                    order_ids=tuple(reading.execute(oldest.where(seller == row.connection_id)).scalars()),
                )
                for row in reading.execute(counted).all()
            ]


def follow(
    transaction: Transaction, connection_id: int, *, gone: Iterable[Any], come: Iterable[Mapping[str, Any]]
) -> None:
    """In the caller's transaction: orders that were as `gone` says are now as `come` does."""
    before = {row.order_id for row in gone if _owed(row.status, row.total_minor)}
    now = {row["order_id"]: row for row in come if _owed(row["status"], row["total_minor"])}
    _forget(transaction, connection_id, sorted(before - now.keys()))
    fresh = sorted(now.keys() - before)
    paid = _paid(transaction, connection_id, fresh)
    names = tuple(_TABLE.c.keys())
    rows = [{name: now[order_id][name] for name in names} for order_id in fresh if order_id not in paid]
    upsert(transaction, _TABLE, rows, key=["connection_id", "order_id"])


def close(transaction: Transaction, connection_id: int, order_ids: Iterable[str]) -> None:
    """In the caller's transaction: money of these orders is known."""
    _forget(transaction, connection_id, sorted(set(order_ids) - {""}))


def _owed(status: str, total_minor: int | None) -> bool:
    return status in _GONE and (total_minor or 0) > 0


def _paid(transaction: Transaction, connection_id: int, order_ids: Sequence[str]) -> set[str]:
    money, found = tables.transactions.c, set[str]()
    for piece in chunks(order_ids):
        mine = money.connection_id == connection_id, money.order_id.in_(piece)
        found.update(transaction.execute(sa.select(money.order_id).where(*mine)).scalars())
    return found


def _forget(transaction: Transaction, connection_id: int, order_ids: Sequence[str]) -> None:
    for piece in chunks(order_ids):
        mine = _TABLE.c.connection_id == connection_id, _TABLE.c.order_id.in_(piece)
        transaction.execute(sa.delete(_TABLE).where(*mine))
