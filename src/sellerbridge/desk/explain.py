"""One order from end to end: what Amazon said, what came of it, where each field is from, what holds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from sellerbridge.commerce.order import Order
from sellerbridge.commerce.transaction import Transaction
from sellerbridge.desk import problems
from sellerbridge.desk.money.order_money import OrderMoney, order_money
from sellerbridge.desk.problems import ProblemShown
from sellerbridge.erp.port import Held
from sellerbridge.errors import Refused, Unreachable, Usage
from sellerbridge.installation import Installation
from sellerbridge.sentences import N_, Money, Sentence, joined
from sellerbridge.store.events import Event
from sellerbridge.store.orders import MirroredOrder
from sellerbridge.store.outbox import Row


class ExplainedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document of the order. `state` is due, sending, delivered, cancelled or refused; `message` says why.

    `doc` is what the ERP holds, or what is wanted while it holds nothing.
    """

    doctype: str
    name: str
    key: str
    connection: str
    docstatus: int
    state: str
    message: str
    doc: dict[str, Any]


class Field(msgspec.Struct, frozen=True, kw_only=True, rename={"source": "from"}):
    """One field of a document, its value, and where that is from."""

    document: str
    field: str
    value: Any
    source: str


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """What a person decided about the order as it is now (desk/decide.py)."""

    kind: str
    choice: str
    reason: str
    time: datetime


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """The story of an order; buyer and address stand only in the documents that hold them.

    `notes` say in a sentence each what could not be looked up just now.
    """

    order: Order
    events: tuple[Event, ...]
    documents: tuple[ExplainedDocument, ...]
    fields: tuple[Field, ...]
    problems: tuple[ProblemShown, ...]
    money: OrderMoney | None
    decisions: tuple[Settled, ...] = ()
    notes: tuple[str, ...] = ()


def explain(installation: Installation, order_id: str, *, asking: bool = True) -> Explanation:
    """All that is known of an order. Raises Usage for one that was never seen.

    `asking` the ERP what it holds now may take as long as the ERP likes; without it the documents are those that
    it was told.
    """
    store = installation.store
    mirrored, found = store.orders.order(order_id), store.problems.open(order_id)
    if mirrored is None:
        raise _unseen(order_id, unreadable=found[0].problem.message if found else "")
    rows = store.outbox.about(order_id)
    connection = next(c.name for c in store.connections.all() if c.id == mirrored.connection_id)
    held, note = _held(installation, rows) if asking else ({}, "")
    shown = problems.shown(found)
    moved = store.transactions.about(order_id)
    return Explanation(
        order=msgspec.structs.replace(mirrored.order, buyer=None, recipient=None),
        events=tuple(_events(mirrored, rows, shown, store.events.about(order_id), moved)),
        documents=tuple(_document(row, held.get((row.kind, row.key)), connection) for row in rows),
        fields=tuple(field for row in rows for field in _fields(row)),
        problems=shown,
        money=order_money(store, order_id),
        decisions=tuple(
            Settled(kind=one.kind, choice=one.choice, reason=one.reason, time=one.decided_at)
            for one in store.decisions.standing(mirrored.connection_id, [order_id])
            if one.of_this_state
        ),
        notes=(note,) if note else (),
    )


def _unseen(order_id: str, *, unreadable: str) -> Usage:
    if unreadable:
        return Usage("{problem} All problems: sellerbridge problems", problem=unreadable)
    return Usage(
        "Order {order} was not seen yet. If the number is right, read it: sellerbridge sync orders, or from an"
        " earlier day: sellerbridge sync orders --since 2026-01-01",
        order=order_id,
    )


def _events(
    mirrored: MirroredOrder,
    rows: Sequence[Row],
    held: Iterable[ProblemShown],
    kept: Sequence[Event],
    moved: Iterable[Transaction],
) -> list[Event]:
    found = [
        Event(time=mirrored.order.purchased_at, what=N_("Amazon: ordered")),
        Event(time=mirrored.first_seen, what=N_("sellerbridge: read for the first time")),
        *kept,
        *(Event(time=problem.since, what=_held_for(problem)) for problem in held),
        *(event for row in rows for event in _told(row, kept)),
        *map(_of_money, moved),
    ]
    return sorted(found, key=lambda event: event.time)


def _held_for(problem: ProblemShown) -> str:
    return Sentence("sellerbridge: held ({kind})", kind=Sentence(problem.kind))


def _of_money(one: Transaction) -> Event:
    what = Sentence(
        "Amazon: {kind}, {amount} for you, kept back for now" if one.waits else "Amazon: {kind}, {amount} for you",
        kind=Sentence(one.kind),
        amount=Money(one.total, one.currency),
    )
    return Event(time=one.posted_at, what=what)


def _told(row: Row, kept: Sequence[Event]) -> Iterator[Event]:
    """The writings of a document, but for those that were kept as they happened.

    One that was amended had another name when it was written first.
    """
    known = {event.time for event in kept if event.what.startswith(f"ERP: {row.kind} ")}
    for time, deed in _writings(row):
        if time not in known:
            name = row.erp_name if time == row.delivered_at or not known else ""
            document = joined(filter(None, (Sentence(row.kind), name)), by=" ")
            yield Event(time=time, what=Sentence("ERP: {document} {deed}", document=document, deed=Sentence(deed)))


def _writings(row: Row) -> Iterator[tuple[datetime, str]]:
    """When the ERP first took a document, and when it last took it if that was another time."""
    if row.first_delivered_at:
        yield row.first_delivered_at, N_("written for the first time")
    if row.delivered_at and row.delivered_at != row.first_delivered_at:
        yield row.delivered_at, N_("cancelled") if row.state == "cancelled" else N_("brought up to date")


def _held(installation: Installation, rows: Sequence[Row]) -> tuple[dict[tuple[str, str], Held], str]:
    """Each document as the ERP holds it now. Where it does not answer, what it was told stands for it, and a
    sentence says so.
    """
    found: dict[tuple[str, str], Held] = {}
    told = [row for row in rows if row.erp_name]
    try:
        with installation.erp(at_once=True) as erp:
            for row in told:
                found |= {(held.doctype, held.key): held for held in erp.documents(doctype=row.kind, key=row.key)}
    except (Usage, Unreachable, Refused) as failure:
        note = Sentence(
            "The ERP could not be asked. What it was told last stands for what it holds: {failure}",
            failure=failure.sentence,
        )
        return found, note if told else ""
    return found, ""


def _document(row: Row, held: Held | None, connection: str) -> ExplainedDocument:
    return ExplainedDocument(
        doctype=row.kind,
        name=row.erp_name or row.name,
        key=row.key,
        connection=connection,
        docstatus=held.docstatus if held else int(row.body.get("docstatus", 0)),
        state=row.state,
        message=row.message,
        doc=held.doc if held else row.body,
    )


def _fields(row: Row) -> Iterator[Field]:
    document = f"{row.kind} {row.erp_name or row.name}"
    for field, source in row.origins.items():
        yield Field(document=document, field=field, value=row.body.get(field), source=source)
