"""Rule 4: shipping, gift wrap, COD fee and discounts are Actual rows with accounts of their own."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from sellerbridge.commerce.order import Charge, Order, OrderLine
from sellerbridge.documents.mapping import Mappings
from sellerbridge.errors import Hold

Booked = Callable[..., dict[str, Any]]
Lines = Callable[..., OrderLine]
Sale = Callable[..., Order]


def _rows(body: dict[str, Any]) -> list[tuple[str, str]]:
    return [(row["account_head"], str(row["tax_amount"])) for row in body["taxes"]]


def test_each_type_has_one_row_for_the_whole_order(line: Lines, sale: Sale, booked: Booked) -> None:
    order = sale(
        line("MUG", 2, ITEM="40.00", SHIPPING="4.90", GIFT_WRAP="3.49", COD_FEE="5.00", DISCOUNT="4.00"),
        line("POT", 3, ITEM="15.00", SHIPPING="2.10", OTHER="0.75", DISCOUNT="1.50"),
        total="65.74",
    )

    body = booked(order)

    assert [str(row["rate"]) for row in body["items"]] == ["20.00", "5.00"]
    assert _rows(body) == [
        ("Amazon Shipping", "7.00"),
        ("Amazon Gift Wrap", "3.49"),
        ("Amazon COD Fee", "5.00"),
        ("Amazon Other Charges", "0.75"),
        ("Amazon Discounts", "-5.50"),
    ]


@pytest.mark.parametrize("sent", ["4.00", "-4.00"])
def test_a_discount_reduces_whichever_sign_it_comes_with(
    sent: str, line: Lines, sale: Sale, booked: Booked
) -> None:
    body = booked(sale(line("MUG", 2, ITEM="40.00", DISCOUNT=sent), total="36.00"))

    assert _rows(body) == [("Amazon Discounts", "-4.00")]


def test_free_shipping_leaves_shipping_and_discount(line: Lines, sale: Sale, booked: Booked) -> None:
    body = booked(sale(line("MUG", 2, ITEM="40.00", SHIPPING="4.90", DISCOUNT="4.90"), total="40.00"))

    assert _rows(body) == [("Amazon Shipping", "4.90"), ("Amazon Discounts", "-4.90")]


def test_rows_of_zero_are_left_out(line: Lines, sale: Sale, booked: Booked) -> None:
    body = booked(sale(line("MUG", 2, ITEM="40.00", SHIPPING="0.00", TAX="0.00"), total="40.00"))

    assert body["taxes"] == []


def test_a_tip_is_charged_to_the_order_as_a_whole(line: Lines, sale: Sale, booked: Booked) -> None:
    """Orders 2026-01-01: DELIVERY_TIP is on no item; all other amounts of the order are sums over its items."""
    order = sale(
        line("MUG", 2, ITEM="40.00", SHIPPING="4.90"),
        total="49.90",
        charges=tuple(
            Charge(type=kind, amount=Decimal(amount))
            for kind, amount in (("ITEM", "40.00"), ("SHIPPING", "4.90"), ("DELIVERY_TIP", "5.00"))
        ),
    )

    assert _rows(booked(order)) == [("Amazon Shipping", "4.90"), ("Amazon Delivery Tips", "5.00")]


def test_a_type_never_seen_before_holds_the_order(line: Lines, sale: Sale, booked: Booked) -> None:
    order = sale(line("MUG", 2, ITEM="40.00", ECO_FEE="0.50"), total="40.50")

    with pytest.raises(Hold) as held:
        booked(order)

    assert (held.value.kind, held.value.facts) == (
        "unknown-charge",
        {"type": "ECO_FEE", "amount": "0.50", "currency": "EUR"},
    )


def test_once_it_is_mapped_it_is_booked(line: Lines, sale: Sale, booked: Booked, mapping: Mappings) -> None:
    order = sale(line("MUG", 2, ITEM="40.00", ECO_FEE="0.50"), total="40.50")
    mapped = msgspec.structs.replace(mapping, accounts={"ECO_FEE": "Eco Contributions", "SHIPPING": "Freight"})

    assert _rows(booked(order, mapped)) == [("Eco Contributions", "0.50")]


def test_the_users_account_goes_first(line: Lines, sale: Sale, booked: Booked, mapping: Mappings) -> None:
    order = sale(line("MUG", 2, ITEM="40.00", SHIPPING="4.90"), total="44.90")
    mapped = msgspec.structs.replace(mapping, accounts={"SHIPPING": "Freight"})

    assert _rows(booked(order, mapped)) == [("Freight", "4.90")]
