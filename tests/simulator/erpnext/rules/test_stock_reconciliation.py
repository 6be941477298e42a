"""Counting stock."""

from __future__ import annotations

from typing import Any

import pytest
from tests.simulator.erpnext.rules.shop import STORES, Shop

BODY = {"company": "Acme", "purpose": "Opening Stock", "posting_date": "2026-02-01", "posting_time": "10:00:00"}


def counted(shop: Shop, qty: float, rate: float = 5.0, **values: Any) -> Any:
    row = {"item_code": "SKU-1", "warehouse": STORES, "qty": qty, "valuation_rate": rate}
    body = {**BODY, "set_posting_time": 1, "docstatus": 1, "expense_account": "Temporary Opening - AC", **values}
    return shop.post("Stock Reconciliation", **{"items": [row], **body})


def test_what_is_counted_is_there_and_worth_what_it_says(shop: Shop) -> None:
    entry = counted(shop, 10, 5).data
    assert (entry["difference_amount"], entry["items"][0]["quantity_difference"]) == (50.0, 10.0)
    assert shop.bin("SKU-1") == {"actual_qty": 10, "reserved_qty": 0, "projected_qty": 10, "valuation_rate": 5}
    posted = {one["account"]: one["debit"] - one["credit"] for one in shop.entries(entry["name"])}
    assert posted == {"Stock In Hand - AC": 50.0, "Temporary Opening - AC": -50.0}


def test_a_second_count_replaces_the_first(shop: Shop) -> None:
    counted(shop, 10, 5).taken()
    entry = counted(shop, 4, 6, posting_date="2026-02-02").data
    assert entry["difference_amount"] == -26.0
    assert shop.bin("SKU-1")["actual_qty"] == 4
    told = shop.send("GET", "/api/method/erpnext.stock.utils.get_latest_stock_qty", query={"item_code": "SKU-1"})
    assert told.data == 4.0


def test_a_cancelled_count_is_undone(shop: Shop) -> None:
    name = counted(shop, 10).data["name"]
    shop.cancel("Stock Reconciliation", name).taken()
    assert (shop.bin("SKU-1")["actual_qty"], shop.entries(name)) == (0, [])


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"posting_date": "2024-02-01"}, "FiscalYearError"),
        ({"items": [{"item_code": "NONE", "warehouse": STORES, "qty": 1}]}, "DoesNotExistError"),
        ({"items": [{"item_code": "SKU-1", "warehouse": STORES, "qty": -1}]}, "ValidationError"),
        ({"items": [{"item_code": "SKU-1", "warehouse": STORES, "qty": 0}]}, "EmptyStockReconciliationItemsError"),
    ],
)
def test_what_is_refused_changes_nothing(shop: Shop, values: dict[str, Any], kind: str) -> None:
    assert counted(shop, 10, **values).refusal[0] == kind
    assert shop.bin("SKU-1") == {}
