"""What may still happen to an order's documents, given what the ERP holds of them. Decides, does nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from sellerbridge.commerce.fulfilled import line_of
from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.order import AMAZON, CANCELLED, Order, OrderLine
from sellerbridge.documents.fulfilment import DELIVERY_NOTE, SALES_INVOICE
from sellerbridge.documents.lines import TYPES, ChargeRow, ItemRow
from sellerbridge.documents.portions import Booked
from sellerbridge.documents.switches import Switches
from sellerbridge.errors import Hold
from sellerbridge.outgoing import Outgoing
from sellerbridge.sentences import N_

UNFULFILLABLE = "UNFULFILLABLE"
SALES_ORDER = "Sales Order"
_HANGING = (DELIVERY_NOTE, SALES_INVOICE)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What the ERP holds of an order, and what it was not told yet.

    `names` (kind, key) → name there of what it holds, or may hold; `bodies` what it was told of them, of an order
    on which something hangs. `untold` are documents that are wanted and never reached the ERP.
    """

    names: Mapping[tuple[str, str], str] = {}
    bodies: Mapping[tuple[str, str], Mapping[str, Any]] = {}
    untold: frozenset[tuple[str, str]] = frozenset()

    def hanging(self) -> str:
        """The name of a document that hangs on the Sales Order; empty where none does."""
        return next((name for (kind, _), name in self.names.items() if kind in _HANGING), "")

    def invoices(self, order_id: str, *, returns: bool = False) -> dict[str, Mapping[str, Any]]:
        """The invoices by key, by number; or the credit notes."""
        return self._of(SALES_INVOICE, order_id, returns=returns)

    def delivery_notes(self, order_id: str) -> dict[str, Mapping[str, Any]]:
        """The Delivery Notes by key, by number, without those of returns."""
        return self._of(DELIVERY_NOTE, order_id, returns=False)

    def _of(self, wanted: str, order_id: str, *, returns: bool) -> dict[str, Mapping[str, Any]]:
        found = {
            key: body
            for (kind, key), body in self.bodies.items()
            if kind == wanted and bool(body.get("is_return")) is returns
        }
        return dict(sorted(found.items(), key=lambda pair: (_number(pair[0], order_id), pair[0])))


def in_the_way(order: Order, standing: Standing, switches: Switches) -> Hold | None:
    """Why Amazon cannot have it its way: it takes back what the ERP holds. cancelled-after-fulfilment,
    cancelled-after-booking, unfulfillable-after-booking.
    """
    name, hanging = standing.names.get((SALES_ORDER, order.order_id), ""), standing.hanging()
    if order.status == CANCELLED and hanging:
        return Hold("cancelled-after-fulfilment", name=hanging)
    if order.status == CANCELLED and name and not switches.cancellations:
        return Hold("cancelled-after-booking", name=name)
    if unfulfillable(order) and (hanging or name):
        return Hold("unfulfillable-after-booking", name=hanging or name)
    return None


def unfulfillable(order: Order) -> bool:
    """Whether Amazon cannot fulfil it: no piece has left, and none will."""
    return order.status == UNFULFILLABLE and not order.shipments


def asks_to_cancel(order: Order) -> bool:
    """Whether the buyer asked to cancel what the merchant could still stop; at Amazon, Amazon decides."""
    return order.fulfilled_by != AMAZON and any(
        line.cancel_requested and line.quantity > shipped
        for line, shipped in ((line, _shipped(order, line)) for line in order.lines)
    )


def change(order: Order, wanted: Outgoing, standing: Standing) -> Hold | None:
    """What Amazon changed in goods or money of an order on which something hangs; the ERP would not amend it.

    Dates, titles and accounts of an order that is on its way are nobody's matter any more.
    """
    before = standing.bodies.get((SALES_ORDER, order.order_id))
    if before is None or _gist(before) == _gist(wanted.body):
        return None
    return Hold(
        "changed-after-fulfilment",
        name=standing.names[SALES_ORDER, order.order_id],
        ours=str(before["grand_total"]),
        theirs=str(wanted.body["grand_total"]),
        currency=str(wanted.body["currency"]),
        ours_pieces=str(_pieces(before)),
        theirs_pieces=str(_pieces(wanted.body)),
        hanging=standing.hanging(),
    )


def booked(order: Order, standing: Standing) -> dict[int, Booked]:
    """What the ERP holds of the steps, by number: as the invoice says, else as the Delivery Note does."""
    found = standing.delivery_notes(order.order_id) | standing.invoices(order.order_id)
    return {
        _number(key, order.order_id): Booked(items=tuple(_goods(body, order)), charges=tuple(_charges(body)))
        for key, body in found.items()
    }


def withdrawn(order: Order, standing: Standing, wanted: Iterable[Outgoing]) -> Iterator[Outgoing]:
    """What waits for the ERP, never reached it, and is not wanted any more."""
    places = {(outgoing.kind, outgoing.key) for outgoing in wanted}
    for kind, key in sorted(standing.untold - places):
        if kind in _HANGING:
            yield cancellation(kind, key, order, why=N_("not wanted any more, and never told"))


def cancellation(kind: str, key: str, order: Order, *, why: str) -> Outgoing:
    """A document that is not to be; its receiver passes over one that it does not hold."""
    origins = {"docstatus": why}
    return Outgoing(kind=kind, key=key, name=key, body={"docstatus": 2}, origins=origins, about=order.order_id)


def _shipped(order: Order, line: OrderLine) -> int:
    return sum(count for step in order.shipments for line_id, count in step.pieces if line_id == line.line_id)


def _number(key: str, order_id: str) -> int:
    number = key.removeprefix(f"{order_id}-")
    return int(number) if number.isdecimal() else 0


def _pieces(body: Mapping[str, Any]) -> int:
    return sum(int(row["qty"]) for row in body["items"])


def _gist(body: Mapping[str, Any]) -> object:
    """Goods, unit prices, charges and currency, whoever calls the lines how."""
    goods = Counter[tuple[str, Decimal]]()
    for row in body["items"]:
        goods[row["item_code"], Decimal(row["rate"])] += int(row["qty"])
    charges = {row["description"]: Decimal(row["tax_amount"]) for row in body["taxes"]}
    return goods, charges, body["currency"]


def _goods(body: Mapping[str, Any], order: Order) -> Iterator[ItemRow]:
    for row in body["items"]:
        line_id = row["amazon_order_item_id"]
        line = line_of(line_id, order.lines) or OrderLine(line_id=line_id, sku="", quantity=0)
        yield ItemRow(line=line, quantity=int(row["qty"]), rate=Decimal(row["rate"]))


def _charges(body: Mapping[str, Any]) -> Iterator[ChargeRow]:
    for row in body["taxes"]:
        kind = TYPES.get(row["description"], row["description"])
        yield ChargeRow(type=kind, account=row["account_head"], amount=Decimal(row["tax_amount"]) + ZERO)
