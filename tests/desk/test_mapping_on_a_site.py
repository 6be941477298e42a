"""Mappings held to a practice ERPNext over a real socket, and documents that follow them arriving there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import pytest
from tests.journeys.site import site_with_fields

from sellerbridge.commerce.order import Buyer, Charge, Order, OrderLine
from sellerbridge.desk import mapping
from sellerbridge.desk.mapping import Mapped
from sellerbridge.documents.mapping import Rate
from sellerbridge.documents.masters import master_documents
from sellerbridge.documents.order import order_documents
from sellerbridge.errors import Unreachable, Usage
from sellerbridge.installation import Installation
from sellerbridge.outgoing import Delivery, Outcome
from sellerbridge.simulator.erpnext.server import PracticeERPNext
from sellerbridge.store.connections import Connection

DE = "A1PA6795UKMFR9"
_TOTALS = ("total", "net_total", "total_taxes_and_charges", "grand_total")
TOTALS = (*_TOTALS, *(f"base_{field}" for field in _TOTALS))


@pytest.fixture
def site(opened: Installation) -> Iterator[PracticeERPNext]:
    """A site that has our custom fields, chosen as the ERP."""
    with site_with_fields() as practice:
        login = practice.logins["connector"]
        opened.store.erp.choose("erpnext", url=login.url, api_key=login.api_key, api_secret=login.api_secret)
        opened.store.settings.put({"company": "Acme", "customers": "marketplace"})
        yield practice


def _customer(opened: Installation, name: str) -> None:
    """As a person makes one there."""
    groups = {"customer_group": "Commercial", "territory": "All Territories"}
    with opened.erp() as erp:
        erp.client.write(  # type: ignore[attr-defined]
            "POST",
            "/api/resource/Customer",
            {"customer_name": name, "customer_type": "Company", **groups},
        )


@pytest.mark.parametrize(
    ("kind", "word", "kept"),
    [
        ("fee", "SHIPPING=sales", "Sales - AC"),
        ("fee", "DE:TAX=Sales - AC", "Sales - AC"),
        ("warehouse", "DE=stores", "Stores - AC"),
        ("fba-warehouse", "GB=Goods In Transit", "Goods In Transit - AC"),
        ("price-list", "DE=standard selling", "Standard Selling"),
        ("customer", "DE=amazon kunden", "Amazon Kunden"),
    ],
)
def test_a_name_is_kept_as_the_site_has_it(
    opened: Installation, site: PracticeERPNext, kind: str, word: str, kept: str
) -> None:
    if kind == "customer":
        _customer(opened, "Amazon Kunden")
    (line,) = mapping.put(opened, kind, [word])
    assert line.target == kept


@pytest.mark.parametrize(
    ("kind", "word", "said"),
    [
        pytest.param("fee", "SHIPPING=Salez", "near it: Sales - AC", id="a slip of the finger"),
        pytest.param("fee", "SHIPPING=Direct Income", "no Account 'Direct Income'", id="a group"),
        pytest.param("warehouse", "DE=All Warehouses", "no Warehouse 'All Warehouses'", id="the root"),
        pytest.param("price-list", "DE=Standard Buying", "no Price List", id="a list for buying"),
        pytest.param("item", "RED=NEW-1", "no Item 'NEW-1'", id="an item"),
        pytest.param("customer", "DE=Nobody", "no Customer 'Nobody'", id="a customer"),
    ],
)
def test_what_documents_may_not_refer_to_is_refused(
    opened: Installation, site: PracticeERPNext, kind: str, word: str, said: str
) -> None:
    with pytest.raises(Usage, match=said):
        mapping.put(opened, kind, [word])
    assert mapping.mapped(opened.store) == Mapped()


def test_a_thousand_items_are_few_questions(opened: Installation, site: PracticeERPNext) -> None:
    before = len(site.calls)
    with pytest.raises(Usage, match="and 990 more"):
        mapping.put(opened, "item", [f"SKU-{n}=ITEM-{n}" for n in range(1000)])
    assert len(site.calls) - before <= 7


def test_a_site_that_is_away_changes_nothing(opened: Installation, site: PracticeERPNext) -> None:
    site.stop()
    with pytest.raises(Unreachable):
        mapping.put(opened, "warehouse", ["DE=Stores"])
    assert mapping.mapped(opened.store) == Mapped()


def test_documents_follow_the_mapping_and_the_site_computes_the_same_totals(
    opened: Installation, site: PracticeERPNext, seller: Connection
) -> None:
    """What is new is made, what is there is used, and the site's totals are ours: 3 x 1.10 EUR at 0.92 is 3.03."""
    _customer(opened, "Amazon Kunden")
    mapping.put(opened, "customer", ["DE=Amazon Kunden"])
    mapping.put(opened, "warehouse", ["DE=stores"])
    mapping.put(opened, "price-list", ["DE=Web Germany"], make=True)
    mapping.put(opened, "fee", ["DE:TAX=VAT Germany"], make=True)
    rates = {"EUR": (Rate(date.min, Decimal("0.92")),)}
    settings = msgspec.structs.replace(opened.store.settings.read(), company_currency="USD")
    kept = msgspec.structs.replace(opened.store.mappings.read(seller), rates=rates)
    told = order_documents(_order(), settings=settings, mapping=kept)
    wanted = told[-1].body

    names: dict[tuple[str, str], str] = {}
    with opened.erp() as erp:
        for row, outgoing in enumerate([*master_documents(settings, mapping=kept), *told]):
            (receipt,) = erp.deliver([Delivery(row=row, outgoing=outgoing)], names=names)
            assert receipt.outcome in (Outcome.CREATED, Outcome.UNCHANGED), receipt
            names[outgoing.kind, outgoing.name] = receipt.name
        doc = erp.client.read(f"/api/resource/Sales Order/{names['Sales Order', wanted['amazon_order_id']]}")  # type: ignore[attr-defined]

    assert "Customer" not in {document.kind for document in told}
    assert (doc["customer"], doc["selling_price_list"]) == ("Amazon Kunden", "Web Germany")
    assert {row["warehouse"] for row in doc["items"]} == {"Stores - AC"}
    assert [row["account_head"] for row in doc["taxes"]] == ["VAT Germany - AC"]
    assert {field: Decimal(doc[field]) for field in TOTALS} == {field: wanted[field] for field in TOTALS}
    assert (wanted["base_net_total"], wanted["base_grand_total"]) == (Decimal("3.03"), Decimal("3.96"))


def _order() -> Order:
    moment = datetime(2026, 3, 2, tzinfo=UTC)
    taxes = {"A": "1.00", "B": "0.00", "C": "0.00"}
    return Order(
        order_id="302-1234567-1234567",
        marketplace_id=DE,
        status="SHIPPED",
        purchased_at=moment,
        updated_at=moment,
        currency="EUR",
        fulfilled_by="MERCHANT",
        lines=tuple(
            OrderLine(
                line_id=sku,
                sku=sku,
                quantity=1,
                title=f"Thing {sku}",
                charges=(
                    Charge(type="ITEM", amount=Decimal("1.10") + Decimal(tax)),
                    Charge(type="TAX", amount=Decimal(tax)),
                ),
            )
            for sku, tax in taxes.items()
        ),
        total=Decimal("4.30"),
        buyer=Buyer(key="b1"),
    )
