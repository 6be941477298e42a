"""The mirror of orders: what Amazon said last, and which orders wait to be translated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.clock import Clock
from sellerbridge.commerce.fulfilled import steps
from sellerbridge.commerce.money import is_exact, smallest_unit
from sellerbridge.commerce.order import Buyer, Order
from sellerbridge.commerce.shipment import Shipment
from sellerbridge.database import Database, chunks, upsert
from sellerbridge.incoming import Page
from sellerbridge.sentences import N_, Sentence
from sellerbridge.store import events, order_days, problems, tables, unpaid
from sellerbridge.store.connections import Connection
from sellerbridge.store.cursors import Cursor, move
from sellerbridge.store.people import ORDER, People, Person, Sealed
from sellerbridge.vault import Vault

_COLUMNS = tables.orders.c
_WAITING = _COLUMNS.state == sa.literal_column("'waiting'")
"""Written out, not bound: only so SQLite sees that the partial index fits."""
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Order).decode
_decode_steps = msgspec.json.Decoder(tuple[Shipment, ...]).decode
_NOBODY = Person()


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a page: records seen, those that were new or had changed, those already known."""

    seen: int
    changed: int
    unchanged: int


class MirroredOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order as last seen, with its people where they are still kept."""

    connection_id: int
    order: Order
    first_seen: datetime
    changed_at: datetime
    state: str


class OrderCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many orders of a marketplace are in a status, and what they come to."""

    connection_id: int
    marketplace_id: str
    status: str
    currency: str
    count: int
    total: Decimal


class OrderMirror:
    """Orders by connection and order id."""

    def __init__(self, database: Database, vault: Vault, people: People, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._people = people
        self._clock = clock

    def keep(self, seller: Connection, page: Page[Order], *, cursor: Cursor | None, keep_days: int) -> Kept:
        """Store a page and move the cursor, in one transaction.

        An older state than the known one is passed over, and so is a report's state of an order that is
        known in full; where Amazon has gone silent about a person, what was known stays.
        """
        now = self._clock.now()
        with self._database.transaction() as transaction:
            known = _known(transaction, seller.id, [order.order_id for order in page.records])
            fresh = [order for order in page.records if _is_news(order, known.get(order.order_id))]
            changed = self._store(transaction, seller.id, fresh, known, now=now, keep_days=keep_days)
            problems.close_read(transaction, seller.id, [order.order_id for order in fresh], now=now)
            for unreadable in page.unreadable:
                problems.open_unreadable(transaction, seller.id, unreadable, now=now)
            if cursor is not None:
                move(transaction, seller.id, cursor)
        seen = len(page.records)
        return Kept(seen=seen, changed=changed, unchanged=seen - changed)

    def _store(
        self,
        transaction: Transaction,
        connection_id: int,
        orders: Sequence[Order],
        known: Mapping[str, Any],
        *,
        now: datetime,
        keep_days: int,
    ) -> int:
        before = self._people.persons(
            transaction, connection_id, [o.order_id for o in orders if o.order_id in known]
        )
        rows, people, changes, sold = [], [], [], list[dict[str, object]]()
        for order in orders:
            old = known.get(order.order_id)
            person = Person(buyer=order.buyer, recipient=order.recipient).or_else(before.get(order.order_id))
            erase_after = now
            if person != _NOBODY:
                erase_after = _delivered_by(order) + timedelta(days=keep_days)
                person = person if erase_after > now else _NOBODY
            row = self._row(connection_id, order, person, old, now=now)
            if old is not None and (old.fingerprint, old.shipments) == (row["fingerprint"], row["shipments"]):
                continue
            rows.append(row)
            if person != _NOBODY:
                people.append(Sealed(ORDER, order.order_id, _encode(person), erase_after, person.buyer))
            sold += [_sold(connection_id, order, sku) for sku in {line.sku for line in order.lines} - {""}]
            if old is not None:
                changes.append(events.row(connection_id, order.order_id, order.updated_at, _change(old, order)))
        upsert(transaction, tables.orders, rows, key=["connection_id", "order_id"], update=_REPLACED)
        upsert(transaction, tables.order_skus, sold, key=list(tables.order_skus.c.keys()), update=())
        now_so = {str(row["order_id"]): row for row in rows}
        was_so = [known[order_id] for order_id in now_so if order_id in known]
        order_days.count(transaction, connection_id, gone=was_so, come=now_so.values())
        unpaid.follow(transaction, connection_id, gone=was_so, come=now_so.values())
        self._people.put(transaction, connection_id, people)
        events.add(transaction, changes)
        return len(rows)

    def _row(
        self, connection_id: int, order: Order, person: Person, old: Any, *, now: datetime
    ) -> dict[str, object]:
        body = _encode(msgspec.structs.replace(order, buyer=None, recipient=None, shipments=()))
        shipped = _shipped(order, old)
        return {
            "connection_id": connection_id,
            "order_id": order.order_id,
            "marketplace_id": order.marketplace_id,
            "status": order.status,
            "purchased_at": order.purchased_at,
            "updated_at": order.updated_at,
            "currency": order.currency,
            "total_minor": _minor(order),
            "buyer_key": (old.buyer_key if old else "") or self._buyer_key(order, person.buyer),
            "body": body,
            "fingerprint": self._vault.mark(body + _encode(person)),
            "state": "waiting",
            "first_seen": now,
            "changed_at": now,
            "shipments": _encode(shipped) if shipped else None,
        }

    def _buyer_key(self, order: Order, buyer: Buyer | None) -> str:
        """Who bought: one key per e-mail and name; without an e-mail nobody can be told apart but by order.

        It never changes once it is set, so that a booked order keeps its customer when Amazon's silence or
        the erasure of the person takes the name away.
        """
        if order.pending:
            return ""
        if buyer and buyer.email:
            return self._vault.pseudonym(buyer.email.casefold(), buyer.name.casefold())
        return order.order_id

    def waiting(self, connection_id: int, *, after: str = "", limit: int) -> list[Order]:
        """Orders to translate, by order id from `after` on, with their people."""
        with self._database.reading() as transaction:
            rows = transaction.execute(
                sa.select(_COLUMNS.order_id, _COLUMNS.body, _COLUMNS.shipments, _COLUMNS.buyer_key)
                .where(_COLUMNS.connection_id == connection_id, _WAITING, _COLUMNS.order_id > after)
                .order_by(_COLUMNS.order_id)
                .limit(limit)
            ).all()
            persons = self._people.persons(transaction, connection_id, [row.order_id for row in rows])
        return [_whole(row, persons.get(row.order_id)) for row in rows]

    def waiting_count(self, connection_id: int) -> int:
        """How many orders wait to be translated."""
        with self._database.reading() as transaction:
            return transaction.execute(
                sa.select(sa.func.count())
                .select_from(tables.orders)
                .where(_COLUMNS.connection_id == connection_id, _WAITING)
            ).scalar_one()

    def order(self, order_id: str) -> MirroredOrder | None:
        """One order as last seen, whichever connection it came by."""
        with self._database.reading() as transaction:
            row = transaction.execute(sa.select(tables.orders).where(_COLUMNS.order_id == order_id)).first()
            if row is None:
                return None
            persons = self._people.persons(transaction, row.connection_id, [order_id])
        return MirroredOrder(
            connection_id=row.connection_id,
            order=_whole(row, persons.get(order_id)),
            first_seen=row.first_seen,
            changed_at=row.changed_at,
            state=row.state,
        )

    def counts(self) -> list[OrderCount]:
        """Orders by connection, marketplace, status and currency."""
        days = tables.order_days.c
        by = (days.connection_id, days.marketplace_id, days.status, days.currency)
        number = sa.func.sum(days.orders)
        with self._database.reading() as transaction:
            rows = transaction.execute(
                sa.select(*by, number.label("n"), sa.func.sum(days.total_minor).label("minor"))
                .group_by(*by)
                .having(number > 0)
                .order_by(*by)
            ).all()
        return [
            OrderCount(
                connection_id=row.connection_id,
                marketplace_id=row.marketplace_id,
                status=row.status,
                currency=row.currency,
                count=int(row.n),
                total=Decimal(int(row.minor or 0)) * smallest_unit(row.currency),
            )
            for row in rows
        ]


_REPLACED = [column.name for column in tables.orders.c if not column.primary_key and column.name != "first_seen"]


def _known(transaction: Transaction, connection_id: int, order_ids: Sequence[str]) -> dict[str, Any]:
    wanted = sa.select(
        _COLUMNS.order_id,
        _COLUMNS.updated_at,
        _COLUMNS.fingerprint,
        _COLUMNS.buyer_key,
        _COLUMNS.status,
        _COLUMNS.body,
        _COLUMNS.shipments,
        *(_COLUMNS[name] for name in ("marketplace_id", "purchased_at", "currency", "total_minor")),
    )
    found = {}
    for piece in chunks(order_ids):
        where = wanted.where(_COLUMNS.connection_id == connection_id, _COLUMNS.order_id.in_(piece))
        found.update({row.order_id: row for row in transaction.execute(where)})
    return found


def _is_news(order: Order, old: Any) -> bool:
    if old is None:
        return True
    if order.updated_at < old.updated_at:
        return False
    return order.complete or not _decode(old.body).complete


def _sold(connection_id: int, order: Order, sku: str) -> dict[str, object]:
    return {
        "sku": sku,
        "purchased_at": order.purchased_at,
        "order_id": order.order_id,
        "connection_id": connection_id,
    }


def _change(old: Any, order: Order) -> str:
    if old.status != order.status:
        before, now = Sentence(old.status), Sentence(order.status)
        return Sentence("Amazon: {before} became {now}", before=before, now=now)
    return N_("Amazon: changed")


def _minor(order: Order) -> int | None:
    """The total in smallest units; None where there is none, or one that does not fit: it is never cut."""
    if order.total is None or not is_exact(order.total, order.currency):
        return None
    return int(order.total / smallest_unit(order.currency))


def _delivered_by(order: Order) -> datetime:
    return max(filter(None, (order.deliver_by, order.ship_by, order.purchased_at)))


def _shipped(order: Order, old: Any) -> tuple[Shipment, ...]:
    """The steps of its fulfilment. Lines are called otherwise only where a report told of the order first."""
    if old is None:
        return steps(order, (), watched=False)
    known = _decode_steps(old.shipments) if old.shipments is not None else ()
    return steps(order, known, before=_decode(old.body).lines if known else ())


def _whole(row: Any, person: Person | None) -> Order:
    order = _decode(row.body)
    if row.shipments is not None:
        order = msgspec.structs.replace(order, shipments=_decode_steps(row.shipments))
    if order.pending:
        return order
    buyer = msgspec.structs.replace((person and person.buyer) or Buyer(), key=row.buyer_key)
    return msgspec.structs.replace(order, buyer=buyer, recipient=person and person.recipient)
