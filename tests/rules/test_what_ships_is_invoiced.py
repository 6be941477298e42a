"""Rules 12 and 13: invoices follow what ships, credit notes what is refunded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from tests.rules.conftest import MAPPING

from sellerbridge.commerce.order import Order, OrderLine
from sellerbridge.commerce.shipment import Shipment
from sellerbridge.documents.order import order_documents
from sellerbridge.documents.switches import Switches
from sellerbridge.outgoing import Outgoing
from sellerbridge.settings import Settings

Lines = Callable[..., OrderLine]
Sale = Callable[..., Order]
SENT = datetime(2026, 10, 3, tzinfo=UTC)
BOTH = Switches(delivery_notes=True, invoices=True)


def shipped(*steps: tuple[tuple[str, int], ...]) -> dict[str, object]:
    found = (Shipment(number=n, shipped_at=SENT, pieces=pieces) for n, pieces in enumerate(steps, start=1))
    return {"status": "SHIPPED", "shipments": tuple(found), "fulfilled_by": "AMAZON"}


def made(order: Order, kind: str, switches: Switches = BOTH) -> list[Outgoing]:
    documents = order_documents(order, settings=Settings(), mapping=MAPPING, switches=switches)
    return [document for document in documents if document.kind == kind]


def test_the_example_of_the_page(line: Lines, sale: Sale) -> None:
    order = sale(
        line("MUG", 3, ITEM="10.00", SHIPPING="4.90"),
        total="14.90",
        **shipped((("item-MUG", 1),), (("item-MUG", 2),)),
    )
    first, second = (invoice.body for invoice in made(order, "Sales Invoice"))

    assert [(row["qty"], str(row["rate"])) for row in first["items"]] == [(1, "3.33")]
    assert [(row["qty"], str(row["rate"])) for row in second["items"]] == [(1, "3.33"), (1, "3.34")]
    assert [str(body["taxes"][0]["tax_amount"]) for body in (first, second)] == ["1.63", "3.27"]
    assert [str(body["grand_total"]) for body in (first, second)] == ["4.96", "9.94"]


def test_several_tax_rates_stay_apart(line: Lines, sale: Sale) -> None:
    order = sale(
        line("MUG", 1, ITEM="119.00", TAX="19.00"),
        line("TEA", 1, ITEM="107.00", TAX="7.00"),
        total="226.00",
        **shipped((("item-TEA", 1),), (("item-MUG", 1),)),
    )
    assert [
        [str(row["tax_amount"]) for row in invoice.body["taxes"]] for invoice in made(order, "Sales Invoice")
    ] == [["7.00"], ["19.00"]]


def test_a_free_replacement_is_delivered_and_not_invoiced(line: Lines, sale: Sale) -> None:
    free = line("MUG", 1, ITEM="0.00")
    order = sale(free, total="0.00", replaces="305-7654321-7654321", **shipped((("item-MUG", 1),)))
    assert len(made(order, "Delivery Note")) == 1
    assert made(order, "Sales Invoice") == []


@pytest.mark.parametrize(
    ("switches", "kinds"),
    [
        (Switches(), set()),
        (Switches(invoices=True), {"Sales Invoice"}),
        (Switches(delivery_notes=True), {"Delivery Note"}),
    ],
)
def test_nothing_is_made_that_was_not_turned_on(
    switches: Switches, kinds: set[str], line: Lines, sale: Sale
) -> None:
    order = sale(line("MUG", 1, ITEM="10.00"), total="10.00", **shipped((("item-MUG", 1),)))
    every = order_documents(order, settings=Settings(), mapping=MAPPING, switches=switches)
    assert {d.kind for d in every} & {"Sales Invoice", "Delivery Note"} == kinds


@pytest.mark.parametrize(
    ("fields", "tax"),
    [({"TAX": "0.00"}, None), ({}, "3.19")],
    ids=["a company with a VAT id: zero is told", "Amazon tells no tax"],
)
def test_a_zero_that_is_told_is_no_missing_tax(
    fields: dict[str, str], tax: str | None, line: Lines, sale: Sale
) -> None:
    order = sale(
        line("MUG", 1, ITEM="20.00", **fields), total="20.00", business=True, **shipped((("item-MUG", 1),))
    )
    (invoice,) = [
        document
        for document in order_documents(
            order, settings=Settings(vat={"DE": Decimal(19)}), mapping=MAPPING, switches=BOTH
        )
        if document.kind == "Sales Invoice"
    ]
    assert [str(row["tax_amount"]) for row in invoice.body["taxes"]] == ([tax] if tax else [])
    assert str(invoice.body["grand_total"]) == "20.00"


def test_every_field_of_the_documents_has_its_origin(line: Lines, sale: Sale) -> None:
    order = sale(line("MUG", 1, ITEM="10.00"), total="10.00", **shipped((("item-MUG", 1),)))
    for kind in ("Delivery Note", "Sales Invoice"):
        (document,) = made(order, kind)
        assert {"customer", "posting_date", "items", "taxes", "grand_total"} <= document.origins.keys()
        assert document.origins.keys() <= document.body.keys()
