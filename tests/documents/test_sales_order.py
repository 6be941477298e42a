"""The Sales Order: every field that ERPNext asks for, its dates, and an origin for each."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sellerbridge.commerce.order import Buyer, Charge, Order, OrderLine
from sellerbridge.documents.mapping import Mappings, Rate
from sellerbridge.documents.order import order_documents
from sellerbridge.outgoing import Outgoing
from sellerbridge.settings import Settings

ORDER_ID = "026-1234567-1234567"
MAPPING = Mappings(
    products={"MUG": "MUG", "POT": "POT~1"},
    rates={"GBP": (Rate(date(2026, 9, 1), Decimal("1.15")),)},
    marketplaces=("A1PA6795UKMFR9", "A1F83G8C2ARO7P"),
)


def _line(line_id: str, sku: str, quantity: int, item: str, tax: str) -> OrderLine:
    charges = (Charge(type="ITEM", amount=Decimal(item)), Charge(type="TAX", amount=Decimal(tax)))
    return OrderLine(line_id=line_id, sku=sku, quantity=quantity, title=f"A {sku.lower()}", charges=charges)


def _sales_order(mapping: Mappings = MAPPING, **fields: Any) -> Outgoing:
    order = Order(
        **{
            "order_id": ORDER_ID,
            "marketplace_id": "A1F83G8C2ARO7P",
            "status": "UNSHIPPED",
            "purchased_at": datetime(2026, 10, 1, 23, 30, tzinfo=UTC),
            "updated_at": datetime(2026, 10, 2, tzinfo=UTC),
            "currency": "GBP",
            "fulfilled_by": "AMAZON",
            "ship_by": datetime(2026, 10, 3, 22, 59, tzinfo=UTC),
            "deliver_by": datetime(2026, 10, 6, 22, 59, tzinfo=UTC),
            "lines": (_line("2", "POT", 3, "10.00", "1.67"), _line("1", "MUG", 2, "24.00", "4.00")),
            "charges": (Charge(type="ITEM", amount=Decimal("34.00")), Charge(type="TAX", amount=Decimal("5.67"))),
            "total": Decimal("34.00"),
            "buyer": Buyer(key="b1"),
            **fields,
        }
    )
    return order_documents(order, settings=Settings(), mapping=mapping)[-1]


def test_the_whole_document() -> None:
    made = _sales_order()

    assert (made.kind, made.key, made.name, made.personal) == ("Sales Order", ORDER_ID, ORDER_ID, False)
    assert {field: value for field, value in made.body.items() if field not in ("items", "taxes")} == {
        "docstatus": 1,
        "customer": "AMZ-b1",
        "order_type": "Sales",
        "company": "My Company",
        "transaction_date": "2026-10-01",
        "delivery_date": "2026-10-06",
        "po_no": ORDER_ID,
        "amazon_order_id": ORDER_ID,
        "marketplace_id": "A1F83G8C2ARO7P",
        "amazon_fulfilled_by": "AMAZON",
        "set_warehouse": "Amazon FBA",
        "currency": "GBP",
        "conversion_rate": Decimal("1.15"),
        "selling_price_list": "Amazon UK",
        "price_list_currency": "GBP",
        "plc_conversion_rate": Decimal("1.15"),
        "ignore_pricing_rule": 1,
        "disable_rounded_total": 1,
        "total": Decimal("28.33"),
        "net_total": Decimal("28.33"),
        "total_taxes_and_charges": Decimal("5.67"),
        "grand_total": Decimal("34.00"),
        "base_total": Decimal("32.58"),
        "base_net_total": Decimal("32.58"),
        "base_total_taxes_and_charges": Decimal("6.52"),
        "base_grand_total": Decimal("39.10"),
    }


def test_its_rows_are_sorted_by_item() -> None:
    """Orders that reserve the same stock in opposite order deadlock in ERPNext."""
    made = _sales_order()

    assert made.body["items"][0] == {
        "item_code": "MUG",
        "description": "A mug",
        "qty": 2,
        "uom": "Nos",
        "conversion_factor": 1,
        "rate": Decimal("10.00"),
        "price_list_rate": Decimal("10.00"),
        "amount": Decimal("20.00"),
        "warehouse": "Amazon FBA",
        "delivery_date": "2026-10-06",
        "amazon_order_item_id": "1",
    }
    assert [(row["item_code"], row["qty"], row["amount"]) for row in made.body["items"][1:]] == [
        ("POT~1", 1, Decimal("2.77")),
        ("POT~1", 2, Decimal("5.56")),
    ]
    assert made.body["taxes"] == [
        {
            "charge_type": "Actual",
            "account_head": "Amazon VAT and Sales Tax",
            "description": "Tax",
            "tax_amount": Decimal("5.67"),
        }
    ]


@pytest.mark.parametrize(
    ("ship_by", "deliver_by", "day"),
    [
        pytest.param(None, None, "2026-10-01", id="no promise: the day of the order"),
        pytest.param(datetime(2026, 10, 3, tzinfo=UTC), None, "2026-10-03", id="shipping only"),
        pytest.param(datetime(2026, 9, 20, tzinfo=UTC), None, "2026-10-01", id="never before the order"),
        pytest.param(None, datetime.fromisoformat("2026-10-05T23:30:00-04:00"), "2026-10-06", id="days are UTC"),
    ],
)
def test_delivery_date(ship_by: datetime | None, deliver_by: datetime | None, day: str) -> None:
    body = _sales_order(ship_by=ship_by, deliver_by=deliver_by).body

    assert body["delivery_date"] == day
    assert {row["delivery_date"] for row in body["items"]} == {day}


def test_every_field_says_where_it_came_from() -> None:
    made = _sales_order(replaces="026-7654321-7654321")

    assert made.origins.keys() == made.body.keys()
    assert made.origins["grand_total"] == "equal to proceeds.grandTotal"
    assert made.origins["conversion_rate"] == "exchange rate of GBP known on 2026-10-01"
    assert made.origins["set_warehouse"] == "setting fba_warehouse: fulfilled by AMAZON"


def test_an_unusual_reading_of_the_tax_is_told() -> None:
    made = _sales_order(total=Decimal("39.67"))

    assert "tax on top of the prices, unlike others of UK" in made.origins["grand_total"]


def test_a_sale_in_a_marketplace_that_is_none_of_the_connections_uses_the_home_price_list() -> None:
    made = _sales_order(marketplace_id="A28R8C7NBKEWEA")

    assert (made.body["selling_price_list"], made.body["price_list_currency"]) == ("Amazon", "EUR")
    assert (made.body["currency"], made.body["plc_conversion_rate"]) == ("GBP", Decimal(1))
