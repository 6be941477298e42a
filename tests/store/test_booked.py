from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.store.conftest import NOW
from tests.store.test_orders import keep, order
from tests.store.test_settlements import kept, line, settlement

from sellerbridge.commerce.order import Order
from sellerbridge.desk.decide import decide
from sellerbridge.documents.money.booked import BookedInvoice, BookedOrder
from sellerbridge.incoming import Page, Unreadable
from sellerbridge.outgoing import Outcome, Outgoing, Receipt
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection
from sellerbridge.store.translations import Translated

ORDER = order().order_id
HEAD: Mapping[str, Any] = {
    "docstatus": 1,
    "customer": "Buyer - 1",
    "marketplace_id": "A1PA6795UKMFR9",
    "currency": "GBP",
    "conversion_rate": Decimal("1.1520"),
}


def sales_order(total: str = "59.97", **body: Any) -> Outgoing:
    told = {**HEAD, "grand_total": Decimal(total), **body}
    return Outgoing(kind="Sales Order", key=ORDER, name=ORDER, body=told, about=ORDER)


def invoice(key: str, total: str, **body: Any) -> Outgoing:
    told = {**HEAD, "grand_total": Decimal(total), "base_grand_total": Decimal(total) * 2, **body}
    return Outgoing(kind="Sales Invoice", key=key, name=key, body=told, about=ORDER)


def entry(key: str, *rows: tuple[str, str, str], about: str = "") -> Outgoing:
    accounts = [
        {
            "account": "Debtors",
            "debit": max(-Decimal(paid), Decimal(0)),
            "credit": max(Decimal(paid), Decimal(0)),
            "reference_type": doctype,
            "reference_name": name,
        }
        for doctype, name, paid in rows
    ]
    body = {
        "docstatus": 1,
        "accounts": [*accounts, {"account": "Bank", "debit": Decimal(1), "credit": Decimal(0)}],
    }
    return Outgoing(kind="Journal Entry", key=key, name=key, body=body, about=about or key)


def wanted(store: Store, seller: Connection, *documents: Outgoing) -> None:
    store.translations.keep_orders(seller.id, [Translated(about=ORDER, documents=documents)], keep_days=30)


def delivered(store: Store, seller: Connection, *documents: Outgoing, refused: str = "") -> None:
    wanted(store, seller, *documents)
    while batch := store.outbox.due(seller.id, limit=50):
        answers = [
            Receipt(row=one.row, outcome=Outcome.REFUSED, kind="erp-refused", message="no")
            if one.outgoing.key == refused
            else Receipt(row=one.row, outcome=Outcome.CREATED, name=one.outgoing.name)
            for one in batch
        ]
        store.outbox.settle(seller.id, batch, answers)


def booked(store: Store, seller: Connection, besides: str = "") -> BookedOrder | None:
    return store.booked.of(seller.id, [ORDER, "unknown"], besides=besides).get(ORDER)


def test_an_order_with_its_invoices_and_credit_notes(store: Store, seller: Connection) -> None:
    back = invoice("1-R9", "-5.00", is_return=1)
    delivered(store, seller, sales_order(), invoice("1-1", "20.00"), invoice("1-2", "39.97"), back)
    found = booked(store, seller)
    assert found is not None
    assert (found.order_id, found.customer, found.currency, found.total) == (
        ORDER,
        "Buyer - 1",
        "GBP",
        Decimal("59.97"),
    )
    assert (found.rate, found.base_paid) == (Decimal("1.1520"), Decimal(0))
    assert [(one.key, one.is_return, one.total, one.base_total) for one in found.invoices] == [
        ("1-1", False, Decimal("20.00"), Decimal("40.00")),
        ("1-2", False, Decimal("39.97"), Decimal("79.94")),
        ("1-R9", True, Decimal("-5.00"), Decimal("-10.00")),
    ]


def test_an_order_that_is_not_delivered_whole_is_not_booked(store: Store, seller: Connection) -> None:
    keep(store, seller, order())
    assert store.booked.awaited(seller.id, [ORDER, "unknown"]) == {ORDER}, "it waits to be translated"
    wanted(store, seller, sales_order())
    assert booked(store, seller) is None
    assert store.booked.awaited(seller.id, [ORDER]) == {ORDER}, "it is due"
    delivered(store, seller)
    assert booked(store, seller) is not None
    assert store.booked.awaited(seller.id, [ORDER]) == set()
    delivered(store, seller, invoice("1-1", "59.97"), refused="1-1")
    assert booked(store, seller) is None, "what it comes to is open"
    assert store.booked.awaited(seller.id, [ORDER]) == {ORDER}


def test_a_cancelled_order_is_not_booked_and_not_awaited(store: Store, seller: Connection) -> None:
    keep(store, seller, order())
    delivered(store, seller, sales_order())
    cancelled = Outgoing(kind="Sales Order", key=ORDER, name=ORDER, body={"docstatus": 2}, about=ORDER)
    delivered(store, seller, cancelled)
    assert booked(store, seller) is None
    assert store.booked.awaited(seller.id, [ORDER]) == set()


def test_an_order_that_amazon_still_checks_is_awaited(store: Store, seller: Connection) -> None:
    keep(store, seller, order(status="PENDING"))
    store.translations.keep_orders(seller.id, [Translated(about=ORDER)], keep_days=30)
    assert store.booked.awaited(seller.id, [ORDER]) == {ORDER}


def test_an_order_that_could_not_be_read_is_awaited(store: Store, seller: Connection) -> None:
    """It is none from before the first sync, though the mirror does not have it."""
    unread = Page[Order](records=(), unreadable=(Unreadable(about=ORDER, why="no lines"),))
    store.orders.keep(seller, unread, cursor=None, keep_days=30)
    assert store.booked.awaited(seller.id, [ORDER]) == {ORDER}
    keep(store, seller, order())
    delivered(store, seller, sales_order())
    assert store.booked.awaited(seller.id, [ORDER]) == set()
    store.orders.keep(seller, unread, cursor=None, keep_days=30)
    assert store.booked.awaited(seller.id, [ORDER]) == set(), "what was understood before stands"


def test_an_order_that_can_never_be_read_is_awaited_no_more_once_it_is_ignored(
    store: Store, seller: Connection
) -> None:
    """Its money then stands with that of orders that are not in these books, and its settlement goes on."""
    unread = Page[Order](records=(), unreadable=(Unreadable(about=ORDER, why="no lines"),))
    store.orders.keep(seller, unread, cursor=None, keep_days=30)
    (problem,) = store.problems.open(ORDER)
    decide(store, [problem.id], "ignore", reason="entered by hand")
    assert store.booked.awaited(seller.id, [ORDER]) == set()
    assert store.booked.of(seller.id, [ORDER]) == {}
    store.orders.keep(seller, unread, cursor=None, keep_days=30)
    assert store.problems.open(ORDER) == [], "the same complaint is not told again"
    worse = Page[Order](records=(), unreadable=(Unreadable(about=ORDER, why="two currencies"),))
    store.orders.keep(seller, worse, cursor=None, keep_days=30)
    assert [one.problem.facts["why"] for one in store.problems.open(ORDER)] == ["two currencies"]
    keep(store, seller, order())
    store.orders.keep(seller, unread, cursor=None, keep_days=30)
    assert store.problems.open(ORDER), "it was read since, so it is another story"


@pytest.mark.parametrize(("besides", "paid"), [("", "20.00"), ("77", "12.50"), ("78", "7.50")])
def test_what_other_settlements_paid(store: Store, seller: Connection, besides: str, paid: str) -> None:
    for number in ("77", "78", "79"):
        lines = (line("1.00", order_id=ORDER if number != "79" else "another"),)
        kept(store, seller, settlement(number, lines=lines), f"R{number}")
    delivered(
        store,
        seller,
        sales_order(),
        invoice("1-1", "59.97"),
        entry("77", ("Sales Invoice", "1-1", "7.50"), ("Sales Order", ORDER, "3.00"), about="77"),
        entry("78/2026-10", ("Sales Invoice", "1-1", "15.00"), ("Sales Invoice", "other", "9.00"), about="78"),
        entry("78", ("Sales Invoice", "1-1", "-2.50"), about="78"),
    )
    found = booked(store, seller, besides)
    assert found is not None
    (told,) = found.invoices
    assert told == BookedInvoice(
        key="1-1",
        is_return=False,
        currency="GBP",
        total=Decimal("59.97"),
        rate=Decimal("1.1520"),
        base_total=Decimal("119.94"),
        base_paid=Decimal(paid),
    )
    assert found.base_paid == (0 if besides == "77" else 3)


def test_thousands_of_orders_at_once(store: Store, seller: Connection) -> None:
    many = [f"O{number}" for number in range(1_200)]
    keep(store, seller, *(order(order_id=name, updated_at=NOW - timedelta(days=1)) for name in many))
    assert store.booked.awaited(seller.id, many) == set(many)
    assert store.booked.of(seller.id, many) == {}
