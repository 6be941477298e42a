"""Amazon's static sandbox pairs, sent to the practice Amazon: every one is answered or explained.

A pair is answered when the status is the pair's and, for a 2xx, the body validates against the schema that the model
declares for it. What a 2xx pair leaves open is filled with something valid, and the ids of things that only Amazon's
sandbox holds are exchanged for those of the practice world. The rest stands, reason by reason, in `EXPLAINED`: an
explanation that is no longer needed fails.
"""

from __future__ import annotations

import functools
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import jsonschema
import pytest

from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.marketplaces import CA, DE, JP, UK, US
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon

MODELS = Path(__file__).parents[2].parent / "shared" / "sp-api-models"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
BR = "A2Q3Y263D00KWC"

pytestmark = pytest.mark.skipif(not MODELS.is_dir(), reason="Amazon's models are not beside the repository")

NOT_SERVED = {
    "ordersV0": "reading orders over v0 ends on 2027-03-27 and is not practised; confirming shipments comes later",
    "financesV0": "deprecated in favour of finances_2024-06-19",
    "feeds_2021-06-30": "feeds come with a later issue",
    "notifications": "notifications need an AWS account and are not practised",
    "application_2023-11-30": "the rotation of a secret is a switch of the practice Amazon, not an operation",
}
_404 = "an unknown id is 404 here, a status that the model declares too; the sandbox answers it 400"
EXPLAINED = {
    "finances_2024-06-19 listTransactions 200 #1": "its page token is made up, and one that is not ours is a 400",
    "listingsItems_2021-08-01 searchListingsItems 400 #1": "another seller's listings are a 403 before anything else",
    "reports_2021-06-30 getReport 400 #1": _404,
    "reports_2021-06-30 getReportSchedule 400 #1": _404,
    "reports_2021-06-30 getReportDocument 400 #1": _404,
    "sellers getAccount 400 #1": "the same request as that of the 200 pair; only one of the two can be right",
}
"""Pair → why its status is another here."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One example: a request as the model gives it, and the status it is answered with."""

    api: str
    operation: Mapping[str, Any]
    verb: str
    path: str
    status: int
    number: int
    given: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.api} {self.operation['operationId']} {self.status} #{self.number}"

    @property
    def good(self) -> bool:
        return self.status < 300


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A pair's request, the answer to it, and what the schema says of that."""

    pair: Pair
    status: int
    body: str
    complaint: str

    @property
    def answered(self) -> bool:
        return self.status == self.pair.status and not self.complaint


@functools.cache
def model(api: str) -> Any:
    return json.loads((MODELS / f"{api}.json").read_text())


def pairs() -> Iterator[Pair]:
    for file in sorted(MODELS.glob("*.json")):
        for path, verbs in model(file.stem)["paths"].items():
            for verb, operation in verbs.items():
                if isinstance(operation, dict) and "operationId" in operation:
                    yield from _pairs_of(file.stem, path, verb, operation)


def _pairs_of(api: str, path: str, verb: str, operation: Any) -> Iterator[Pair]:
    for status, response in operation["responses"].items():
        examples = response.get("x-amzn-api-sandbox", {}).get("static", [])
        for number, example in enumerate(examples, start=1):
            given = {
                name: held["value"]
                for name, held in example.get("request", {}).get("parameters", {}).items()
                if "value" in held
            }
            yield Pair(
                api=api,
                operation=operation,
                verb=verb.upper(),
                path=path,
                status=int(status),
                number=number,
                given=given,
            )


PAIRS = list(pairs()) if MODELS.is_dir() else []


# -- sending --------------------------------------------------------------------------------------------------


class Sandbox:
    """A practice Amazon of many marketplaces, and the ids of things in it."""

    def __init__(self, amazon: PracticeAmazon, client: httpx2.Client) -> None:
        self.amazon = amazon
        self.client = client
        self.seller_id = amazon.credentials.seller_id

    def send(self, pair: Pair) -> Sent:
        values = self._filled(pair) if pair.good else dict(pair.given)
        places = {row["name"]: row["in"] for row in self._parameters(pair)}
        path = pair.path
        for name in [name for name, place in places.items() if place == "path"]:
            path = path.replace(f"{{{name}}}", quote(str(values.pop(name, "")), safe=""))
        body = values.pop("body", None)
        query = {name: _csv(value) for name, value in values.items()}
        answer = self.client.request(pair.verb, path, params=query, json=body)
        return Sent(pair=pair, status=answer.status_code, body=answer.text, complaint=_complaint(pair, answer))

    def _parameters(self, pair: Pair) -> Iterator[Any]:
        whole = model(pair.api)
        for row in pair.operation.get("parameters", []):
            yield whole["parameters"][row["$ref"].rsplit("/", 1)[1]] if "$ref" in row else row

    def _filled(self, pair: Pair) -> dict[str, Any]:
        """A good request: what is left open gets a value, what only the sandbox holds gets another."""
        values = dict(pair.given)
        if pair.api == "listingsItems_2021-08-01":
            values |= {"sellerId": self.seller_id}
            values.setdefault("marketplaceIds", [US])
            values["sku"] = self.sku()
            if pair.operation["operationId"] in ("putListingsItem", "patchListingsItem"):
                values["body"] = BODIES[pair.operation["operationId"]]
            if pair.operation["operationId"] == "searchListingsItems":
                del values["sku"]
        exchange = EXCHANGED.get(pair.operation["operationId"])
        if exchange:
            values |= exchange(self, values)
        return values

    # Real things in place of the sandbox's

    def sku(self) -> str:
        return str(self._get(f"/listings/2021-08-01/items/{self.seller_id}", marketplaceIds=US)["items"][0]["sku"])

    def asin(self) -> str:
        found = self._get("/catalog/2022-04-01/items", marketplaceIds=US, keywords="a")
        return str(found["items"][0]["asin"])

    def order_id(self) -> str:
        found = self._get("/orders/2026-01-01/orders", createdAfter="2026-10-01", maxResultsPerPage="1")
        return str(found["orders"][0]["orderId"])

    def pagination_token(self, values: Mapping[str, Any]) -> str:
        query = {name: _csv(value) for name, value in values.items() if name != "paginationToken"}
        found = self._get("/orders/2026-01-01/orders", **query, maxResultsPerPage="1")
        return str(found["pagination"]["nextToken"])

    def report_id(self) -> str:
        body = {"reportType": "GET_MERCHANT_LISTINGS_ALL_DATA", "marketplaceIds": [DE]}
        return str(self.client.post("/reports/2021-06-30/reports", json=body).json()["reportId"])

    def document_id(self) -> str:
        report_id = self.report_id()
        self.amazon.clock.advance(timedelta(minutes=10))
        return str(self._get(f"/reports/2021-06-30/reports/{report_id}")["reportDocumentId"])

    def schedule_id(self) -> str:
        body = {"reportType": "GET_MERCHANT_LISTINGS_ALL_DATA", "marketplaceIds": [DE], "period": "P1D"}
        return str(self.client.post("/reports/2021-06-30/schedules", json=body).json()["reportScheduleId"])

    def _get(self, path: str, **query: str) -> Any:
        answer = self.client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()


_VALUE = [{"fulfillment_channel_code": "DEFAULT", "quantity": 4}]
BODIES: dict[str, Any] = {
    "putListingsItem": {"productType": "PRODUCT", "attributes": {"fulfillment_availability": _VALUE}},
    "patchListingsItem": {
        "productType": "PRODUCT",
        "patches": [{"op": "replace", "path": "/attributes/fulfillment_availability", "value": _VALUE}],
    },
}
EXCHANGED: dict[str, Callable[[Sandbox, Mapping[str, Any]], dict[str, Any]]] = {
    "searchOrders": lambda sandbox, values: (
        {"paginationToken": sandbox.pagination_token(values)} if "paginationToken" in values else {}
    ),
    "getOrder": lambda sandbox, _: {"orderId": sandbox.order_id()},
    "getReport": lambda sandbox, _: {"reportId": sandbox.report_id()},
    "cancelReport": lambda sandbox, _: {"reportId": sandbox.report_id()},
    "getReportDocument": lambda sandbox, _: {"reportDocumentId": sandbox.document_id()},
    "getReportSchedule": lambda sandbox, _: {"reportScheduleId": sandbox.schedule_id()},
    "cancelReportSchedule": lambda sandbox, _: {"reportScheduleId": sandbox.schedule_id()},
    "getCatalogItem": lambda sandbox, _: {"asin": sandbox.asin()},
    "listBalances": lambda _, __: {"marketplaceIds": [US]},
    "listSummary": lambda _, __: {"marketplaceIds": [US]},
}
"""What a good request for these names in place of the sandbox's own thing."""


def _csv(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _complaint(pair: Pair, answer: httpx2.Response) -> str:
    schema = pair.operation["responses"][str(pair.status)].get("schema")
    if answer.status_code != pair.status or not pair.good or schema is None:
        return ""
    return complaint(pair.api, schema, answer.json())


_formats = jsonschema.FormatChecker(["date"])


@_formats.checks("date-time", raises=ValueError)
def _is_date_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def complaint(api: str, schema: Any, body: Any) -> str:
    """The first way in which a body is not what the model's schema says; empty if there is none."""
    whole = {**schema, "definitions": model(api)["definitions"]}
    error = next(iter(jsonschema.Draft4Validator(whole, format_checker=_formats).iter_errors(body)), None)
    return "" if error is None else f"{error.json_path}: {error.message}"


# -- the tests ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    world = World.create(3, listings=40, orders=200, now=NOW, marketplaces=(US, CA, DE, UK, JP, BR))
    with PracticeAmazon(world, clock=HeldClock(NOW), limits="off") as amazon:
        held = amazon.credentials
        form = {
            "grant_type": "refresh_token",
            "refresh_token": held.refresh_token,
            "client_id": held.client_id,
            "client_secret": held.client_secret,
        }
        with httpx2.Client(base_url=amazon.url, timeout=10) as client:
            client.headers["x-amz-access-token"] = client.post(amazon.token_url, data=form).json()["access_token"]
            yield Sandbox(amazon, client)


@pytest.fixture(scope="module")
def outcomes(sandbox: Sandbox) -> Mapping[str, Sent]:
    return {pair.name: sandbox.send(pair) for pair in PAIRS}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_a_pair_is_answered_or_explained(pair: Pair, outcomes: Mapping[str, Sent]) -> None:
    sent = outcomes[pair.name]
    if pair.api in NOT_SERVED:
        assert sent.status == 403, "answered after all: it is served"
    elif pair.name in EXPLAINED:
        assert not sent.answered, "answered: the explanation is not needed any more"
    else:
        assert (sent.status, sent.complaint) == (pair.status, ""), sent.body[:500]


def test_every_pair_is_counted(outcomes: Mapping[str, Sent], capsys: pytest.CaptureFixture[str]) -> None:
    assert len(outcomes) == len(PAIRS) == 118
    assert set(EXPLAINED) <= set(outcomes)
    assert set(NOT_SERVED) <= {pair.api for pair in PAIRS}
    answered = Counter(sent.pair.api for sent in outcomes.values() if sent.answered)
    totals = Counter(pair.api for pair in PAIRS)
    lines = [f"\n{'model':26} {'pairs':>5} {'answered':>8} {'explained':>9}"]
    for api, total in (*totals.items(), ("all", len(PAIRS))):
        good = answered.total() if api == "all" else answered[api]
        lines.append(f"{api:26} {total:5} {good:8} {total - good:9}")
    with capsys.disabled():
        sys.stdout.write("\n".join(lines) + "\n")
