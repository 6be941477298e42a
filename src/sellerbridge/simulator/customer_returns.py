"""The FBA customer returns report: which refunded goods came back to Amazon's warehouses, unit by unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sellerbridge.simulator.dice import Odds, dice, token
from sellerbridge.simulator.history import History
from sellerbridge.simulator.orders import Order
from sellerbridge.simulator.tables import Table

# Names as Amazon publishes them for this report.
COLUMNS = (
    "return-date", "order-id", "sku", "asin", "fnsku", "product-name", "quantity", "fulfillment-center-id",
    "detailed-disposition", "reason", "status", "license-plate-number", "customer-comments",
)  # fmt: skip

LONGEST = timedelta(days=21)
"""Nothing comes back later than this after its refund."""

_COMES_BACK = 0.75
_DISPOSITIONS = Odds((("SELLABLE", 60), ("CUSTOMER_DAMAGED", 18), ("DEFECTIVE", 16), ("CARRIER_DAMAGED", 6)))
_REASONS = Odds(
    (
        ("UNWANTED_ITEM", 30),
        ("NOT_AS_DESCRIBED", 20),
        ("QUALITY_UNACCEPTABLE", 15),
        ("ORDERED_WRONG_ITEM", 15),
        ("MISSED_ESTIMATED_DELIVERY", 8),
    )
)
_CENTRES = {"DE": ("LEJ1", "DTM2"), "FR": ("ORY1", "LIL1"), "GB": ("BHX4", "EUK5"), "US": ("LGB8", "TEB9")}
_COMMENTS = (
    "",
    "",
    "",
    "Passt leider nicht",
    "Trop petit pour l'usage prévu",
    'Lid does not close, says "BPA free"',
)


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerReturn:
    """One unit that came back. `line` is the index of the order's line it belongs to."""

    at: datetime
    order: Order
    line: int
    disposition: str
    reason: str
    plate: str
    comment: str


def customer_returns(world: History, after: datetime, before: datetime) -> list[CustomerReturn]:
    """The units that came back from `after` on and before `before`, oldest first."""
    found = [
        one
        for posting in world.posted(after - LONGEST, before)
        if posting.kind == "refund"
        for one in _returned(world, world.order(posting.number), posting.event)
        if after <= one.at < before
    ]
    return sorted(found, key=lambda one: (one.at, one.plate))


def return_table(
    world: History, marketplace_ids: Sequence[str], window: tuple[datetime, datetime], at: datetime
) -> Table:
    """The rows of a window of return dates, as far as the units are back by `at`."""
    start, end = window
    found = customer_returns(world, start, min(end, at))
    rows = [_row(world, one) for one in found if one.order.place.id in marketplace_ids]
    return Table(columns=COLUMNS, rows=rows)


def _returned(world: History, order: Order, event: int) -> Iterator[CustomerReturn]:
    """Only goods that Amazon sent come back to Amazon, and one refund in four is for goods that never do."""
    if order.fulfilled_by != "AMAZON":
        return
    refund = order.events[event]
    for line, units in refund.units:
        for unit in range(units):
            chance = dice(world.seed, "return", order.number, event, line, unit)
            if chance.random() < _COMES_BACK:
                disposition = _DISPOSITIONS.draw(chance)
                wait = timedelta(seconds=chance.randrange(86_400, int(LONGEST.total_seconds())))
                yield CustomerReturn(
                    at=(refund.at + wait).replace(microsecond=0),
                    order=order,
                    line=line,
                    disposition=disposition,
                    reason="DEFECTIVE" if disposition == "DEFECTIVE" else _REASONS.draw(chance),
                    plate=f"LPN{token(world.seed, 'plate', order.number, event, line, unit, size=9).upper()}",
                    comment=chance.choice(_COMMENTS),
                )


def _row(world: History, one: CustomerReturn) -> dict[str, str]:
    line = one.order.lines[one.line]
    listing = world.shelf.listing(line.sku)
    centres = _CENTRES.get(one.order.place.country, ("WRO5", "MXP5"))
    return {
        "return-date": one.at.isoformat(timespec="seconds"),
        "order-id": one.order.order_id,
        "sku": line.sku,
        "asin": line.asin,
        "fnsku": listing.fnsku if listing else "",
        "product-name": line.title,
        "quantity": "1",
        "fulfillment-center-id": centres[one.order.number % 2],
        "detailed-disposition": one.disposition,
        "reason": one.reason,
        "status": "Unit returned to inventory",
        "license-plate-number": one.plate,
        "customer-comments": one.comment,
    }
