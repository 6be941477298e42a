from __future__ import annotations

from tests.amazon.door import Answer, Door

from sellerbridge.amazon.catalog import Catalog
from sellerbridge.amazon.client import Client
from sellerbridge.commerce.listing import CatalogItem

PATH = "/catalog/2022-04-01/items"
DE, FR = "A1PA6795UKMFR9", "A13V1IB3VIYZZH"


def test_twenty_asins_per_call_each_once(door: Door, client: Client) -> None:
    door.says(PATH, Answer(json={"numberOfResults": 0, "items": []}))
    asins = [f"B{number:09}" for number in range(45)]
    assert list(Catalog(client).items([*asins, *asins[:3]], DE)) == []
    calls = [asked.query for asked in door.calls(PATH)]
    assert [len(query["identifiers"].split(",")) for query in calls] == [20, 20, 5]
    assert {query["pageSize"] for query in calls} == {"20"}
    assert {query["marketplaceIds"] for query in calls} == {DE}


def test_an_entry_is_that_of_the_marketplace(door: Door, client: Client) -> None:
    told = {
        "asin": "B000000001",
        "summaries": [
            {"marketplaceId": FR, "itemName": "Gourde"},
            {"marketplaceId": DE, "itemName": "Flasche", "brand": "Acme", "manufacturer": None, "new": 1},
        ],
        "identifiers": [
            {
                "marketplaceId": DE,
                "identifiers": [
                    {"identifierType": "EAN", "identifier": "4000000000001"},
                    {"identifierType": "A_CODE_OF_2031", "identifier": "x"},
                ],
            }
        ],
        "images": [
            {
                "marketplaceId": DE,
                "images": [
                    {"variant": "PT01", "link": "https://images.example/2.jpg", "height": 9, "width": 9},
                    {"variant": "MAIN", "link": "https://images.example/1.jpg", "height": 9, "width": 9},
                    {"variant": "MAIN", "link": "https://images.example/1s.jpg", "height": 1, "width": 1},
                ],
            }
        ],
        "productTypes": [{"marketplaceId": DE, "productType": "BOTTLE"}],
    }
    door.says(PATH, Answer(json={"numberOfResults": 2, "items": [told, {"asin": "B000000002"}]}))
    assert list(Catalog(client).items(["B000000001", "B000000002"], DE)) == [
        CatalogItem(
            asin="B000000001",
            marketplace_id=DE,
            title="Flasche",
            brand="Acme",
            product_type="BOTTLE",
            image_url="https://images.example/1.jpg",
            barcodes=(("EAN", "4000000000001"), ("A_CODE_OF_2031", "x")),
        ),
        CatalogItem(asin="B000000002", marketplace_id=DE),
    ]
