"""When an order moves money: at every shipment, at a refund, and when a deferred payment is released."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from sellerbridge.simulator.charges import ZERO, Charges, Line, charges
from sellerbridge.simulator.orders import Order
from sellerbridge.simulator.timeline import Event, Units

Deferral = Literal["", "B2B", "DD7"]
_WAITS = {"B2B": timedelta(days=30), "DD7": timedelta(days=9)}
_PARTS = (
    "item", "shipping", "gift_wrap", "cod", "discount", "shipping_discount", "eco_fee",
    "tax_item", "tax_shipping", "tax_gift_wrap", "tax_cod", "tax_discount",
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Posting:
    """One movement: the `event`-th event of an order moved money at `at`. A release repeats a deferred one."""

    at: datetime
    number: int
    event: int
    kind: Literal["shipment", "refund", "release"]


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
    return found


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


def fees(order: Order, line: Line, units: int, paid: Charges) -> dict[str, Decimal]:
    """What Amazon keeps of a shipment, by its name for it; negative amounts."""
    commission = -line.rounded((paid.item + paid.shipping - paid.discount) * Decimal("0.15"))
    kept = {"Commission": commission}
    if order.fulfilled_by == "AMAZON":
        kept["FBAPerUnitFulfillmentFee"] = -line.rounded(Decimal("3.19") * order.place.per_euro) * units
    if paid.gift_wrap:
        kept["GiftwrapChargeback"] = -paid.gift_wrap if order.fulfilled_by == "AMAZON" else ZERO
    return {name: amount for name, amount in kept.items() if amount}
