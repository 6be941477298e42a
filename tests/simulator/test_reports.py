"""Reports wait in the queue, come in the store's charset and dialect, and agree with the orders."""

from __future__ import annotations

import gzip
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.simulator.asking import NOW, all_orders, ask

from sellerbridge.simulator.call import Json, Refusal
from sellerbridge.simulator.listing_rows import DOCUMENTED
from sellerbridge.simulator.marketplaces import DE, FR, JP, PL, UK
from sellerbridge.simulator.seller import World

ALL_LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"
BY_UPDATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
BY_DATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
SOON = NOW + timedelta(seconds=60)


@pytest.fixture
def world() -> World:
    return World.create(12, orders=400, now=NOW)


def specification(report_type: str, *stores: str, days: float = 29.5) -> dict[str, Any]:
    start = (NOW - timedelta(days=days)).isoformat()
    return {
        "reportType": report_type,
        "marketplaceIds": list(stores),
        "dataStartTime": start,
        "dataEndTime": NOW.isoformat(),
    }


def made(world: World, body: dict[str, Any], *, at: datetime = NOW) -> Json:
    """A report, a minute after it was asked for."""
    path = ask(world, "createReport", body=body, now=at)
    return ask(world, "getReport", path=path, now=at + timedelta(seconds=60))


def fetched(world: World, report: Json, *, at: datetime = SOON) -> tuple[str, str]:
    """A report's text and charset, fetched as a client would."""
    told = ask(world, "getReportDocument", path={"reportDocumentId": report["reportDocumentId"]}, now=at)
    address = told["url"].removeprefix("http://127.0.0.1:1/documents/").split("?")[0]
    answer = world.document(address, at)
    assert not isinstance(answer, Refusal)
    body, content_type, headers = answer
    assert headers == {}
    charset = content_type.removeprefix("text/plain; charset=")
    return (gzip.decompress(body) if "compressionAlgorithm" in told else body).decode(charset), charset


def rows(text: str) -> list[dict[str, str]]:
    header, *lines = [line.split("\t") for line in text.removesuffix("\r\n").split("\r\n")]
    return [dict(zip(header, line, strict=True)) for line in lines]


def test_a_report_goes_through_the_queue_by_the_clock(world: World) -> None:
    world.report_seconds = 180
    path = ask(world, "createReport", body=specification(ALL_LISTINGS, DE))
    times = (0, 59, 61, 179, 180)
    seen = [ask(world, "getReport", path=path, now=NOW + timedelta(seconds=at)) for at in times]
    assert [one["processingStatus"] for one in seen] == [
        "IN_QUEUE",
        "IN_QUEUE",
        "IN_PROGRESS",
        "IN_PROGRESS",
        "DONE",
    ]
    assert "reportDocumentId" not in seen[3]
    assert seen[4]["processingEndTime"] == "2026-11-20T12:03:00.000Z"


DIALECTS = {
    DE: ("windows-1252", set(DOCUMENTED) | {"Business Price"}),
    FR: ("ISO-8859-1", set(DOCUMENTED) - {"item-description"}),
    UK: ("UTF-8", set(DOCUMENTED)),
    PL: ("UTF-8", set(DOCUMENTED) - {"status"} | {"minimum-seller-allowed-price", "maximum-seller-allowed-price", "listing-health"}),
}  # fmt: skip


@pytest.mark.parametrize("store", DIALECTS)
def test_each_store_has_its_charset_and_its_columns(world: World, store: str) -> None:
    text, charset = fetched(world, made(world, specification(ALL_LISTINGS, store)))
    assert (charset, set(rows(text)[0])) == DIALECTS[store]
    assert len(rows(text)) > 60


def test_japan_writes_shift_jis() -> None:
    world = World.create(12, orders=20, now=NOW, marketplaces=(JP,))
    text, charset = fetched(world, made(world, specification(ALL_LISTINGS, JP)))
    assert charset == "Shift_JIS"
    assert "ボトル" in text


def test_german_headers_when_the_account_speaks_german(world: World) -> None:
    world.localised_listings = True
    text, _ = fetched(world, made(world, specification(ALL_LISTINGS, DE)))
    assert {"Händler-SKU", "ASIN 1", "Preis", "Menge"} <= set(rows(text)[0])


def test_awkward_skus_and_quotes_arrive_as_they_are(world: World) -> None:
    text, _ = fetched(world, made(world, specification(ALL_LISTINGS, UK)))
    by_sku = {row["seller-sku"]: row for row in rows(text)}
    assert {"TEA & CO/250 g (Bio)", "Tea-Green-01", "TEA-GREEN-01"} <= by_sku.keys()
    assert by_sku["FLASK-BLUE-FBA"]["quantity"] == ""
    assert by_sku["FLASK-BLUE-FBA"]["fulfillment-channel"] == "AMAZON_EU"
    assert by_sku["FLASK-BLUE-FBM"]["quantity"] == "40"
    assert by_sku["FLASK-BLUE-FBM"]["asin1"] == by_sku["FLASK-BLUE-FBA"]["asin1"]
    assert "tall" in by_sku["FLASK-BLUE-FBA"]["item-name"]
    assert '"' in by_sku["FLASK-BLUE-FBA"]["item-name"]


@pytest.mark.parametrize("report_type", [BY_UPDATE, BY_DATE])
def test_the_orders_report_says_what_the_search_says(world: World, report_type: str) -> None:
    text, _ = fetched(world, made(world, specification(report_type, *world.marketplaces)))
    told = rows(text)
    since, until = "2026-10-22T00:00", "2026-11-20T12:00"
    by = "lastUpdatedTime" if report_type == BY_UPDATE else "createdTime"
    orders = {
        o["orderId"]: o for o in all_orders(world, now=SOON + timedelta(minutes=3)) if since <= o[by] <= until
    }
    items = Counter(order_id for order_id, order in orders.items() for _ in order["orderItems"])
    assert Counter(row["amazon-order-id"] for row in told) == items
    for row in told:
        order = orders[row["amazon-order-id"]]
        prices = {
            (item["product"]["sellerSku"], part["subtotal"]["amount"])
            for item in order["orderItems"]
            for part in item.get("proceeds", {"breakdowns": [{"type": "ITEM", "subtotal": {"amount": ""}}]})[
                "breakdowns"
            ]
            if part["type"] == "ITEM"
        }
        assert (row["sku"], row["item-price"]) in prices
    assert "order-item-id" not in told[0]
    assert ("cpf" in told[0]) == (report_type == BY_DATE)


def test_more_than_thirty_days_is_fatal_with_a_document_that_says_why(world: World) -> None:
    report = made(world, specification(BY_UPDATE, DE, days=31))
    assert report["processingStatus"] == "FATAL"
    assert "30 days" in fetched(world, report)[0]


def test_no_data_is_cancelled_without_a_document(world: World) -> None:
    for body in (
        specification(BY_UPDATE, JP),
        specification("FEE_DISCOUNTS_REPORT", DE),
        {"reportType": BY_UPDATE, "marketplaceIds": [DE]},
    ):
        report = made(world, body)
        assert report["processingStatus"] == "CANCELLED"
        assert "reportDocumentId" not in report


def test_a_document_is_the_world_as_it_was_when_the_report_was_ready(world: World) -> None:
    report = made(world, specification(BY_UPDATE, DE))
    now, later = fetched(world, report), fetched(world, report, at=NOW + timedelta(days=3))
    assert now == later


def test_the_address_is_presigned_for_five_minutes_and_can_tell_gzip(world: World) -> None:
    report = made(world, specification(BY_UPDATE, DE))
    path = {"reportDocumentId": report["reportDocumentId"]}
    told = ask(world, "getReportDocument", path=path, now=SOON, enableContentEncodingUrlHeader=True)
    address, expires = told["url"].split("/documents/")[1].split("?expires=")
    assert int(expires) == int((SOON + timedelta(minutes=5)).timestamp())
    assert told["compressionAlgorithm"] == "GZIP"
    answer = world.document(address, SOON)
    assert not isinstance(answer, Refusal)
    assert answer[2] == {"Content-Encoding": "gzip"}


def test_an_unknown_document_is_a_404(world: World) -> None:
    answer = world.document("amzn1.spdoc.1.4.practice.nothing", NOW)
    assert isinstance(answer, Refusal)
    assert answer.status == 404


def test_only_a_report_in_the_queue_can_be_cancelled(world: World) -> None:
    early, late = (ask(world, "createReport", body=specification(ALL_LISTINGS, DE)) for _ in range(2))
    ask(world, "cancelReport", path=early, now=NOW + timedelta(seconds=5))
    assert ask(world, "getReport", path=early, now=SOON)["processingStatus"] == "CANCELLED"
    with pytest.raises(Refusal):
        ask(world, "cancelReport", path=late, now=SOON)


BAD = {
    "a type nobody knows": {"reportType": "BAD_FEE_DISCOUNTS_REPORT", "marketplaceIds": [DE]},
    "a type Amazon makes by itself": {
        "reportType": "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2",
        "marketplaceIds": [DE],
    },
    "a store nobody knows": {"reportType": ALL_LISTINGS, "marketplaceIds": ["A-NOWHERE"]},
    "an end before the start": specification(BY_UPDATE, DE) | {"dataEndTime": "2020-01-01T00:00:00Z"},
    "a start in the future": {
        "reportType": ALL_LISTINGS,
        "marketplaceIds": [DE],
        "dataStartTime": "2027-01-01T00:00:00Z",
    },
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_a_bad_request_is_a_400(world: World, body: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as caught:
        ask(world, "createReport", body=body)
    assert caught.value.status == 400


def test_reports_are_listed_newest_first_in_pages(world: World) -> None:
    for number in range(5):
        ask(world, "createReport", body=specification(ALL_LISTINGS, DE), now=NOW + timedelta(minutes=number))
    later = NOW + timedelta(hours=1)
    page = ask(world, "getReports", reportTypes=(ALL_LISTINGS,), pageSize=2, now=later)
    created = []
    while True:
        created += [report["createdTime"] for report in page["reports"]]
        if "nextToken" not in page:
            break
        page = ask(world, "getReports", nextToken=page["nextToken"], now=later)
    assert created == sorted(created, reverse=True)
    assert len(created) == 5
    assert ask(world, "getReports", reportTypes=(BY_DATE,)) == {"reports": []}


def test_a_next_token_comes_alone(world: World) -> None:
    for query in ({}, {"nextToken": "x", "pageSize": 3}, {"nextToken": "x"}):
        with pytest.raises(Refusal):
            ask(world, "getReports", **query)


def test_a_report_is_kept_for_ninety_days(world: World) -> None:
    path = ask(world, "createReport", body=specification(ALL_LISTINGS, DE))
    assert ask(world, "getReport", path=path, now=NOW + timedelta(days=90))
    with pytest.raises(Refusal):
        ask(world, "getReport", path=path, now=NOW + timedelta(days=91))


def test_a_schedule_makes_reports_and_is_replaced_by_its_like(world: World) -> None:
    body = {"reportType": ALL_LISTINGS, "marketplaceIds": [DE], "period": "PT2H"}
    first = ask(world, "createReportSchedule", body=body)
    later = NOW + timedelta(hours=5)
    made_ = ask(world, "getReports", reportTypes=(ALL_LISTINGS,), now=later)["reports"]
    assert [report["reportScheduleId"] for report in made_] == [first["reportScheduleId"]] * 2
    second = ask(world, "createReportSchedule", body=body | {"period": "P1D"}, now=later)
    listed = ask(world, "getReportSchedules", reportTypes=(ALL_LISTINGS,), now=later)["reportSchedules"]
    assert [one["reportScheduleId"] for one in listed] == [second["reportScheduleId"]]
    with pytest.raises(Refusal):
        ask(world, "getReportSchedule", path=first, now=later)
