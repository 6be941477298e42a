"""Rule 3: facilitator tax is in neither the rows nor the total, and `explain` says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sellerbridge.commerce.order import Order, OrderLine
from sellerbridge.outgoing import Outgoing

REMITTED = {"facilitated": True}
UOSS = {"facilitated": True, "schemes": ("UOSS",)}


@pytest.mark.parametrize(
    ("site", "item", "tax", "told", "fields", "total"),
    [
        pytest.param("US", "40.00", "2.90", "42.90", REMITTED, "40.00", id="American facilitator"),
        pytest.param("DE", "23.80", "3.80", "23.80", UOSS, "20.00", id="UOSS"),
        pytest.param("UK", "24.00", "4.00", "24.00", REMITTED, "20.00", id="British deemed reseller"),
        pytest.param("JP", "1100", "100", "1100", REMITTED, "1000", id="yen"),
    ],
)
def test_it_is_left_out(
    *,
    site: str,
    item: str,
    tax: str,
    told: str,
    fields: dict[str, Any],
    total: str,
    line: Callable[..., OrderLine],
    sale: Callable[..., Order],
    booked: Callable[..., dict[str, Any]],
) -> None:
    body = booked(sale(line("MUG", 2, ITEM=item, TAX=tax, fields=fields), total=told, site=site))

    assert body["taxes"] == []
    assert str(body["net_total"]) == str(body["grand_total"]) == total


def test_it_is_told_line_by_line(
    line: Callable[..., OrderLine], sale: Callable[..., Order], booked: Callable[..., dict[str, Any]]
) -> None:
    """One line's tax is Amazon's, the other's is the seller's."""
    mixed = sale(
        line("MUG", 2, ITEM="23.80", TAX="3.80", fields=UOSS),
        line("POT", 3, ITEM="35.70", TAX="5.70"),
        total="59.50",
    )

    body = booked(mixed)

    assert [str(row["rate"]) for row in body["items"]] == ["10.00", "10.00"]
    assert [str(row["tax_amount"]) for row in body["taxes"]] == ["5.70"]
    assert str(body["grand_total"]) == "55.70"


def test_the_shipping_of_such_a_line_is_net_too(
    line: Callable[..., OrderLine], sale: Callable[..., Order], booked: Callable[..., dict[str, Any]]
) -> None:
    mug = line("MUG", 2, ITEM="23.80", SHIPPING="5.95", tax={"ITEM": "3.80", "SHIPPING": "0.95"}, fields=UOSS)

    body = booked(sale(mug, total="29.75"))

    assert [(row["description"], str(row["tax_amount"])) for row in body["taxes"]] == [("Shipping", "5.00")]
    assert str(body["grand_total"]) == "25.00"


def test_explain_says_so(
    line: Callable[..., OrderLine], sale: Callable[..., Order], documents: Callable[..., dict[str, Outgoing]]
) -> None:
    order = documents(sale(line("MUG", 2, ITEM="23.80", TAX="3.80", fields=UOSS), total="23.80"))["Sales Order"]

    assert (
        "3.80 EUR tax is collected and remitted by Amazon (UOSS): not in this document" in order.origins["taxes"]
    )
    assert order.origins["grand_total"] == "equal to proceeds.grandTotal minus tax that Amazon remits"


def test_a_rate_of_the_settings_is_not_put_in_its_place(
    line: Callable[..., OrderLine], sale: Callable[..., Order], booked: Callable[..., dict[str, Any]]
) -> None:
    """Amazon remits the tax but names none: it would be wrong to owe it."""
    body = booked(sale(line("MUG", 2, ITEM="40.00", fields=REMITTED), total="40.00"), vat={"DE": 19})

    assert body["taxes"] == []
