"""The contract: what each operation accepts, and which 400 names what is wrong."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.simulator.call import Refusal
from sellerbridge.simulator.contract.decode import Decoded, decode
from sellerbridge.simulator.contract.shapes import Day, Flag, Mismatch, Moment, Several, Shape, Text, Whole
from sellerbridge.simulator.contract.table import APIS, OPERATIONS, at_path

DE = "A1PA6795UKMFR9"


def sent(
    name: str,
    query: str = "",
    *,
    path: dict[str, str] | None = None,
    body: Any = None,
    headers: dict[str, str] | None = None,
    tolerated: frozenset[str] = frozenset(),
) -> Decoded:
    raw = body if isinstance(body, bytes) else b"" if body is None else msgspec.json.encode(body)
    return decode(
        OPERATIONS[name],
        path=path or {},
        query=query,
        headers={"content-type": "application/json", **(headers or {})},
        body=raw,
        tolerated=tolerated,
    )


def complaint(name: str, query: str = "", **kinds: Any) -> str:
    with pytest.raises(Refusal) as refused:
        sent(name, query, **kinds)
    assert (refused.value.status, refused.value.code) == (400, "InvalidInput")
    return refused.value.details


# -- shapes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "text", "value"),
    [
        (Text(), "a b", "a b"),
        (Text(one_of=("A", "B")), "B", "B"),
        (Whole(least=1, most=100), "100", 100),
        (Flag(), "true", True),
        (Flag(), "False", False),
        (Moment(), "2026-11-01T12:00:00Z", datetime(2026, 11, 1, 12, tzinfo=UTC)),
        (Moment(), "2026-11-01T12:00:00.250+02:00", datetime(2026, 11, 1, 10, 0, 0, 250_000, tzinfo=UTC)),
        (Moment(), "2026-11-01t12:00z", datetime(2026, 11, 1, 12, tzinfo=UTC)),
        (Moment(), "2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
        (Day(), "2024-02-29", date(2024, 2, 29)),
        (Several(), "a,b", ("a", "b")),
        (Several(of=Whole()), "3", (3,)),
    ],
)
def test_a_shape_reads_its_text(shape: Shape, text: str, value: object) -> None:
    assert shape.read(text) == value


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        (Text(), ""),
        (Text(), "  "),
        (Text(one_of=("A",)), "a"),
        (Text(pattern="/.*"), "orders"),
        (Whole(), "1.0"),
        (Whole(), "1e3"),
        (Whole(), " 1"),
        (Whole(), "٣"),
        (Whole(least=1), "0"),
        (Whole(most=100), "101"),
        (Flag(), "1"),
        (Flag(), "yes"),
        (Moment(), "yesterday"),
        (Moment(), "2026-11-01T12:00:00"),
        (Moment(), "2026-11-01 12:00:00Z"),
        (Moment(), "2026-02-30T12:00:00Z"),
        (Moment(), "1793491400"),
        (Moment(), "0001-01-01T00:00:00+23:59"),
        (Day(), "2026-02-29"),
        (Day(), "01.02.2026"),
        (Several(), "a,,b"),
        (Several(), ""),
        (Several(most=2), "a,b,c"),
    ],
)
def test_a_shape_refuses_other_text(shape: Shape, text: str) -> None:
    with pytest.raises(Mismatch):
        shape.read(text)


@given(st.text(max_size=30))
def test_no_text_breaks_a_shape(text: str) -> None:
    for shape in (Text(), Whole(), Flag(), Moment(), Day(), Several(of=Moment())):
        with contextlib.suppress(Mismatch):
            shape.read(text)


# -- queries --------------------------------------------------------------------------------------------------


def test_a_query_is_decoded_to_values_and_what_was_not_sent_is_absent() -> None:
    query = (
        f"createdAfter=2026-10-01T00%3A00%3A00%2B02%3A00&marketplaceIds={DE}%2CA13V1IB3VIYZZH&maxResultsPerPage=5"
    )
    assert sent("searchOrders", query).query == {
        "createdAfter": datetime(2026, 9, 30, 22, tzinfo=UTC),
        "marketplaceIds": (DE, "A13V1IB3VIYZZH"),
        "maxResultsPerPage": 5,
    }


AFTER = "createdAfter=2026-10-01T00:00:00Z"
UPDATED = "lastUpdatedAfter=2026-10-01T00:00:00Z"


@pytest.mark.parametrize(
    ("name", "query", "told"),
    [
        ("searchOrders", "", "lastUpdatedAfter: exactly one of"),
        ("searchOrders", f"{AFTER}&{UPDATED}", "lastUpdatedAfter: exactly one of"),
        ("searchOrders", f"{AFTER}&lastUpdatedBefore=2026-10-02", "lastUpdatedBefore: cannot be used"),
        ("searchOrders", f"{UPDATED}&createdBefore=2026-10-02", "createdBefore: cannot be used"),
        ("searchOrders", f"{AFTER}&MarketplaceIds={DE}", "MarketplaceIds: is no parameter of searchOrders"),
        ("searchOrders", f"{AFTER}&{AFTER}", "createdAfter: was given twice"),
        ("searchOrders", f"{AFTER}&marketplaceIds={DE}&marketplaceIds={DE}", "marketplaceIds: was given twice"),
        ("searchOrders", f"{AFTER}&maxResultsPerPage=101", "maxResultsPerPage: must not be above 100"),
        ("searchOrders", f"{AFTER}&maxResultsPerPage=0", "maxResultsPerPage: must not be below 1"),
        ("searchOrders", f"{AFTER}&includedData=BUYERS", "includedData: must be one of"),
        ("searchOrders", f"{AFTER}&fulfillmentStatuses=Shipped", "fulfillmentStatuses: must be one of"),
        ("searchOrders", f"{AFTER}&paginationToken=", "paginationToken: is empty"),
        ("searchOrders", f"{AFTER}&marketplaceIds={','.join(['A'] * 51)}", "marketplaceIds: must hold at most 50"),
        ("searchOrders", "createdAfter=TEST_CASE_400", "createdAfter: must be a date-time"),
        ("searchOrders", "createdAfter=%FF", "query: is not readable"),
        ("getReports", "", "reportTypes: one of reportTypes, nextToken must be given"),
        ("getReports", "nextToken=x&pageSize=10", "nextToken: must be the only parameter"),
        ("getReportSchedules", "", "reportTypes: is missing"),
        ("searchCatalogItems", f"marketplaceIds={DE}", "keywords: exactly one of"),
        (
            "searchCatalogItems",
            f"marketplaceIds={DE}&identifiers=B01",
            "identifiersType: is required with identifiers",
        ),
        (
            "searchCatalogItems",
            f"marketplaceIds={DE}&identifiers=B01&identifiersType=SKU",
            "sellerId: is required with identifiersType SKU",
        ),
        ("searchCatalogItems", f"marketplaceIds={DE},A1&keywords=x", "marketplaceIds: must hold at most 1"),
        ("searchListingsItems", f"marketplaceIds={DE}&identifiersType=SKU", "identifiers: is required"),
        ("searchListingsItems", f"marketplaceIds={DE}&pageSize=21", "pageSize: must not be above 20"),
        ("listTransactions", "postedBefore=2026-10-01", "postedAfter: one of"),
        ("listTransactions", "relatedIdentifierName=ORDER_ID", "relatedIdentifierValue: is required"),
        (
            "listTransactions",
            "relatedIdentifierName=REFUND_ID&relatedIdentifierValue=1",
            "relatedIdentifierName: must",
        ),
        ("listBalances", "asOfDate=2026-10-01T00:00:00Z", "asOfDate: must be a date"),
        ("getInventorySummaries", f"granularityType=Marketplace&marketplaceIds={DE}", "granularityId: is missing"),
        (
            "getInventorySummaries",
            f"granularityType=City&granularityId={DE}&marketplaceIds={DE}",
            "granularityType: must be one of Marketplace",
        ),
        ("getOrder", "includedData=TAX&orderId=1", "orderId: is no parameter of getOrder"),
    ],
)
def test_a_query_that_breaks_the_contract_is_a_400_that_names_the_parameter(
    name: str, query: str, told: str
) -> None:
    assert told in complaint(name, query)


def test_tolerated_names_are_dropped_only_where_they_are_unknown() -> None:
    tolerated = frozenset({"MarketplaceId", "marketplaceIds"})
    query = f"{AFTER}&MarketplaceId={DE}&marketplaceIds={DE}"
    assert set(sent("searchOrders", query, tolerated=tolerated).query) == {"createdAfter", "marketplaceIds"}


def test_an_empty_path_parameter_is_a_400() -> None:
    assert complaint("getOrder", path={"orderId": ""}) == "orderId: is empty"


@pytest.mark.parametrize("order_id", ["302-1234567-1234567", "S01-1234567-1234567"])
def test_an_order_id_has_its_form(order_id: str) -> None:
    assert sent("getOrder", path={"orderId": order_id}).path == {"orderId": order_id}


@pytest.mark.parametrize("order_id", ["TEST_CASE_400", "302-1234567-123456", "302 1234567 1234567"])
def test_another_order_id_is_a_400(order_id: str) -> None:
    assert complaint("getOrder", path={"orderId": order_id}) == "orderId: has not the right form"


# -- bodies ---------------------------------------------------------------------------------------------------

PATCH = {"productType": "PRODUCT", "patches": [{"op": "replace", "path": "/attributes/x", "value": [{"y": 1}]}]}
ITEM = f"marketplaceIds={DE}"


def test_a_good_body_arrives_as_it_was_sent_with_exact_numbers() -> None:
    body = b'{"productType":"PRODUCT","patches":[{"op":"add","path":"/attributes/x","value":[{"price":19.90}]}]}'
    decoded = sent("patchListingsItem", ITEM, body=body).body
    assert decoded["patches"][0]["value"] == [{"price": Decimal("19.90")}]


@pytest.mark.parametrize(
    ("name", "query", "body", "told"),
    [
        ("createReport", "", None, "body: is missing"),
        ("createReport", "", b"{", "body: is not JSON"),
        ("createReport", "", [], "body: must be an object"),
        ("createReport", "", {"marketplaceIds": [DE]}, "reportType: is missing"),
        ("createReport", "", {"reportType": "X"}, "marketplaceIds: is missing"),
        ("createReport", "", {"reportType": "X", "marketplaceIds": []}, "marketplaceIds: must hold at least 1"),
        ("createReport", "", {"reportType": "X", "marketplaceIds": DE}, "marketplaceIds: must be an array"),
        (
            "createReport",
            "",
            {"reportType": "X", "marketplaceIds": ["A"] * 26},
            "marketplaceIds: must hold at most 25",
        ),
        ("createReport", "", {"reportType": 5, "marketplaceIds": [DE]}, "reportType: must be a text"),
        (
            "createReport",
            "",
            {"reportType": "X", "marketplaceIds": [DE], "MarketplaceIds": [DE]},
            "MarketplaceIds: is not known here",
        ),
        (
            "createReport",
            "",
            {"reportType": "X", "marketplaceIds": [DE], "reportOptions": {"custom": True}},
            "reportOptions.custom: must be a text",
        ),
        (
            "createReport",
            "",
            {"reportType": "X", "marketplaceIds": [DE], "dataStartTime": "soon"},
            "dataStartTime: must be a date-time",
        ),
        (
            "createReportSchedule",
            "",
            {"reportType": "X", "marketplaceIds": [DE], "period": "PT6M"},
            "period: must be one of",
        ),
        ("patchListingsItem", ITEM, {"productType": "X", "patches": []}, "patches: must hold at least 1"),
        (
            "patchListingsItem",
            ITEM,
            {"productType": "X", "patches": [{"op": "set", "path": "/a"}]},
            "patches[0].op: must be one of",
        ),
        (
            "patchListingsItem",
            ITEM,
            {"productType": "X", "patches": [{"op": "add", "path": "/a", "value": [5]}]},
            "patches[0].value[0]: must be an object",
        ),
        (
            "patchListingsItem",
            ITEM,
            {"productType": "X", "patches": [{"op": "add"}]},
            "patches[0].path: is missing",
        ),
        ("patchListingsItem", ITEM, {**PATCH, "sku": "x"}, "sku: is not known here"),
        ("putListingsItem", ITEM, {"productType": "X"}, "attributes: is missing"),
        ("patchListingsItem", "", PATCH, "marketplaceIds: is missing"),
        (
            "createRestrictedDataToken",
            "",
            {"restrictedResources": [{"method": "", "path": "/orders/v0/orders"}]},
            "restrictedResources[0].method: is empty",
        ),
        (
            "createRestrictedDataToken",
            "",
            {"restrictedResources": []},
            "restrictedResources: must hold at least 1",
        ),
        ("getOrder", "", {"orderId": "1"}, "body: getOrder takes no body"),
    ],
)
def test_a_body_that_breaks_the_contract_is_a_400_that_names_the_field(
    name: str, query: str, body: Any, told: str
) -> None:
    assert told in complaint(name, query, body=body)


def test_a_body_that_is_not_declared_as_json_is_a_415() -> None:
    with pytest.raises(Refusal) as refused:
        sent("patchListingsItem", ITEM, body=PATCH, headers={"content-type": "text/plain"})
    assert refused.value.status == 415


def test_a_required_header_is_asked_for() -> None:
    assert complaint("addInventory", body={}) == "x-amzn-idempotency-token: is missing"
    assert sent("addInventory", body={}, headers={"x-amzn-idempotency-token": "1"}).body == {}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(json_values, st.sampled_from(["createReport", "patchListingsItem", "createRestrictedDataToken"]))
def test_no_body_breaks_the_contract(body: Any, name: str) -> None:
    with contextlib.suppress(Refusal):
        sent(name, ITEM if name == "patchListingsItem" else "", body=body)


# -- the table ------------------------------------------------------------------------------------------------


def test_every_operation_has_a_name_of_its_own() -> None:
    assert len(OPERATIONS) == sum(len(operations) for operations in APIS.values()) == 28


def test_a_path_leads_to_its_operation_and_keeps_its_decoded_parameters() -> None:
    segments = ("listings", "2021-08-01", "items", "A1", "a/b c")
    found = {operation.name: values for operation, values in at_path(segments)}
    assert set(found) == {"getListingsItem", "putListingsItem", "patchListingsItem", "deleteListingsItem"}
    assert found["getListingsItem"] == {"sellerId": "A1", "sku": "a/b c"}


def test_an_unknown_path_leads_nowhere() -> None:
    assert not list(at_path(("orders", "2026-01-01", "order")))
