from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from tests.amazon.door import Answer, Door, packed

from sellerbridge.amazon import errors
from sellerbridge.amazon.client import Client
from sellerbridge.amazon.listing_report import listings
from sellerbridge.amazon.listings import Listings, TooManyChanges
from sellerbridge.amazon.reports import Reports
from sellerbridge.clock import HeldClock
from sellerbridge.commerce.listing import Listing

DE, US, JP = "A1PA6795UKMFR9", "ATVPDKIKX0DER", "A1VC38T7YXB528"
DOCUMENTED = [
    "item-name",
    "item-description",
    "listing-id",
    "seller-sku",
    "price",
    "quantity",
    "open-date",
    "image-url",
    "item-is-marketplace",
    "product-id-type",
    "zshop-shipping-fee",
    "item-note",
    "item-condition",
    "zshop-category1",
    "zshop-browse-path",
    "zshop-storefront-feature",
    "asin1",
    "asin2",
    "asin3",
    "will-ship-internationally",
    "expedited-shipping",
    "zshop-boldface",
    "product-id",
    "bid-for-featured-placement",
    "add-delete",
    "pending-quantity",
    "fulfillment-channel",
    "merchant-shipping-group",
    "status",
]
ROW = {
    "item-name": "Thing",
    "item-description": "A thing.",
    "seller-sku": "A/1",
    "price": "12.99",
    "quantity": "5",
    "open-date": "01/03/2025 12:00:00 GMT",
    "item-condition": "11",
    "asin1": "B000000001",
    "product-id": "B000000001",
    "fulfillment-channel": "DEFAULT",
    "status": "Active",
}
LISTING = Listing(
    sku="A/1",
    marketplace_id=DE,
    asin="B000000001",
    title="Thing",
    description="A thing.",
    price=Decimal("12.99"),
    currency="EUR",
    quantity=5,
    status="Active",
    fulfilled_by="MERCHANT",
    condition="new_new",
    product_id="B000000001",
    opened_at=datetime(2025, 3, 1, 12, tzinfo=UTC),
)


def read(columns: list[str], *rows: Mapping[str, str], marketplace: str = DE) -> list[Listing]:
    table = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    (page,) = listings(iter(table), marketplace)
    assert page.unreadable == ()
    return list(page.records)


def changed(**fields: Any) -> Listing:
    return Listing(**({name: getattr(LISTING, name) for name in LISTING.__struct_fields__} | fields))


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        pytest.param(DOCUMENTED, LISTING, id="as documented"),
        pytest.param(DOCUMENTED[::-1], LISTING, id="another order"),
        pytest.param([*DOCUMENTED, "Business Price", "listing-health"], LISTING, id="more columns"),
        pytest.param(
            [c for c in DOCUMENTED if c != "item-description"], changed(description=""), id="no description"
        ),
        pytest.param([c for c in DOCUMENTED if c != "status"], changed(status=""), id="no status"),
        pytest.param([c for c in DOCUMENTED if c != "asin1"], LISTING, id="the ASIN only as product id"),
        pytest.param([c.upper() for c in DOCUMENTED], None, id="capitals"),
    ],
)
def test_every_dialect_is_read_by_name(columns: list[str], expected: Listing | None) -> None:
    row = ROW if expected else {name.upper(): value for name, value in ROW.items()}
    assert read(columns, row) == [expected or LISTING]


def test_a_german_header_is_understood() -> None:
    columns = ["Artikelbezeichnung", "Händler-SKU", "Preis", "Menge", "ASIN 1", "Versender", "Status"]
    row = dict(zip(columns, ["Ding", "A-1", "1.012,99", "3", "B000000001", "DEFAULT", "Active"], strict=True))
    (one,) = read(columns, row)
    assert (one.sku, one.title, one.price, one.quantity) == ("A-1", "Ding", Decimal("1012.99"), 3)


def test_a_japanese_header_is_understood() -> None:
    columns = [
        "商品名",
        "出品ID",
        "出品者SKU",
        "価格",
        "数量",
        "商品ID",
        "フルフィルメント・チャンネル",
        "ステータス",
    ]
    row = dict(zip(columns, ["水筒", "1", "A-1", "1,980", "3", "B000000001", "AMAZON_JP", "Active"], strict=True))
    (one,) = read(columns, row, marketplace=JP)
    assert (one.sku, one.price, one.currency, one.asin) == ("A-1", Decimal(1980), "JPY", "B000000001")
    assert (one.fulfilled_by, one.quantity) == ("AMAZON", None)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"price": ""}, {"price": None}),
        ({"price": "12,99"}, {"price": Decimal("12.99")}),
        ({"quantity": ""}, {"quantity": None}),
        ({"fulfillment-channel": "AMAZON_EU", "quantity": ""}, {"fulfilled_by": "AMAZON", "quantity": None}),
        ({"fulfillment-channel": "AMAZON_EU", "quantity": "7"}, {"fulfilled_by": "AMAZON", "quantity": None}),
        ({"fulfillment-channel": ""}, {"fulfilled_by": ""}),
        ({"item-condition": "2"}, {"condition": "used_very_good"}),
        ({"open-date": "long ago"}, {"opened_at": None}),
        ({"seller-sku": "a/1"}, {"sku": "a/1"}),
    ],
)
def test_cells(cells: dict[str, str], expected: dict[str, Any]) -> None:
    assert read(DOCUMENTED, ROW | cells) == [changed(**expected)]


def test_bad_rows_are_named_and_the_others_go_on() -> None:
    bad: list[dict[str, str]] = [{"seller-sku": " "}, {"price": "cheap"}, {"quantity": "some"}, {"price": "1.234"}]
    rows = [[(ROW | cells).get(column, "") for column in DOCUMENTED] for cells in ({}, *bad, {})]
    (page,) = listings(iter([DOCUMENTED, *rows, [*rows[0], "one", "more"], ["Short", "", "", "B-2", "3.00"]]), DE)
    assert [(one.sku, one.price) for one in page.records] == [
        ("A/1", Decimal("12.99")),
        ("A/1", Decimal("12.99")),
        ("B-2", Decimal("3.00")),
    ]
    assert [(one.about, one.why) for one in page.unreadable] == [
        ("row 3 of the listings of DE", "a row without a SKU"),
        ("A/1", "an amount that is no number"),
        ("A/1", "a quantity that is no whole number"),
        ("A/1", "an amount that can be read in two ways"),
        ("A/1", "31 cells instead of 29"),
    ]


@pytest.mark.parametrize(
    "header",
    [[], ["<html>"], ["seller-sku", "price"], ["asin1", "price", "quantity"], ["seller-sku", "asin1", "quantity"]],
    ids=["nothing", "a page", "no ASIN", "no SKU", "no price"],
)
def test_a_header_without_the_needed_columns_is_refused_by_name(header: list[str]) -> None:
    with pytest.raises(errors.ReportFailed) as failed:
        list(listings(iter([header] if header else []), DE))
    assert failed.value.facts["report"] == "GET_MERCHANT_LISTINGS_ALL_DATA"
    assert (header[0] if header else "none") in failed.value.facts["reason"]


def test_pages_hold_a_thousand_rows() -> None:
    rows = ([ROW.get(column, "") for column in DOCUMENTED] for _ in range(2500))
    pages = list(listings(iter([DOCUMENTED, *rows]), DE))
    assert [len(page.records) for page in pages] == [1000, 1000, 500]


@pytest.fixture
def search(client: Client, clock: HeldClock) -> Listings:
    return Listings(client, Reports(client, clock), "S1")


def test_a_report_becomes_pages(door: Door, search: Listings) -> None:
    text = "\r\n".join("\t".join(line) for line in [DOCUMENTED, [ROW.get(column, "") for column in DOCUMENTED]])
    told = {"reportDocumentId": "d1", "url": f"{door.url}/file", "compressionAlgorithm": "GZIP"}
    door.says("/reports/2021-06-30/documents/d1", Answer(json=told))
    door.says("/file", Answer(body=packed(text, "utf-8"), headers={"content-type": "text/plain; charset=UTF-8"}))
    (page,) = search.from_report("d1", DE)
    assert page.records == (LISTING,)


PATH = "/listings/2021-08-01/items/S1"
SINCE = datetime(2026, 11, 19, tzinfo=UTC)


def item(sku: str, **changes: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "sku": sku,
        "summaries": [
            {"marketplaceId": US, "productType": "OTHER", "status": [], "itemName": "not this one"},
            {
                "marketplaceId": DE,
                "asin": "B000000001",
                "productType": "BOTTLE",
                "conditionType": "new_new",
                "status": ["BUYABLE", "DISCOVERABLE", "A_STATUS_OF_2031"],
                "itemName": "Thing",
                "createdDate": "2025-03-01T12:00:00Z",
                "lastUpdatedDate": "2026-11-19T12:00:00Z",
                "mainImage": {"link": "https://images.example/1.jpg", "height": 10, "width": 10},
            },
        ],
        "offers": [
            {"marketplaceId": DE, "offerType": "B2B", "price": {"currencyCode": "EUR", "amount": "11.00"}},
            {"marketplaceId": DE, "offerType": "B2C", "price": {"currencyCode": "EUR", "amount": "12.99"}},
        ],
        "fulfillmentAvailability": [{"fulfillmentChannelCode": "DEFAULT", "quantity": 5}],
    }
    return told | changes


def found(*items: dict[str, Any], total: int | None = None, token: str | None = None) -> Answer:
    pagination = {"pagination": {"nextToken": token}} if token else {}
    return Answer(json={"numberOfResults": total or len(items), "items": list(items)} | pagination)


def test_changes_are_the_same_noun(door: Door, search: Listings) -> None:
    door.says(PATH, found(item("A/1")))
    (page,) = search.changed(DE, SINCE)
    assert page.records == (
        changed(description="", product_id="", image_url="https://images.example/1.jpg", product_type="BOTTLE"),
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"offers": []}, {"price": None, "currency": "EUR"}),
        ({"offers": None, "fulfillmentAvailability": None}, {"price": None, "fulfilled_by": "", "quantity": None}),
        (
            {"fulfillmentAvailability": [{"fulfillmentChannelCode": "AMAZON_EU"}]},
            {"fulfilled_by": "AMAZON", "quantity": None},
        ),
        ({"summaries": []}, {"status": "Inactive", "title": "", "asin": ""}),
    ],
)
def test_what_is_not_told_stays_empty(
    door: Door, search: Listings, changes: dict[str, Any], expected: dict[str, Any]
) -> None:
    door.says(PATH, found(item("A/1", **changes)))
    (page,) = search.changed(DE, SINCE)
    (one,) = page.records
    assert {name: getattr(one, name) for name in expected} == expected


def test_changes_come_in_pages_and_a_bad_one_is_named(door: Door, search: Listings) -> None:
    nan = [{"marketplaceId": DE, "offerType": "B2C", "price": {"currencyCode": "EUR", "amount": "NaN"}}]
    door.says(PATH, found(item("A"), item("B", offers=nan), total=4, token="p/2"), found({"no": "sku"}, item("D")))
    first, second = search.changed(DE, SINCE)
    assert [one.sku for one in first.records + second.records] == ["A", "D"]
    assert [one.about for one in first.unreadable + second.unreadable] == ["B", "a listing without a SKU"]
    one, two = (asked.query for asked in door.calls(PATH))
    assert two == one | {"pageToken": "p/2"}
    assert one["lastUpdatedAfter"] == "2026-11-19T00:00:00Z"
    assert one["includedData"] == "summaries,offers,fulfillmentAvailability"


def test_more_than_a_search_can_show_asks_for_the_report(door: Door, search: Listings) -> None:
    door.says(PATH, found(item("A"), total=1001, token="p2"))
    with pytest.raises(TooManyChanges):
        next(search.changed(DE, SINCE))
