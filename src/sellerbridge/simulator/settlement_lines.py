"""The lines of settlement reports: every leaf of a movement of money is one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sellerbridge.simulator.account_events import AccountEvent
from sellerbridge.simulator.charges import Line
from sellerbridge.simulator.history import History
from sellerbridge.simulator.orders import Order
from sellerbridge.simulator.postings import Kind, Posting
from sellerbridge.simulator.transactions import event_id, parts

OTHER = "other-transaction"
_TYPES: dict[Kind, str] = {
    "shipment": "Order",
    "release": "Order",
    "refund": "Refund",
    "goodwill": "Refund",
    "chargeback": "Chargeback Refund",
    "retrocharge": "Order_Retrocharge",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class SettlementLine:
    """One amount, under the three words a report has for it. `event` is the shipment's or the refund's id."""

    at: datetime
    transaction_type: str
    kind: str
    word: str
    amount: Decimal
    event: str = ""
    store: str = ""
    order: Order | None = None
    line: Line | None = None
    sku: str = ""
    units: int = 0

    @property
    def order_id(self) -> str:
        """The order a line belongs to; empty for the account's own."""
        return self.order.order_id if self.order else ""


def order_lines(world: History, posting: Posting) -> Iterator[SettlementLine]:
    """The lines of a movement of an order's money."""
    order = world.order(posting.number)
    event = event_id(world, posting)
    for part in parts(order, posting):
        for leaf in part.leaves:
            yield SettlementLine(
                at=posting.at,
                transaction_type=_TYPES[posting.kind],
                kind=leaf.kind,
                word=leaf.word,
                amount=leaf.amount,
                event=event,
                store=order.place.name,
                order=order,
                line=part.line,
                sku=part.line.sku,
                units=part.units,
            )


def account_line(event: AccountEvent) -> SettlementLine:
    """The line of an event of the account; payments for goods name no store, as Amazon's do not."""
    return SettlementLine(
        at=event.at,
        transaction_type=event.sort.transaction_type,
        kind=event.leaf.kind,
        word=event.leaf.word,
        amount=event.leaf.amount,
        store="" if event.sku else event.place.name,
        sku=event.sku,
        units=1 if event.sku else 0,
    )
