"""Our table and our parsers against Amazon's own models, where they lie beside the checkout."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.amazon.door import Answer, Door

from sellerbridge.amazon.catalog import Catalog
from sellerbridge.amazon.client import Client
from sellerbridge.amazon.listings import Listings
from sellerbridge.amazon.operations import OPERATIONS
from sellerbridge.amazon.orders import Orders, order_from
from sellerbridge.amazon.reports import Reports
from sellerbridge.amazon.sellers import Sellers
from sellerbridge.clock import HeldClock, from_text
from sellerbridge.incoming import Window

MODELS = Path(__file__).parents[3] / "shared" / "sp-api-models"
pytestmark = pytest.mark.skipif(not MODELS.is_dir(), reason=f"Amazon's models are not at {MODELS.name}/ beside us")

FILES = {
    "sellers": "sellers",
    "orders_2026-01-01": "orders_2026-01-01",
    "reports_2021-06-30": "reports_2021-06-30",
    "catalogItems_2022-04-01": "catalogItems_2022-04-01",
    "listingsItems_2021-08-01": "listingsItems_2021-08-01",
    "finances_2024-06-19": "finances_2024-06-19",
    "fbaInventory": "fbaInventory",
}


def described(api: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    model = json.loads((MODELS / f"{FILES[api]}.json").read_text("utf-8"))
    for path, methods in model["paths"].items():
        for method, operation in methods.items():
            if isinstance(operation, dict) and "operationId" in operation:
                yield method.upper(), path, operation


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_table_is_as_published(name: str) -> None:
    ours = OPERATIONS[name]
    method, path, theirs = next(one for one in described(ours.api) if one[2]["operationId"] == name)
    queries = {p["name"]: p for p in theirs.get("parameters", []) if p.get("in") == "query"}
    rates = re.findall(r"\|\s*(?:Default\s*\|\s*)?([0-9.]+)\s*\|\s*([0-9]+)\s*\|", theirs["description"])
    assert (ours.method, ours.path) == (method, path)
    assert [(ours.rate, ours.burst)] == [(float(rate), int(burst)) for rate, burst in rates]
    assert {name for name, p in queries.items() if p["type"] == "array"} >= ours.lists
    assert {name for name, p in queries.items() if p["type"] != "array"} >= ours.queries


def sandbox(api: str, name: str) -> list[Any]:
    """The answers of an operation's static sandbox with a 2xx status."""
    theirs = next(operation for _, _, operation in described(api) if operation["operationId"] == name)
    return [
        pair["response"]
        for status, response in theirs["responses"].items()
        if status.startswith("2")
        for pair in response.get("x-amzn-api-sandbox", {}).get("static", [])
    ]


def test_search_orders(door: Door, client: Client, clock: HeldClock) -> None:
    answers = sandbox("orders_2026-01-01", "searchOrders")
    assert answers
    for answer in answers:
        told = {name: part for name, part in answer.items() if name != "pagination"}
        door.says("/orders/2026-01-01/orders", Answer(json=told))
        window = Window(after=from_text("2024-12-20"))
        (page,) = Orders(client, clock).changed(window, marketplace_ids=["A1VC38T7YXB528"])
        assert page.unreadable == ()
        assert [order.order_id for order in page.records] == [order["orderId"] for order in answer["orders"]]


def test_get_order() -> None:
    answers = sandbox("orders_2026-01-01", "getOrder")
    assert answers
    for answer in answers:
        order = order_from(json.dumps(answer["order"]).encode())
        assert str(order.total) == answer["order"]["proceeds"]["grandTotal"]["amount"]
        assert [line.sku for line in order.lines] == [
            item["product"]["sellerSku"] for item in answer["order"]["orderItems"]
        ]


def test_marketplace_participations(door: Door, client: Client) -> None:
    answers = sandbox("sellers", "getMarketplaceParticipations")
    assert answers
    for answer in answers:
        door.says("/sellers/v1/marketplaceParticipations", Answer(json=answer))
        told = [entry["marketplace"]["id"] for entry in answer["payload"]]
        assert [one.marketplace_id for one in Sellers(client).participations()] == told


def test_reports(door: Door, client: Client, clock: HeldClock) -> None:
    reports = Reports(client, clock)
    for answer in sandbox("reports_2021-06-30", "createReport"):
        door.says("/reports/2021-06-30/reports", Answer(status=202, json=answer))
        assert reports.request("GET_X", ["A1"]) == answer["reportId"]
    for answer in sandbox("reports_2021-06-30", "getReport"):
        door.says("/reports/2021-06-30/reports/ID323", Answer(json=answer))
        state = reports.state("ID323")
        assert (state.status, state.report_type) == (answer["processingStatus"], answer["reportType"])
    for answer in sandbox("reports_2021-06-30", "getReportDocument"):
        here = answer | {"url": f"{door.url}/file"}
        door.says("/reports/2021-06-30/documents/D1", Answer(json=here))
        door.says("/file", Answer(body=b"a\tb\n"))
        assert list(reports.lines("D1")) == [["a", "b"]]


def test_search_catalog_items(door: Door, client: Client) -> None:
    answers = sandbox("catalogItems_2022-04-01", "searchCatalogItems")
    assert answers
    for answer in answers:
        door.says("/catalog/2022-04-01/items", Answer(json=answer))
        entries = list(Catalog(client).items(["B07N4M94X4"], "ATVPDKIKX0DER"))
        assert [entry.asin for entry in entries] == [item["asin"] for item in answer["items"]]


def test_search_listings_items(door: Door, client: Client, clock: HeldClock) -> None:
    answers = sandbox("listingsItems_2021-08-01", "searchListingsItems")
    assert answers
    for answer in answers:
        told = {name: part for name, part in answer.items() if name != "pagination"}
        door.says("/listings/2021-08-01/items/S1", Answer(json=told))
        listings = Listings(client, Reports(client, clock), "S1")
        (page,) = listings.changed("ATVPDKIKX0DER", from_text("2024-01-01"))
        assert page.unreadable == ()
        assert [one.sku for one in page.records] == [item["sku"] for item in answer["items"]]
