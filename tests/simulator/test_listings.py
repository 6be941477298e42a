"""Listings: found by every filter, moving by themselves, and moved by the seller."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.simulator.asking import NOW, all_orders, ask

from sellerbridge.simulator.call import Json, Refusal
from sellerbridge.simulator.marketplaces import DE, FR, PL
from sellerbridge.simulator.seller import World

OUR_PRICE = [{"currency": "EUR", "marketplace_id": DE, "our_price": [{"schedule": [{"value_with_tax": "19.99"}]}]}]


@pytest.fixture
def world() -> World:
    return World.create(13, orders=50, now=NOW)


def search(world: World, *, now: datetime = NOW, **query: Any) -> list[Json]:
    wanted: dict[str, Any] = {"marketplaceIds": world.marketplaces, "pageSize": 20} | query
    found: list[Json] = []
    while True:
        answer = ask(world, "searchListingsItems", path={"sellerId": world.seller_id}, now=now, **wanted)
        found += answer["items"]
        if "nextToken" not in answer["pagination"]:
            return found
        wanted["pageToken"] = answer["pagination"]["nextToken"]


def one(world: World, sku: str, *included: str, now: datetime = NOW, store: str = DE) -> Json:
    path = {"sellerId": world.seller_id, "sku": sku}
    return ask(
        world,
        "getListingsItem",
        path=path,
        marketplaceIds=(store,),
        includedData=included or ("summaries",),
        now=now,
    )


def change(world: World, operation: str, sku: str, body: Json, **query: Any) -> Json:
    path = {"sellerId": world.seller_id, "sku": sku}
    return ask(world, operation, path=path, body=body, **({"marketplaceIds": (DE,)} | query))


def patch(attribute: str, value: Json) -> Json:
    return {
        "productType": "PRODUCT",
        "patches": [{"op": "replace", "path": f"/attributes/{attribute}", "value": value}],
    }


def quantity(count: int) -> Json:
    return patch("fulfillment_availability", [{"fulfillment_channel_code": "DEFAULT", "quantity": count}])


def test_every_listing_is_found_once(world: World) -> None:
    skus = [item["sku"] for item in search(world)]
    assert len(skus) == len(set(skus)) >= 115
    assert {"Tea-Green-01", "TEA-GREEN-01", "TEA & CO/250 g (Bio)"} <= set(skus)


def test_some_listings_are_in_some_stores_only(world: World) -> None:
    assert len(search(world, marketplaceIds=(PL,))) < len(search(world))


@pytest.mark.parametrize("status", ["BUYABLE", "DISCOVERABLE"])
def test_status_filters_part_the_listings(world: World, status: str) -> None:
    having = {item["sku"] for item in search(world, marketplaceIds=(DE,), withStatus=(status,))}
    lacking = {item["sku"] for item in search(world, marketplaceIds=(DE,), withoutStatus=(status,))}
    assert having
    assert lacking
    assert not having & lacking
    assert having | lacking == {item["sku"] for item in search(world, marketplaceIds=(DE,))}


def test_incomplete_listings_have_issues_and_no_price(world: World) -> None:
    faulty = search(world, withIssueSeverity=("ERROR",), includedData=("issues", "offers"), marketplaceIds=(DE,))
    assert faulty
    assert all(item["issues"] and not item["offers"] for item in faulty)


def test_an_incremental_search_finds_what_moved_by_itself(world: World) -> None:
    later = NOW + timedelta(days=10)
    moved = search(world, now=later, lastUpdatedAfter=NOW, marketplaceIds=(DE,))
    unmoved = search(world, now=later, lastUpdatedBefore=NOW, marketplaceIds=(DE,))
    assert moved
    assert all(item["summaries"][0]["lastUpdatedDate"] > "2026-11-20T12" for item in moved)
    assert all(item["summaries"][0]["lastUpdatedDate"] <= "2026-11-20T12" for item in unmoved)


@pytest.mark.parametrize("kind", ["ASIN", "SKU", "EAN"])
def test_identifiers_find_their_own(world: World, kind: str) -> None:
    listing = world.shelf.catalogue[0]
    value = {"ASIN": listing.asin, "SKU": listing.sku, "EAN": listing.ean}[kind]
    found = {item["sku"] for item in search(world, identifiers=(value,), identifiersType=kind)}
    assert found == ({listing.sku} if kind == "SKU" else {"FLASK-BLUE-FBA", "FLASK-BLUE-FBM"})


def test_letter_case_matters_in_a_sku(world: World) -> None:
    assert one(world, "Tea-Green-01")["summaries"][0]["asin"] != one(world, "TEA-GREEN-01")["summaries"][0]["asin"]
    with pytest.raises(Refusal):
        one(world, "tea-green-01")


def test_no_search_sees_more_than_a_thousand() -> None:
    world = World.create(13, listings=1030, orders=0, now=NOW)
    assert len(search(world)) == 1000
    assert len(search(world, sortBy="sku", sortOrder="ASC")) == 1000


def test_somebody_elses_listings_are_a_403(world: World) -> None:
    with pytest.raises(Refusal) as caught:
        ask(world, "searchListingsItems", path={"sellerId": "A0OTHER"}, marketplaceIds=(DE,))
    assert caught.value.status == 403


def test_a_patched_quantity_counts_from_its_moment_in_every_store(world: World) -> None:
    answer = change(world, "patchListingsItem", "FLASK-BLUE-FBM", quantity(7))
    assert (answer["status"], answer["issues"]) == ("ACCEPTED", [])
    for store in (DE, FR):
        listing = one(world, "FLASK-BLUE-FBM", "fulfillmentAvailability", store=store)
        assert listing["fulfillmentAvailability"] == [{"fulfillmentChannelCode": "DEFAULT", "quantity": 7}]
    before = one(world, "FLASK-BLUE-FBM", "fulfillmentAvailability", now=NOW - timedelta(seconds=1))
    assert before["fulfillmentAvailability"][0]["quantity"] == 40


def test_a_patched_price_is_what_later_buyers_pay(world: World) -> None:
    assert (
        change(world, "patchListingsItem", "FLASK-BLUE-FBM", patch("purchasable_offer", OUR_PRICE))["status"]
        == "ACCEPTED"
    )
    offer = one(world, "FLASK-BLUE-FBM", "offers")["offers"][0]
    assert offer["price"] == {"amount": "19.99", "currencyCode": "EUR"}
    later = NOW + timedelta(days=5)
    found = all_orders(world, now=later, createdAfter=NOW, marketplaceIds=(DE,))
    lines = [item["product"] for order in found for item in order["orderItems"]]
    prices = {
        line["price"]["unitPrice"]["amount"]
        for line in lines
        if line["sellerSku"] == "FLASK-BLUE-FBM" and "price" in line
    }
    assert prices <= {"19.99", "16.80"}  # a business abroad buys net


def test_a_preview_changes_nothing(world: World) -> None:
    assert (
        change(world, "patchListingsItem", "FLASK-BLUE-FBM", quantity(7), mode="VALIDATION_PREVIEW")["status"]
        == "VALID"
    )
    assert one(world, "FLASK-BLUE-FBM", "fulfillmentAvailability")["fulfillmentAvailability"][0]["quantity"] == 40


INVALID = {
    "a quantity below zero": ("FLASK-BLUE-FBM", quantity(-1)),
    "a quantity of what Amazon fulfils": ("FLASK-BLUE-FBA", quantity(3)),
    "a price in the wrong currency": (
        "FLASK-BLUE-FBM",
        patch("purchasable_offer", [OUR_PRICE[0] | {"currency": "USD"}]),
    ),
    "a price without a figure": ("FLASK-BLUE-FBM", patch("purchasable_offer", [{"marketplace_id": DE}])),
    "a value that is no list": ("FLASK-BLUE-FBM", patch("item_name", {"value": "x"})),
    "a title that says nothing": ("FLASK-BLUE-FBM", patch("item_name", [{"value": " "}])),
    "a store nobody knows": ("FLASK-BLUE-FBM", patch("item_name", [{"value": "x", "marketplace_id": ["?"]}])),
    "a quantity that is a truth": ("FLASK-BLUE-FBM", quantity(count=True)),
    "a price that is no number": (
        "FLASK-BLUE-FBM",
        patch("purchasable_offer", [{"our_price": [{"schedule": [{"value_with_tax": "NaN"}]}]}]),
    ),
    "a path that goes too deep": ("FLASK-BLUE-FBM", patch("purchasable_offer/our_price", [])),
}


@pytest.mark.parametrize(("sku", "body"), INVALID.values(), ids=INVALID)
def test_a_rejected_change_is_200_with_invalid_and_an_issue(world: World, sku: str, body: Json) -> None:
    before = one(world, sku, "offers", "fulfillmentAvailability")
    answer = change(world, "patchListingsItem", sku, body)
    assert answer["status"] == "INVALID"
    assert answer["issues"][0]["severity"] == "ERROR"
    assert one(world, sku, "offers", "fulfillmentAvailability") == before


def test_a_listing_can_be_put_up_deleted_and_put_up_again(world: World) -> None:
    body = {
        "productType": "PRODUCT",
        "attributes": {"item_name": [{"value": "Neues Ding"}], "purchasable_offer": OUR_PRICE},
    }
    assert change(world, "putListingsItem", "NEW/1", body)["status"] == "ACCEPTED"
    assert one(world, "NEW/1")["summaries"][0]["itemName"] == "Neues Ding"
    with pytest.raises(Refusal):
        one(world, "NEW/1", store=FR)
    assert change(world, "deleteListingsItem", "NEW/1", None)["status"] == "ACCEPTED"
    with pytest.raises(Refusal):
        one(world, "NEW/1")
    assert change(world, "putListingsItem", "NEW/1", body)["status"] == "ACCEPTED"
    assert one(world, "NEW/1", "offers")["offers"][0]["price"]["amount"] == "19.99"
    assert (
        change(world, "putListingsItem", "NEW/1", body | {"attributes": {}}, marketplaceIds=(FR,))["status"]
        == "ACCEPTED"
    )
    assert one(world, "NEW/1", store=FR)


def test_a_new_listing_needs_a_name(world: World) -> None:
    answer = change(world, "putListingsItem", "NEW-2", {"productType": "PRODUCT", "attributes": {}})
    assert answer["status"] == "INVALID"
    with pytest.raises(Refusal):
        one(world, "NEW-2")


def test_an_unknown_sku_is_a_404(world: World) -> None:
    for operation, body in (("patchListingsItem", quantity(1)), ("deleteListingsItem", None)):
        with pytest.raises(Refusal) as caught:
            change(world, operation, "NO-SUCH-SKU", body)
        assert caught.value.status == 404
