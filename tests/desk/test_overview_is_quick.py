"""The overview asks big tables only by an index that fits: otherwise it takes seconds with a million orders."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from sellerbridge.desk import in_step, sales, status
from sellerbridge.desk.money import next_payout
from sellerbridge.installation import Installation
from sellerbridge.store.connections import Connection

_BIG = ("orders", "outbox", "transactions", "order_skus", "people", "events")


def test_no_big_table_is_read_through(opened: Installation, seller: Connection) -> None:
    asked: dict[str, Any] = {}

    def note(_: object, __: object, statement: str, parameters: Any, ___: object, ____: bool) -> None:
        if statement.startswith("SELECT"):
            asked[statement] = parameters

    sa.event.listen(opened.database.engine, "before_cursor_execute", note)
    in_step.in_step(opened)
    sales.sales(opened.store, date(2026, 11, 20))
    next_payout.next_payout(opened.store)
    status.status(opened)
    sa.event.remove(opened.database.engine, "before_cursor_execute", note)

    with opened.database.engine.connect() as connection:
        plans = {
            statement: [
                row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            ]
            for statement, parameters in asked.items()
        }
    steps = [step for plan in plans.values() for step in plan]
    assert any("ix_outbox_due" in step for step in steps)
    assert any("ix_transactions_released" in step for step in steps)
    assert not [step for step in steps if step in {f"SCAN {table}" for table in _BIG}]
    assert not [step for step in steps if "ix_outbox_delivered" in step]
