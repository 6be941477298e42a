"""When an order moves money: when it is shipped or refunded, when a deferred payment is released, and later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from sellerbridge.simulator.charges import Charges, Line, charges
from sellerbridge.simulator.orders import Order
from sellerbridge.simulator.timeline import Event, Units

Deferral = Literal["", "B2B", "DD7"]
Kind = Literal["shipment", "refund", "release", "goodwill", "chargeback", "retrocharge"]
_WAITS = {"B2B": timedelta(days=30), "DD7": timedelta(days=9)}
_PARTS = (
    "item", "shipping", "gift_wrap", "cod", "discount", "shipping_discount", "eco_fee",
    "tax_item", "tax_shipping", "tax_gift_wrap", "tax_cod", "tax_discount",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Posting:
    """One movement: the `event`-th event of an order moved money at `at`. A release repeats a deferred one.

    A goodwill payment, a chargeback and a retrocharge come long after the shipment they are about.
    """

    at: datetime
    number: int
    event: int
    kind: Kind

    @property
    def name(self) -> str:
        """What tells the movements of one event apart."""
        return "first" if self.kind in ("shipment", "refund") else self.kind


def postings(order: Order) -> list[Posting]:
    """All movements of an order over its whole life; sales made elsewhere and free replacements move none."""
    if order.nature in ("non_amazon", "replacement"):
        return []
    found = []
    for index, event in enumerate(order.events):
        if event.kind == "shipped":
            found.append(Posting(event.at, order.number, index, "shipment"))
            if deferral(order):
                found.append(Posting(matures(order, event), order.number, index, "release"))
        elif event.kind == "refunded":
            found.append(Posting(event.at, order.number, index, "refund"))
    return found + _aftermath(order)


def waits(order: Order, posting: Posting) -> bool:
    """Whether a movement is only told, and its release is the one that counts."""
    return posting.kind == "shipment" and bool(deferral(order))


def _aftermath(order: Order) -> list[Posting]:
    """What happens to a few orders that were shipped, not refunded, and have nothing else wrong with them."""
    kinds = [event.kind for event in order.events]
    if order.fault or "shipped" not in kinds or "refunded" in kinds:
        return []
    index = kinds.index("shipped")
    at, tax = order.events[index].at, charges(order.lines[0], 1)
    if order.number % 97 == 11:
        return [Posting(at + timedelta(days=40), order.number, index, "goodwill")]
    if order.number % 701 == 13:
        return [Posting(at + timedelta(days=45), order.number, index, "chargeback")]
    if order.number % 211 == 7 and tax.tax_item and not tax.on_top and not order.lines[0].facilitated:
        return [Posting(at + timedelta(days=50), order.number, index, "retrocharge")]
    return []


def deferral(order: Order) -> Deferral:
    """Why Amazon keeps the payment of an order for a while; empty when it does not."""
    if order.business and order.purchase_order:
        return "B2B"
    return "DD7" if order.fulfilled_by == "MERCHANT" and order.number % 4 == 0 else ""


def matures(order: Order, event: Event) -> datetime:
    """When a deferred shipment's money is released."""
    return event.at + _WAITS[deferral(order)]


def moved(order: Order, index: int) -> list[tuple[Line, int, Charges]]:
    """The lines, units and charges the `index`-th event moved (positive, also for a refund).

    What several shipments of one line move adds up to the line exactly: each takes the difference of two
    cumulated amounts, so no cent is lost between them.
    """
    before: dict[int, int] = {}
    for event in order.events[:index]:
        if event.kind == "shipped":
            _count(before, event.units)
    event = order.events[index]
    if event.kind == "refunded":
        return [(order.lines[line], units, charges(order.lines[line], units)) for line, units in event.units]
    return [
        (order.lines[line], units, _between(order.lines[line], before.get(line, 0), units))
        for line, units in event.units
    ]


def _count(counted: dict[int, int], units: Units) -> None:
    for line, more in units:
        counted[line] = counted.get(line, 0) + more


def _between(line: Line, before: int, units: int) -> Charges:
    upper, lower = charges(line, before + units), charges(line, before)
    parts: dict[str, Decimal] = {part: getattr(upper, part) - getattr(lower, part) for part in _PARTS}
    return Charges(**parts, on_top=upper.on_top)
