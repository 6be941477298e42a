"""Rule 7: a foreign currency needs the rate of that day; an unknown one holds the order and is never 1."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from sellerbridge.commerce.order import Order, OrderLine
from sellerbridge.errors import Hold

Booked = Callable[..., dict[str, Any]]
Lines = Callable[..., OrderLine]
Sale = Callable[..., Order]


@pytest.mark.parametrize(
    ("day", "site", "rate", "based"),
    [
        pytest.param(1, "DE", "1", "23.00", id="the company's own"),
        pytest.param(1, "UK", "1.15", "26.45", id="the rate of that day"),
        pytest.param(2, "UK", "1.20", "27.60", id="a newer rate from its day on"),
        pytest.param(1, "US", "0.92", "21.16", id="a rate without a day"),
        pytest.param(1, "JP", "0.0061", "0.14", id="yen"),
    ],
)
def test_the_rate_of_the_orders_day(
    *, day: int, site: str, rate: str, based: str, line: Lines, sale: Sale, booked: Booked
) -> None:
    total = "23" if site == "JP" else "23.00"
    bought = datetime(2026, 10, day, 23, 59, tzinfo=UTC)

    body = booked(sale(line("MUG", 2, ITEM=total), total=total, site=site, purchased_at=bought))

    assert (body["currency"], str(body["conversion_rate"])) == (sale(total="0", site=site).currency, rate)
    assert (str(body["grand_total"]), str(body["base_grand_total"])) == (total, based)


@pytest.mark.parametrize(
    ("taxed", "grand"), [("1.00", "3.96"), ("0.00", "3.03")], ids=["taxed", "nothing charged"]
)
def test_rows_are_rounded_before_they_are_added(
    *, taxed: str, grand: str, line: Lines, sale: Sale, booked: Booked
) -> None:
    """As ERPNext does it: 1.10 at 0.92 is 1.01, three of them are 3.03, and the whole would be 3.04."""
    lines = [line(sku, 1, ITEM="1.10") for sku in ("MUG", "POT")]
    total = "4.30" if taxed == "1.00" else "3.30"

    body = booked(sale(*lines, line("TEA", 1, ITEM="1.10", TAX=taxed), total=total, site="US"))

    assert str(body["base_total"]) == str(body["base_net_total"]) == "3.03"
    assert str(body["base_grand_total"]) == grand


@pytest.mark.parametrize(
    ("site", "day"), [("PL", 1), ("UK", -31)], ids=["no rate at all", "only rates of later days"]
)
def test_no_rate_holds_the_order(site: str, day: int, line: Lines, sale: Sale, booked: Booked) -> None:
    bought = datetime(2026, 10, 1, 8, tzinfo=UTC) if day > 0 else datetime(2026, 8, 31, 8, tzinfo=UTC)
    order = sale(line("MUG", 2, ITEM="99.00"), total="99.00", site=site, purchased_at=bought)

    with pytest.raises(Hold) as held:
        booked(order)

    assert held.value.kind == "no-exchange-rate"
    assert held.value.facts["date"] == bought.date().isoformat()


def test_the_price_list_keeps_its_own_currency(line: Lines, sale: Sale, booked: Booked) -> None:
    body = booked(sale(line("MUG", 2, ITEM="23.00"), total="23.00", site="UK"))

    assert (body["selling_price_list"], body["price_list_currency"]) == ("Amazon UK", "GBP")
    assert str(body["plc_conversion_rate"]) == "1.15"
