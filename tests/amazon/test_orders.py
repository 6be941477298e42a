from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.amazon.door import Answer, Door, refusal

from sellerbridge.amazon import errors
from sellerbridge.amazon.client import Client
from sellerbridge.amazon.order_answer import NotUnderstood
from sellerbridge.amazon.orders import Orders, order_from
from sellerbridge.clock import HeldClock
from sellerbridge.commerce.order import Address, Buyer, Charge, Order
from sellerbridge.incoming import Continuation, Page, Window

PATH = "/orders/2026-01-01/orders"
DE, FR = "A1PA6795UKMFR9", "A13V1IB3VIYZZH"
AFTER = datetime(2026, 11, 1, tzinfo=UTC)
BOUND = "2026-11-20T11:57:30.500Z"


def eur(amount: str) -> dict[str, str]:
    return {"amount": amount, "currencyCode": "EUR"}


def wire_order(order_id: str = "302-1111111-2222222", **changes: Any) -> dict[str, Any]:
    """Two lines, three and two pieces; VAT inside, shipping, a discount."""
    order: dict[str, Any] = {
        "orderId": order_id,
        "orderAliases": [{"aliasId": "WEB-77", "aliasType": "SELLER_ORDER_ID"}],
        "createdTime": "2026-11-02T08:00:00.250Z",
        "lastUpdatedTime": "2026-11-03T09:30:00Z",
        "programs": ["PRIME", "A_PROGRAM_OF_2031"],
        "associatedOrders": [{"orderId": "302-0000000-0000001", "associationType": "REPLACEMENT_ORIGINAL_ID"}],
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": DE, "marketplaceName": "Amazon.de"},
        "buyer": {"buyerName": "Test Buyer", "buyerEmail": "t@marketplace.example", "buyerCompanyName": None},
        "recipient": {
            "deliveryAddress": {
                "name": "Test Buyer",
                "addressLine1": "Example Street 1",
                "addressLine2": "",
                "addressLine3": "Backyard",
                "city": "Sampletown",
                "postalCode": "01234",
                "countryCode": "DE",
                "phone": "+49 000",
            }
        },
        "proceeds": {
            "grandTotal": eur("58.97"),
            "breakdowns": [
                {"type": "ITEM", "subtotal": eur("59.97")},
                {"type": "ECO_FEE", "subtotal": eur("0.10")},
            ],
        },
        "fulfillment": {
            "fulfillmentStatus": "UNSHIPPED",
            "fulfilledBy": "MERCHANT",
            "shipByWindow": {"latestDateTime": "2026-11-04T22:59:59Z"},
        },
        "orderItems": [
            {
                "orderItemId": "11",
                "quantityOrdered": 3,
                "product": {
                    "asin": "B000000001",
                    "sellerSku": "A/1",
                    "title": "Thing",
                    "price": {"unitPrice": eur("13.33")},
                },
                "proceeds": {
                    "proceedsTotal": eur("38.99"),
                    "breakdowns": [
                        {"type": "ITEM", "subtotal": eur("39.99")},
                        {"type": "SHIPPING", "subtotal": eur("4.00")},
                        {
                            "type": "DISCOUNT",
                            "subtotal": eur("5.00"),
                            "detailedBreakdowns": [
                                {"subtype": "ITEM", "value": eur("1.00")},
                                {"subtype": "SHIPPING", "value": eur("4.00")},
                            ],
                        },
                        {
                            "type": "TAX",
                            "subtotal": eur("6.22"),
                            "detailedBreakdowns": [{"subtype": "ITEM", "value": eur("6.22")}],
                        },
                    ],
                },
                "fulfillment": {"quantityFulfilled": 1, "quantityUnfulfilled": 2},
                "cancellation": {"cancellationRequest": {"requester": "BUYER", "cancelReason": "changed my mind"}},
            },
            {
                "orderItemId": "12",
                "quantityOrdered": 2,
                "product": {"sellerSku": "B-2"},
                "proceeds": {
                    "proceedsTotal": eur("19.98"),
                    "breakdowns": [{"type": "ITEM", "subtotal": eur("19.98")}],
                },
                "tax": {
                    "taxCollections": [{"model": "MARKETPLACE_FACILITATOR", "responsibleParty": "Amazon"}],
                    "taxCalculationBreakdowns": [{"reportingScheme": "UOSS"}],
                },
                "aFieldOf2031": {"deep": [1, 2]},
            },
        ],
    }
    return order | changes


def understood(order: dict[str, Any]) -> Order:
    return order_from(json.dumps(order).encode())


def test_an_order_in_amazons_words_becomes_the_noun() -> None:
    order = understood(wire_order())
    first, second = order.lines
    assert (order.order_id, order.marketplace_id, order.status) == ("302-1111111-2222222", DE, "UNSHIPPED")
    assert order.purchased_at == datetime(2026, 11, 2, 8, 0, 0, 250000, tzinfo=UTC)
    assert order.ship_by == datetime(2026, 11, 4, 22, 59, 59, tzinfo=UTC)
    assert (order.seller_order_id, order.replaces) == ("WEB-77", "302-0000000-0000001")
    assert order.programs == ("PRIME", "A_PROGRAM_OF_2031")
    assert (order.currency, order.total) == ("EUR", Decimal("58.97"))
    assert [charge.type for charge in order.charges] == ["ITEM", "ECO_FEE"]
    assert (first.line_id, first.sku, first.quantity, first.unit_price) == ("11", "A/1", 3, Decimal("13.33"))
    assert first.charges[2] == Charge(
        type="DISCOUNT", amount=Decimal("5.00"), parts=(("ITEM", Decimal("1.00")), ("SHIPPING", Decimal("4.00")))
    )
    assert (first.total, first.quantity_fulfilled, first.quantity_unfulfilled) == (Decimal("38.99"), 1, 2)
    assert first.cancel_requested
    assert not second.cancel_requested
    assert (first.facilitated, second.facilitated, second.schemes) == (False, True, ("UOSS",))
    assert order.buyer == Buyer(name="Test Buyer", email="t@marketplace.example")
    assert order.recipient == Address(
        name="Test Buyer",
        lines=("Example Street 1", "Backyard"),
        city="Sampletown",
        postal_code="01234",
        country="DE",
        phone="+49 000",
    )
    assert (order.ship_country, order.complete, order.business) == ("DE", True, False)


def test_a_pending_order_has_no_money_no_buyer_and_no_address() -> None:
    pending = wire_order(fulfillment={"fulfillmentStatus": "PENDING"}, proceeds=None, buyer=None, recipient={})
    for item in pending["orderItems"]:
        del item["proceeds"]
        item["product"].pop("price", None)
    order = understood(pending)
    assert order.pending
    assert (order.currency, order.total, order.charges) == ("", None, ())
    assert (order.buyer, order.recipient, order.ship_country) == (None, None, "")
    assert [line.total for line in order.lines] == [None, None]


@pytest.mark.parametrize(
    ("changes", "business", "tax_id"),
    [
        ({}, False, ""),
        ({"programs": ["AMAZON_BUSINESS"]}, True, ""),
        (
            {"tax": {"taxRegistrations": [{"entityType": "BUYER", "taxRegistrationNumber": "DE000"}]}},
            True,
            "DE000",
        ),
        ({"tax": {"taxRegistrations": [{"entityType": "MERCHANT", "taxRegistrationNumber": "DE1"}]}}, False, ""),
    ],
    ids=["consumer", "business programme", "registered buyer", "only the seller is registered"],
)
def test_a_business_is_told_by_its_programme_or_registration(
    changes: dict[str, Any], business: bool, tax_id: str
) -> None:
    order = understood(wire_order(**changes))
    assert order.buyer is not None
    assert (order.business, order.buyer.tax_id) == (business, tax_id)


def test_words_never_seen_before_pass() -> None:
    order = understood(wire_order(fulfillment={"fulfillmentStatus": "TELEPORTED", "fulfilledBy": "DRONES"}))
    assert (order.status, order.fulfilled_by) == ("TELEPORTED", "DRONES")


def test_a_non_amazon_order_needs_no_marketplace() -> None:
    order = understood(wire_order(salesChannel={"channelName": "NON_AMAZON"}))
    assert (order.channel, order.marketplace_id) == ("NON_AMAZON", "")


def broken(path: list[Any], value: Any) -> dict[str, Any]:
    order = deepcopy(wire_order())
    inner: Any = order
    for step in path[:-1]:
        inner = inner[step]
    if value is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return order


BROKEN = [
    pytest.param(
        broken(["proceeds", "grandTotal"], {"amount": "58.97", "currencyCode": "GBP"}), "EUR", id="currencies"
    ),
    pytest.param(broken(["proceeds", "grandTotal"], eur("a lot")), "decimal", id="no amount"),
    pytest.param(broken(["proceeds", "grandTotal"], eur("NaN")), "no number", id="NaN"),
    pytest.param(broken(["proceeds", "grandTotal"], eur("Infinity")), "no number", id="infinity"),
    pytest.param(broken(["createdTime"], "yesterday"), "createdTime", id="no time"),
    pytest.param(broken(["fulfillment"], ...), "fulfillment", id="no status"),
    pytest.param(broken(["orderItems"], ...), "orderItems", id="no items"),
    pytest.param(broken(["orderItems", 0, "quantityOrdered"], "three"), "quantityOrdered", id="no quantity"),
    pytest.param(broken(["orderItems", 1, "orderItemId"], ...), "orderItemId", id="no item id"),
    pytest.param(broken(["recipient", "deliveryAddress", "name"], {"first": "Test"}), "name", id="odd address"),
]


@pytest.mark.parametrize(("order", "why"), BROKEN)
def test_a_bad_order_is_named_and_the_others_go_on(
    door: Door, client: Client, clock: HeldClock, order: dict[str, Any], why: str
) -> None:
    orders = [wire_order("302-0000000-0000001"), order, wire_order("302-0000000-0000003")]
    door.says(PATH, Answer(json={"orders": orders, "lastUpdatedBefore": BOUND}))
    (page,) = Orders(client, clock).changed(Window(after=AFTER), marketplace_ids=[DE])
    assert [one.order_id for one in page.records] == ["302-0000000-0000001", "302-0000000-0000003"]
    (bad,) = page.unreadable
    assert bad.about == "302-1111111-2222222"
    assert why in bad.why
    assert not any(personal in bad.why for personal in ("Test", "Example", "Sampletown", "01234", "@"))


@given(amount=st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_amounts_are_exact(amount: Decimal) -> None:
    order = understood(wire_order(proceeds={"grandTotal": eur(str(amount))}))
    assert order.total == amount


@given(junk=st.binary(max_size=60))
def test_junk_is_not_understood_and_nothing_worse(junk: bytes) -> None:
    with pytest.raises(NotUnderstood):
        order_from(junk)


def page_of(*ids: str, token: str | None = None) -> Answer:
    told: dict[str, Any] = {"orders": [wire_order(order_id) for order_id in ids], "lastUpdatedBefore": BOUND}
    if token:
        told["pagination"] = {"nextToken": token}
    return Answer(json=told)


def ids(pages: list[Page[Order]]) -> list[list[str]]:
    return [[order.order_id for order in page.records] for page in pages]


def test_pages_follow_each_other_with_the_same_parameters(door: Door, client: Client, clock: HeldClock) -> None:
    door.says(PATH, page_of("1", "2", token="t/1="), page_of("3", token="t2"), page_of("4"))
    window = Window(after=AFTER, before=datetime(2026, 11, 10, tzinfo=UTC))
    pages = list(Orders(client, clock).changed(window, marketplace_ids=[DE, FR]))
    assert ids(pages) == [["1", "2"], ["3"], ["4"]]
    assert [page.until for page in pages] == [None, None, datetime(2026, 11, 20, 11, 57, 30, 500000, tzinfo=UTC)]
    queries = [asked.query for asked in door.calls(PATH)]
    assert [query.pop("paginationToken", None) for query in queries] == [None, "t/1=", "t2"]
    assert queries[0] == queries[1] == queries[2]
    assert queries[0] == {
        "lastUpdatedAfter": "2026-11-01T00:00:00Z",
        "lastUpdatedBefore": "2026-11-10T00:00:00Z",
        "marketplaceIds": f"{DE},{FR}",
        "maxResultsPerPage": "100",
        "includedData": "BUYER,RECIPIENT,PROCEEDS,EXPENSE,PROMOTION,CANCELLATION,FULFILLMENT,PACKAGES,TAX,PAYMENT",
    }


def test_an_unfinished_reading_is_taken_up_where_it_stopped(door: Door, client: Client, clock: HeldClock) -> None:
    door.says(PATH, page_of("1", token="t1"), page_of("2"))
    first = next(iter(Orders(client, clock).changed(Window(after=AFTER), marketplace_ids=[DE])))
    clock.sleep(3600)
    again = Window(after=AFTER + timedelta(days=1), resume=first.resume)
    assert ids(list(Orders(client, clock).changed(again, marketplace_ids=[FR]))) == [["2"]]
    before, after = (asked.query for asked in door.calls(PATH))
    assert after == before | {"paginationToken": "t1"}


def test_an_expired_token_begins_the_window_again_once(door: Door, client: Client, clock: HeldClock) -> None:
    resume = Continuation(
        token="old", asked={"lastUpdatedAfter": "2026-11-01T00:00:00Z", "marketplaceIds": DE}, issued=AFTER
    )
    door.says(PATH, refusal(400), page_of("1", token="t1"), page_of("2"))
    window = Window(after=AFTER, resume=resume)
    assert ids(list(Orders(client, clock).changed(window, marketplace_ids=[DE]))) == [["1"], ["2"]]
    door.says(PATH, refusal(400), page_of("1", token="t1"), refusal(400))
    with pytest.raises(errors.BadRequest):
        list(Orders(client, clock).changed(window, marketplace_ids=[DE]))


def test_the_upper_bound_is_left_to_amazon_when_it_is_too_close(
    door: Door, client: Client, clock: HeldClock
) -> None:
    door.says(PATH, page_of())
    window = Window(after=clock.now(), before=clock.now() + timedelta(days=1))
    list(Orders(client, clock).changed(window, marketplace_ids=[DE]))
    (asked,) = door.calls(PATH)
    assert "lastUpdatedBefore" not in asked.query
    assert asked.query["lastUpdatedAfter"] == "2026-11-20T11:57:00Z"


def test_without_amazons_bound_the_cursor_does_not_move(door: Door, client: Client, clock: HeldClock) -> None:
    door.says(PATH, Answer(json={"orders": []}))
    (page,) = Orders(client, clock).changed(Window(after=AFTER), marketplace_ids=[DE])
    assert page.until == AFTER


def test_without_the_role_for_personal_data_the_rest_is_read(door: Door, client: Client, clock: HeldClock) -> None:
    denied = refusal(403, code="Unauthorized")
    door.says(PATH, denied, denied, page_of("1", token="t1"), page_of("2"))
    orders = Orders(client, clock)
    assert ids(list(orders.changed(Window(after=AFTER), marketplace_ids=[DE]))) == [["1"], ["2"]]
    included = [asked.query["includedData"] for asked in door.calls(PATH)]
    assert [data.startswith("BUYER,RECIPIENT") for data in included] == [True, True, False, False]


def test_another_missing_role_is_told(door: Door, client: Client, clock: HeldClock) -> None:
    door.says(PATH, refusal(403, code="Unauthorized"))
    with pytest.raises(errors.MissingRole):
        list(Orders(client, clock).changed(Window(after=AFTER), marketplace_ids=[DE]))


def test_one_order_by_its_id(door: Door, client: Client, clock: HeldClock) -> None:
    orders = Orders(client, clock)
    door.says(f"{PATH}/302-1111111-2222222", Answer(json={"order": wire_order()}))
    assert orders.one("302-1111111-2222222") == understood(wire_order())
    assert orders.one("302-0000000-0000000") is None
    door.says(f"{PATH}/1", refusal(400))
    with pytest.raises(errors.BadRequest):
        orders.one("1")
