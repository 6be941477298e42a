"""Rule 9: fulfilledBy AMAZON draws on `fba_warehouse`, MERCHANT on `warehouse`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sellerbridge.commerce.order import Order, OrderLine


@pytest.mark.parametrize(("by", "warehouse"), [("AMAZON", "At Amazon"), ("MERCHANT", "Shed")])
def test_every_row_draws_on_it(
    by: str,
    warehouse: str,
    line: Callable[..., OrderLine],
    sale: Callable[..., Order],
    booked: Callable[..., dict[str, Any]],
) -> None:
    order = sale(line("MUG", 3, ITEM="10.00"), line("POT", 2, ITEM="10.00"), total="20.00", fulfilled_by=by)

    body = booked(order, warehouse="Shed", fba_warehouse="At Amazon")

    assert body["set_warehouse"] == warehouse
    assert [row["warehouse"] for row in body["items"]] == [warehouse] * 3
    assert body["amazon_fulfilled_by"] == by
