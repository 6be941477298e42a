"""The steps of an order's fulfilment: only ever more, each piece once, whoever tells it how often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from sellerbridge.commerce.fulfilled import line_of, steps
from sellerbridge.commerce.order import Order, OrderLine
from sellerbridge.commerce.shipment import Shipment

NOW = datetime(2026, 10, 1, tzinfo=UTC)


def line(line_id: str, quantity: int, fulfilled: int = 0, sku: str = "MUG") -> OrderLine:
    return OrderLine(line_id=line_id, sku=sku, quantity=quantity, quantity_fulfilled=fulfilled)


def order(*lines: OrderLine, status: str = "PARTIALLY_SHIPPED", days: int = 0, **fields: Any) -> Order:
    moment = NOW + timedelta(days=days)
    plain = Order(order_id="1", marketplace_id="", status=status, purchased_at=NOW, updated_at=moment, lines=lines)
    return msgspec.structs.replace(plain, **fields)


def step(number: int, *pieces: tuple[str, int], days: int = 0) -> Shipment:
    return Shipment(number=number, shipped_at=NOW + timedelta(days=days), pieces=pieces)


FIRST = step(1, ("a", 1))


def test_each_look_adds_what_is_new() -> None:
    assert steps(order(line("a", 3, 1), line("b", 2)), ()) == (FIRST,)
    assert steps(order(line("a", 3, 3), line("b", 2, 1), days=1), (FIRST,)) == (
        FIRST,
        step(2, ("a", 2), ("b", 1), days=1),
    )


@pytest.mark.parametrize("fulfilled", [0, 1], ids=["Amazon says less now", "the same again"])
def test_what_was_fulfilled_stays_so(fulfilled: int) -> None:
    assert steps(order(line("a", 3, fulfilled), days=1), (FIRST,)) == (FIRST,)


def test_shipped_is_all_that_remains_ordered_whatever_is_counted() -> None:
    (found,) = steps(order(line("a", 3), line("b", 0), status="SHIPPED", complete=False), ())
    assert found.pieces == (("a", 3),)


def test_a_cancelled_order_ships_nothing() -> None:
    assert steps(order(line("a", 0), status="CANCELLED"), ()) == ()


def test_lines_that_a_report_could_not_name_are_counted_once() -> None:
    told = order(line("MUG#1", 2), line("MUG#2", 1), status="SHIPPED", complete=False)
    known = steps(told, ())
    whole = order(line("111", 2, 2), line("222", 1, 1), status="SHIPPED", days=1)
    assert steps(whole, known, before=told.lines) == (step(1, ("111", 2), ("222", 1)),)


@pytest.mark.parametrize(
    ("name", "found"),
    [("111", "111"), ("MUG#2", "222"), ("MUG#3", None), ("POT#1", None), ("333", None), ("MUG#x", None)],
)
def test_a_line_by_its_present_or_its_former_name(name: str, found: str | None) -> None:
    got = line_of(name, (line("111", 1), line("222", 1)))
    assert (got.line_id if got else None) == found


@pytest.mark.parametrize(
    ("due", "days"),
    [
        ({"ship_by": 2, "deliver_by": 5}, 2),
        ({"deliver_by": 5}, 5),
        ({"ship_by": 90}, 60),
        ({"ship_by": -1}, 0),
        ({}, 60),
    ],
)
def test_a_first_look_dates_the_step_no_later_than_it_had_to_leave(due: dict[str, int], days: int) -> None:
    """The change that is told may be a refund of months later; nothing leaves before it is bought."""
    dates = {name: NOW + timedelta(days=number) for name, number in due.items()}
    told = order(line("a", 1, 1), status="SHIPPED", days=60, **dates)
    assert steps(told, (), watched=False) == (step(1, ("a", 1), days=days),)
    assert steps(told, ()) == (step(1, ("a", 1), days=60),)
