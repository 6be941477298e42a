"""What the ERP answered, written down: the rows it settles, the problems it opens and closes, the events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.database import UTC, chunks
from sellerbridge.outgoing import Delivery, Outcome, Outgoing, Receipt
from sellerbridge.problems import Problem
from sellerbridge.sentences import N_, Sentence
from sellerbridge.store import events, problems, tables, waiting

_TABLE = tables.outbox
_CANCELLED = 2
_TOLD = {Outcome.UPDATED: N_("updated"), Outcome.CANCELLED: N_("cancelled")}
"""What makes an event; a creation is told by the row itself."""
_SETTLED_LATER = frozenset({"Sales Order", "Sales Invoice"})
"""What a settlement may be held for."""


def write(
    transaction: Transaction,
    connection_id: int,
    batch: Sequence[Delivery],
    answers: Sequence[Receipt],
    *,
    now: datetime,
) -> None:
    """Settle the rows of a batch, in the caller's transaction. An answer in doubt leaves its row as sending."""
    wanted = {delivery.row: delivery.outgoing for delivery in batch}
    _settle(transaction, wanted, answers, now)
    _tell_problems(transaction, connection_id, wanted, answers, now)
    if any(outgoing.kind in _SETTLED_LATER for outgoing in wanted.values()):
        waiting.settlements_again(transaction, connection_id)
    events.add(
        transaction,
        [
            events.row(connection_id, outgoing.about, now, _told(outgoing, r))
            for r in answers
            if r.outcome in _TOLD and (outgoing := wanted[r.row]).about
        ],
    )


def _told(outgoing: Outgoing, receipt: Receipt) -> Sentence:
    """An event that a person may read in the order's story."""
    deed = Sentence(_TOLD[receipt.outcome])
    return Sentence("ERP: {kind} {name} {deed}", kind=Sentence(outgoing.kind), name=receipt.name, deed=deed)


def _settle(
    transaction: Transaction, wanted: Mapping[int, Outgoing], answers: Sequence[Receipt], now: datetime
) -> None:
    """Nearly all documents get the name they asked for: those rows are written many at a time."""
    plain: list[int] = []
    special: list[Receipt] = []
    for receipt in answers:
        if receipt.outcome is Outcome.IN_DOUBT:
            continue
        outgoing = wanted[receipt.row]
        if _state(outgoing, receipt) == "delivered" and receipt.name == outgoing.name:
            plain.append(receipt.row)
        else:
            special.append(receipt)
    first = sa.func.coalesce(_TABLE.c.first_delivered_at, sa.literal(now, UTC))
    delivered = {
        "state": "delivered",
        "erp_name": _TABLE.c.name,
        "message": "",
        "delivered_at": now,
        "before": None,
    }
    for piece in chunks(plain):
        transaction.execute(
            sa.update(_TABLE).where(_TABLE.c.id.in_(piece)).values(delivered | {"first_delivered_at": first})
        )
    for receipt in special:
        transaction.execute(_special(receipt, _state(wanted[receipt.row], receipt), now))


def _state(outgoing: Outgoing, receipt: Receipt) -> str:
    """Where there is nothing left to do about a cancellation, an earlier attempt or a person did it."""
    if receipt.outcome is Outcome.REFUSED:
        return "refused"
    return "cancelled" if outgoing.body.get("docstatus") == _CANCELLED else "delivered"


def _special(receipt: Receipt, state: str, now: datetime) -> sa.Update:
    """A refusal, a cancellation, or a name of the ERP's own."""
    changes: dict[str, object] = {"state": state, "message": receipt.message}
    if receipt.name:
        changes["erp_name"] = receipt.name
    if receipt.outcome is not Outcome.REFUSED:
        changes["delivered_at"] = now
        changes["before"] = None
        changes["first_delivered_at"] = sa.func.coalesce(_TABLE.c.first_delivered_at, sa.literal(now, UTC))
    return sa.update(_TABLE).where(_TABLE.c.id == receipt.row).values(changes)


def _tell_problems(
    transaction: Transaction,
    connection_id: int,
    wanted: Mapping[int, Outgoing],
    answers: Sequence[Receipt],
    now: datetime,
) -> None:
    refused = [receipt for receipt in answers if receipt.outcome is Outcome.REFUSED]
    first = _first_refused(transaction, connection_id, {wanted[r.row].about for r in refused})
    found = [_problem(wanted[r.row], r) for r in refused if first[wanted[r.row].about] == r.row]
    problems.open_all(transaction, connection_id, found, now=now)
    problems.close_delivered(transaction, connection_id, now=now)


def _first_refused(transaction: Transaction, connection_id: int, about: set[str]) -> Mapping[str, int]:
    """Of each record the row that was refused first: what refers to it is refused for want of it."""
    first: dict[str, int] = {}
    for piece in chunks(sorted(about)):
        refused = (
            sa.select(_TABLE.c.about, _TABLE.c.id)
            .where(_TABLE.c.connection_id == connection_id, _TABLE.c.about.in_(piece))
            .where(_TABLE.c.state == "refused")
            .order_by(_TABLE.c.rank, _TABLE.c.id)
        )
        for row in transaction.execute(refused):
            first.setdefault(row.about, row.id)
    return first


def _problem(outgoing: Outgoing, receipt: Receipt) -> Problem:
    facts = {
        "document": Sentence("{kind} {name}", kind=Sentence(outgoing.kind), name=outgoing.name),
        "reason": receipt.message,
    }
    return Problem(kind=receipt.kind, about=outgoing.about, facts=facts)
