from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from sellerbridge.amazon import errors
from sellerbridge.amazon.history import orders_from_report
from sellerbridge.amazon.order_answer import NotUnderstood
from sellerbridge.commerce.order import Charge
from sellerbridge.incoming import Unreadable

COLUMNS = [
    "amazon-order-id",
    "merchant-order-id",
    "purchase-date",
    "last-updated-date",
    "order-status",
    "fulfillment-channel",
    "sales-channel",
    "order-channel",
    "ship-service-level",
    "product-name",
    "sku",
    "asin",
    "item-status",
    "quantity",
    "currency",
    "item-price",
    "item-tax",
    "shipping-price",
    "shipping-tax",
    "gift-wrap-price",
    "gift-wrap-tax",
    "item-promotion-discount",
    "ship-promotion-discount",
    "ship-city",
    "ship-state",
    "ship-postal-code",
    "ship-country",
    "promotion-ids",
    "is-business-order",
    "purchase-order-number",
    "price-designation",
]


def row(**cells: str) -> dict[str, str]:
    told = {
        "amazon-order-id": "302-1111111-2222222",
        "purchase-date": "2026-10-01T08:00:00+00:00",
        "last-updated-date": "2026-10-02T09:30:00+02:00",
        "order-status": "Shipped",
        "fulfillment-channel": "Amazon",
        "sales-channel": "Amazon.de",
        "product-name": "Thing",
        "sku": "A-1",
        "asin": "B000000001",
        "item-status": "Shipped",
        "quantity": "3",
        "currency": "EUR",
        "item-price": "39.99",
        "ship-city": "Sampletown",
        "ship-country": "DE",
        "is-business-order": "false",
    }
    return told | {name.replace("_", "-"): value for name, value in cells.items()}


def table(*rows: dict[str, str], columns: Iterable[str] = COLUMNS) -> list[list[str]]:
    names = list(columns)
    return [names, *([one.get(name, "") for name in names] for one in rows)]


def test_rows_of_one_order_become_one_order() -> None:
    (order,) = orders_from_report(
        iter(
            table(
                row(
                    item_tax="6.38",
                    shipping_price="4.99",
                    shipping_tax="0.80",
                    gift_wrap_price="2.50",
                    item_promotion_discount="-1.00",
                    ship_promotion_discount="4.99",
                ),
                row(quantity="2", item_price="19.98"),
                row(sku="B-2", quantity="1", item_price="", item_status="Unshipped"),
            )
        )
    )
    assert (order.order_id, order.marketplace_id, order.currency) == (
        "302-1111111-2222222",
        "A1PA6795UKMFR9",
        "EUR",
    )
    assert order.updated_at == datetime(2026, 10, 2, 7, 30, tzinfo=UTC)
    assert (order.status, order.fulfilled_by, order.ship_country) == ("SHIPPED", "AMAZON", "DE")
    assert (order.complete, order.buyer, order.recipient, order.total) == (False, None, None, None)
    assert [(line.line_id, line.quantity, line.quantity_fulfilled) for line in order.lines] == [
        ("A-1#1", 3, 3),
        ("A-1#2", 2, 2),
        ("B-2#1", 1, 0),
    ]
    assert order.lines[0].charges == (
        Charge(type="ITEM", amount=Decimal("39.99")),
        Charge(type="SHIPPING", amount=Decimal("4.99")),
        Charge(type="GIFT_WRAP", amount=Decimal("2.50")),
        Charge(
            type="DISCOUNT",
            amount=Decimal("5.99"),
            parts=(("ITEM", Decimal("1.00")), ("SHIPPING", Decimal("4.99"))),
        ),
        Charge(
            type="TAX", amount=Decimal("7.18"), parts=(("ITEM", Decimal("6.38")), ("SHIPPING", Decimal("0.80")))
        ),
    )
    assert order.lines[2].charges == ()


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("Pending", "PENDING"),
        ("Unshipped", "UNSHIPPED"),
        ("Shipping", "PARTIALLY_SHIPPED"),
        ("Shipped - Delivered to Buyer", "SHIPPED"),
        ("Cancelled", "CANCELLED"),
        ("Pending - Waiting for Pick Up", "UNSHIPPED"),
        ("Teleported far", "TELEPORTED_FAR"),
    ],
)
def test_the_reports_words_become_the_apis(told: str, status: str) -> None:
    (order,) = orders_from_report(iter(table(row(order_status=told))))
    assert order.status == status


@pytest.mark.parametrize(
    ("site", "channel", "marketplace"),
    [
        ("Amazon.co.uk", "AMAZON", "A1F83G8C2ARO7P"),
        ("Non-Amazon DE", "NON_AMAZON", ""),
        ("Amazon.mars", "AMAZON", ""),
    ],
)
def test_where_it_was_sold(site: str, channel: str, marketplace: str) -> None:
    (order,) = orders_from_report(iter(table(row(sales_channel=site))))
    assert (order.channel, order.marketplace_id) == (channel, marketplace)


def test_columns_may_move_come_and_go() -> None:
    columns = [name for name in COLUMNS[::-1] if name not in ("item-status", "gift-wrap-price")]
    columns += ["tax-collection-model", "a-column-of-2031"]
    (order,) = orders_from_report(
        iter(table(row(tax_collection_model="MarketplaceFacilitator", item_tax="3.00"), columns=columns))
    )
    (line,) = order.lines
    assert (line.quantity, line.facilitated, line.quantity_fulfilled) == (3, True, 0)


def test_a_header_without_the_needed_columns_is_refused_by_name() -> None:
    with pytest.raises(errors.ReportFailed, match="item-price, quantity"):
        list(orders_from_report(iter(table(columns=[c for c in COLUMNS if c not in ("quantity", "item-price")]))))


BAD = [
    pytest.param([row(), row(currency="GBP")], "amounts in EUR and GBP", id="currencies"),
    pytest.param([row(currency="")], "without a currency", id="no currency"),
    pytest.param([row(item_price="cheap")], "no number", id="price"),
    pytest.param([row(quantity="")], "without a quantity", id="quantity"),
    pytest.param([row(purchase_date="Sampletown")], "a date that is none", id="date"),
]


@pytest.mark.parametrize(("bad", "why"), BAD)
def test_a_bad_order_is_named_and_the_others_go_on(bad: list[dict[str, str]], why: str) -> None:
    first, last = row(amazon_order_id="302-0000000-0000001"), row(amazon_order_id="302-0000000-0000003")
    heard: list[Unreadable] = []
    orders = list(orders_from_report(iter(table(first, *bad, last)), unreadable=heard.append))
    assert [order.order_id for order in orders] == ["302-0000000-0000001", "302-0000000-0000003"]
    assert [one.about for one in heard] == ["302-1111111-2222222"]
    assert why in heard[0].why
    assert "Sampletown" not in heard[0].why
    with pytest.raises(NotUnderstood, match="302-1111111-2222222"):
        list(orders_from_report(iter(table(first, *bad, last))))
