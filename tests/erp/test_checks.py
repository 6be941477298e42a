from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.erp import given

from sellerbridge.erp.books import checks, selling
from sellerbridge.erp.books.doctypes import DOCTYPES
from sellerbridge.errors import Refused

SALES_ORDER = DOCTYPES["Sales Order"]


def held_to_the_rules(doc: checks.Doc) -> None:
    checks.check("Sales Order", "111-1", doc)
    selling.check("Sales Order", doc)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param(
            {"delivery_date": "2026-10-01"},
            "delivery_date 2026-10-01 is before transaction_date 2026-10-02",
            id="delivered before ordered",
        ),
        pytest.param({"delivery_date": "2.10.2026"}, "delivery_date is not a date", id="a German date"),
        pytest.param({"transaction_date": None}, "transaction_date is empty", id="no date"),
        pytest.param({"items": [given.row("A", 0, "1.00")]}, "row 1 of items: qty is 0", id="none"),
        pytest.param({"items": [given.row("A", -2, "1.00")]}, "qty is -2", id="less than none"),
        pytest.param(
            {"items": [given.row("A", 1, "1.00") | {"qty": Decimal("1.5")}]},
            "whole number",
            id="one and a half pieces",
        ),
        pytest.param(
            {"items": [given.row("A", 2, "1.00"), given.row("B", 2, "1.00", delivery_date="2026-10-01")]},
            "row 2 of items: delivery_date 2026-10-01",
            id="a row delivered before ordered",
        ),
        pytest.param(
            {"taxes": [given.tax("1.00") | {"description": ""}]}, "description is empty", id="tax of nothing"
        ),
        pytest.param({"po_no": "9" * 141}, "po_no has 141", id="text too long"),
    ],
)
def test_orders_that_erpnext_refuses(fields: dict[str, Any], said: str) -> None:
    doc = checks.tidy(SALES_ORDER, given.order_body(**fields))
    with pytest.raises(Refused, match=said):
        held_to_the_rules(doc)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"items": [given.row("A", 2, "0.00")]}, id="a gift: rate zero"),
        pytest.param({"delivery_date": "2026-10-02"}, id="delivered on the day"),
        pytest.param({"items": [given.row("A", 1, "1.00", uom="Kg") | {"qty": Decimal("1.5")}]}, id="kilos"),
        pytest.param({"items": [given.row("A", 2, "1.00", description="long " * 100)]}, id="a long description"),
        pytest.param({"taxes": []}, id="no taxes"),
    ],
)
def test_orders_that_erpnext_takes(fields: dict[str, Any]) -> None:
    doc = checks.tidy(SALES_ORDER, given.order_body(**fields))
    held_to_the_rules(doc)
    assert "docstatus" not in doc


@pytest.mark.parametrize(
    ("value", "said"),
    [(1.5, "binary fraction"), ("1.50", "not a number"), (Decimal("NaN"), "not a number"), (True, "not a number")],
)
def test_money_is_decimal(value: Any, said: str) -> None:
    row = given.row("A", 2, "1.00") | {"rate": value}
    with pytest.raises(Refused, match=f"row 1 of items: rate is .*{said}|row 1 of items: rate is a {said}"):
        checks.tidy(SALES_ORDER, given.order_body(items=[row]))


def test_a_whole_amount_becomes_a_decimal() -> None:
    doc = checks.tidy(SALES_ORDER, given.order_body(items=[given.row("A", 2, "1.00") | {"rate": 20}]))
    assert type(doc["items"][0]["rate"]) is Decimal
