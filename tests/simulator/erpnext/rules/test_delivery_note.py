"""Delivery notes: stock leaves, orders get delivered."""

from __future__ import annotations

from typing import Any

import pytest
from tests.simulator.erpnext.rules.shop import SELLING, Shop, actual

DATED = {"posting_date": "2026-03-06", "posting_time": "12:00:00", "set_posting_time": 1, "docstatus": 1}


def note_of(shop: Shop, order: str, **values: Any) -> dict[str, Any]:
    """The note ERPNext makes of an order, as it would be posted."""
    made: dict[str, Any] = shop.call(f"{SELLING}.make_delivery_note", source_name=order).data
    return {**made, **DATED, **values}


@pytest.fixture
def order(shop: Shop) -> str:
    """A submitted order: 4 x 19.99 and 1 x 5.01, 10 of each in stock."""
    shop.stock(SKU_1=10, SKU_2=10)
    lines = (("SKU-1", 4, 19.99), ("SKU-2", 1, 5.01))
    name: str = shop.order(*lines, taxes=[actual("Tax", 6.8)], docstatus=1).data["name"]
    return name


def test_a_delivery_takes_stock_and_frees_what_was_reserved(shop: Shop, order: str) -> None:
    note = note_of(shop, order)
    note["items"] = [{**note["items"][0], "qty": 3}]
    taken = shop.post("Delivery Note", **note).data
    assert (taken["status"], taken["items"][0]["actual_qty"]) == ("To Bill", 10.0)
    assert shop.bin("SKU-1") == {"actual_qty": 7, "reserved_qty": 1, "projected_qty": 6, "valuation_rate": 5}
    order_now = shop.read("Sales Order", order)
    assert (order_now["per_delivered"], order_now["delivery_status"]) == (60.0, "Partly Delivered")
    assert order_now["status"] == "To Deliver and Bill"


def test_the_rest_is_mapped_until_nothing_is_left(shop: Shop, order: str) -> None:
    note = note_of(shop, order)
    note["items"] = [{**note["items"][0], "qty": 3}]
    shop.post("Delivery Note", **note).taken()
    rest = note_of(shop, order)
    assert [(row["item_code"], row["qty"]) for row in rest["items"]] == [("SKU-1", 1.0), ("SKU-2", 1.0)]
    shop.post("Delivery Note", **rest).taken()
    assert note_of(shop, order)["items"] == []
    assert shop.read("Sales Order", order)["status"] == "To Bill"


def test_more_than_ordered_is_refused_and_rolled_back(shop: Shop, order: str) -> None:
    note = note_of(shop, order)
    note["items"][0]["qty"] = 5
    assert shop.post("Delivery Note", **note).refusal[0] == "OverAllowanceError"
    assert shop.bin("SKU-1")["actual_qty"] == 10
    assert shop.read("Sales Order", order)["per_delivered"] == 0


def test_an_allowance_lets_a_little_more_through(shop: Shop, order: str) -> None:
    shop.put("Item", "SKU-1", over_delivery_receipt_allowance=25).taken()
    note = note_of(shop, order)
    note["items"][0]["qty"] = 5
    assert shop.post("Delivery Note", **note).data["docstatus"] == 1


@pytest.mark.parametrize("day", ["2026-03-06", "2025-12-30"], ids=["never there", "not there yet"])
def test_no_stock_on_the_day_is_refused(shop: Shop, day: str) -> None:
    shop.stock(SKU_1=10)
    item = "SKU-2" if day == "2026-03-06" else "SKU-1"
    order = shop.order((item, 4, 1.0), docstatus=1).data["name"]
    told = shop.post("Delivery Note", **note_of(shop, order, posting_date=day))
    assert told.refusal[0] == "NegativeStockError"
    assert told.refusal[1].startswith("<strong>4.0</strong> units of ")


def test_a_cancelled_delivery_brings_everything_back(shop: Shop, order: str) -> None:
    before = shop.bin("SKU-1")
    name = shop.post("Delivery Note", **note_of(shop, order)).data["name"]
    assert shop.bin("SKU-1")["actual_qty"] == 6
    shop.cancel("Delivery Note", name).taken()
    assert shop.bin("SKU-1") == before
    assert shop.read("Sales Order", order)["status"] == "To Deliver and Bill"
    assert shop.entries(name) == []


def test_a_delivery_posts_the_cost_of_the_goods(shop: Shop, order: str) -> None:
    name = shop.post("Delivery Note", **note_of(shop, order)).data["name"]
    posted = {entry["account"]: entry["debit"] - entry["credit"] for entry in shop.entries(name)}
    assert posted == {"Cost of Goods Sold - AC": 25.0, "Stock In Hand - AC": -25.0}


def test_what_comes_back_is_counted_on_its_note(shop: Shop) -> None:
    shop.stock(SKU_1=10)
    row = {"item_code": "SKU-1", "qty": 4, "rate": 10, "warehouse": "Stores - AC"}
    head = {
        "customer": "Buyer",
        "company": "Acme",
        "posting_date": "2026-03-06",
        "set_posting_time": 1,
        "docstatus": 1,
    }
    note = shop.insert("Delivery Note", **head, posting_time="12:00:00", items=[row])
    back = {**row, "qty": -1, "dn_detail": note["items"][0]["name"]}
    again = {**head, "is_return": 1, "return_against": note["name"], "posting_time": "13:00:00", "items": [back]}
    returned = shop.insert("Delivery Note", **again)
    there = shop.read("Delivery Note", note["name"])
    assert (there["per_returned"], there["items"][0]["returned_qty"]) == (25.0, 1.0)
    shop.cancel("Delivery Note", returned["name"]).taken()
    assert shop.read("Delivery Note", note["name"])["per_returned"] == 0.0


def test_a_closed_order_is_not_delivered(shop: Shop, order: str) -> None:
    note = note_of(shop, order)
    shop.call(f"{SELLING}.update_status", status="Closed", name=order).taken()
    assert shop.post("Delivery Note", **note).refusal[1] == f"Sales Order {order} is Closed"


def test_without_set_posting_time_the_date_is_today(shop: Shop, order: str) -> None:
    note = shop.post("Delivery Note", **note_of(shop, order, set_posting_time=0, docstatus=0)).data
    assert note["posting_date"] == shop.site.now().date().isoformat()
