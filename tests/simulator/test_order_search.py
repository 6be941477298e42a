"""searchOrders and getOrder: windows, filters, pages that stay true while the world moves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.simulator.asking import EVERYTHING, NOW, all_orders, ask

from sellerbridge.simulator.call import Refusal
from sellerbridge.simulator.marketplaces import DE, FR
from sellerbridge.simulator.seller import World

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def world() -> World:
    return World.create(11, orders=500, now=NOW)


def refused(world: World, **query: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        ask(world, "searchOrders", **query)
    return caught.value


BAD_WINDOWS: dict[str, dict[str, Any]] = {
    "no window": {},
    "both windows": {"createdAfter": NOW - HOUR, "lastUpdatedAfter": NOW - HOUR},
    "after of one, before of the other": {"createdAfter": NOW - HOUR, "lastUpdatedBefore": NOW - HOUR},
    "a before without an after": {"createdBefore": NOW - HOUR},
    "before ahead of after": {"createdAfter": NOW - HOUR, "createdBefore": NOW - 2 * HOUR},
    "before too recent": {"createdAfter": NOW - HOUR, "createdBefore": NOW - timedelta(seconds=119)},
    "after in the future": {"lastUpdatedAfter": NOW + HOUR},
    "a token of nobody": {"createdAfter": NOW - HOUR, "paginationToken": "2YgYW55IGNhcm5hbCBwbGVhc3VyZS4"},
}


@pytest.mark.parametrize("query", BAD_WINDOWS.values(), ids=BAD_WINDOWS)
def test_a_bad_window_is_a_400(world: World, query: dict[str, Any]) -> None:
    assert refused(world, **query).status == 400


def test_the_window_ends_two_minutes_ago_unless_told_and_is_echoed(world: World) -> None:
    answer = ask(world, "searchOrders", lastUpdatedAfter=NOW - HOUR)
    assert answer["lastUpdatedBefore"] == "2026-11-20T11:58:00.000Z"
    assert "createdBefore" not in answer
    told = ask(world, "searchOrders", createdAfter=NOW - 9 * HOUR, createdBefore=NOW - HOUR)
    assert told["createdBefore"] == "2026-11-20T11:00:00.000Z"


def test_both_windows_find_exactly_what_they_say(world: World) -> None:
    orders = all_orders(world)
    assert len(orders) == 500
    first, last = "2026-11-01T00:00:00.000Z", "2026-11-05T00:00:00.000Z"
    for by, key in (("created", "createdTime"), ("lastUpdated", "lastUpdatedTime")):
        window = {f"{by}After": datetime.fromisoformat(first), f"{by}Before": datetime.fromisoformat(last)}
        query = window if by == "created" else window | {"createdAfter": None}
        found = all_orders_by(world, query)
        assert found == {order["orderId"] for order in orders if first <= order[key] <= last}
        assert found


def all_orders_by(world: World, query: dict[str, Any]) -> set[str]:
    window = {name: value for name, value in query.items() if value is not None}
    found: set[str] = set()
    while True:
        answer = ask(world, "searchOrders", maxResultsPerPage=7, **window)
        found |= {order["orderId"] for order in answer["orders"]}
        if "pagination" not in answer:
            return found
        window["paginationToken"] = answer["pagination"]["nextToken"]


@pytest.mark.parametrize("size", [1, 3, 100])
def test_pages_of_any_size_show_every_order_once(world: World, size: int) -> None:
    whole = [order["orderId"] for order in all_orders(world, createdAfter=NOW - timedelta(days=3))]
    paged = [o["orderId"] for o in all_orders(world, createdAfter=NOW - timedelta(days=3), maxResultsPerPage=size)]
    assert paged == whole
    assert len(whole) == len(set(whole)) > 30


def test_orders_of_one_pickup_share_their_time_and_none_falls_between_pages(world: World) -> None:
    window = {"lastUpdatedAfter": NOW - timedelta(days=20), "lastUpdatedBefore": NOW - timedelta(days=1)}
    orders = [
        order for order in all_orders(world) if "2026-10-31T12" <= order["lastUpdatedTime"] <= "2026-11-19T12"
    ]
    times = [order["lastUpdatedTime"] for order in orders]
    assert len(times) > len(set(times))
    assert all_orders_by(world, window) == {order["orderId"] for order in orders}


def test_paging_while_the_world_moves_loses_no_order_that_stood_still(world: World) -> None:
    query: dict[str, Any] = {"lastUpdatedAfter": NOW - timedelta(days=2), "maxResultsPerPage": 5}
    newest = "2026-11-20T11:58:00.000Z"
    still = {o["orderId"] for o in all_orders(world) if "2026-11-18T12" < o["lastUpdatedTime"] <= newest}
    seen: list[str] = []
    now = NOW
    while True:
        answer = ask(world, "searchOrders", now=now, **query)
        seen += [order["orderId"] for order in answer["orders"]]
        if "pagination" not in answer:
            break
        query["paginationToken"] = answer["pagination"]["nextToken"]
        now += timedelta(minutes=10)
    assert len(seen) == len(set(seen))
    moved = all_orders_by_update(world, NOW - timedelta(minutes=2), now)
    assert still - moved <= set(seen)
    assert answer["lastUpdatedBefore"] == "2026-11-20T11:58:00.000Z"


def all_orders_by_update(world: World, after: datetime, now: datetime) -> set[str]:
    answer = ask(world, "searchOrders", now=now, lastUpdatedAfter=after)
    return {order["orderId"] for order in answer["orders"]}


def first_token(world: World, **query: Any) -> str:
    answer = ask(world, "searchOrders", createdAfter=NOW - timedelta(days=9), maxResultsPerPage=3, **query)
    return str(answer["pagination"]["nextToken"])


def test_a_token_lives_for_a_day(world: World) -> None:
    query: dict[str, Any] = {"createdAfter": NOW - timedelta(days=9), "paginationToken": first_token(world)}
    assert ask(world, "searchOrders", now=NOW + timedelta(hours=24), **query)["orders"]
    with pytest.raises(Refusal):
        ask(world, "searchOrders", now=NOW + timedelta(hours=24, seconds=1), **query)


def test_a_token_takes_other_sizes_and_data_sets_but_no_other_filter(world: World) -> None:
    query: dict[str, Any] = {"createdAfter": NOW - timedelta(days=9), "paginationToken": first_token(world)}
    assert ask(world, "searchOrders", maxResultsPerPage=2, includedData=("BUYER",), **query)["orders"]
    assert refused(world, marketplaceIds=(DE,), **query).status == 400
    assert refused(world, **(query | {"createdAfter": NOW - timedelta(days=8)})).status == 400


def test_filters_are_all_of_them_at_once(world: World) -> None:
    query: dict[str, Any] = {
        "marketplaceIds": (DE, FR),
        "fulfillmentStatuses": ("SHIPPED",),
        "fulfilledBy": ("MERCHANT",),
    }
    found = all_orders(world, **query)
    wanted = [
        order
        for order in all_orders(world)
        if order["salesChannel"]["marketplaceId"] in (DE, FR)
        and order["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
        and order["fulfillment"]["fulfilledBy"] == "MERCHANT"
    ]
    assert found == wanted
    assert found


def test_nothing_optional_comes_unasked(world: World) -> None:
    order = ask(world, "searchOrders", createdAfter=NOW - timedelta(days=9))["orders"][0]
    assert not {"buyer", "recipient", "proceeds", "fulfillment", "packages", "tax", "payment"} & order.keys()
    item = order["orderItems"][0]
    assert item.keys() == {"orderItemId", "quantityOrdered", "product"}


GATES = {
    "BUYER": "buyer", "RECIPIENT": "recipient", "PROCEEDS": "proceeds", "FULFILLMENT": "fulfillment",
    "PACKAGES": "packages", "TAX": "tax", "PAYMENT": "payment",
}  # fmt: skip


@pytest.mark.parametrize("name", GATES)
def test_a_data_set_brings_its_own_field_and_no_other(world: World, name: str) -> None:
    orders = all_orders(world, includedData=(name,))
    keys = set().union(*(order.keys() for order in orders)) & set(GATES.values())
    assert keys == {GATES[name]}


def test_get_order_tells_what_the_search_tells(world: World) -> None:
    for order in all_orders(world)[::50]:
        got = ask(world, "getOrder", path={"orderId": order["orderId"]}, includedData=EVERYTHING)
        assert got["order"] == order


@pytest.mark.parametrize("order_id", ["302-0000000-0000000", "nonsense", "", "302-١٢٣٤٥٦٧-1234567"])
def test_an_unknown_order_is_a_404(world: World, order_id: str) -> None:
    with pytest.raises(Refusal) as caught:
        ask(world, "getOrder", path={"orderId": order_id})
    assert caught.value.status == 404


def test_an_order_of_tomorrow_is_not_there_today(world: World) -> None:
    tomorrow = NOW + timedelta(days=1)
    newest = max(all_orders(world, now=tomorrow), key=lambda order: str(order["createdTime"]))
    assert newest["createdTime"] > "2026-11-20T12"
    with pytest.raises(Refusal):
        ask(world, "getOrder", path={"orderId": newest["orderId"]})
