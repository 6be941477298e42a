"""Notes, invoices and their returns in the books: what ERPNext takes, and what it does not."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st
from tests.erp import given

from sellerbridge.erp.books import drawing, stock
from sellerbridge.erp.books.adapter import Books
from sellerbridge.erp.books.checks import Doc
from sellerbridge.erp.books.decisions import Known
from sellerbridge.errors import Refused
from sellerbridge.outgoing import Delivery, Outcome, Receipt

CREATED, REFUSED = Outcome.CREATED, Outcome.REFUSED


@pytest.fixture
def sold(books: Books) -> Books:
    """Order 111-1 of 3 SKU-1 and 2 SKU-2, 76.07 EUR."""
    batch = [*given.masters(), *given.money_accounts(), given.customer("b1", "Erika Beispiel")]
    batch += [given.customer("b2", "Max Beispiel"), given.order("111-1"), given.order("111-9", docstatus=0)]
    assert {answer.outcome for answer in books.deliver(batch)} == {CREATED}
    return books


def one(books: Books, delivery: Delivery) -> Receipt:
    [answer] = books.deliver([delivery])
    return answer


def cancel(delivery: Delivery) -> Delivery:
    return given.wanted(delivery.outgoing.kind, delivery.outgoing.key, {"docstatus": 2})


def cups(qty: int, rate: str = "16.80", **fields: Any) -> dict[str, Any]:
    return given.row("SKU-1", qty, rate, **fields)


def bins(books: Books) -> dict[tuple[str, str], Decimal]:
    return {(x.doc["item_code"], x.doc["warehouse"]): x.doc["actual_qty"] for x in books.documents(doctype="Bin")}


NOTE = given.note("111-1-1", [cups(2)])
INVOICE = given.invoice("111-1-1", [cups(2)], [given.tax("4.00")])
"""37.60 EUR of the order's 76.07."""


def test_an_order_is_delivered_and_invoiced_in_steps(sold: Books) -> None:
    rest = [cups(1), given.row("SKU-2", 2, "5.00")]
    steps = [NOTE, given.note("111-1-2", rest), INVOICE, given.invoice("111-1-2", rest, [given.tax("11.67")])]
    assert [one(sold, step).outcome for step in steps] == [CREATED] * 4
    [first, second] = sold.documents(doctype="Sales Invoice")
    assert (first.doc["grand_total"], second.doc["grand_total"]) == (Decimal("37.60"), Decimal("38.47"))
    assert first.doc["grand_total"] + second.doc["grand_total"] == Decimal("76.07")
    assert first.doc["customer_name"] == "Erika Beispiel"
    assert first.doc["outstanding_amount"] == Decimal("37.60")


def test_two_steps_in_one_batch_see_each_other(sold: Books) -> None:
    answers = sold.deliver([given.note("111-1-1", [cups(2)]), given.note("111-1-2", [cups(2)])])
    assert [answer.outcome for answer in answers] == [CREATED, REFUSED]
    assert "SKU-1: qty 2 is more than what is left of 3 in the Sales Order 111-1, after 2" in answers[1].message


def of_another_customer() -> Delivery:
    return given.invoice("111-1-2", [cups(1)], customer="AMZ-b2")


def to_a_group() -> Delivery:
    return given.invoice("111-1-2", [cups(1, income_account="Amazon")])


def to_a_root() -> Delivery:
    return given.invoice("111-1-2", [cups(1, income_account="Income")])


def taxed_to_a_group() -> Delivery:
    return given.invoice("111-1-2", [cups(1)], [given.tax("1.00", "Amazon")])


def owed_on_a_bank_account() -> Delivery:
    return given.invoice("111-1-2", [cups(1)], debit_to="Amazon Payouts")


@pytest.mark.parametrize(
    ("delivery", "said"),
    [
        pytest.param(
            given.note("999-9-1", [cups(1)]), "the Sales Order '999-9', which is not", id="no such order"
        ),
        pytest.param(given.note("111-9-1", [cups(1)]), "111-9, which is not submitted", id="a draft order"),
        pytest.param(given.note("111-1-2", [cups(4)]), "4 is more than what is left of 3", id="too many"),
        pytest.param(given.invoice("111-1-2", [cups(4)]), "4 is more than what is left of 3", id="too many owed"),
        pytest.param(given.invoice("111-1-2", [cups(3, "16.81")]), "amount 50.43 is more than", id="too dear"),
        pytest.param(
            given.note("111-1-2", [cups(1, amazon_order_item_id="7")]), "SKU-1 is in no row", id="another row"
        ),
        pytest.param(of_another_customer(), "customer is AMZ-b2, but AMZ-b1", id="another customer"),
        pytest.param(given.note("111-1-2", [cups(-1)]), "only more than zero", id="a return that is none"),
        pytest.param(given.note("111-1-2", [cups(1)], is_return=1), "go together", id="a return of nothing"),
        pytest.param(given.note("111-1-2", [cups(1, warehouse="")]), "warehouse is empty", id="from nowhere"),
        pytest.param(
            given.invoice("111-1-2", [cups(1)], due_date="2026-10-04"),
            "due_date 2026-10-04 is before",
            id="overdue",
        ),
        pytest.param(
            given.invoice("111-1-2", [cups(1, delivery_note="111-1-7")]),
            "Delivery Note '111-1-7'",
            id="no such note",
        ),
        pytest.param(to_a_group(), "Amazon is a group", id="income of a group"),
        pytest.param(to_a_root(), "Income is a group", id="income of a root"),
        pytest.param(taxed_to_a_group(), "row 1 of taxes: account_head Amazon is a group", id="tax of a group"),
        pytest.param(owed_on_a_bank_account(), "no account of type Receivable", id="owed on a bank account"),
    ],
)
def test_what_erpnext_would_refuse_changes_nothing(sold: Books, delivery: Delivery, said: str) -> None:
    before = [(x.doctype, x.name) for x in sold.documents()]
    answer = one(sold, delivery)
    assert (answer.outcome, answer.kind) == (REFUSED, "erp-refused")
    assert said in answer.message
    assert [(x.doctype, x.name) for x in sold.documents()] == before


def test_an_invoice_is_held_to_its_note_too(sold: Books) -> None:
    one(sold, given.note("111-1-1", [cups(1)]))
    answer = one(sold, given.invoice("111-1-1", [cups(2, delivery_note="111-1-1")]))
    assert "2 is more than what is left of 1 in the Delivery Note 111-1-1" in answer.message
    assert one(sold, given.invoice("111-1-1", [cups(1, delivery_note="111-1-1")])).outcome is CREATED


def test_notes_take_from_their_warehouse_and_returns_put_back(sold: Books) -> None:
    stock.set_stock(sold, "SKU-1", qty=Decimal(10), warehouse="Amazon FBA")
    one(sold, given.note("111-1-1", [cups(2), given.row("SKU-2", 2, "5.00")]))
    assert bins(sold) == {("SKU-1", "Amazon FBA"): 8, ("SKU-2", "Amazon FBA"): -2}
    back = given.returned(NOTE, "111-1-R1", [cups(-1)])
    one(sold, back)
    assert bins(sold) == {("SKU-1", "Amazon FBA"): 9, ("SKU-2", "Amazon FBA"): -2}
    for delivery in (back, NOTE):
        assert one(sold, cancel(delivery)).outcome is Outcome.CANCELLED
    assert bins(sold) == {("SKU-1", "Amazon FBA"): 10, ("SKU-2", "Amazon FBA"): 0}
    stock.set_stock(sold, "SKU-2", qty=Decimal(4), warehouse="Amazon FBA")
    assert bins(sold)["SKU-2", "Amazon FBA"] == 4


def test_credit_notes_up_to_what_was_invoiced(sold: Books) -> None:
    one(sold, INVOICE)
    first = given.returned(
        INVOICE, "111-1-R1", [cups(-1, "10.00")], [given.tax("-1.90")], posting_date="2026-10-08"
    )
    second = given.returned(INVOICE, "111-1-R2", [cups(-1)], [given.tax("-2.00")], posting_date="2026-10-09")
    assert [one(sold, credit).outcome for credit in (first, second)] == [CREATED] * 2
    held = [(x.doc["grand_total"], x.doc["outstanding_amount"]) for x in sold.documents(doctype="Sales Invoice")]
    assert held == [
        (Decimal("37.60"), Decimal("37.60")),
        (Decimal("-11.90"), Decimal("-11.90")),
        (Decimal("-18.80"), Decimal("-18.80")),
    ]


def a_return(rows: list[dict[str, Any]], taxes: Any = (), **fields: Any) -> Delivery:
    return given.returned(INVOICE, "111-1-R2", rows, taxes, **fields)


@pytest.mark.parametrize(
    ("delivery", "said"),
    [
        pytest.param(a_return([cups(-2)]), "2 is more than what is left of 2", id="more than is left"),
        pytest.param(a_return([cups(-1, "16.81")]), "rate 16.81 is above the 16.80", id="dearer than it was"),
        pytest.param(a_return([given.row("SKU-2", -1, "5.00")]), "SKU-2 is in no row", id="never invoiced"),
        pytest.param(
            a_return([cups(-1)], [given.tax("-10.00")]), "grand_total -26.80 returns more", id="more than was paid"
        ),
        pytest.param(
            a_return([cups(-1)], posting_date="2026-10-04"), "is before that of the", id="before the sale"
        ),
        pytest.param(a_return([cups(1)]), "only less than zero", id="a sale that is none"),
        pytest.param(
            given.invoice("111-1-R2", [cups(-1)], is_return=1, return_against="111-1-R1"),
            "111-1-R1 is a return itself",
            id="a return of a return",
        ),
    ],
)
def test_a_return_of_more_than_there_was_is_refused(sold: Books, delivery: Delivery, said: str) -> None:
    one(sold, INVOICE)
    one(sold, given.returned(INVOICE, "111-1-R1", [cups(-1)]))
    answer = one(sold, delivery)
    assert (answer.outcome, answer.kind) == (REFUSED, "erp-refused")
    assert said in answer.message


def test_goods_come_back_without_the_discount_of_their_sale(sold: Books) -> None:
    note = given.note("111-1-1", [cups(2)], [given.tax("-5.00")])
    one(sold, note)
    assert one(sold, given.returned(note, "111-1-R1", [cups(-2)])).outcome is CREATED


def test_what_was_gone_on_with_is_neither_cancelled_nor_amended(sold: Books) -> None:
    invoice = given.invoice("111-1-1", [cups(2, delivery_note="111-1-1")])
    credit = given.returned(invoice, "111-1-R1", [cups(-1)])
    chain = [given.order("111-1"), NOTE, invoice, credit]
    for document in chain[1:]:
        assert one(sold, document).outcome is CREATED
    for document, name in zip(chain, ["111-1-1", "111-1-1", "111-1-R1"], strict=False):
        answer = one(sold, cancel(document))
        assert (answer.outcome, answer.kind) == (REFUSED, "linked-in-erp")
        assert name in answer.message
    changed = one(sold, given.order("111-1", delivery_date="2026-10-20"))
    assert (changed.kind, "Delivery Note 111-1-1, Sales Invoice 111-1-1" in changed.message) == (
        "linked-in-erp",
        True,
    )
    assert [one(sold, cancel(x)).outcome for x in reversed(chain)] == [Outcome.CANCELLED] * 4


def test_an_invoice_that_changes_is_amended_and_its_successors_find_it(sold: Books) -> None:
    one(sold, INVOICE)
    three = given.invoice("111-1-1", [cups(3)])
    answer = one(sold, three)
    assert (answer.outcome, answer.name) == (Outcome.UPDATED, "111-1-1-1")
    credit = given.returned(INVOICE, "111-1-R1", [cups(-3)])
    assert one(sold, credit).outcome is CREATED
    assert [one(sold, x).outcome for x in (three, credit)] == [Outcome.UNCHANGED] * 2
    [held] = sold.documents(key="111-1-R1")
    assert held.doc["return_against"] == "111-1-1-1"


def test_an_amended_order_is_referred_to_by_the_name_it_has_now(sold: Books) -> None:
    one(sold, given.order("111-1", delivery_date="2026-10-20"))
    one(sold, NOTE)
    [held] = sold.documents(doctype="Delivery Note")
    assert held.doc["items"][0]["against_sales_order"] == "111-1-1"
    assert one(sold, NOTE).outcome is Outcome.UNCHANGED


Step = tuple[str, int, bool]


@drawn(
    ordered=st.integers(1, 9),
    steps=st.lists(st.tuples(st.integers(1, 9), st.booleans()), max_size=8),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_never_more_is_drawn_than_there_is(ordered: int, steps: list[tuple[int, bool]]) -> None:
    """Whatever is asked for, in whatever steps: what is taken adds up to the ordered at most, and not less."""
    head = {"customer": "c", "company": "x", "currency": "EUR"}

    def row(qty: int) -> Doc:
        return {"item_code": "A", "qty": qty, "rate": Decimal(2), "amount": Decimal(2 * qty), "sales_order": "O"}

    source = Known(id=1, kind="Sales Order", key="O", name="O", docstatus=1, doc={**head, "items": [row(ordered)]})
    taken: list[Doc] = []
    for qty, split in steps:
        doc = {**head, "items": [row(1), row(qty - 1)] if split and qty > 1 else [row(qty)]}
        left = ordered - sum(r["qty"] for other in taken for r in other["items"])
        attempt: Callable[[], None] = lambda doc=doc: drawing.check(  # type: ignore[misc]  # noqa: E731
            doc, source, field="sales_order", siblings=taken
        )
        if qty > left:
            with pytest.raises(Refused):
                attempt()
        else:
            attempt()
            taken.append(doc)
