"""What is said to be in every document of ours is there, however little Amazon tells, and nothing else is in any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from sellerbridge.commerce.listing import CatalogItem, Listing, Product
from sellerbridge.commerce.order import Address, Buyer, Charge, Order, OrderLine
from sellerbridge.commerce.settlement import Settlement, SettlementLine
from sellerbridge.commerce.shipment import Shipment
from sellerbridge.commerce.transaction import Leaf, Transaction, TransactionItem
from sellerbridge.documents.item import item_documents
from sellerbridge.documents.mapping import Mappings, Rate
from sellerbridge.documents.money.booked import BookedInvoice, BookedOrder
from sellerbridge.documents.money.settlement import settlement_documents
from sellerbridge.documents.order import order_documents
from sellerbridge.documents.switches import Switches
from sellerbridge.erp.erpnext.demands import ALWAYS, FILLED, SOMETIMES
from sellerbridge.outgoing import Outgoing
from sellerbridge.settings import Settings

_DE = "A1PA6795UKMFR9"
_ORDER = "302-1111111-1111111"
_MAPPING = Mappings(
    marketplaces=(_DE,), products={"CUP": "CUP"}, rates={"EUR": (Rate(date(2026, 1, 1), Decimal(1)),)}
)
_TABLES = {
    "taxes": "Sales Taxes and Charges",
    "accounts": "Journal Entry Account",
    "barcodes": "Item Barcode",
    "links": "Dynamic Link",
    "email_ids": "Contact Email",
}
_COMPUTED = {
    *("total", "net_total", "grand_total", "total_taxes_and_charges", "amount", "docstatus"),
    *("total_debit", "total_credit", "debit", "credit"),
}
_FOUND_THERE = {"so_detail", "dn_detail", "sales_invoice_item"}
"""Rows of other documents: what the adapter adds (references.py)."""
_EVERYTHING = Switches(delivery_notes=True, invoices=True, credit_notes=True)


def _order(**told: Any) -> Order:
    line = OrderLine(
        line_id="1",
        sku="CUP",
        quantity=1,
        title=told.pop("title", ""),
        charges=(Charge(type="ITEM", amount=Decimal("10.00")), *told.pop("charges", ())),
        total=told.pop("line_total", Decimal("10.00")),
    )
    when = datetime(2026, 11, 2, 8, tzinfo=UTC)
    return Order(
        order_id=_ORDER,
        shipments=(Shipment(number=1, shipped_at=when, pieces=(("1", 1),)),),
        marketplace_id=_DE,
        status="UNSHIPPED",
        purchased_at=when,
        updated_at=when,
        currency="EUR",
        lines=(line,),
        **told,
    )


_LITTLE = _order(recipient=Address(country="DE"), buyer=Buyer(key="k", email="k@marketplace.test"))
_MUCH = _order(
    title="A cup",
    charges=(Charge(type="SHIPPING", amount=Decimal("3.99")),),
    line_total=Decimal("13.99"),
    fulfilled_by="AMAZON",
    replaces="302-2222222-2222222",
    buyer=Buyer(key="k", name="Test Buyer", company="Test Ltd", email="k@marketplace.test", tax_id="DE0"),
    recipient=Address(
        name="Test Buyer",
        company="Test Ltd",
        lines=("Street 1", "Floor 2"),
        city="Town",
        district="District",
        region="Region",
        postal_code="12345",
        country="DE",
        phone="+49 30 1234",
    ),
)
_BARE = Product(sku="CUP", item_code="CUP", listings=(Listing(sku="CUP", marketplace_id=_DE, price=Decimal(9)),))
_RICH = Product(
    sku="CUP",
    item_code="CUP",
    listings=(
        Listing(
            sku="CUP",
            marketplace_id=_DE,
            asin="B000000001",
            title="A cup",
            description="It holds tea.",
            price=Decimal(9),
            currency="EUR",
            status="Active",
            fulfilled_by="AMAZON",
        ),
    ),
    catalog=CatalogItem(
        asin="B000000001",
        marketplace_id=_DE,
        brand="Acme",
        manufacturer="Acme",
        image_url="http://127.0.0.1/cup.png",
        barcodes=(("EAN", "4006381333931"),),
    ),
)


def _bodies(documents: Iterable[Outgoing]) -> list[tuple[str, Mapping[str, Any]]]:
    """Every document and row, with its doctype."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    for document in documents:
        found.append((document.kind, document.body))
        found += [(f"{document.kind} Item", row) for row in document.body.get("items", ())]
        found += [(_TABLES[name], row) for name in _TABLES for row in document.body.get(name, ())]
    return [(doctype, body) for doctype, body in found if doctype in ALWAYS]


def _refund(order: Order) -> Transaction:
    leaf = Leaf(path=("Sales", "ProductCharges", "OurPricePrincipal"), amount=Decimal("-10.00"))
    item = TransactionItem(sku="CUP", quantity=1, total=leaf.amount, leaves=(leaf,))
    return Transaction(
        transaction_id="T1",
        kind="Refund",
        status="RELEASED",
        posted_at=datetime(2026, 11, 9, tzinfo=UTC),
        currency="EUR",
        total=leaf.amount,
        marketplace_id=_DE,
        order_id=order.order_id,
        items=(item,),
        leaves=(leaf,),
    )


def _booked(order: Order) -> BookedOrder:
    invoice = BookedInvoice(
        key=f"{_ORDER}-1", is_return=False, currency="EUR", total=Decimal("10.00"), rate=Decimal(1)
    )
    return BookedOrder(
        order_id=_ORDER,
        marketplace_id=_DE,
        customer="AMZ-k",
        currency="EUR",
        total=Decimal("10.00"),
        rate=Decimal(1),
        invoices=(invoice,) if order.replaces else (),
    )


def _settlement(order: Order) -> Settlement:
    """A sale and its fee; against the invoice where much is told, else an advance on the order."""
    paid = SettlementLine(
        transaction_type="Order",
        amount_type="ItemPrice",
        description="Principal",
        amount=Decimal("10.00"),
        order_id=order.order_id,
    )
    fee = SettlementLine(
        transaction_type="Order",
        amount_type="ItemFees",
        description="Commission",
        amount=Decimal("-1.50"),
        order_id=order.order_id,
    )
    day = datetime(2026, 11, 10, tzinfo=UTC)
    return Settlement(
        settlement_id="11223344",
        currency="EUR",
        total=Decimal("8.50"),
        started_at=day,
        ended_at=day,
        deposited_at=day,
        lines=(paid, fee),
    )


def _made(order: Order, product: Product) -> list[tuple[str, Mapping[str, Any]]]:
    settings = Settings()
    documents = (
        *item_documents(product, settings=settings, mapping=_MAPPING),
        *order_documents(
            order, settings=settings, mapping=_MAPPING, switches=_EVERYTHING, money=(_refund(order),)
        ),
        *settlement_documents(
            _settlement(order), booked={_ORDER: _booked(order)}, settings=settings, mapping=_MAPPING
        ),
    )
    return _bodies(documents)


@pytest.mark.parametrize(("order", "product"), [(_LITTLE, _BARE), (_MUCH, _RICH)], ids=["little", "much"])
def test_what_is_always_said_is_in_every_document(order: Order, product: Product) -> None:
    made = _made(order, product)
    assert {doctype for doctype, _ in made} >= {
        "Item",
        "Item Price",
        "Customer",
        "Address",
        "Contact",
        "Sales Order",
    }
    missing = {
        (doctype, field)
        for doctype, body in made
        for field in ALWAYS[doctype] - _FOUND_THERE
        if body.get(field) in (None, "") and not body.get("is_return")
    }
    assert missing == set()


def test_whatever_amazon_tells_is_known_here() -> None:
    made = _made(_MUCH, _RICH)
    assert {doctype for doctype, _ in made} == set(ALWAYS)
    none = frozenset[str]()
    known = {each: ALWAYS[each] | SOMETIMES.get(each, none) | FILLED.get(each, none) for each in ALWAYS}
    surplus = {
        (doctype, field)
        for doctype, body in made
        for field in body
        if field not in known[doctype] | _COMPUTED and not field.startswith("base_")
    }
    assert surplus == set()
