"""What the practice Amazon really answers validates against Amazon's models: every operation, page by page, as time
goes by, for sellers of three regions."""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import jsonschema
import pytest

from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.contract.table import APIS, OPERATIONS
from sellerbridge.simulator.marketplaces import CA, DE, FR, JP, PL, UK, US
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon

MODELS = Path(__file__).parents[2].parent / "shared" / "sp-api-models"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
AFTER = "2026-10-12T00:00:00Z"

pytestmark = pytest.mark.skipif(not MODELS.is_dir(), reason="Amazon's models are not beside the repository")

SELLERS = [
    pytest.param((DE, FR, UK, PL), id="Europe"),
    pytest.param((US, CA), id="North America"),
    pytest.param((JP,), id="Japan"),
]

_formats = jsonschema.FormatChecker(["date"])


@_formats.checks("date-time", raises=ValueError)
def _is_date_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@functools.cache
def validator(operation: str) -> Any:
    """The schema of the operation's success; None where the model declares an empty body."""
    api = next(name for name, rows in APIS.items() if any(row.name == operation for row in rows))
    model = json.loads((MODELS / f"{api}.json").read_text())
    rows = (row for verbs in model["paths"].values() for row in verbs.values() if isinstance(row, dict))
    told = next(row for row in rows if row.get("operationId") == operation)
    schema = told["responses"][str(OPERATIONS[operation].success)].get("schema")
    whole = None if schema is None else {**schema, "definitions": model["definitions"]}
    return whole and jsonschema.Draft4Validator(whole, format_checker=_formats)


class Caller:
    """Calls operations by name and holds every answer to its schema."""

    def __init__(self, amazon: PracticeAmazon, client: httpx2.Client) -> None:
        self.amazon = amazon
        self.client = client
        self.seller_id = amazon.credentials.seller_id
        self.calls: Counter[str] = Counter()

    def ask(self, name: str, *, path: tuple[str, ...] = (), body: Any = None, **query: Any) -> Any:
        operation = OPERATIONS[name]
        url = operation.path
        for value in path:
            start, end = url.index("{"), url.index("}")
            url = url[:start] + quote(value, safe="") + url[end + 1 :]
        params = {key: ",".join(value) if isinstance(value, list) else str(value) for key, value in query.items()}
        answer = self.client.request(operation.method, url, params=params, json=body)
        assert answer.status_code == operation.success, f"{name} {query}: {answer.text}"
        self.calls[name] += 1
        schema = validator(name)
        if schema is None:
            assert answer.content == b""
            return None
        told = answer.json()
        error = next(iter(schema.iter_errors(told)), None)
        assert error is None, f"{name} {query}: {error and error.json_path}: {error and error.message[:300]}"
        return told

    def pages(self, name: str, token: str, *where: str, **asked: Any) -> Iterator[Any]:
        """All pages of an operation; `where` leads to the next token, `token` is the parameter it is sent back as."""
        told = self.ask(name, **asked)
        while True:
            yield told
            following = functools.reduce(lambda inner, step: (inner or {}).get(step), where, told)
            if not following:
                return
            told = self.ask(name, **asked, **{token: following})


@pytest.fixture(params=SELLERS)
def caller(request: pytest.FixtureRequest) -> Iterator[Caller]:
    world = World.create(11, listings=60, orders=240, days=20, now=NOW, marketplaces=request.param)
    with PracticeAmazon(world, clock=HeldClock(NOW), limits="off") as amazon:
        held = amazon.credentials
        form = {
            "grant_type": "refresh_token",
            "refresh_token": held.refresh_token,
            "client_id": held.client_id,
            "client_secret": held.client_secret,
        }
        with httpx2.Client(base_url=amazon.url, timeout=20) as client:
            client.headers["x-amz-access-token"] = client.post(amazon.token_url, data=form).json()["access_token"]
            yield Caller(amazon, client)


def everything(operation: str) -> list[str]:
    """All that includedData can ask of an operation."""
    shape: Any = next(row.shape for row in OPERATIONS[operation].query if row.name == "includedData")
    return list(shape.of.one_of)


def test_every_answer_validates(caller: Caller) -> None:
    for wait in (timedelta(0), timedelta(days=3)):
        caller.amazon.clock.advance(wait)
        caller.amazon.lwa.expire_access_tokens()
        held = caller.amazon.credentials
        form = {"grant_type": "refresh_token", "refresh_token": held.refresh_token}
        client = {"client_id": held.client_id, "client_secret": held.client_secret}
        token = caller.client.post(caller.amazon.token_url, data={**form, **client}).json()["access_token"]
        caller.client.headers["x-amz-access-token"] = token
        for part in (_account, _orders, _listings, _catalogue, _money, _stock, _reports, _schedules):
            part(caller)
    served = {name for name, operation in OPERATIONS.items() if not operation.sandbox_only}
    assert set(caller.calls) == served
    assert caller.calls.total() > 100


def _account(caller: Caller) -> None:
    caller.ask("getMarketplaceParticipations")
    caller.ask("getAccount")
    resource = {"method": "GET", "path": "/orders/v0/orders/{orderId}/address"}
    caller.ask("createRestrictedDataToken", body={"restrictedResources": [resource]})


def _orders(caller: Caller) -> None:
    seen: list[str] = []
    token = ("paginationToken", "pagination", "nextToken")
    everything_asked = everything("searchOrders")
    for page in caller.pages("searchOrders", *token, createdAfter=AFTER, includedData=everything_asked):
        seen += [order["orderId"] for order in page["orders"]]
    assert len(seen) == len(set(seen)) >= 150
    for _ in caller.pages("searchOrders", *token, lastUpdatedAfter=AFTER, maxResultsPerPage=50):
        pass
    for page in caller.pages(
        "searchOrders",
        *token,
        lastUpdatedAfter=AFTER,
        fulfillmentStatuses=["CANCELLED"],
        includedData=["FULFILLMENT"],
    ):
        assert {order["fulfillment"]["fulfillmentStatus"] for order in page["orders"]} <= {"CANCELLED"}
    for number, order_id in enumerate(seen[::12]):
        asked = everything_asked[number % len(everything_asked)]
        assert caller.ask("getOrder", path=(order_id,), includedData=[asked])["order"]["orderId"] == order_id


def _listings(caller: Caller) -> None:
    marketplace = caller.amazon.world.marketplaces[0]
    asked: dict[str, Any] = {"marketplaceIds": [marketplace], "path": (caller.seller_id,)}
    skus: list[str] = []
    for page in caller.pages(
        "searchListingsItems",
        *("pageToken", "pagination", "nextToken"),
        **asked,
        includedData=everything("searchListingsItems"),
        pageSize=20,
        sortBy="sku",
    ):
        skus += [item["sku"] for item in page["items"]]
    assert len(set(skus)) > 30
    for sku in skus[::15]:
        path = (caller.seller_id, sku)
        one: dict[str, Any] = {"path": path, "marketplaceIds": [marketplace]}
        assert caller.ask("getListingsItem", **one, includedData=everything("getListingsItem"))["sku"] == sku
        value = [{"fulfillment_channel_code": "DEFAULT", "quantity": 3}]
        patch = {"op": "replace", "path": "/attributes/fulfillment_availability", "value": value}
        body = {"productType": "PRODUCT", "patches": [patch]}
        caller.ask("patchListingsItem", **one, body=body, mode="VALIDATION_PREVIEW", includedData=["issues"])
        caller.ask("patchListingsItem", **one, body=body, includedData=["identifiers", "issues"])
        nonsense = {"op": "replace", "path": "/attributes/nonsense", "value": [{"a": 1}]}
        caller.ask("patchListingsItem", **one, body={"productType": "PRODUCT", "patches": [nonsense]})
    put = {"productType": "PRODUCT", "attributes": {"fulfillment_availability": value}}
    caller.ask("putListingsItem", path=(caller.seller_id, skus[0]), marketplaceIds=[marketplace], body=put)
    caller.ask("deleteListingsItem", path=(caller.seller_id, skus[-1]), marketplaceIds=[marketplace])


def _catalogue(caller: Caller) -> None:
    marketplace = caller.amazon.world.marketplaces[0]
    asked: dict[str, Any] = {"marketplaceIds": [marketplace], "includedData": everything("searchCatalogItems")}
    token = ("pageToken", "pagination", "nextToken")
    asins = []
    for page in caller.pages("searchCatalogItems", *token, **asked, keywords=["a"], pageSize=20):
        asins += [item["asin"] for item in page["items"]]
    found = caller.ask("searchCatalogItems", **asked, identifiers=asins[:20], identifiersType="ASIN", pageSize=20)
    assert {item["asin"] for item in found["items"]} == set(asins[:20])
    for asin in asins[::15]:
        assert caller.ask("getCatalogItem", path=(asin,), **asked)["asin"] == asin


def _money(caller: Caller) -> None:
    pages = list(caller.pages("listTransactions", "nextToken", "payload", "nextToken", postedAfter=AFTER))
    transactions = [row for page in pages for row in page["payload"]["transactions"]]
    assert len(transactions) > 50
    related: dict[str, Any] = {
        "relatedIdentifierName": "ORDER_ID",
        "relatedIdentifierValue": _order_of(transactions),
    }
    assert caller.ask("listTransactions", **related)["payload"]["transactions"]
    for status in ("DEFERRED", "RELEASED", "DEFERRED_RELEASED"):
        caller.ask("listTransactions", postedAfter="2026-10-29T00:00:00Z", transactionStatus=status)
    marketplace = caller.amazon.world.marketplaces[0]
    caller.ask("listBalances", marketplaceIds=[marketplace], asOfDate="2026-10-30")
    caller.ask("listBalances", balanceType="TOTAL")
    caller.ask("listSummary", periodStart="2026-10-13", periodEnd="2026-10-30")


def _order_of(transactions: list[Any]) -> str:
    return next(
        str(related["relatedIdentifierValue"])
        for transaction in transactions
        for related in transaction["relatedIdentifiers"]
        if related["relatedIdentifierName"] == "ORDER_ID"
    )


def _stock(caller: Caller) -> None:
    for marketplace in caller.amazon.world.marketplaces:
        asked = {"granularityType": "Marketplace", "granularityId": marketplace, "marketplaceIds": [marketplace]}
        for details in ("true", "false"):
            for page in caller.pages(
                "getInventorySummaries", "nextToken", "pagination", "nextToken", **asked, details=details
            ):
                assert page["payload"]["inventorySummaries"]


def _reports(caller: Caller) -> None:
    marketplace = caller.amazon.world.marketplaces[0]
    kinds = {
        "GET_MERCHANT_LISTINGS_ALL_DATA": {},
        "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL": {"dataStartTime": AFTER},
        "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL": {"dataStartTime": "2026-08-01T00:00:00Z"},
    }
    ids = []
    for kind, times in kinds.items():
        body = {"reportType": kind, "marketplaceIds": [marketplace], **times}
        ids.append(caller.ask("createReport", body=body)["reportId"])
        assert caller.ask("getReport", path=(ids[-1],))["processingStatus"] == "IN_QUEUE"
    body = {"reportType": "GET_MERCHANT_LISTINGS_ALL_DATA", "marketplaceIds": [marketplace]}
    cancelled = caller.ask("createReport", body=body)["reportId"]
    caller.ask("cancelReport", path=(cancelled,))
    states = set()
    for _ in range(6):
        caller.amazon.clock.advance(timedelta(seconds=20))
        states |= {caller.ask("getReport", path=(report_id,))["processingStatus"] for report_id in ids}
    assert {"IN_PROGRESS", "DONE", "FATAL"} <= states
    first = caller.ask("getReports", reportTypes=list(kinds), pageSize=3)
    second = caller.ask("getReports", nextToken=first["nextToken"])  # alone: that is the rule here
    listed = {report["processingStatus"] for report in first["reports"] + second["reports"]}
    assert {"DONE", "CANCELLED", "FATAL"} <= listed
    for report_id in ids:
        document_id = caller.ask("getReport", path=(report_id,))["reportDocumentId"]
        told = caller.ask("getReportDocument", path=(document_id,))
        assert httpx2.get(told["url"]).status_code == 200


def _schedules(caller: Caller) -> None:
    marketplace = caller.amazon.world.marketplaces[0]
    kind = "GET_MERCHANT_LISTINGS_ALL_DATA"
    body = {"reportType": kind, "marketplaceIds": [marketplace], "period": "PT8H"}
    schedule_id = caller.ask("createReportSchedule", body=body)["reportScheduleId"]
    assert caller.ask("getReportSchedule", path=(schedule_id,))["period"] == "PT8H"
    assert caller.ask("getReportSchedules", reportTypes=[kind])["reportSchedules"]
    caller.ask("cancelReportSchedule", path=(schedule_id,))
