"""The world: the same seed tells the same story, and the story goes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from time import perf_counter
from typing import Any

import pytest
from tests.simulator.asking import EVERYTHING, NOW, all_orders, all_transactions, ask

from sellerbridge.simulator.marketplaces import JP, US
from sellerbridge.simulator.seller import World

LATER = NOW + timedelta(days=10)


def text(answer: object) -> str:
    return json.dumps(answer, default=str)


def test_the_same_seed_and_moment_answer_byte_for_byte_alike() -> None:
    one, two = (World.create(3, orders=200, now=NOW) for _ in range(2))
    for look in LOOKS:
        assert text(look(one)) == text(look(two))


LOOKS: list[Callable[[World], object]] = [
    all_orders,
    all_transactions,
    lambda world: ask(
        world, "searchListingsItems", path={"sellerId": world.seller_id}, marketplaceIds=world.marketplaces
    ),
]


def test_how_often_one_looks_changes_nothing() -> None:
    looked, fresh = World.create(3, orders=200, now=NOW), World.create(3, orders=200, now=NOW)
    for hours in range(0, 240, 7):
        all_orders(looked, now=NOW + timedelta(hours=hours))
    assert all_orders(looked, now=LATER) == all_orders(fresh, now=LATER)


def test_looking_back_shows_the_past_as_it_was() -> None:
    world = World.create(3, orders=200, now=NOW)
    then = all_orders(world)
    all_orders(world, now=LATER)
    assert all_orders(world) == then


def test_another_seed_is_another_seller() -> None:
    one, two = World.create(1, orders=50, now=NOW), World.create(2, orders=50, now=NOW)
    assert one.seller_id != two.seller_id
    assert not {o["orderId"] for o in all_orders(one)} & {o["orderId"] for o in all_orders(two)}


@pytest.mark.parametrize("count", [0, 1, 7, 300])
def test_exactly_the_orders_asked_for_exist_at_the_start(count: int) -> None:
    world = World.create(9, orders=count, now=NOW, days=30)
    assert world.count(world.now0) == count
    assert len(all_orders(world)) == count


def test_orders_go_on_at_the_same_pace() -> None:
    world = World.create(9, orders=600, now=NOW, days=30)
    assert 590 <= len(all_orders(world, now=NOW + timedelta(days=30))) - 600 <= 610


def test_the_world_moves_on_when_the_clock_does() -> None:
    world = World.create(9, orders=300, now=NOW)
    before = {o["orderId"]: o["fulfillment"]["fulfillmentStatus"] for o in all_orders(world)}
    after = {o["orderId"]: o["fulfillment"]["fulfillmentStatus"] for o in all_orders(world, now=LATER)}
    moves = {(status, after[order_id]) for order_id, status in before.items() if status != after[order_id]}
    assert ("UNSHIPPED", "SHIPPED") in moves
    assert not {status for status, _ in moves} & {"SHIPPED", "CANCELLED"}


@pytest.mark.parametrize("store", [US, JP])
def test_an_order_id_finds_its_order_in_any_store(store: str) -> None:
    world = World.create(4, orders=120, now=NOW, marketplaces=(store,))
    ids = [order["orderId"] for order in all_orders(world)]
    assert len(set(ids)) == 120
    found = [world.find(order_id, NOW) for order_id in ids]
    assert [order.order_id for order in found if order] == ids


def test_item_ids_are_unique() -> None:
    items = [
        item["orderItemId"]
        for order in all_orders(World.create(4, orders=800, now=NOW))
        for item in order["orderItems"]
    ]
    assert len(items) == len(set(items)) > 900


def test_an_unknown_store_is_refused() -> None:
    with pytest.raises(KeyError):
        World.create(1, now=NOW, marketplaces=("A-NOWHERE",))


def test_money_is_decimal_all_the_way() -> None:
    for transaction in all_transactions(World.create(4, orders=100, now=NOW)):
        assert isinstance(transaction["totalAmount"]["currencyAmount"], Decimal)


def test_a_seller_is_ready_at_once_and_a_page_comes_quickly() -> None:
    started = perf_counter()
    world = World.create(1, orders=2000, now=NOW)
    assert perf_counter() - started < 5  # 0.5 s on an idle machine
    query: dict[str, Any] = {"createdAfter": NOW - timedelta(days=40), "includedData": EVERYTHING}
    ask(world, "searchOrders", **query)
    started = perf_counter()
    for _ in range(5):
        ask(world, "searchOrders", **query)
    assert (perf_counter() - started) / 5 < 0.2  # 0.02 s on an idle machine
