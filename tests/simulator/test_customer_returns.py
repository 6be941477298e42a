"""What Amazon took back: some of the refunded FBA units, some days later, one row a unit."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from tests.simulator.asking import NOW
from tests.simulator.test_reports import fetched, made, rows, specification

from sellerbridge.simulator.customer_returns import COLUMNS, LONGEST, customer_returns
from sellerbridge.simulator.marketplaces import DE
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.truth import truth

REPORT = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"


@pytest.fixture(scope="module")
def world() -> World:
    return World.create(21, orders=1500, days=60, now=NOW)


def told(world: World, *stores: str, days: float = 60) -> list[dict[str, str]]:
    report = made(world, specification(REPORT, *stores, days=days))
    return rows(fetched(world, report)[0])


def test_units_come_back_after_their_refund_and_never_more_than_were_refunded(world: World) -> None:
    back: Counter[tuple[str, str]] = Counter()
    for row in told(world, *world.marketplaces):
        order = world.find(row["order-id"], NOW)
        assert order is not None
        assert order.fulfilled_by == "AMAZON"
        refund = next(event for event in order.events if event.kind == "refunded")
        assert refund.at + timedelta(days=1) <= datetime.fromisoformat(row["return-date"]) + timedelta(seconds=1)
        item = next(line.order_item_id for line in order.lines if line.sku == row["sku"])
        assert row["quantity"] == "1"
        back[order.order_id, item] += 1
    assert back
    orders = truth(world, NOW).orders
    assert all(units <= orders[order_id].refunded_units[item] for (order_id, item), units in back.items())


def test_some_never_come_back(world: World) -> None:
    refunded = sum(
        sum(order.refunded_units.values())
        for order in truth(world, NOW).orders.values()
        if order.fulfilled_by == "AMAZON"
    )
    back = [
        one
        for one in customer_returns(world, world.began, NOW + LONGEST)
        if all(event.at <= NOW for event in one.order.events if event.kind == "refunded")
    ]
    assert 0.5 * refunded < len(back) < refunded


def test_each_unit_has_a_plate_a_state_and_a_reason(world: World) -> None:
    found = told(world, *world.marketplaces)
    assert set(found[0]) == set(COLUMNS)
    assert len({row["license-plate-number"] for row in found}) == len(found)
    assert {"SELLABLE", "CUSTOMER_DAMAGED"} <= {row["detailed-disposition"] for row in found}
    assert all(row["reason"] and row["status"] and row["fulfillment-center-id"] for row in found)


def test_a_window_holds_its_own_returns_and_a_store_its_own(world: World) -> None:
    everything = told(world, *world.marketplaces)
    week = told(world, *world.marketplaces, days=20)
    since = (NOW - timedelta(days=20)).isoformat()
    assert week == [row for row in everything if row["return-date"] >= since]
    german = told(world, DE)
    assert german == [row for row in everything if world.find(row["order-id"], NOW).place.id == DE]  # type: ignore[union-attr]


def test_nothing_came_back_is_no_report(world: World) -> None:
    report = made(world, specification(REPORT, DE, days=0.01))
    assert report["processingStatus"] == "CANCELLED"
