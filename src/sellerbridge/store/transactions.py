"""The mirror of Amazon's finances: every movement of money, and which orders are to be looked at again for it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as DatabaseTransaction

from sellerbridge.clock import Clock
from sellerbridge.commerce.money import is_exact, smallest_unit
from sellerbridge.commerce.transaction import DEFERRED, REFUND, Transaction
from sellerbridge.database import Database, chunks, upsert
from sellerbridge.incoming import Page
from sellerbridge.store import problems, tables, unpaid, waiting
from sellerbridge.store.connections import Connection
from sellerbridge.store.cursors import Cursor, move
from sellerbridge.store.orders import Kept

RELEASED = "RELEASED"
DEFERRED_RELEASED = "DEFERRED_RELEASED"
"""What was deferred and has a release now, which is a transaction of its own: this one counts no more."""

_TABLE = tables.transactions
_COLUMNS = _TABLE.c
_IS_RELEASED = _COLUMNS.status == sa.literal_column("'RELEASED'")
"""Written out, not bound: only so SQLite sees that the partial index fits."""
_RELEASES = "DEFERRED_TRANSACTION_ID"
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Transaction).decode


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """Money of a currency that no settlement has paid out yet: how many transactions, and what they come to."""

    connection_id: int
    currency: str
    count: int
    total: Decimal


class TransactionMirror:
    """Transactions by connection and transaction id."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def keep(
        self,
        seller: Connection,
        page: Page[Transaction],
        *,
        cursor: Cursor | None,
        wakes: Collection[str] | None = (REFUND,),
    ) -> Kept:
        """Store a page and move the cursor, in one transaction.

        A deferred transaction becomes DEFERRED_RELEASED as soon as its release is known, whichever of the two was
        read first, and never goes back. Orders with news of the kinds in `wakes` (None: any) wait to be translated
        again.
        """
        now = self._clock.now()
        latest = {told.transaction_id: told for told in page.records}
        with self._database.transaction() as transaction:
            known = _known(transaction, seller.id, tuple(latest))
            settled = _already_released(transaction, seller.id, latest.values())
            rows = [_row(seller.id, told, released=told.transaction_id in settled) for told in latest.values()]
            news = [row | {"changed_at": now} for row in rows if _is_news(row, known.get(row["transaction_id"]))]
            upsert(transaction, _TABLE, news, key=["connection_id", "transaction_id"])
            unpaid.close(transaction, seller.id, (row["order_id"] for row in news))
            _release(transaction, seller.id, [row["releases"] for row in news if row["releases"]])
            waiting.translate_again(transaction, _concerned(seller.id, news, wakes))
            problems.close_read(transaction, seller.id, latest, now=now)
            for unreadable in page.unreadable:
                problems.open_unreadable(transaction, seller.id, unreadable, now=now)
            if cursor is not None:
                move(transaction, seller.id, cursor)
        return Kept(seen=len(page.records), changed=len(news), unchanged=len(page.records) - len(news))

    def of_orders(self, connection_id: int, order_ids: Sequence[str]) -> Mapping[str, tuple[Transaction, ...]]:
        """The transactions of each of these orders that has some, oldest first."""
        found: dict[str, list[Transaction]] = {}
        with self._database.reading() as reading:
            for piece in chunks(order_ids):
                mine = _COLUMNS.connection_id == connection_id, _COLUMNS.order_id.in_(piece)
                for told in _read(reading, *mine):
                    found.setdefault(told.order_id, []).append(told)
        return {order_id: tuple(told) for order_id, told in found.items()}

    def about(self, order_id: str) -> tuple[Transaction, ...]:
        """The transactions of an order, oldest first, whichever connection they came by."""
        with self._database.reading() as reading:
            return _read(reading, _COLUMNS.order_id == order_id)

    def deferred(self) -> list[Pending]:
        """What Amazon still keeps back, by connection and currency."""
        with self._database.reading() as reading:
            return _pending(reading, _COLUMNS.status == sa.literal_column("'DEFERRED'"))

    def unsettled(self) -> list[Pending]:
        """What was released after the end of the last settlement of its currency: the next one pays it out."""
        found: list[Pending] = []
        with self._database.reading() as reading:
            ended = _ended(reading)
            for connection_id, currency in _with_money(reading):
                mine = _COLUMNS.connection_id == connection_id, _COLUMNS.currency == currency
                last = ended.get((connection_id, currency))
                later = _COLUMNS.posted_at >= last if last else sa.true()
                found += _pending(reading, *mine, _IS_RELEASED, later, _COLUMNS.kind != "Transfer")
        return found

    def refunded(self, since: datetime) -> int:
        """How many refunds were released from then on."""
        found = 0
        with self._database.reading() as reading:
            for connection_id, currency in _with_money(reading):
                mine = _COLUMNS.connection_id == connection_id, _COLUMNS.currency == currency
                refunds = *mine, _IS_RELEASED, _COLUMNS.posted_at >= since, _COLUMNS.kind == REFUND
                found += reading.execute(sa.select(sa.func.count()).where(*refunds)).scalar_one()
        return found


def _pending(reading: DatabaseTransaction, *which: sa.ColumnElement[bool]) -> list[Pending]:
    by = _COLUMNS.connection_id, _COLUMNS.currency
    counted = sa.select(*by, sa.func.count().label("n"), sa.func.sum(_COLUMNS.total_minor).label("minor"))
    return [
        Pending(
            connection_id=row.connection_id,
            currency=row.currency,
            count=row.n,
            total=Decimal(int(row.minor or 0)) * smallest_unit(row.currency),
        )
        for row in reading.execute(counted.where(*which).group_by(*by).order_by(*by))
    ]


def _ended(reading: DatabaseTransaction) -> dict[tuple[int, str], datetime]:
    """(connection id, currency) → the end of its last settlement."""
    table = tables.settlements.c
    by = table.connection_id, table.currency
    rows = reading.execute(sa.select(*by, sa.func.max(table.ended_at).label("ended")).group_by(*by))
    return {(row.connection_id, row.currency): row.ended for row in rows}


def _with_money(reading: DatabaseTransaction) -> Iterator[tuple[int, str]]:
    """Connections and currencies with released money: from one to the next in the index; DISTINCT reads all."""
    for connection_id in reading.execute(sa.select(tables.connections.c.id)).scalars().all():
        mine = sa.select(_COLUMNS.currency).where(_COLUMNS.connection_id == connection_id, _IS_RELEASED)
        first = mine.order_by(_COLUMNS.currency).limit(1)
        currency = reading.execute(first).scalar()
        while currency is not None:
            yield connection_id, currency
            currency = reading.execute(first.where(_COLUMNS.currency > currency)).scalar()


def _row(connection_id: int, told: Transaction, *, released: bool) -> dict[str, Any]:
    body = _encode(told)
    return {
        "connection_id": connection_id,
        "transaction_id": told.transaction_id,
        "order_id": told.order_id,
        "kind": told.kind,
        "status": DEFERRED_RELEASED if released else told.status,
        "posted_at": told.posted_at,
        "currency": told.currency,
        "total_minor": _minor(told),
        "releases": told.related.get(_RELEASES, ""),
        "body": body,
        "fingerprint": hashlib.blake2b(body, digest_size=16).digest(),
    }


def _minor(told: Transaction) -> int | None:
    if not is_exact(told.total, told.currency):
        return None
    return int(told.total / smallest_unit(told.currency))


def _known(transaction: DatabaseTransaction, connection_id: int, ids: Sequence[str]) -> dict[str, Any]:
    found = {}
    for piece in chunks(ids):
        rows = transaction.execute(
            sa.select(_COLUMNS.transaction_id, _COLUMNS.status, _COLUMNS.fingerprint).where(
                _COLUMNS.connection_id == connection_id, _COLUMNS.transaction_id.in_(piece)
            )
        )
        found.update({row.transaction_id: row for row in rows})
    return found


def _is_news(row: Mapping[str, Any], old: Any) -> bool:
    """An answer that was under way while the release came may still say DEFERRED: that is no news."""
    if old is None:
        return True
    if old.status == DEFERRED_RELEASED and row["status"] == DEFERRED:
        return False
    return bool(old.fingerprint != row["fingerprint"])


def _already_released(
    transaction: DatabaseTransaction, connection_id: int, told: Iterable[Transaction]
) -> set[str]:
    """Of the deferred ones, those whose release is known."""
    ids = [one.transaction_id for one in told if one.status == DEFERRED]
    found: set[str] = set()
    for piece in chunks(ids):
        released = sa.select(_COLUMNS.releases).where(
            _COLUMNS.connection_id == connection_id,
            _COLUMNS.releases.in_(piece),
            _COLUMNS.releases != sa.literal_column("''"),
        )
        found.update(transaction.execute(released).scalars())
    return found


def _release(transaction: DatabaseTransaction, connection_id: int, ids: Sequence[str]) -> None:
    for piece in chunks(ids):
        deferred = (
            _COLUMNS.connection_id == connection_id,
            _COLUMNS.transaction_id.in_(piece),
            _COLUMNS.status == DEFERRED,
        )
        transaction.execute(sa.update(_TABLE).where(*deferred).values(status=DEFERRED_RELEASED))


def _concerned(
    connection_id: int, news: Iterable[Mapping[str, Any]], wakes: Collection[str] | None
) -> list[tuple[int, str]]:
    moved = (row for row in news if row["order_id"] and (wakes is None or row["kind"] in wakes))
    return sorted({(connection_id, row["order_id"]) for row in moved})


def _read(reading: DatabaseTransaction, *which: sa.ColumnElement[bool]) -> tuple[Transaction, ...]:
    rows = reading.execute(
        sa.select(_COLUMNS.body, _COLUMNS.status)
        .where(*which)
        .order_by(_COLUMNS.posted_at, _COLUMNS.transaction_id)
    )
    return tuple(_as_it_stands(_decode(row.body), row.status) for row in rows)


def _as_it_stands(told: Transaction, status: str) -> Transaction:
    return told if told.status == status else msgspec.structs.replace(told, status=status)
