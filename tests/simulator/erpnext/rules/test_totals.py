"""The totals of a sale add up, for any rows."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.rules.rounding import rounded
from sellerbridge.simulator.erpnext.rules.totals import set_totals

CENT = Decimal("0.01")
TABLES = {"items": "Sales Order Item", "taxes": "Sales Taxes and Charges"}

RATES = st.decimals(min_value=0, max_value=2000, places=2)
QUANTITIES = st.integers(min_value=1, max_value=50).map(Decimal)
ITEMS = st.lists(st.tuples(QUANTITIES, RATES), min_size=1, max_size=6)
ACTUALS = st.lists(st.decimals(min_value=-50, max_value=500, places=2), max_size=4)
CONVERSIONS = st.decimals(min_value="0.01", max_value=90, places=4)


def sale(
    items: list[tuple[Decimal, Decimal]], taxes: list[dict[str, Any]] | None = None, **values: Any
) -> Document:
    """A sales order with these (qty, rate) rows, worked out."""
    order = Document("Sales Order", {"currency": "USD", "conversion_rate": Decimal(1), **values}, tables=TABLES)
    for place, (qty, rate) in enumerate(items):
        order.append("items", {"item_code": f"SKU-{place}", "qty": qty, "rate": rate})
    for tax in taxes or []:
        order.append("taxes", {"description": "Tax", **tax})
    set_totals(order)
    return order


def actual(*amounts: Decimal) -> list[dict[str, Any]]:
    return [{"charge_type": "Actual", "tax_amount": amount} for amount in amounts]


def vat(rate: int) -> list[dict[str, Any]]:
    return [{"charge_type": "On Net Total", "rate": Decimal(rate), "included_in_print_rate": 1}]


@given(ITEMS, ACTUALS)
def test_rows_and_actual_taxes_make_the_grand_total_to_the_cent(
    items: list[tuple[Decimal, Decimal]], amounts: list[Decimal]
) -> None:
    order = sale(items, actual(*amounts))
    assert order["net_total"] == sum(qty * rate for qty, rate in items)
    assert order["total_taxes_and_charges"] == sum(amounts)
    assert order["grand_total"] == order["net_total"] + order["total_taxes_and_charges"]
    assert order["rounded_total"] == order["grand_total"]


@given(ITEMS, ACTUALS, CONVERSIONS)
def test_base_totals_are_each_rounded_from_their_own(
    items: list[tuple[Decimal, Decimal]], amounts: list[Decimal], rate: Decimal
) -> None:
    order = sale(items, actual(*amounts), currency="EUR", conversion_rate=rate)
    assert order["base_total"] == sum(rounded(rounded(qty * each) * rate) for qty, each in items)
    assert order["base_net_total"] == order["base_total"]
    assert order["base_total_taxes_and_charges"] == rounded(order["total_taxes_and_charges"] * rate)
    if order["total_taxes_and_charges"]:
        assert order["base_grand_total"] == rounded(order["grand_total"] * rate)
    else:
        assert order["base_grand_total"] == order["base_net_total"]


@given(ITEMS, st.integers(min_value=1, max_value=27))
def test_an_included_tax_leaves_the_gross_total(items: list[tuple[Decimal, Decimal]], rate: int) -> None:
    order = sale(items, vat(rate))
    assert order["grand_total"] == order["total"]
    off = order["grand_total"] - order["net_total"] - order["total_taxes_and_charges"]
    assert abs(off) <= 5 * CENT


@given(ITEMS, st.data())
def test_a_discount_on_net_total_comes_off_to_the_cent(
    items: list[tuple[Decimal, Decimal]], data: st.DataObject
) -> None:
    whole = sum((qty * rate for qty, rate in items), Decimal(0))
    discount = data.draw(st.decimals(min_value=0, max_value=whole, places=2))
    order = sale(items, actual(Decimal("4.99")), apply_discount_on="Net Total", discount_amount=discount)
    assert order["net_total"] == whole - discount
    assert order["grand_total"] == whole - discount + Decimal("4.99")
    assert sum(row["net_amount"] for row in order["items"]) == order["net_total"]


@given(ITEMS, ACTUALS)
def test_the_shares_of_a_tax_by_item_add_up_to_it(
    items: list[tuple[Decimal, Decimal]], amounts: list[Decimal]
) -> None:
    order = sale(items, actual(*amounts))
    for tax in order["taxes"]:
        shares = json.loads(tax["item_wise_tax_detail"]).values()
        expected = float(tax["tax_amount"]) if order["net_total"] else 0.0
        assert sum(amount for _, amount in shares) == pytest.approx(expected, abs=1e-9)


def test_a_third_of_ten_is_lost_in_the_rate() -> None:
    assert sale([(Decimal(3), Decimal("3.333333"))])["net_total"] == Decimal("9.99")


def test_included_vat_may_miss_the_gross_total_by_a_cent_in_its_parts() -> None:
    order = sale([(Decimal(3), Decimal("19.99"))], vat(19), currency="EUR", conversion_rate=Decimal("1.08"))
    parts = (order["net_total"], order["total_taxes_and_charges"], order["grand_total"])
    assert parts == (Decimal("50.39"), Decimal("9.57"), Decimal("59.97"))
    base = (order["base_net_total"], order["base_total_taxes_and_charges"], order["base_grand_total"])
    assert base == (Decimal("54.42"), Decimal("10.34"), Decimal("64.77"))


@pytest.mark.parametrize(
    ("currency", "disabled", "expected"),
    [("USD", 0, "53.59"), ("GBP", 0, "54"), ("CAD", 0, "54"), ("GBP", 1, "0"), ("CHF", 0, "53.60")],
)
def test_the_rounded_total_follows_the_currency_unless_it_is_switched_off(
    currency: str, disabled: int, expected: str
) -> None:
    order = sale([(Decimal(1), Decimal("53.59"))], currency=currency, disable_rounded_total=disabled)
    assert order["rounded_total"] == Decimal(expected)


def test_a_tax_on_a_tax_counts_what_came_before() -> None:
    order = sale(
        [(Decimal(2), Decimal(50))],
        [
            {"charge_type": "On Net Total", "rate": Decimal(10)},
            {"charge_type": "On Previous Row Amount", "row_id": "1", "rate": Decimal(50)},
            {"charge_type": "On Previous Row Total", "row_id": "2", "rate": Decimal(10)},
            {"charge_type": "On Item Quantity", "rate": Decimal("0.25")},
        ],
    )
    assert [tax["tax_amount"] for tax in order["taxes"]] == [10, 5, Decimal("11.5"), Decimal("0.5")]
    assert order["grand_total"] == 127


def test_without_rows_nothing_is_worked_out() -> None:
    order = sale([])
    assert "grand_total" not in order
