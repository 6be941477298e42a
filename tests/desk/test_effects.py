"""What a switch would do, told from what came lately."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from tests.settlements import fee, price, settlement

from sellerbridge.commerce.transaction import REFUND, Transaction
from sellerbridge.desk.effects import effects
from sellerbridge.incoming import Page
from sellerbridge.installation import Installation
from sellerbridge.problems import Problem
from sellerbridge.store import problems, tables
from sellerbridge.store.connections import Connection

A = "302-0000001-0000001"


def test_before_anything_came_it_is_nothing(opened: Installation) -> None:
    found = effects(opened)
    assert (found.ordered, found.shipped, found.cancelled, found.refunded, found.unlisted) == (0, 0, 0, 0, 0)
    assert (found.crossing, found.fees) == (0, None)


@pytest.mark.parametrize(("days", "counted"), [(1, 1), (40, 0)])
def test_orders_and_refunds_are_those_of_the_last_month(
    opened: Installation, seller: Connection, days: int, counted: int
) -> None:
    then = opened.clock.now() - timedelta(days=days)
    day = {"connection_id": seller.id, "marketplace_id": "A1PA6795UKMFR9", "currency": "EUR", "total_minor": 0}
    rows = [day | {"day": then.date(), "status": status, "orders": 1} for status in ("SHIPPED", "CANCELLED")]
    with opened.database.transaction() as transaction:
        transaction.execute(sa.insert(tables.order_days), rows)
    refund = Transaction(
        transaction_id="T1",
        kind=REFUND,
        status="RELEASED",
        posted_at=then,
        currency="EUR",
        total=Decimal("-5.00"),
        order_id=A,
    )
    opened.store.transactions.keep(seller, Page(records=(refund,)), cursor=None)
    found = effects(opened)
    assert (found.ordered, found.shipped, found.cancelled, found.refunded) == (
        2 * counted,
        counted,
        counted,
        counted,
    )


def test_skus_that_hold_orders_count_once_each(opened: Installation, seller: Connection) -> None:
    found = [Problem(kind="unknown-sku", about=f"302-{n}", facts={"sku": "MUG"}) for n in (1, 2)]
    with opened.database.transaction() as transaction:
        problems.open_all(transaction, seller.id, found, now=opened.clock.now())
    assert effects(opened).unlisted == 1


def test_the_latest_payout_tells_its_fees_and_whether_it_touches_two_months(
    opened: Installation, seller: Connection
) -> None:
    now = opened.clock.now()
    for number, start in (("1", 20), ("2", 60)):
        ended = now - timedelta(days=start)
        told = settlement(
            price("100.00", A),
            fee(f"-{start}.00", A),
            settlement_id=number,
            started_at=ended - timedelta(days=14),
            ended_at=ended,
            deposited_at=ended + timedelta(days=2),
        )
        opened.store.settlements.keep(seller, told, report_id=number, reported_at=now)
    found = effects(opened)
    assert (found.fees, found.currency) == (Decimal("20.00"), "EUR")
    assert found.crossing == 1
