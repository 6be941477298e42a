"""Lists over HTTP: what each filter lets through, orders, pages, child tables, aggregates."""

from __future__ import annotations

from typing import Any

import pytest
from tests.simulator.erpnext.visitor import ORDER, Visitor


@pytest.fixture
def prices(seller: Visitor) -> Visitor:
    """Four prices of one item, in two lists."""
    seller.insert("Price List", price_list_name="Amazon", currency="USD", selling=1)
    for rate, price_list, day in (
        (10, "Amazon", "2026-01-01"),
        (12.5, "Amazon", "2026-02-01"),
        (9, "Standard Selling", "2026-01-01"),
        (0, "Standard Selling", "2026-03-01"),
    ):
        values = {"price_list_rate": rate, "price_list": price_list, "valid_from": day}
        assert seller.insert("Item Price", item_code="SKU-1", note=f"{rate}", **values).status == 200
    return seller


@pytest.mark.parametrize(
    ("filters", "rates"),
    [
        pytest.param({"price_list": "amazon "}, [10, 12.5], id="a text without case or space at its end"),
        pytest.param({"price_list": ["!=", "Amazon"]}, [9, 0], id="not"),
        pytest.param([["price_list_rate", ">", 9.5]], [10, 12.5], id="greater"),
        pytest.param([["price_list_rate", "<=", "10"]], [10, 9, 0], id="a number in text"),
        pytest.param([["Item Price", "price_list_rate", "in", [9, 10]]], [10, 9], id="in, with the type"),
        pytest.param([["note", "in", ["9", "10"]]], [10, 9], id="in texts"),
        pytest.param([["note", "not in", "9,10"]], [12.5, 0], id="not in, as text"),
        pytest.param([["note", "like", "1%"]], [10, 12.5], id="like"),
        pytest.param([["valid_from", "between", ["2026-01-15", "2026-02-15"]]], [12.5], id="between"),
        pytest.param([["customer", "is", "not set"], ["note", "is", "set"]], [10, 12.5, 9, 0], id="is"),
        pytest.param(["price_list_rate", "=", 0], [0], id="one filter alone"),
        pytest.param({"customer": ""}, [10, 12.5, 9, 0], id="nothing is an empty text"),
        pytest.param({"creation": [">", "2999-01-01 00:00:00"]}, [], id="a time to come"),
    ],
)
def test_filters(prices: Visitor, filters: Any, rates: list[float]) -> None:
    rows = prices.listed("Item Price", fields=["price_list_rate"], filters=filters, order_by="creation asc")
    assert [row["price_list_rate"] for row in rows] == rates


@pytest.mark.parametrize(
    ("query", "rates"),
    [
        ({"order_by": "price_list_rate desc"}, [12.5, 10, 9, 0]),
        ({"order_by": "price_list asc, price_list_rate asc"}, [10, 12.5, 0, 9]),
        ({"order_by": "`tabItem Price`.`price_list_rate`"}, [0, 9, 10, 12.5]),
        ({"order_by": "price_list_rate", "limit": "2"}, [0, 9]),
        ({"order_by": "price_list_rate", "limit_start": "1", "limit_page_length": "2"}, [9, 10]),
        ({"order_by": "price_list_rate", "limit_start": "3", "limit_page_length": "0"}, [12.5]),
        ({}, [0, 9, 12.5, 10]),
    ],
    ids=["falling", "two fields", "quoted", "limit", "page", "rest", "newest first by itself"],
)
def test_order_and_pages(prices: Visitor, query: dict[str, str], rates: list[float]) -> None:
    rows = prices.listed("Item Price", fields=["price_list_rate"], **query)
    assert [row["price_list_rate"] for row in rows] == rates


def test_a_page_has_twenty_rows_unless_told_otherwise(connector: Visitor) -> None:
    assert len(connector.listed("Account")) == 20
    assert len(connector.listed("Account", limit_page_length="0")) == 85


def test_groups_and_their_figures(prices: Visitor) -> None:
    fields = ["price_list", "count(name) as n", "sum(price_list_rate) as total", "max(price_list_rate) as most"]
    rows = prices.listed("Item Price", fields=fields, group_by="price_list", order_by="price_list asc")
    assert rows == [
        {"price_list": "Amazon", "n": 2, "total": 22.5, "most": 12.5},
        {"price_list": "Standard Selling", "n": 2, "total": 9.0, "most": 9.0},
    ]


def test_a_child_table_gives_a_row_for_each_child(seller: Visitor) -> None:
    items = [{"item_code": "SKU-1", "qty": qty, "rate": 1, "warehouse": "Stores - AC"} for qty in (1, 2)]
    seller.insert("Sales Order", **{**ORDER, "items": items, "name": "SO-1"})
    rows = seller.listed("Sales Order", fields=["name", "items.qty"], order_by="`tabSales Order Item`.idx asc")
    assert rows == [{"name": "SO-1", "qty": 1.0}, {"name": "SO-1", "qty": 2.0}]
    filters = [["Sales Order Item", "qty", ">", 1]]
    assert seller.listed("Sales Order", fields=["items.qty"], filters=filters) == [{"qty": 2.0}]


def test_any_of_several(prices: Visitor) -> None:
    either = [["note", "=", "9"], ["price_list_rate", ">", 12]]
    rows = prices.listed("Item Price", fields=["note"], or_filters=either, order_by="creation asc")
    assert [row["note"] for row in rows] == ["12.5", "9"]


@pytest.mark.parametrize(
    "query",
    [
        {"fields": ["nofield"]},
        {"filters": {"nofield": 1}},
        {"order_by": "nofield desc"},
        {"fields": ["items.nofield"]},
    ],
    ids=["fields", "filters", "order_by", "child field"],
)
def test_an_unknown_field_is_not_permitted(connector: Visitor, query: dict[str, Any]) -> None:
    answer = connector.call("GET", "/api/resource/Sales Order", **query)
    assert answer.error == (417, "DataError")
    assert "Field not permitted in query: nofield" in answer.body["exception"]
