"""Order → Customer, Address, Contact, the Items it calls for, Sales Order; or why there is nothing to book."""

from __future__ import annotations

from sellerbridge.commerce.order import CANCELLED, Order
from sellerbridge.documents import buyer, unlisted
from sellerbridge.documents.lines import rows
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.sales_order import sales_order
from sellerbridge.errors import Hold
from sellerbridge.outgoing import Outgoing
from sellerbridge.settings import Settings

NON_AMAZON = "NON_AMAZON"
"""salesChannel.channelName of what was sold elsewhere and Amazon only ships (Multi-Channel Fulfillment)."""

_UNFULFILLABLE = "UNFULFILLABLE"


def order_documents(order: Order, *, settings: Settings, mapping: Mappings) -> tuple[Outgoing, ...]:
    """What the ERP should hold of an order, in the order of delivery.

    Nothing where `why_not_booked` has a reason; for a cancelled order one Sales Order of docstatus 2, which its
    receiver passes over when it holds none. No field depends on how far the fulfilment has come or on when the
    order was last changed, so that a booked order stays untouched while it ships. Raises Hold.
    """
    if order.status == CANCELLED and order.channel != NON_AMAZON:
        return (_cancellation(order),)
    if why_not_booked(order) is not None:
        return ()
    if not any(line.quantity > 0 for line in order.lines):
        raise Hold("nothing-left", status=order.status)
    found = unlisted.items(order, settings=settings, mapping=mapping)
    booked = sales_order(
        order, rows(order, settings=settings, mapping=mapping), items=found, settings=settings, mapping=mapping
    )
    people = (
        buyer.customer(order, settings=settings, mapping=mapping),
        buyer.address(order, settings=settings, mapping=mapping),
        buyer.contact(order, settings=settings, mapping=mapping),
    )
    return (*(person for person in people if person is not None), *found.made, booked)


def why_not_booked(order: Order) -> str | None:
    """In a sentence, why an order has no place in the books; None for one that is booked."""
    if order.channel == NON_AMAZON:
        return "It was sold elsewhere and Amazon only ships it: the sale belongs to the books of that channel."
    if order.pending:
        return "Amazon still checks the payment: it is booked once Amazon accepts it."
    if order.status == CANCELLED:
        return "Amazon cancelled it: nothing is sold."
    if order.status == _UNFULFILLABLE and order.total is None:
        return "Amazon cannot fulfil it and names no money for it."
    return None


def _cancellation(order: Order) -> Outgoing:
    return Outgoing(
        kind="Sales Order",
        key=order.order_id,
        name=order.order_id,
        body={"docstatus": 2},
        origins={"docstatus": "fulfillmentStatus CANCELLED"},
        about=order.order_id,
    )
