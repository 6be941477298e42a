"""Every answer of every operation validates against Amazon's own schema, in every kind of store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.simulator import asking
from tests.simulator.asking import EVERYTHING, NOW

from sellerbridge.simulator.call import Json
from sellerbridge.simulator.marketplaces import CA, DE, FR, JP, MX, PL, UK, US
from sellerbridge.simulator.operations import OPERATIONS
from sellerbridge.simulator.periods import closed, settlement_id
from sellerbridge.simulator.seller import World

MODELS = Path(__file__).parents[2].parent / "shared" / "sp-api-models"
STORES = {"Europe": (DE, FR, UK, PL), "North America": (US, CA, MX), "Japan": (JP,)}
LISTING = ("summaries", "attributes", "issues", "offers", "fulfillmentAvailability", "procurement", "relationships", "productTypes")  # fmt: skip
ITEM = ("attributes", "classifications", "dimensions", "identifiers", "images", "productTypes", "relationships", "salesRanks", "summaries", "vendorDetails")  # fmt: skip
REPORT = {"reportType": "GET_MERCHANT_LISTINGS_ALL_DATA", "marketplaceIds": [DE]}


def schemas() -> dict[str, jsonschema.Draft4Validator]:
    found = {}
    for file in MODELS.glob("*.json"):
        model = json.loads(file.read_text())
        for path in model["paths"].values():
            for operation in path.values():
                if isinstance(operation, dict) and "operationId" in operation and "V0" not in file.name:
                    for status, response in operation["responses"].items():
                        if status.startswith("2") and "schema" in response:
                            found[operation["operationId"]] = jsonschema.Draft4Validator(
                                response["schema"] | {"definitions": model["definitions"]},
                                format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER,
                            )
    return found


def plain(value: Json) -> Json:
    """The answer after a trip over the wire, where a Decimal is a number."""
    return json.loads(
        json.dumps(value, default=lambda number: float(number) if isinstance(number, Decimal) else None)
    )


class Asker:
    """Asks, and holds every answer to its schema."""

    def __init__(self, world: World, validators: dict[str, jsonschema.Draft4Validator]) -> None:
        self.world = world
        self.validators = validators
        self.asked: set[str] = set()

    def __call__(self, operation: str, **rest: Any) -> Json:
        answer = asking.ask(self.world, operation, **rest)
        self.asked.add(operation)
        if operation in self.validators:
            self.validators[operation].validate(plain(answer))
        return answer


@pytest.mark.skipif(
    not MODELS.is_dir(), reason="Amazon's models are not beside the repository (../shared/sp-api-models)"
)
@pytest.mark.parametrize("stores", STORES.values(), ids=STORES)
def test_every_answer_validates_against_amazons_schema(stores: tuple[str, ...]) -> None:
    ask = Asker(World.create(3, orders=400, now=NOW, marketplaces=stores), schemas())
    for talk in (orders, reports, schedules, catalogue, listings, money):
        talk(ask)
    assert ask.asked == OPERATIONS.keys()


def orders(ask: Asker) -> None:
    for now in (NOW, NOW + timedelta(days=5)):
        for order in list(pages(ask, now)):
            if order["orderId"].endswith("7"):
                ask("getOrder", now=now, path={"orderId": order["orderId"]}, includedData=EVERYTHING)


def pages(ask: Asker, now: Any) -> Iterator[Json]:
    query: dict[str, Any] = {"createdAfter": NOW - timedelta(days=40), "includedData": EVERYTHING}
    while True:
        answer = ask("searchOrders", now=now, **query)
        yield from answer["orders"]
        if "pagination" not in answer:
            return
        query["paginationToken"] = answer["pagination"]["nextToken"]


def reports(ask: Asker) -> None:
    body = REPORT | {"marketplaceIds": list(ask.world.marketplaces)}
    path = ask("createReport", body=body)
    seen = [ask("getReport", path=path, now=NOW + timedelta(seconds=seconds)) for seconds in (0, 20, 50)]
    assert [report["processingStatus"] for report in seen] == ["IN_QUEUE", "IN_PROGRESS", "DONE"]
    later = NOW + timedelta(minutes=1)
    ask("getReports", now=later, reportTypes=(body["reportType"],))
    ask("getReportDocument", now=later, path={"reportDocumentId": seen[-1]["reportDocumentId"]})
    ask("cancelReport", path=ask("createReport", body=body))


def schedules(ask: Asker) -> None:
    path = ask("createReportSchedule", body=REPORT | {"period": "PT4H"})
    ask("getReportSchedule", path=path)
    ask("getReportSchedules", reportTypes=(REPORT["reportType"],))
    ask("cancelReportSchedule", path=path)


def catalogue(ask: Asker) -> None:
    first = ask.world.marketplaces[:1]
    found = ask("searchCatalogItems", marketplaceIds=first, includedData=ITEM, keywords=("a",), pageSize=20)
    asin = found["items"][0]["asin"]
    ask("getCatalogItem", marketplaceIds=ask.world.marketplaces, includedData=ITEM, path={"asin": asin})
    ask(
        "getInventorySummaries",
        marketplaceIds=first,
        granularityType="Marketplace",
        granularityId=first[0],
        details=True,
    )


def listings(ask: Asker) -> None:
    seller = {"sellerId": ask.world.seller_id}
    stores = ask.world.marketplaces
    found = ask("searchListingsItems", path=seller, marketplaceIds=stores, includedData=LISTING, pageSize=20)
    path = seller | {"sku": found["items"][0]["sku"]}
    ask("getListingsItem", path=path, marketplaceIds=stores, includedData=LISTING)
    patch = {"op": "replace", "path": "/attributes/item_name", "value": [{"value": "Neu"}]}
    both = ("identifiers", "issues")
    for mode in ({}, {"mode": "VALIDATION_PREVIEW"}):
        body = {"productType": "PRODUCT", "patches": [patch]}
        ask("patchListingsItem", path=path, marketplaceIds=stores, body=body, includedData=both, **mode)
        put = {"productType": "PRODUCT", "attributes": {}}
        ask(
            "putListingsItem",
            path=seller | {"sku": "NEW"},
            marketplaceIds=stores[:1],
            body=put,
            includedData=both,
            **mode,
        )
    ask("deleteListingsItem", path=path, marketplaceIds=stores[:1])


def money(ask: Asker) -> None:
    query: dict[str, Any] = {"postedAfter": NOW - timedelta(days=100)}
    while True:
        payload = ask("listTransactions", **query)["payload"]
        if "nextToken" not in payload:
            break
        query["nextToken"] = payload["nextToken"]
    ask("listBalances")
    ask("listBalances", balanceType="DEFERRED", asOfDate="2026-11-10")
    ask("listSummary", periodStart="2026-11-01", periodEnd="2026-11-10")
    settled = ask("getReports", reportTypes=("GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2",))["reports"]
    ask("getReportDocument", path={"reportDocumentId": settled[0]["reportDocumentId"]})
    settlement = settlement_id(ask.world, next(closed(ask.world, NOW)))
    told = ask("listSummary", relatedIdentifierName="SETTLEMENT_ID", relatedIdentifierValue=settlement)
    assert told["summaries"][0]["relatedIdentifiers"][0]["relatedIdentifierValue"] == settlement
