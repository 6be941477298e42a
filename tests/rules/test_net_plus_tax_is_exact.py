"""Rule 2: where prices contain tax, rows are net and a row of type Actual carries the tax, to the cent."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from sellerbridge.commerce.order import Charge, Order, OrderLine
from sellerbridge.errors import Hold

Booked = Callable[..., dict[str, Any]]
Lines = Callable[..., OrderLine]
Sale = Callable[..., Order]


def _tax(body: dict[str, Any]) -> str:
    return next((str(row["tax_amount"]) for row in body["taxes"] if row["description"] == "Tax"), "")


@pytest.mark.parametrize(
    ("site", "item", "tax", "total", "net"),
    [
        pytest.param("DE", "59.97", "9.58", "59.97", "50.39", id="inside, euros"),
        pytest.param("UK", "40.00", "6.67", "40.00", "33.33", id="inside, pounds"),
        pytest.param("JP", "1000", "91", "1000", "909", id="inside, yen"),
        pytest.param("US", "40.00", "2.90", "42.90", "40.00", id="on top"),
        pytest.param("CA", "40.00", "5.20", "45.20", "40.00", id="on top in Canada"),
    ],
)
def test_the_marketplace_says_where_the_tax_is(
    *, site: str, item: str, tax: str, total: str, net: str, line: Lines, sale: Sale, booked: Booked
) -> None:
    body = booked(sale(line("MUG", 3, ITEM=item, TAX=tax), total=total, site=site))

    assert (str(body["net_total"]), _tax(body), str(body["grand_total"])) == (net, tax, total)
    assert [row["charge_type"] for row in body["taxes"]] == ["Actual"]


def test_amazons_own_british_example_has_the_tax_on_top(line: Lines, sale: Sale, booked: Booked) -> None:
    """Orders 2026-01-01, example of getOrder: 89.97 + 10.00 + 4.00 = 103.97 on amazon.co.uk."""
    echo = line("MUG", 3, ITEM="89.97", SHIPPING="10.00", tax={"ITEM": "3.00", "SHIPPING": "1.00"})

    body = booked(sale(echo, total="103.97", site="UK"))

    assert (str(body["net_total"]), _tax(body), str(body["grand_total"])) == ("89.97", "4.00", "103.97")


@pytest.mark.parametrize(("total", "net"), [("23.80", "20.00"), ("27.60", "23.80")], ids=["inside", "on top"])
def test_an_unknown_marketplace_is_read_by_its_total(
    total: str, net: str, line: Lines, sale: Sale, booked: Booked
) -> None:
    body = booked(sale(line("MUG", 2, ITEM="23.80", TAX="3.80"), total=total, site="A0NEWMARKETPLACE"))

    assert (str(body["net_total"]), _tax(body)) == (net, "3.80")


def test_an_unknown_marketplace_without_a_total_is_held(line: Lines, sale: Sale, booked: Booked) -> None:
    order = sale(line("MUG", 2, ITEM="23.80", TAX="3.80"), total=None, site="A0NEWMARKETPLACE", complete=False)

    with pytest.raises(Hold) as held:
        booked(order)

    assert held.value.kind == "unreadable"


@pytest.mark.parametrize(
    ("details", "tax", "discount"),
    [
        pytest.param({"ITEM": "6.38", "SHIPPING": "0.78", "DISCOUNT": "0.64"}, "6.52", "-3.36", id="positive"),
        pytest.param({"ITEM": "6.38", "SHIPPING": "0.78", "DISCOUNT": "-0.64"}, "6.52", "-3.36", id="negative"),
        pytest.param({"ITEM": "6.38", "SHIPPING": "0.90", "DISCOUNT": "0.76"}, "6.52", "-3.24", id="another rate"),
        pytest.param({"ITEM": "6.38", "SHIPPING": "0.90", "DISCOUNT": "-0.76"}, "6.52", "-3.24", id="both"),
        pytest.param({"ITEM": "5.74", "SHIPPING": "0.78"}, "6.52", "-4.00", id="already taken off the item"),
        pytest.param({"ITEM": "9.99"}, "6.52", "-3.36", id="details that do not add up are not used"),
        pytest.param(None, "6.52", "-3.36", id="no details"),
    ],
)
def test_the_tax_of_a_discount_reduces_the_tax(
    *, details: dict[str, str] | None, tax: str, discount: str, line: Lines, sale: Sale, booked: Booked
) -> None:
    mug = line("MUG", 2, ITEM="39.98", SHIPPING="4.90", DISCOUNT="4.00", TAX=tax, tax=details)

    body = booked(sale(mug, total="40.88"))

    assert _tax(body) == "6.52"
    assert str(next(row["tax_amount"] for row in body["taxes"] if row["description"] == "Discounts")) == discount
    assert str(body["grand_total"]) == "40.88"


@pytest.mark.parametrize(
    ("charges", "vat", "tax"),
    [
        pytest.param({}, {"DE": Decimal(19)}, "6.39", id="a rate is set"),
        pytest.param({}, {"FR": Decimal(20)}, "", id="a rate for another marketplace"),
        pytest.param({}, {}, "", id="no rate"),
        pytest.param({"TAX": "2.62"}, {"DE": Decimal(19)}, "2.62", id="Amazon's word goes first"),
        pytest.param({"TAX": "0.00"}, {"DE": Decimal(19)}, "", id="reverse charge: Amazon says zero"),
    ],
)
def test_a_rate_of_the_settings_where_amazon_tells_no_tax(
    *, charges: dict[str, str], vat: dict[str, Decimal], tax: str, line: Lines, sale: Sale, booked: Booked
) -> None:
    body = booked(sale(line("MUG", 2, ITEM="40.00", **charges), total="40.00"), vat=vat)

    assert _tax(body) == tax
    assert str(body["grand_total"]) == "40.00"


def test_tax_told_for_the_order_only_is_shared_over_its_lines(line: Lines, sale: Sale, booked: Booked) -> None:
    order = sale(
        line("MUG", 2, ITEM="23.80"),
        line("POT", 1, ITEM="11.90"),
        total="35.70",
        charges=(Charge(type="ITEM", amount=Decimal("35.70")), Charge(type="TAX", amount=Decimal("5.70"))),
    )

    body = booked(order)

    assert [str(row["rate"]) for row in body["items"]] == ["10.00", "10.00"]
    assert _tax(body) == "5.70"


def test_tax_of_a_part_that_is_not_charged_belongs_to_the_item(line: Lines, sale: Sale, booked: Booked) -> None:
    mug = line("MUG", 2, ITEM="23.80", tax={"ITEM": "3.70", "OTHER": "0.10"})

    body = booked(sale(mug, total="23.80"))

    assert [(row["qty"], str(row["rate"])) for row in body["items"]] == [(2, "10.00")]
    assert [row["description"] for row in body["taxes"]] == ["Tax"]


def test_two_rates_share_one_tax_row(line: Lines, sale: Sale, booked: Booked) -> None:
    order = sale(line("MUG", 2, ITEM="23.80", TAX="3.80"), line("TEA", 3, ITEM="10.70", TAX="0.70"), total="34.50")

    body = booked(order)

    assert [(row["item_code"], row["qty"], str(row["amount"])) for row in body["items"]] == [
        ("MUG", 2, "20.00"),
        ("TEA", 2, "6.66"),
        ("TEA", 1, "3.34"),
    ]
    assert _tax(body) == "4.50"
