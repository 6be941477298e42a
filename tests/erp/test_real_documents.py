"""What `documents` makes is what the books take: the two halves agree without knowing each other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from sellerbridge.commerce.listing import CatalogItem, Listing, Product
from sellerbridge.commerce.order import Address, Buyer, Charge, Order, OrderLine
from sellerbridge.documents.item import item_documents
from sellerbridge.documents.mapping import Mappings, Rate
from sellerbridge.documents.masters import master_documents
from sellerbridge.documents.order import order_documents
from sellerbridge.erp.books.adapter import Books
from sellerbridge.erp.books.export import export
from sellerbridge.outgoing import Delivery, Outcome, Outgoing

DE, UK, US = "A1PA6795UKMFR9", "A1F83G8C2ARO7P", "ATVPDKIKX0DER"
MAPPING = Mappings(
    marketplaces=(DE, UK, US),
    products={"KETTLE": "KETTLE", "CUP": "CUP"},
    rates={
        "GBP": (Rate(date(2026, 1, 1), Decimal("1.1573")),),
        "USD": (Rate(date(2026, 1, 1), Decimal("0.9271")),),
    },
)


def product(sku: str) -> Product:
    listings = tuple(
        Listing(
            sku=sku,
            marketplace_id=site,
            asin="B0000000AA",
            title=f"A {sku}",
            price=Decimal("12.49"),
            currency=money,
        )
        for site, money in ((DE, "EUR"), (UK, "GBP"), (US, "USD"))
    )
    catalog = CatalogItem(asin="B0000000AA", marketplace_id=DE, brand="Acme", barcodes=(("EAN", "4006381333931"),))
    return Product(sku=sku, item_code=sku, listings=listings, catalog=catalog)


def order(order_id: str, marketplace_id: str, currency: str) -> Order:
    lines = (
        OrderLine(
            line_id="1",
            sku="KETTLE",
            quantity=3,
            title="A kettle",
            charges=(
                Charge(type="ITEM", amount=Decimal("10.00")),
                Charge(type="SHIPPING", amount=Decimal("3.99")),
            ),
            total=Decimal("13.99"),
        ),
        OrderLine(
            line_id="2",
            sku="CUP",
            quantity=2,
            charges=(Charge(type="ITEM", amount=Decimal("8.01")), Charge(type="DISCOUNT", amount=Decimal("1.00"))),
            total=Decimal("7.01"),
        ),
    )
    return Order(
        order_id=order_id,
        marketplace_id=marketplace_id,
        status="UNSHIPPED",
        purchased_at=datetime(2026, 10, 2, 9, tzinfo=UTC),
        updated_at=datetime(2026, 10, 2, 10, tzinfo=UTC),
        currency=currency,
        lines=lines,
        total=Decimal("21.00"),
        buyer=Buyer(key="b1", name="Erika Beispiel", email="practice@example.com"),
        recipient=Address(name="Erika Beispiel", lines=("Musterweg 1",), city="Berlin", country="DE"),
    )


def told(books: Books, documents: Iterable[Outgoing]) -> list[str]:
    answers = books.deliver([Delivery(row=n, outgoing=outgoing) for n, outgoing in enumerate(documents)])
    return [answer.message for answer in answers if answer.outcome is Outcome.REFUSED]


@pytest.mark.parametrize(("site", "currency"), [(DE, "EUR"), (UK, "GBP"), (US, "USD")])
def test_masters_products_and_orders_arrive(books: Books, tmp_path: Path, site: str, currency: str) -> None:
    settings = books.settings
    assert told(books, master_documents(settings, mapping=MAPPING)) == []
    for sku in ("KETTLE", "CUP"):
        assert told(books, item_documents(product(sku), settings=settings, mapping=MAPPING)) == []
    wanted = order_documents(order("302-1", site, currency), settings=settings, mapping=MAPPING)
    assert told(books, wanted) == []
    [held] = books.documents(doctype="Sales Order", key="302-1")
    assert (held.doc["grand_total"], held.doc["customer_name"]) == (Decimal("21.00"), "Erika Beispiel")
    names = [path.name for path in export(books, tmp_path)]
    assert names[-1] == "15-sales-order.csv"
    assert "04-uom.csv" not in names
    assert not [finding for finding in books.check() if not finding.ok or finding.advice]
