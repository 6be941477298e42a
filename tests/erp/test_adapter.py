from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from tests.erp import given

from sellerbridge.clock import HeldClock
from sellerbridge.database import Database
from sellerbridge.erp.books import tables
from sellerbridge.erp.books.adapter import Books
from sellerbridge.erp.port import Held
from sellerbridge.outgoing import Delivery, Outcome, Receipt

CREATED, UPDATED, UNCHANGED = Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED


@pytest.fixture
def stocked(books: Books) -> Books:
    """Books with masters and one customer."""
    answers = books.deliver([*given.masters(), given.customer("b1", "Erika Beispiel")])
    assert {answer.outcome for answer in answers} == {CREATED}
    return books


def one(books: Books, delivery: Delivery) -> Receipt:
    [answer] = books.deliver([delivery])
    return answer


def the(books: Books, doctype: str, key: str) -> Held:
    [held] = books.documents(doctype=doctype, key=key)
    return held


def everything(database: Database) -> list[Any]:
    with database.reading() as transaction:
        found = transaction.execute(sa.select(tables.documents).order_by(tables.documents.c.id)).all()
        return [*found, *transaction.execute(sa.select(tables.people)).all()]


def test_an_order_arrives_with_its_totals_and_its_customers_name(stocked: Books) -> None:
    assert one(stocked, given.order("111-0000001")).outcome is CREATED
    held = the(stocked, "Sales Order", "111-0000001")
    assert (held.name, held.docstatus) == ("111-0000001", 1)
    assert held.doc["customer_name"] == "Erika Beispiel"
    assert [row["amount"] for row in held.doc["items"]] == [Decimal("50.40"), Decimal("10.00")]
    assert held.doc["base_grand_total"] == Decimal("76.07")
    assert all(type(held.doc[field]) is Decimal for field in ("grand_total", "net_total", "conversion_rate"))


def test_the_same_batch_twice_changes_nothing(stocked: Books, database: Database, clock: HeldClock) -> None:
    batch = [
        *given.masters(),
        given.customer("b1", "Erika Beispiel"),
        given.address("111-0000001", "AMZ-b1"),
        given.price("SKU-1", "19.99"),
        given.order("111-0000001"),
    ]
    stocked.deliver(batch)
    before = everything(database)
    clock.sleep(3600)
    assert {answer.outcome for answer in stocked.deliver(batch)} == {UNCHANGED}
    assert everything(database) == before


def test_money_that_went_through_whole_numbers_is_the_same_money(stocked: Books) -> None:
    one(stocked, given.price("SKU-1", "20.00"))
    again = given.price("SKU-1", "20")
    assert one(stocked, again).outcome is UNCHANGED


def test_the_second_wish_in_a_batch_sees_what_the_first_did(stocked: Books) -> None:
    answers = stocked.deliver(
        [given.price("SKU-1", "10.00"), given.price("SKU-2", "7.00"), given.price("SKU-1", "11.00")]
    )
    assert [answer.outcome for answer in answers] == [CREATED, CREATED, UPDATED]
    assert the(stocked, "Item Price", "SKU-1|Amazon|EUR").doc["price_list_rate"] == Decimal("11.00")


def test_a_batch_may_bring_what_its_later_documents_refer_to(books: Books) -> None:
    child_first = [given.account("Amazon Shipping", parent_account="Amazon"), given.account("Amazon", is_group=1)]
    assert [answer.outcome for answer in books.deliver(child_first)] == [Outcome.REFUSED, CREATED]
    assert one(books, child_first[0]).outcome is CREATED


def test_a_submitted_order_that_changes_is_amended_again_and_again(stocked: Books) -> None:
    one(stocked, given.order("111-0000001"))
    for qty, name in ((4, "111-0000001-1"), (5, "111-0000001-2")):
        rows = [given.row("SKU-1", qty, "16.80")]
        net = Decimal("16.80") * qty
        total = net + Decimal("15.67")
        answer = one(stocked, given.order("111-0000001", items=rows, net_total=net, grand_total=total))
        assert (answer.outcome, answer.name) == (UPDATED, name)
    held = list(stocked.documents(doctype="Sales Order"))
    assert [(x.name, x.docstatus, x.key, x.doc.get("amended_from")) for x in held] == [
        ("111-0000001", 2, "", None),
        ("111-0000001-1", 2, "", "111-0000001"),
        ("111-0000001-2", 1, "111-0000001", "111-0000001-1"),
    ]
    assert len(list(stocked.documents(key="111-0000001"))) == 1


def test_cancelling(stocked: Books) -> None:
    cancel = given.wanted("Sales Order", "111-0000001", {"docstatus": 2})
    assert one(stocked, cancel) == Receipt(row=cancel.row, outcome=UNCHANGED)
    one(stocked, given.order("111-0000001"))
    assert one(stocked, cancel) == Receipt(row=cancel.row, outcome=Outcome.CANCELLED, name="111-0000001")
    assert one(stocked, cancel).outcome is UNCHANGED
    held = the(stocked, "Sales Order", "111-0000001")
    assert (held.docstatus, held.doc["grand_total"]) == (2, Decimal("76.07"))
    revived = one(stocked, given.order("111-0000001"))
    assert (revived.outcome, revived.name) == (UPDATED, "111-0000001-1")


def test_a_draft_is_edited_in_place_and_then_submitted(stocked: Books) -> None:
    one(stocked, given.order("111-0000001", docstatus=0))
    edited = given.order("111-0000001", docstatus=0, delivery_date="2026-10-12")
    assert one(stocked, edited).name == "111-0000001"
    submitted = one(stocked, given.order("111-0000001", delivery_date="2026-10-12"))
    assert (submitted.outcome, submitted.name) == (UPDATED, "111-0000001")
    back = one(stocked, edited)
    assert back.outcome is Outcome.REFUSED
    assert "cannot become a draft again" in back.message


@pytest.mark.parametrize(
    ("delivery", "said"),
    [
        pytest.param(given.item("sku-1"), "the Item 'SKU-1' already", id="case twin"),
        pytest.param(given.item("\uff33KU-1"), "the Item 'SKU-1' already", id="wide letter"),
        pytest.param(given.item("<b>"), "< or >", id="angle brackets"),
        pytest.param(given.item("X" * 141), "141 characters", id="name too long"),
        pytest.param(given.item("A", item_name="n" * 141), "item_name has 141", id="text too long"),
        pytest.param(given.item("A", item_group="Toys"), "Item Group 'Toys'", id="unknown group"),
        pytest.param(given.item("A", item_group=""), "item_group is empty", id="required field"),
        pytest.param(given.item("A", standard_rate=9.99), "binary fraction", id="float"),
        pytest.param(given.item("A", uoms=[{"uom": "Nos"}]), "uoms is a table", id="unknown table"),
        pytest.param(given.item("A", docstatus=1), "neither submitted", id="item submitted"),
        pytest.param(given.price("SKU-1", "-0.01"), "below zero", id="negative price"),
        pytest.param(given.price("SKU-9", "1.00"), "Item 'SKU-9'", id="price of unknown item"),
        pytest.param(given.account("Loose"), "parent_account is empty", id="account without parent"),
        pytest.param(given.wanted("Lead", "L-1", {}), "hold no Lead", id="unknown doctype"),
        pytest.param(given.order("1", company="Acme"), "Company 'Acme'", id="another company"),
        pytest.param(given.order("1", docstatus=3), "docstatus is 3", id="no such docstatus"),
        pytest.param(given.order("1", items=[]), "items is empty", id="no items"),
        pytest.param(
            given.order("1", items=[given.row("SKU-1", 3, "16.80"), given.row("SKU-9", 2, "5.00")]),
            "row 2 of items: item_code refers to the Item 'SKU-9'",
            id="unknown item in the second row",
        ),
        pytest.param(
            given.order("1", taxes=[given.tax("11.47"), given.tax("4.20", "Petty")]),
            "row 2 of taxes: account_head refers to the Account 'Petty'",
            id="unknown account",
        ),
        pytest.param(
            given.address("1", "AMZ-b1", country="DE"), "country refers to the Country,", id="country by code"
        ),
        pytest.param(given.address("1", "AMZ-nobody"), "the Customer,", id="address of nobody"),
    ],
)
def test_what_erpnext_would_refuse_is_refused_and_stops_nothing_else(
    stocked: Books, delivery: Delivery, said: str
) -> None:
    good = given.price("SKU-2", "12.50")
    refused, taken = stocked.deliver([delivery, good])
    assert (refused.outcome, refused.kind) == (Outcome.REFUSED, "erp-refused")
    assert said in refused.message
    assert taken.outcome is CREATED
    assert not list(stocked.documents(key=delivery.outgoing.key)) or refused.name


def test_one_brand_written_in_two_ways_stays_one(books: Books) -> None:
    first = given.wanted("Brand", "acme", {"brand": "ACME"}, name="ACME")
    second = given.wanted("Brand", "acme", {"brand": "Acme"}, name="Acme")
    assert one(books, first).outcome is CREATED
    answer = one(books, second)
    assert (answer.outcome, answer.name) == (UNCHANGED, "ACME")


def changed_item(books: Books) -> Receipt:
    return one(books, given.item("SKU-1", item_name="Kettle, blue"))


def changed_customer(books: Books) -> Receipt:
    return one(books, given.customer("b1", "Erika Muster"))


@pytest.mark.parametrize("change", [changed_item, changed_customer])
def test_what_cannot_be_submitted_changes_in_place(stocked: Books, change: Callable[[Books], Receipt]) -> None:
    count = len(list(stocked.documents()))
    answer = change(stocked)
    assert answer.outcome is UPDATED
    assert change(stocked).outcome is UNCHANGED
    assert len(list(stocked.documents())) == count


def test_documents_come_in_the_order_of_their_making_over_many_pages(stocked: Books) -> None:
    before = len(list(stocked.documents()))
    stocked.deliver([given.price("SKU-1", "5.00")])
    stocked.deliver([given.order(f"111-{n:07}") for n in range(1200)])
    held = list(stocked.documents())
    assert len(held) == before + 1201
    orders = list(stocked.documents(doctype="Sales Order"))
    assert [x.name for x in orders] == [f"111-{n:07}" for n in range(1200)]
    assert {x.doc["customer_name"] for x in orders} == {"Erika Beispiel"}


def test_a_failure_in_the_middle_writes_nothing(stocked: Books, database: Database) -> None:
    before = everything(database)
    broken = given.price("SKU-1", "3.00")
    with pytest.raises(AttributeError):
        stocked.deliver([given.price("SKU-2", "3.00"), broken, None])  # type: ignore[list-item]
    assert everything(database) == before


def test_these_books_cancel_by_themselves(books: Books) -> None:
    assert books.acts_by_itself() is True


def test_an_empty_batch(books: Books) -> None:
    assert books.deliver([]) == []
