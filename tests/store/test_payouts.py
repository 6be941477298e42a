"""Settlements as a list: what their lines add up to, also of those that were kept before sums were."""

from __future__ import annotations

import importlib
from datetime import UTC, datetime
from decimal import Decimal

import sqlalchemy as sa
from tests.settlements import fee, price, settlement

from sellerbridge.commerce.settlement import summed
from sellerbridge.database import Database
from sellerbridge.store import Store, tables
from sellerbridge.store.connections import Connection

LINES = (
    price("100.00", "302-0000001-0000001", marketplace_name="Amazon.de"),
    price("0.10", "302-0000002-0000002", marketplace_name="Amazon.de"),
    fee("-15.00", "302-0000001-0000001"),
    fee("-1.00"),
)


def _keep(store: Store, seller: Connection) -> None:
    store.settlements.keep(
        seller, settlement(*LINES), report_id="R1", reported_at=datetime(2026, 9, 17, tzinfo=UTC)
    )


def test_lines_are_added_up_by_words_marketplace_and_whether_they_name_an_order(
    store: Store, seller: Connection
) -> None:
    _keep(store, seller)
    found = store.payouts.one("9001")
    assert found is not None
    assert found.sums == summed(LINES)
    assert [(one.description, one.of_orders, one.lines, one.amount) for one in found.sums] == [
        ("Commission", False, 1, Decimal("-1.00")),
        ("Commission", True, 1, Decimal("-15.00")),
        ("Principal", True, 2, Decimal("100.10")),
    ]


def test_settlements_of_before_are_added_up_by_the_migration(
    store: Store, seller: Connection, database: Database
) -> None:
    _keep(store, seller)
    migration = importlib.import_module("sellerbridge.store.migrations.versions.0007_console")
    with database.transaction() as transaction:
        transaction.execute(sa.update(tables.settlements).values(sums=None))
        migration._add_up(transaction)
    found = store.payouts.one("9001")
    assert found is not None
    assert found.sums == summed(LINES)
