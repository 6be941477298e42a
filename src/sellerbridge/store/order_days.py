"""Orders counted by day as they are kept, so that nobody has to add up a million of them to see how it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.commerce.money import smallest_unit
from sellerbridge.database import Database
from sellerbridge.store import tables

_TABLE = tables.order_days
_COUNTED = ("purchased_at", "marketplace_id", "status", "currency", "total_minor")
_KEY = tuple(column.name for column in _TABLE.primary_key)


class OrderDay(msgspec.Struct, frozen=True, kw_only=True):
    """The orders that were placed on one day (UTC) in one marketplace, and are in one status now."""

    marketplace_id: str
    day: date
    status: str
    currency: str
    orders: int
    total: Decimal


class OrderDays:
    """The counts of every day."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def since(self, first: date) -> list[OrderDay]:
        """The days from that one on, of all connections together, oldest first."""
        by = (_TABLE.c.day, _TABLE.c.marketplace_id, _TABLE.c.status, _TABLE.c.currency)
        sums = sa.func.sum(_TABLE.c.orders).label("n"), sa.func.sum(_TABLE.c.total_minor).label("minor")
        wanted = (
            sa.select(*by, *sums).where(_TABLE.c.day >= first, _TABLE.c.orders > 0).group_by(*by).order_by(*by)
        )
        with self._database.reading() as reading:
            return [
                OrderDay(
                    marketplace_id=row.marketplace_id,
                    day=row.day,
                    status=row.status,
                    currency=row.currency,
                    orders=int(row.n),
                    total=Decimal(int(row.minor)) * smallest_unit(row.currency),
                )
                for row in reading.execute(wanted)
            ]


def count(
    transaction: Transaction, connection_id: int, *, gone: Iterable[Any], come: Iterable[Mapping[str, Any]]
) -> None:
    """Count orders where they are now (`come`) and no more where they were (`gone`): rows of the orders' table."""
    was = ([getattr(row, name) for name in _COUNTED] for row in gone)
    now = ([row[name] for name in _COUNTED] for row in come)
    found: dict[tuple[object, ...], list[int]] = {}
    for rows, by in ((was, -1), (now, 1)):
        for purchased_at, marketplace_id, status, currency, minor in rows:
            key = _day(purchased_at), connection_id, marketplace_id, status, currency
            sums = found.setdefault(key, [0, 0])
            sums[0] += by
            sums[1] += by * (minor or 0)
    # In order of their keys, so that two connections' transactions never wait for each other in a circle.
    changes = [
        dict(zip(_KEY, key, strict=True)) | {"orders": orders, "total_minor": minor}
        for key, (orders, minor) in sorted(found.items(), key=lambda item: str(item[0]))
        if orders or minor
    ]
    if changes:
        _add(transaction, changes)


def _add(transaction: Transaction, changes: list[dict[str, object]]) -> None:
    dialect = postgresql if transaction.dialect.name == "postgresql" else sqlite
    new = dialect.insert(_TABLE)
    plus = {name: _TABLE.c[name] + new.excluded[name] for name in ("orders", "total_minor")}
    transaction.execute(new.on_conflict_do_update(index_elements=_KEY, set_=plus), changes)


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()
