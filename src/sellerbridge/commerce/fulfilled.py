"""What left of an order since the last look at it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sellerbridge.commerce.order import Order, OrderLine
from sellerbridge.commerce.shipment import Shipment

_SHIPPED = "SHIPPED"


def steps(
    order: Order, known: Sequence[Shipment], *, before: Sequence[OrderLine] = (), watched: bool = True
) -> tuple[Shipment, ...]:
    """The known steps of its fulfilment, and one more for the pieces that are fulfilled beyond them.

    `before` are the lines as they were called when the known steps were found: a report has no orderItemIds. What
    was fulfilled stays so, whatever Amazon says later. A look that comes late finds one larger step: the sum is
    the same. The new step is dated by the change that told of it; where the order was not `watched` before, that
    change may be a refund of months later, so it is not dated after the day by which it had to leave.
    """
    renamed = _renamed(known, before, order.lines)
    counted = Counter[str]()
    for step in renamed:
        counted.update(dict(step.pieces))
    news = [(line.line_id, _fulfilled(order, line) - counted[line.line_id]) for line in order.lines]
    pieces = tuple((line_id, more) for line_id, more in news if more > 0)
    if not pieces:
        return renamed
    shipped_at = order.updated_at if watched else _left_by(order)
    return (*renamed, Shipment(number=len(renamed) + 1, shipped_at=shipped_at, pieces=pieces))


def line_of(line_id: str, lines: Sequence[OrderLine]) -> OrderLine | None:
    """The line of that id; where it is a report's "SKU#n", the n-th line of the SKU."""
    for line in lines:
        if line.line_id == line_id:
            return line
    sku, mark, number = line_id.rpartition("#")
    if not mark or not number.isdecimal():
        return None
    same = [line for line in lines if line.sku == sku]
    return same[int(number) - 1] if 0 < int(number) <= len(same) else None


def _left_by(order: Order) -> datetime:
    due = order.ship_by or order.deliver_by
    return min(order.updated_at, max(due, order.purchased_at)) if due else order.updated_at


def _fulfilled(order: Order, line: OrderLine) -> int:
    """An order is SHIPPED when all that remains ordered has left, also where Amazon tells no count."""
    return max(line.quantity_fulfilled, line.quantity if order.status == _SHIPPED else 0)


def _renamed(
    known: Sequence[Shipment], before: Sequence[OrderLine], lines: Sequence[OrderLine]
) -> tuple[Shipment, ...]:
    """The known steps with the lines called as now; a line that is not there any more keeps its name."""
    if {line.line_id for line in before} <= {line.line_id for line in lines}:
        return tuple(known)

    def name(line_id: str) -> str:
        line = line_of(line_id, lines)
        return line.line_id if line else line_id

    return tuple(
        Shipment(
            number=step.number,
            shipped_at=step.shipped_at,
            pieces=tuple((name(line_id), quantity) for line_id, quantity in step.pieces),
        )
        for step in known
    )
