"""The mirror of what came back to Amazon's warehouses, by order."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.clock import Clock
from sellerbridge.commerce.returned import Returned
from sellerbridge.database import Database, chunks, upsert
from sellerbridge.incoming import Page
from sellerbridge.sentences import Sentence
from sellerbridge.store import events, problems, tables, waiting
from sellerbridge.store.connections import Connection
from sellerbridge.store.orders import Kept

_COLUMNS = tables.returns.c
_WHERE = "FBA returns"
"""What of an order could not be read: not the order itself."""
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Returned).decode


class ReturnMirror:
    """Returns by connection and mark; those of an order are numbered in the order in which they were seen."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def keep(self, seller: Connection, page: Page[Returned]) -> Kept:
        """Store a page; the orders of what is new or changed wait to be translated once more."""
        now = self._clock.now()
        told = {returned.mark: returned for returned in page.records}
        with self._database.transaction() as transaction:
            known = _of_orders(transaction, seller.id, sorted({r.order_id for r in told.values()}))
            news = _numbered(list(told.values()), known)
            rows = [_row(seller.id, returned) for returned in news]
            upsert(transaction, tables.returns, rows, key=["connection_id", "mark"])
            waiting.translate_again(transaction, [(seller.id, returned.order_id) for returned in news])
            events.add(
                transaction, [events.row(seller.id, r.order_id, r.received_at, _what_happened(r)) for r in news]
            )
            problems.close_read(transaction, seller.id, [r.order_id for r in page.records], where=_WHERE, now=now)
            for unreadable in page.unreadable:
                problems.open_unreadable(transaction, seller.id, unreadable, where=_WHERE, now=now)
        seen = len(page.records)
        return Kept(seen=seen, changed=len(news), unchanged=seen - len(news))

    def of_orders(self, connection_id: int, order_ids: Sequence[str]) -> dict[str, tuple[Returned, ...]]:
        """What came back of these orders, by number; orders of which nothing did are missing."""
        with self._database.reading() as transaction:
            return _of_orders(transaction, connection_id, order_ids)


def _of_orders(
    transaction: Transaction, connection_id: int, order_ids: Sequence[str]
) -> dict[str, tuple[Returned, ...]]:
    found: dict[str, list[Returned]] = {}
    for piece in chunks(order_ids):
        bodies = transaction.execute(
            sa.select(_COLUMNS.body).where(_COLUMNS.connection_id == connection_id, _COLUMNS.order_id.in_(piece))
        ).scalars()
        for returned in map(_decode, bodies):
            found.setdefault(returned.order_id, []).append(returned)
    return {
        order_id: tuple(sorted(returns, key=lambda returned: returned.number))
        for order_id, returns in found.items()
    }


def _numbered(told: Sequence[Returned], known: dict[str, tuple[Returned, ...]]) -> list[Returned]:
    """Those that are new, with the next numbers of their orders, and those that Amazon tells otherwise now."""
    before = {returned.mark: returned for returns in known.values() for returned in returns}
    last = {order_id: returns[-1].number for order_id, returns in known.items()}
    news = []
    for returned in sorted(told, key=lambda one: (one.received_at, one.mark)):
        old = before.get(returned.mark)
        if old is None:
            last[returned.order_id] = last.get(returned.order_id, 0) + 1
        numbered = msgspec.structs.replace(
            returned,
            number=old.number if old else last[returned.order_id],
            # The day that is booked stays: Amazon tells one piece under several (amazon/returns.py).
            received_at=old.received_at if old else returned.received_at,
        )
        if numbered != old:
            news.append(numbered)
    return news


def _row(connection_id: int, returned: Returned) -> dict[str, object]:
    return {
        "connection_id": connection_id,
        "mark": returned.mark,
        "order_id": returned.order_id,
        "body": _encode(returned),
    }


def _what_happened(returned: Returned) -> str:
    pieces = Sentence("{number} of {sku}", number=returned.quantity, sku=returned.sku or returned.asin)
    if returned.sellable:
        return Sentence("Amazon: {pieces} came back and can be sold again", pieces=pieces)
    return Sentence(
        "Amazon: {pieces} came back as {disposition}: not put back on stock",
        pieces=pieces,
        disposition=returned.disposition,
    )
