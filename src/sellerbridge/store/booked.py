"""What the books hold of orders, read from what was told them: money that comes later refers to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec
import sqlalchemy as sa

from sellerbridge.commerce.order import PENDING
from sellerbridge.database import Database, chunks
from sellerbridge.documents.money.booked import BookedInvoice, BookedOrder
from sellerbridge.documents.order_fees import carries_fees
from sellerbridge.store import tables

_ORDER, _INVOICE, _ENTRY = "Sales Order", "Sales Invoice", "Journal Entry"
_TABLE = tables.outbox
_NOTHING = Decimal(0)


class _Charge(msgspec.Struct, frozen=True):
    """A row of taxes and charges."""

    description: str = ""
    tax_amount: Decimal = Decimal(0)


class _Body(msgspec.Struct, frozen=True):
    """Of the bodies of both kinds, what settlements need; the rest is passed over unread."""

    docstatus: int = 0
    customer: str = ""
    marketplace_id: str = ""
    currency: str = ""
    grand_total: Decimal = Decimal(0)
    base_grand_total: Decimal | None = None
    conversion_rate: Decimal = Decimal(1)
    is_return: int = 0
    taxes: tuple[_Charge, ...] = ()


class _Row(msgspec.Struct, frozen=True):
    """Of an entry's row, what it settles and by how much in company currency."""

    debit: Decimal = Decimal(0)
    credit: Decimal = Decimal(0)
    reference_type: str = ""
    reference_name: str = ""


class _Entry(msgspec.Struct, frozen=True):
    accounts: tuple[_Row, ...] = ()


_decode = msgspec.json.Decoder(_Body).decode
_decode_entry = msgspec.json.Decoder(_Entry).decode

_Paid = Mapping[tuple[str, str], Decimal]
"""What was paid in company currency, by doctype and key of what it was paid for."""


class StoredBooked:
    """The orders that are in the ERP, as far as the outbox knows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, connection_id: int, order_ids: Sequence[str], *, besides: str = "") -> Mapping[str, BookedOrder]:
        """Those of the orders whose Sales Order the ERP took, with the invoices it took, oldest first.

        What the entries of other settlements than `besides` pay of them is counted. An order is left out while any
        of its documents is still due, in doubt or refused: what it comes to is open.
        """
        by_order: dict[str, list[Any]] = {}
        with self._database.reading() as reading:
            for row in _documents(reading, connection_id, order_ids):
                by_order.setdefault(row.about, []).append(row)
            paid = _paid(reading, connection_id, order_ids, besides)
        booked = ((order_id, _booked(order_id, rows, paid)) for order_id, rows in by_order.items())
        return {order_id: order for order_id, order in booked if order is not None}

    def settled(self, connection_id: int, order_ids: Sequence[str]) -> set[str]:
        """Those of the orders that are in a settlement of which the ERP has an entry."""
        link, found = tables.settlement_orders.c, set[str]()
        entry = sa.exists().where(
            _TABLE.c.connection_id == link.connection_id,
            _TABLE.c.about == link.settlement_id,
            _TABLE.c.kind == _ENTRY,
            _TABLE.c.erp_name != "",
            _TABLE.c.state != "cancelled",
        )
        with self._database.reading() as reading:
            for piece in chunks(order_ids):
                mine = link.connection_id == connection_id, link.order_id.in_(piece), entry
                found.update(reading.execute(sa.select(link.order_id).where(*mine)).scalars())
        return found

    def awaited(self, connection_id: int, order_ids: Sequence[str]) -> set[str]:
        """Those of the orders that are known and on their way into the ERP, or held from it; of one that could not
        be read at all, its problem is what is known.
        """
        orders, found = tables.orders.c, set[str]()
        under_way = sa.exists().where(
            _TABLE.c.connection_id == orders.connection_id,
            _TABLE.c.about == orders.order_id,
            _TABLE.c.kind.in_([_ORDER, _INVOICE]),
            _TABLE.c.state.in_(["due", "sending", "refused"]),
        )
        done = orders.state.in_(["translated", "doubtful"])
        unsettled = sa.or_(~done, orders.status.in_(sorted(PENDING)), under_way)
        with self._database.reading() as reading:
            for piece in chunks(order_ids):
                mine = orders.connection_id == connection_id, orders.order_id.in_(piece), unsettled
                found.update(reading.execute(sa.select(orders.order_id).where(*mine)).scalars())
                found.update(reading.execute(_unread(connection_id, piece)).scalars())
        return found

    def unconfirmed(self, connection_id: int, order_ids: Sequence[str]) -> list[str]:
        """Those of the orders that Amazon still checks, sorted: nothing here can hurry them."""
        orders, found = tables.orders.c, list[str]()
        with self._database.reading() as reading:
            for piece in chunks(order_ids):
                mine = orders.connection_id == connection_id, orders.order_id.in_(piece)
                pending = sa.select(orders.order_id).where(*mine, orders.status.in_(sorted(PENDING)))
                found += reading.execute(pending).scalars()
        return sorted(found)


def _unread(connection_id: int, order_ids: Sequence[str]) -> sa.Select[str]:
    """Those of the orders that Amazon told of and nobody here has understood yet."""
    problems, orders = tables.problems.c, tables.orders.c
    mirrored = sa.exists().where(orders.connection_id == problems.connection_id, orders.order_id == problems.about)
    return sa.select(problems.about).where(
        problems.connection_id == connection_id,
        problems.about.in_(order_ids),
        problems.kind == "unreadable",
        problems.closed_at.is_(None),
        ~mirrored,
    )


def _documents(reading: sa.Connection, connection_id: int, order_ids: Sequence[str]) -> Iterator[Any]:
    wanted = sa.select(_TABLE.c.kind, _TABLE.c.key, _TABLE.c.about, _TABLE.c.state, _TABLE.c.body)
    for piece in chunks(order_ids):
        mine = (
            _TABLE.c.connection_id == connection_id,
            _TABLE.c.about.in_(piece),
            _TABLE.c.kind.in_([_ORDER, _INVOICE]),
            _TABLE.c.state.not_in(["cancelled", "ignored"]),
        )
        yield from reading.execute(wanted.where(*mine).order_by(_TABLE.c.about, _TABLE.c.rank, _TABLE.c.id))


def _paid(reading: sa.Connection, connection_id: int, order_ids: Sequence[str], besides: str) -> _Paid:
    """What the entries of other settlements that have lines of these orders pay."""
    link, others = tables.settlement_orders.c, set[str]()
    for piece in chunks(order_ids):
        mine = link.connection_id == connection_id, link.order_id.in_(piece), link.settlement_id != besides
        others.update(reading.execute(sa.select(link.settlement_id).where(*mine).distinct()).scalars())
    paid: dict[tuple[str, str], Decimal] = {}
    for piece in chunks(sorted(others)):
        entries = (
            _TABLE.c.connection_id == connection_id,
            _TABLE.c.about.in_(piece),
            _TABLE.c.kind == _ENTRY,
            _TABLE.c.state != "cancelled",
        )
        for body in reading.execute(sa.select(_TABLE.c.body).where(*entries)).scalars():
            for row in _decode_entry(body).accounts:
                place = row.reference_type, row.reference_name
                paid[place] = paid.get(place, _NOTHING) + row.credit - row.debit
    return paid


def _booked(order_id: str, rows: Sequence[Any], paid: _Paid) -> BookedOrder | None:
    if any(row.state != "delivered" for row in rows):
        return None
    told = [(row, _decode(row.body)) for row in rows]
    standing = [(row, body) for row, body in told if body.docstatus == 1]
    order = next((body for row, body in standing if row.kind == _ORDER), None)
    if order is None:
        return None
    return BookedOrder(
        order_id=order_id,
        marketplace_id=order.marketplace_id,
        customer=order.customer,
        currency=order.currency,
        total=order.grand_total,
        rate=order.conversion_rate,
        base_total=order.base_grand_total,
        base_paid=paid.get((_ORDER, order_id), _NOTHING),
        carries_fees=carries_fees((row.description, row.tax_amount) for row in order.taxes),
        invoices=tuple(
            BookedInvoice(
                key=row.key,
                is_return=bool(body.is_return),
                currency=body.currency,
                total=body.grand_total,
                rate=body.conversion_rate,
                base_total=body.base_grand_total,
                base_paid=paid.get((_INVOICE, row.key), _NOTHING),
            )
            for row, body in standing
            if row.kind == _INVOICE
        ),
    )
