"""FBA quantities: only what Amazon stocks, adding up, changing with the days, on pages that die young."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.simulator.asking import NOW, ask

from sellerbridge.simulator.call import Json, Refusal
from sellerbridge.simulator.marketplaces import DE
from sellerbridge.simulator.seller import World


@pytest.fixture(scope="module")
def world() -> World:
    return World.create(15, listings=300, orders=0, now=NOW)


def page(world: World, *, now: datetime = NOW, **query: Any) -> Json:
    base = {"marketplaceIds": (DE,), "granularityType": "Marketplace", "granularityId": DE}
    return ask(world, "getInventorySummaries", now=now, **(base | query))


def rows(answer: Json) -> list[Json]:
    found: list[Json] = answer["payload"]["inventorySummaries"]
    return found


def test_only_what_amazon_fulfils_is_told_and_quantities_add_up(world: World) -> None:
    fba = {listing.sku for listing in world.shelf.catalogue if listing.fulfilled_by == "AMAZON"}
    for row in rows(page(world, details=True)):
        details = row["inventoryDetails"]
        parts = (
            details["fulfillableQuantity"],
            details["reservedQuantity"]["totalReservedQuantity"],
            details["unfulfillableQuantity"]["totalUnfulfillableQuantity"],
        )
        assert row["totalQuantity"] == sum(parts) >= 0
        assert row["sellerSku"] in fba
    assert "inventoryDetails" not in rows(page(world))[0]


def test_a_page_token_lives_for_thirty_seconds(world: World) -> None:
    first = page(world)
    token = first["pagination"]["nextToken"]
    second = page(world, nextToken=token, now=NOW + timedelta(seconds=30))
    assert not {row["sellerSku"] for row in rows(first)} & {row["sellerSku"] for row in rows(second)}
    with pytest.raises(Refusal):
        page(world, nextToken=token, now=NOW + timedelta(seconds=31))


def test_stock_moves_with_the_days_and_never_below_zero(world: World) -> None:
    days = [
        {row["sellerSku"]: row["totalQuantity"] for row in rows(page(world, now=NOW + timedelta(days=d)))}
        for d in range(40)
    ]
    assert sum(len({day[sku] for day in days}) > 1 for sku in days[0]) > 20
    assert min(min(day.values()) for day in days) >= 0


def test_a_start_finds_what_changed_since_and_outranks_skus(world: World) -> None:
    changed = rows(page(world, startDateTime=NOW - timedelta(hours=3), sellerSkus=("FLASK-BLUE-FBA",)))
    assert changed
    assert all(row["lastUpdatedTime"] >= "2026-11-20T09" for row in changed)


def test_skus_find_their_own(world: World) -> None:
    assert [row["sellerSku"] for row in rows(page(world, sellerSkus=("FLASK-BLUE-FBA", "FLASK-BLUE-FBM")))] == [
        "FLASK-BLUE-FBA"
    ]
    assert [row["sellerSku"] for row in rows(page(world, sellerSku="FLASK-BLUE-FBA"))] == ["FLASK-BLUE-FBA"]


def test_a_start_older_than_eighteen_months_is_a_400(world: World) -> None:
    with pytest.raises(Refusal):
        page(world, startDateTime=NOW - timedelta(days=600))
