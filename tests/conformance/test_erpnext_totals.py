"""Totals as a real site computed them: our Sales Order and our books arrive at the same, to the cent.

Every recorded document whose rows are net and whose charges are of type Actual is made again: once by the books
from its rows, once from an order of Amazon's that has these amounts. The recording rounds no two rows so that the
order of rounding and adding would show; that comes from ERPNext's sources and is tested with our books.
"""

from __future__ import annotations

import functools
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sellerbridge.commerce.order import Charge, Order, OrderLine
from sellerbridge.documents.mapping import Mappings, Rate
from sellerbridge.documents.order import order_documents
from sellerbridge.erp.books import totals
from sellerbridge.settings import Settings

EXCHANGES = Path(__file__).parents[2].parent / "shared" / "erpnext-exchanges.json"
US = "ATVPDKIKX0DER"
COMPANY_CURRENCY = "USD"
FIELDS = ("total", "net_total", "total_taxes_and_charges", "grand_total")
TOTALS = (*FIELDS, *(f"base_{field}" for field in FIELDS))

pytestmark = pytest.mark.skipif(
    not EXCHANGES.is_file(), reason="the recorded exchanges are not beside the repository"
)


@functools.cache
def _recorded() -> dict[str, dict[str, Any]]:
    """Exchange → the document in its answer, of those with items and Actual charges only."""
    if not EXCHANGES.is_file():
        return {}
    exchanges = json.loads(EXCHANGES.read_text(encoding="utf-8"), parse_float=Decimal)
    bodies = {exchange["id"]: exchange["response"].get("body") for exchange in exchanges}
    docs = {
        name: body.get("data") or body.get("message") for name, body in bodies.items() if isinstance(body, dict)
    }
    return {name: doc for name, doc in docs.items() if isinstance(doc, dict) and _is_like_ours(doc)}


def _is_like_ours(doc: dict[str, Any]) -> bool:
    charges = {row.get("charge_type") for row in doc.get("taxes") or ()}
    whole = doc.get("items") and "base_grand_total" in doc and "modified" in doc
    return bool(whole and not doc.get("discount_amount") and charges <= {"Actual"})


def _money(value: Any) -> Decimal:
    return Decimal(value).quantize(Decimal("0.01"))


def _theirs(doc: dict[str, Any]) -> dict[str, Decimal]:
    return {field: _money(doc[field]) for field in TOTALS}


def _ids(*, doctypes: set[str]) -> list[str]:
    return [name for name, doc in _recorded().items() if doc["doctype"] in doctypes]


@pytest.mark.parametrize("name", _ids(doctypes={"Sales Order", "Delivery Note", "Sales Invoice"}))
def test_the_books_compute_as_the_site_did(name: str) -> None:
    theirs = _recorded()[name]
    doc = {
        "currency": theirs["currency"],
        "conversion_rate": Decimal(theirs["conversion_rate"]),
        "items": [{"qty": Decimal(row["qty"]), "rate": _money(row["rate"])} for row in theirs["items"]],
        "taxes": [
            {"charge_type": "Actual", "tax_amount": _money(row["tax_amount"]), "total": _money(row["total"])}
            for row in theirs["taxes"]
        ],
    }

    done = totals.computed(doc, company_currency=COMPANY_CURRENCY)

    assert {field: _money(done[field]) for field in TOTALS} == _theirs(theirs)


@pytest.mark.parametrize("name", _ids(doctypes={"Sales Order"}))
def test_an_order_of_these_amounts_becomes_what_the_site_made(name: str) -> None:
    theirs = _recorded()[name]
    lines = tuple(
        OrderLine(
            line_id=str(number),
            sku=row["item_code"],
            quantity=int(row["qty"]),
            charges=(Charge(type="ITEM", amount=_money(row["amount"])),),
        )
        for number, row in enumerate(theirs["items"])
    )
    order = Order(
        order_id="111-0000000-0000001",
        marketplace_id=US,
        status="SHIPPED",
        purchased_at=datetime(2026, 3, 2, tzinfo=UTC),
        updated_at=datetime(2026, 3, 2, tzinfo=UTC),
        currency=theirs["currency"],
        lines=lines,
        charges=tuple(Charge(type="OTHER", amount=_money(row["tax_amount"])) for row in theirs["taxes"]),
        total=_money(theirs["grand_total"]),
    )
    rate = Rate(date.min, Decimal(theirs["conversion_rate"]))
    mapping = Mappings(rates={"EUR": (rate,)}, products={line.sku: line.sku for line in lines}, marketplaces=(US,))

    body = order_documents(order, settings=Settings(company_currency=COMPANY_CURRENCY), mapping=mapping)[-1].body

    assert {field: _money(body[field]) for field in TOTALS} == _theirs(theirs)


def test_orders_and_invoices_in_both_currencies_are_among_them() -> None:
    kinds = {(doc["doctype"], doc["currency"]) for doc in _recorded().values()}
    assert {("Sales Order", "EUR"), ("Sales Order", "USD"), ("Sales Invoice", "EUR")} <= kinds
