"""The catalogue: ASINs by identifier or keyword, each data set only when asked for."""

from __future__ import annotations

from typing import Any

import pytest
from tests.simulator.asking import NOW, ask

from sellerbridge.simulator.call import Refusal
from sellerbridge.simulator.marketplaces import DE, PL, US
from sellerbridge.simulator.seller import World


@pytest.fixture(scope="module")
def world() -> World:
    return World.create(14, orders=0, now=NOW)


def test_twenty_skus_come_in_one_call_twins_as_one_item(world: World) -> None:
    skus = tuple(listing.sku for listing in world.shelf.catalogue[:20])
    query: dict[str, Any] = {
        "identifiers": skus,
        "identifiersType": "SKU",
        "sellerId": world.seller_id,
        "marketplaceIds": (DE,),
    }
    asins = {
        listing.asin
        for listing in world.shelf.catalogue[:20]
        if any(o.marketplace_id == DE for o in listing.offers)
    }
    answer = ask(world, "searchCatalogItems", pageSize=20, **query)
    assert {item["asin"] for item in answer["items"]} == asins
    assert answer["numberOfResults"] == len(asins) <= 19
    assert len(ask(world, "searchCatalogItems", **query)["items"]) == 10


def test_pages_go_both_ways(world: World) -> None:
    query: dict[str, Any] = {"keywords": ("Quellwerk",), "marketplaceIds": (DE,), "pageSize": 3}
    first = ask(world, "searchCatalogItems", **query)
    second = ask(world, "searchCatalogItems", pageToken=first["pagination"]["nextToken"], **query)
    assert not {i["asin"] for i in first["items"]} & {i["asin"] for i in second["items"]}
    back = ask(world, "searchCatalogItems", pageToken=second["pagination"]["previousToken"], **query)
    assert back["items"] == first["items"]


def test_titles_are_in_the_stores_language(world: World) -> None:
    asin = world.shelf.catalogue[0].asin
    names = {
        store: ask(world, "getCatalogItem", path={"asin": asin}, marketplaceIds=(store,))["summaries"][0][
            "itemName"
        ]
        for store in (DE, PL)
    }
    assert "Thermosflasche" in names[DE]
    assert "Butelka" in names[PL]


def test_data_sets_come_only_when_asked_for(world: World) -> None:
    path = {"asin": world.shelf.catalogue[0].asin}
    item = ask(world, "getCatalogItem", path=path, marketplaceIds=(DE,), includedData=("images", "identifiers"))
    assert item.keys() == {"asin", "images", "identifiers"}


BAD: dict[str, dict[str, Any]] = {
    "neither identifiers nor keywords": {},
    "both": {"identifiers": ("B0",), "identifiersType": "ASIN", "keywords": ("tea",)},
    "identifiers of no type": {"identifiers": ("B0",)},
    "a SKU of nobody": {"identifiers": ("B0",), "identifiersType": "SKU"},
    "brands with identifiers": {"identifiers": ("B0",), "identifiersType": "ASIN", "brandNames": ("Wollig",)},
}


@pytest.mark.parametrize("query", BAD.values(), ids=BAD)
def test_a_bad_request_is_a_400(world: World, query: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as caught:
        ask(world, "searchCatalogItems", marketplaceIds=(DE,), **query)
    assert caught.value.status == 400


@pytest.mark.parametrize(
    ("asin", "store"), [("B000000000", DE), ("", US)], ids=["no such ASIN", "not in that store"]
)
def test_an_unknown_item_is_a_404(world: World, asin: str, store: str) -> None:
    with pytest.raises(Refusal) as caught:
        ask(world, "getCatalogItem", path={"asin": asin or world.shelf.catalogue[0].asin}, marketplaceIds=(store,))
    assert caught.value.status == 404
