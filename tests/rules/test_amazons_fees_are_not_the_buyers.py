"""Rule 6: Amazon's fees are never on the buyer's document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sellerbridge.commerce.order import Order, OrderLine
from sellerbridge.documents.lines import NAMES


@pytest.mark.parametrize("choice", ["settlement", "order", "off"])
def test_the_rows_are_the_buyers_whatever_is_chosen_for_fees(
    choice: str,
    line: Callable[..., OrderLine],
    sale: Callable[..., Order],
    booked: Callable[..., dict[str, Any]],
) -> None:
    """`order` takes effect with the money flows, which are not built yet."""
    order = sale(line("MUG", 2, ITEM="40.00", SHIPPING="4.90", DISCOUNT="4.00", TAX="6.53"), total="40.90")

    body = booked(order, taxes_and_charges=choice)

    assert [row["description"] for row in body["taxes"]] == ["Shipping", "Discounts", "Tax"]
    assert {row["description"] for row in body["taxes"]} <= set(NAMES.values())
    assert str(body["grand_total"]) == "40.90"
