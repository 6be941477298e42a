"""Which row of an order, note or invoice a row stands for; no site behind."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.erp.erpnext.continued import continued
from sellerbridge.erp.erpnext.references import _stands_for
from sellerbridge.erp.erpnext.ways_out import way_out

Row = dict[str, Any]


def there(name: str, line: str, rate: str, qty: int, code: str = "SKU") -> Row:
    return {
        "name": name,
        "amazon_order_item_id": line,
        "rate": Decimal(rate),
        "qty": Decimal(qty),
        "item_code": code,
    }


def wanted(line: str, rate: str, qty: int, code: str = "SKU") -> Row:
    return {"amazon_order_item_id": line, "rate": Decimal(rate), "qty": qty, "item_code": code}


SPLIT = [there("a", "1", "3.33", 2), there("b", "1", "3.34", 1), there("c", "2", "3.33", 1)]


@pytest.mark.parametrize(
    ("row", "name"),
    [
        pytest.param(wanted("1", "3.34", 1), "b", id="same line and rate"),
        pytest.param(wanted("2", "3.33", 1), "c", id="same rate of another line"),
        pytest.param(wanted("1", "9.99", 1), "a", id="line at no rate that is there"),
        pytest.param(wanted("1", "9.99", -1), "a", id="given back"),
        pytest.param(wanted("3", "3.33", 1), "", id="a line that is not there"),
    ],
)
def test_the_order_item_decides_then_the_rate(row: Row, name: str) -> None:
    assert _stands_for(row, SPLIT, {}) == name


def test_where_the_site_has_no_field_for_it_the_item_decides() -> None:
    bare = [
        {**one, "amazon_order_item_id": None, "item_code": code} for one, code in zip(SPLIT, "XYZ", strict=True)
    ]
    assert _stands_for(wanted("1", "3.33", 1, "Z"), bare, {}) == "c"
    assert _stands_for(wanted("1", "3.33", 1, "W"), bare, {}) == ""


@given(
    st.lists(st.tuples(st.sampled_from("12"), st.sampled_from(["1.00", "1.01"]), st.integers(1, 5)), min_size=1)
)
def test_all_of_a_document_finds_room_in_what_it_stands_for(lines: list[tuple[str, str, int]]) -> None:
    """Two rows of one line and rate are told apart by what is left of each."""
    rows = [there(f"r{place}", line, rate, qty) for place, (line, rate, qty) in enumerate(lines)]
    taken: dict[str, Decimal] = {}
    for line, rate, qty in sorted(lines, key=lambda one: -one[2]):
        for _ in range(qty):
            name = _stands_for(wanted(line, rate, 1), rows, taken)
            taken[name] = taken.get(name, Decimal(0)) + 1
    assert Counter(taken) == Counter({row["name"]: row["qty"] for row in rows})


@pytest.mark.parametrize(
    ("kind", "doc", "found"),
    [
        ("Sales Order", {"per_delivered": 0, "per_billed": Decimal("50.0"), "advance_paid": 0}, ["per_billed"]),
        ("Delivery Note", {"per_billed": 0, "per_returned": Decimal("20.0")}, ["per_returned"]),
        ("Journal Entry", {"clearance_date": None}, []),
        ("Journal Entry", {"clearance_date": "2026-10-20"}, ["clearance_date"]),
        ("Sales Invoice", {"currency": "EUR", "party_account_currency": "EUR", "grand_total": Decimal("9.50"), "base_grand_total": Decimal("11.40"), "outstanding_amount": Decimal("9.5")}, []),
        ("Sales Invoice", {"currency": "EUR", "party_account_currency": "USD", "grand_total": Decimal("9.50"), "base_grand_total": Decimal("11.40"), "outstanding_amount": Decimal("11.4")}, []),
        ("Sales Invoice", {"currency": "EUR", "party_account_currency": "EUR", "grand_total": Decimal("9.50"), "outstanding_amount": Decimal(0)}, ["outstanding_amount"]),
        ("Sales Invoice", {"currency": "EUR", "party_account_currency": "EUR", "is_return": 1, "grand_total": Decimal("-9.50"), "outstanding_amount": Decimal(0)}, []),
        ("Sales Invoice", {"currency": "EUR", "party_account_currency": "EUR", "is_return": 1, "update_outstanding_for_self": 1, "grand_total": Decimal("-9.50"), "outstanding_amount": Decimal(0)}, ["outstanding_amount"]),
    ],
)  # fmt: skip
def test_whether_somebody_went_on_with_it(kind: str, doc: dict[str, Any], found: list[str]) -> None:
    assert continued(kind, doc) == found


def test_a_way_out_is_named_where_the_site_names_none() -> None:
    assert "delivery_notes=off" in way_out("Delivery Note", "NegativeStockError")
    assert "Fiscal Year" in way_out("Journal Entry", "FiscalYearError")
    assert way_out("Sales Order", "ValidationError") == ""
