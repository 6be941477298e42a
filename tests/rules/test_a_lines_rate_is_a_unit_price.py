"""Rule 1: Amazon's ITEM subtotal is the line total; rows are unit prices that add up to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sellerbridge.commerce.order import Order, OrderLine

Booked = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    ("pieces", "item", "site", "rows"),
    [
        pytest.param(1, "9.99", "DE", [(1, "9.99")], id="one piece"),
        pytest.param(3, "9.99", "DE", [(3, "3.33")], id="divides"),
        pytest.param(3, "10.00", "DE", [(2, "3.33"), (1, "3.34")], id="a cent over"),
        pytest.param(7, "10.00", "UK", [(1, "1.42"), (6, "1.43")], id="six cents over"),
        pytest.param(9, "0.05", "US", [(4, "0.00"), (5, "0.01")], id="less than a cent each"),
        pytest.param(3, "1000", "JP", [(2, "333"), (1, "334")], id="no cents at all"),
    ],
)
def test_rows_are_unit_prices(
    *,
    pieces: int,
    item: str,
    site: str,
    rows: list[tuple[int, str]],
    line: Callable[..., OrderLine],
    sale: Callable[..., Order],
    booked: Booked,
) -> None:
    body = booked(sale(line("MUG", pieces, ITEM=item), total=item, site=site))

    assert [(row["qty"], str(row["rate"])) for row in body["items"]] == rows
    assert sum(row["qty"] * row["rate"] for row in body["items"]) == body["grand_total"]
    assert {row["amazon_order_item_id"] for row in body["items"]} == {"item-MUG"}


def test_a_price_of_zero_stays_zero(
    line: Callable[..., OrderLine], sale: Callable[..., Order], booked: Booked
) -> None:
    """Without price_list_rate ERPNext would put the price list's rate in its place."""
    body = booked(sale(line("MUG", 2, ITEM="0.00"), line("POT", 1, ITEM="5.00"), total="5.00"))

    gift = body["items"][0]
    assert (gift["item_code"], gift["qty"], str(gift["rate"]), str(gift["price_list_rate"])) == (
        "MUG",
        2,
        "0.00",
        "0.00",
    )
