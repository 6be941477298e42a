"""One order from end to end, and what a person may do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse

from sellerbridge.commerce import marketplace
from sellerbridge.commerce.order import Address, Buyer
from sellerbridge.console.page import OperatorPage, Page, ViewerPage
from sellerbridge.console.pages.orders import FULFILLED, STATES, STATUSES
from sellerbridge.console.taking_up import taken_up
from sellerbridge.console.typed import Number
from sellerbridge.console.words import of_deeds, of_problems
from sellerbridge.console.words.marks import N_
from sellerbridge.desk import decide as decisions
from sellerbridge.desk import hold as holds
from sellerbridge.desk import inbox, offered, problems
from sellerbridge.desk import orders as desk
from sellerbridge.desk.explain import ExplainedDocument, Explanation, explain
from sellerbridge.errors import Usage
from sellerbridge.outgoing import OF_PEOPLE
from sellerbridge.problems import CANCEL, HELD_BY_PERSON
from sellerbridge.store.erp import BOOKS

router = APIRouter()
Typed = Annotated[str, Form()]

DOCUMENT_STATES = {
    "delivered": ("ok", N_("In the ERP")),
    "due": ("waits", N_("Waits")),
    "sending": ("waits", N_("On its way")),
    "refused": ("bad", N_("Refused")),
    "cancelled": ("off", N_("Cancelled")),
    "ignored": ("off", N_("Left as it is")),
}
CHARGES = {
    "ITEM": N_("Goods"),
    "SHIPPING": N_("Shipping"),
    "TAX": N_("Tax"),
    "DISCOUNT": N_("Discount"),
    "GIFT_WRAP": N_("Gift wrap"),
    "COD_FEE": N_("Cash on delivery"),
    "OTHER": N_("Other"),
    "Refund": N_("Refund"),
}
"""What a buyer pays for and gets back, in a merchant's words."""
_TIMES = "\u00d7"


class FieldShown(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a document in lines of text: as it was told, where from, and what the ERP has instead."""

    name: str
    told: tuple[str, ...]
    source: str
    instead: tuple[str, ...] = ()


class DocumentShown(msgspec.Struct, frozen=True, kw_only=True):
    """A document with its fields; `closed` says that it holds a buyer's data, which is not shown."""

    document: ExplainedDocument
    fields: tuple[FieldShown, ...]
    closed: bool


@router.get("/orders/{order_id}")
def order(page: ViewerPage, order_id: str, compare: bool = False) -> HTMLResponse:
    """The order's story; to `compare`, the ERP is asked what it holds now."""
    return _answer(page, order_id, compare=compare)


@router.post("/orders/{order_id}/buyer")
def buyer(page: OperatorPage, order_id: str) -> HTMLResponse:
    """The same with the buyer's data, which is written into the audit trail."""
    who = desk.buyer(page.installation.store, order_id)
    page.did("saw the buyer", order_id)
    return _answer(page, order_id, who=who)


@router.post("/orders/{order_id}/retry")
def retry(page: OperatorPage, order_id: str) -> Response:
    """Let the order and its refused documents wait for the next sync."""
    store = page.installation.store
    found = store.problems.open(order_id)
    if not found:
        return page.back_to(_path(order_id), said=page.say("That was closed meanwhile."))
    problems.retry(store, [problem.id for problem in found])
    page.did("retried", order_id)
    return page.back_to(_path(order_id), said=taken_up(page, found))


@router.post("/orders/{order_id}/decide")
def decide(
    page: OperatorPage, order_id: str, problem: Annotated[Number, Form()], choice: Typed, reason: Typed = ""
) -> Response:
    """Settle one of its problems by a choice, with the reason."""
    store = page.installation.store
    if problem not in {found.id for found in store.problems.open(order_id)}:
        return page.back_to(_path(order_id), said=page.say("That problem was settled already."))
    if choice != "cancel" and not reason.strip():
        return _answer(page, order_id, wrong=page.say("Say why, for whoever reads this order's story later."))
    found = [each for each in store.problems.open(order_id) if each.id == problem]
    (settled,) = decisions.decide(store, [problem], choice, reason=reason)
    page.did(of_deeds.of_choice(choice), of_deeds.of_problem(order_id, settled.kind))
    if choice != CANCEL:
        return page.back_to(_path(order_id), said=page.say("Decided."))
    return page.back_to(_path(order_id), said=f"{page.say('Decided.')} {taken_up(page, found)}")


@router.post("/orders/{order_id}/hold")
def hold(page: OperatorPage, order_id: str, reason: Typed = "") -> Response:
    """Make nothing new of it until it is released."""
    if not reason.strip():
        return _answer(page, order_id, wrong=page.say("Say why, for whoever reads this order's story later."))
    holds.hold(page.installation.store, order_id, reason=reason)
    page.did("held", order_id)
    return page.back_to(_path(order_id), said=page.say("The order is held until somebody releases it."))


@router.post("/orders/{order_id}/release")
def release(page: OperatorPage, order_id: str) -> Response:
    """Let it go on."""
    holds.release(page.installation.store, order_id)
    page.did("released", order_id)
    return page.back_to(_path(order_id), said=page.say("Released: the next sync makes what is missing."))


def _path(order_id: str) -> str:
    return f"/orders/{order_id}"


def _answer(
    page: Page,
    order_id: str,
    *,
    compare: bool = False,
    who: tuple[Buyer | None, Address | None] | None = None,
    wrong: str = "",
) -> HTMLResponse:
    try:
        story = explain(page.installation, order_id, asking=compare)
    except Usage:
        sentence = page.say(
            "Order {order} was not seen yet. If the number is right, the next sync of orders may bring it;"
            " an older one comes when orders are synced from an earlier day.",
            order=order_id,
        )
        return page.answer("refused.html", status=404, sentence=sentence)
    causes = inbox.each_of(page.installation.store, order_id)
    for_accounts = any(each.kind in problems.WITHOUT_ACCOUNT for each in causes)
    return page.answer(
        "order.html",
        status=400 if wrong else 200,
        story=story,
        order=story.order,
        place=marketplace.code_of(story.order.marketplace_id),
        standing=desk.standing(page.installation.store, order_id),
        documents=tuple(_documents(story, compare=compare, opened=who is not None)),
        held=any(problem.kind == HELD_BY_PERSON for problem in story.problems),
        who=who,
        wrong=wrong,
        compare=compare,
        states=STATES,
        statuses=STATUSES,
        fulfilled=FULFILLED,
        document_states=DOCUMENT_STATES,
        causes=causes,
        words=of_problems,
        accounts=offered.accounts(page.installation) if for_accounts else (),
        in_books=page.installation.store.erp.chosen().kind == BOOKS,
        charges=CHARGES,
    )


def _documents(story: Explanation, *, compare: bool, opened: bool) -> Iterator[DocumentShown]:
    for document in story.documents:
        closed = document.doctype in OF_PEOPLE and not opened
        title = f"{document.doctype} {document.name}"
        fields = () if closed else tuple(
            FieldShown(
                name=field.field,
                told=tuple(written(field.value)),
                source=field.source,
                instead=_instead(field.value, document.doc.get(field.field)) if compare else (),
            )
            for field in story.fields
            if field.document == title and field.value is not None
        )  # fmt: skip
        yield DocumentShown(document=document, fields=fields, closed=closed)


def _instead(told: Any, holds: Any) -> tuple[str, ...]:
    """What the ERP has where it is something else; rows that it enriches by itself are the same."""
    if holds is None or isinstance(told, list):
        return ()
    now = tuple(written(holds))
    same = now == tuple(written(told)) or _same_number(told, holds) or _of_the_company(told, holds)
    return () if same else now


def _of_the_company(told: Any, holds: Any) -> bool:
    """ERPNext ends the names of warehouses and accounts in the company's abbreviation."""
    return str(holds).rpartition(" - ")[0] == str(told)


def _same_number(one: Any, other: Any) -> bool:
    try:
        return Decimal(str(one)) == Decimal(str(other))
    except ArithmeticError:
        return False


def written(value: Any) -> Iterator[str]:
    """A value as a person reads it, a line for each row of a table."""
    if isinstance(value, list):
        for row in value:
            yield _row(row) if isinstance(row, Mapping) else str(row)
    elif isinstance(value, Decimal):
        yield format(value, "f")
    else:
        yield str(value)


def _row(row: Mapping[str, Any]) -> str:
    if "item_code" in row:
        amount = f" = {row['amount']}" if "amount" in row else ""
        return f"{row.get('qty', '')} {_TIMES} {row['item_code']} · {row.get('rate', '')}{amount}"
    if "account_head" in row:
        return (
            f"{row.get('description') or row['account_head']} {row.get('tax_amount', '')} → {row['account_head']}"
        )
    return " · ".join(str(value) for value in row.values())
