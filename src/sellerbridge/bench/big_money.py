"""The money of a big mirror: what Amazon's finances know of its orders, its settlements, and years of runs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.commerce.settlement import Settlement, SettlementLine
from sellerbridge.commerce.transaction import Transaction as Movement
from sellerbridge.database import insert
from sellerbridge.installation import Installation
from sellerbridge.store import tables
from sellerbridge.store.connections import Connection

LARGE = "9000001"
"""The settlement with the most lines."""
_LINES, _USUAL = 100_000, 2_000
_SETTLED = 52
_WORDS = (
    *(("Order", "ItemPrice", word) for word in ("Principal", "Principal", "Tax", "Shipping")),
    *(("Order", "ItemFees", word) for word in ("Commission", "FBAPerUnitFulfillmentFee", "ShippingChargeback")),
    *(("Refund", "ItemPrice", word) for word in ("Principal", "Tax")),
)
_RARE = ("other-transaction", "other-transaction", "Storage Fee")
_NOT_PAID = timedelta(days=21)
"""Money of the orders of so many days before the mirror's last is deferred, and some of them have none yet."""
_RUNS, _BETWEEN = 100_000, timedelta(minutes=5)


def with_money(installation: Installation, seller: Connection, *, orders: int, last: datetime) -> None:
    """Amazon's word on the money of orders that are there already, the latest of them bought at `last`."""
    with installation.database.transaction() as transaction:
        _transactions(transaction, last)
    for number in range(_SETTLED):
        lines = min(_LINES, orders) if number == 0 else min(_USUAL, orders)
        told = _settlement(number, lines, orders, last - timedelta(days=14 * (number // 2)))
        kept = installation.store.settlements
        kept.keep(seller, told, report_id=told.settlement_id, reported_at=told.deposited_at)
    with installation.database.transaction() as transaction:
        transaction.execute(sa.update(tables.settlements).values(state="translated"))


def with_runs(installation: Installation, seller: Connection, *, last: datetime) -> None:
    """A year of runs, the last one ended by an error; and before them all the one that read everything."""
    counts = (
        '{"requests":{"searchOrders":2,"getReport":1},"seen":12,"created":36,"updated":0,"unchanged":3,'
        '"written":{"Sales Order":12,"Delivery Note":12,"Sales Invoice":12}}'
    )

    def run(number: int) -> dict[str, Any]:
        started = last - _BETWEEN * (_RUNS - number) if number else last - timedelta(days=3_000)
        return {
            "connection_id": seller.id,
            "flow": "money" if number % 24 == 1 else "products" if number % 24 == 2 else "orders",
            "started": started,
            "finished": started + timedelta(seconds=9) if number else last,
            "error": "" if number < _RUNS - 1 and number % 5_000 else "Amazon does not answer.",
            "counts": counts,
        }

    with installation.database.transaction() as transaction:
        insert(transaction, tables.runs, [run(number) for number in range(_RUNS)])


def _transactions(transaction: Transaction, last: datetime) -> None:
    """One for each order that shipped: released, of the last days deferred, or none yet."""
    orders, table = tables.orders.c, tables.transactions
    told_of = Movement(
        transaction_id="any", kind="Shipment", status="RELEASED", posted_at=last, currency="EUR", total=Decimal(10)
    )
    late = orders.purchased_at > last - _NOT_PAID
    told: dict[str, Any] = {
        "connection_id": orders.connection_id,
        "transaction_id": orders.order_id,
        "order_id": orders.order_id,
        "kind": sa.literal("Shipment"),
        "status": sa.case((late, "DEFERRED"), else_="RELEASED"),
        "posted_at": orders.purchased_at,
        "currency": orders.currency,
        "total_minor": orders.total_minor,
        "releases": sa.literal(""),
        "body": sa.literal(msgspec.json.encode(told_of)),
        "fingerprint": sa.literal(b""),
        "changed_at": orders.purchased_at,
    }
    unpaid = tables.unpaid.c.order_id
    rows = sa.select(*told.values()).where(orders.status == "SHIPPED", ~(late & orders.order_id.like("%0")))
    transaction.execute(sa.insert(table).from_select(list(told), rows))
    transaction.execute(sa.delete(tables.unpaid).where(unpaid.in_(sa.select(table.c.order_id))))


def _settlement(number: int, lines: int, orders: int, ended: datetime) -> Settlement:
    made = tuple(_lines(random.Random(number), lines, orders, ended))
    return Settlement(
        settlement_id=str(int(LARGE) + number),
        currency="GBP" if number % 2 else "EUR",
        total=sum((line.amount for line in made), Decimal(0)),
        started_at=ended - timedelta(days=14),
        ended_at=ended,
        deposited_at=ended + timedelta(days=2),
        lines=made,
    )


def _lines(dice: random.Random, count: int, orders: int, ended: datetime) -> Iterator[SettlementLine]:
    for number in range(count):
        words = dice.choice(_WORDS) if number % 1_000 else _RARE
        of_order = words is not _RARE
        yield SettlementLine(
            transaction_type=words[0],
            amount_type=words[1],
            description=words[2],
            amount=Decimal(dice.randint(100, 9_900) if words[1] == "ItemPrice" else -dice.randint(50, 900)) / 100,
            order_id=order_number(number * 7 % orders) if of_order else "",
            line_id=str(10**13 + number) if of_order else "",
            sku=f"SKU-{number % 1_000:06}" if of_order else "",
            quantity=1 if of_order else 0,
            shipment_id=f"D{number:09}" if of_order else "",
            marketplace_name="Amazon.de" if number % 4 else "Amazon.fr",
            posted_at=ended - timedelta(seconds=number * 10),
        )


def order_number(number: int) -> str:
    """The id of that order of the mirror."""
    return f"302-{number // 10**6:07}-{number % 10**6:07}"
