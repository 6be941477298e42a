"""Rule 5: the grand total equals Amazon's to the cent, or the order is held with both figures."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from sellerbridge.commerce.order import Order, OrderLine
from sellerbridge.errors import Hold
from sellerbridge.problems import Problem

Booked = Callable[..., dict[str, Any]]
Lines = Callable[..., OrderLine]
Sale = Callable[..., Order]


@pytest.mark.parametrize(
    ("site", "total", "difference"),
    [("DE", "59.98", "0.01"), ("DE", "59.96", "-0.01"), ("UK", "69.97", "10.00"), ("JP", "61", "1")],
)
def test_a_difference_holds_the_order(
    *, site: str, total: str, difference: str, line: Lines, sale: Sale, booked: Booked
) -> None:
    item = "60" if site == "JP" else "59.97"
    order = sale(line("MUG", 3, ITEM=item, TAX="5" if site == "JP" else "9.58"), total=total, site=site)

    with pytest.raises(Hold) as held:
        booked(order)

    assert held.value.kind == "total-differs"
    assert held.value.facts == {
        "ours": item,
        "theirs": total,
        "difference": difference,
        "currency": order.currency,
    }


def test_the_figures_are_in_the_sentence(line: Lines, sale: Sale, booked: Booked) -> None:
    with pytest.raises(Hold) as held:
        booked(sale(line("MUG", 3, ITEM="59.97"), total="59.98"))

    message = Problem(kind=held.value.kind, about="305-1", facts=held.value.facts).message
    assert "59.97 EUR" in message
    assert "59.98 EUR" in message
    assert "difference 0.01" in message


def test_tax_that_amazon_remits_is_taken_off_amazons_total_first(line: Lines, sale: Sale, booked: Booked) -> None:
    order = sale(line("MUG", 2, ITEM="23.80", TAX="3.80", fields={"facilitated": True}), total="23.81")

    with pytest.raises(Hold) as held:
        booked(order)

    assert (held.value.facts["ours"], held.value.facts["theirs"]) == ("20.00", "20.01")


def test_without_a_grand_total_the_lines_totals_are_compared(line: Lines, sale: Sale, booked: Booked) -> None:
    lines = (
        line("MUG", 2, ITEM="40.00", fields={"total": Decimal("40.00")}),
        line("POT", 3, ITEM="15.00", fields={"total": Decimal("15.01")}),
    )

    with pytest.raises(Hold) as held:
        booked(sale(*lines, total=None))

    assert held.value.facts["difference"] == "0.01"
    assert str(booked(sale(lines[0], total=None))["grand_total"]) == "40.00"


@pytest.mark.parametrize("fields", [{"currency": ""}, {}], ids=["no currency", "no total"])
def test_an_order_without_money_is_held(fields: dict[str, str], line: Lines, sale: Sale, booked: Booked) -> None:
    with pytest.raises(Hold) as held:
        booked(sale(line("MUG", 2, ITEM="40.00"), total=None, **fields))

    assert held.value.kind == "no-currency"


@pytest.mark.parametrize(("site", "total"), [("DE", "40.00"), ("US", "46.39")], ids=["tax inside", "tax on top"])
def test_a_report_names_no_total(site: str, total: str, line: Lines, sale: Sale, booked: Booked) -> None:
    """There is nothing to compare with: the marketplace alone says how the tax is read."""
    body = booked(sale(line("MUG", 2, ITEM="40.00", TAX="6.39"), total=None, complete=False, site=site))

    assert str(body["grand_total"]) == total


def test_a_fraction_of_a_cent_holds_the_order(line: Lines, sale: Sale, booked: Booked) -> None:
    with pytest.raises(Hold) as held:
        booked(sale(line("MUG", 2, ITEM="40.005"), total="40.005"))

    assert held.value.kind == "unreadable"
