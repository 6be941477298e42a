"""Order → Customer, Address, Contact, Items it calls for, Sales Order, and the documents of its fulfilment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.order import CANCELLED, Order
from sellerbridge.commerce.returned import Returned
from sellerbridge.commerce.transaction import Transaction
from sellerbridge.documents import buyer, fulfilment, life, refund, unlisted
from sellerbridge.documents.fulfilment import DELIVERY_NOTE, SALES_INVOICE, delivers, step_key
from sellerbridge.documents.life import Standing
from sellerbridge.documents.lines import ChargeRow, Rows, charge_row, rows
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.order_fees import with_fees
from sellerbridge.documents.portions import portions
from sellerbridge.documents.restock import restock
from sellerbridge.documents.sales_order import sales_order
from sellerbridge.documents.switches import Switches
from sellerbridge.documents.unlisted import Items
from sellerbridge.errors import Hold
from sellerbridge.outgoing import Outgoing
from sellerbridge.settings import Settings

NON_AMAZON = "NON_AMAZON"
"""salesChannel.channelName of what was sold elsewhere and Amazon only ships (Multi-Channel Fulfillment)."""

_NOTHING_YET = Standing()
_ONLY_ORDERS = Switches()


def order_documents(
    order: Order,
    *,
    settings: Settings,
    mapping: Mappings,
    switches: Switches = _ONLY_ORDERS,
    money: tuple[Transaction, ...] = (),
    returns: tuple[Returned, ...] = (),
    standing: Standing | None = None,
    doubt: Callable[[Hold], None] | None = None,
) -> tuple[Outgoing, ...]:
    """What the ERP should hold of an order, in the order of delivery.

    Nothing where `why_not_booked` has a reason; for a cancelled order one Sales Order of docstatus 2, which its
    receiver passes over when it holds none. The Sales Order does not depend on how far the fulfilment has come or
    on when the order was last changed, so that a booked order stays untouched while it ships.

    `standing` is what the ERP holds already. Invoices, credit notes and Delivery Notes in it stay as they are and
    are not answered again; nor is a Sales Order on which one of them hangs. `doubt` hears of what does not fit
    while the rest is made (changed-after-fulfilment, refund-unplaced, cancel-requested, …); without it the first
    such is raised. Raises Hold for what concerns the order as a whole.
    """
    held, tell = standing or _NOTHING_YET, doubt or _raised
    if hold := life.in_the_way(order, held, switches):
        return _taken_back(
            order,
            hold,
            switches,
            held,
            money=money,
            returns=returns,
            settings=settings,
            mapping=mapping,
            doubt=tell,
        )
    if order.status == CANCELLED and order.channel != NON_AMAZON:
        gone = life.cancellation(life.SALES_ORDER, order.order_id, order, why="fulfillmentStatus CANCELLED")
        return (gone, *life.withdrawn(order, held, (gone,)))
    if why_not_booked(order) is not None:
        return ()
    if not any(line.quantity > 0 for line in order.lines):
        raise Hold("nothing-left", status=order.status)
    if life.asks_to_cancel(order):
        tell(Hold("cancel-requested", status=order.status))
    whole = rows(order, settings=settings, mapping=mapping)
    found = unlisted.items(order, settings=settings, mapping=mapping)
    charged = with_fees(order, whole, money, mapping=mapping) if settings.taxes_and_charges == "order" else whole
    booked = sales_order(order, charged, items=found, settings=settings, mapping=mapping)
    people = (
        buyer.customer(order, settings=settings, mapping=mapping),
        buyer.address(order, settings=settings, mapping=mapping),
        buyer.contact(order, settings=settings, mapping=mapping),
    )
    made = [*(person for person in people if person is not None), *found.made]
    if not held.hanging():
        made.append(booked)
    elif changed := life.change(order, booked, held):
        tell(changed)
    made += _fulfilment(order, whole, switches, held, items=found, settings=settings, mapping=mapping)
    if switches.credit_notes:
        made += _credit_notes(order, whole, money, made, held, settings=settings, mapping=mapping, doubt=tell)
    if switches.delivery_notes and returns:
        made += _restocked(order, returns, made, held, settings=settings, doubt=tell)
    return (*made, *life.withdrawn(order, held, made))


def why_not_booked(order: Order) -> str | None:
    """In a sentence, why an order has no place in the books; None for one that is booked."""
    if order.channel == NON_AMAZON:
        return "It was sold elsewhere and Amazon only ships it: the sale belongs to the books of that channel."
    if order.pending:
        return "Amazon still checks the payment: it is booked once Amazon accepts it."
    if order.status == CANCELLED:
        return "Amazon cancelled it: nothing is sold."
    if life.unfulfillable(order):
        return "Amazon cannot fulfil it: nothing is sold."
    return None


def _fulfilment(
    order: Order,
    whole: Rows,
    switches: Switches,
    held: Standing,
    *,
    items: Items,
    settings: Settings,
    mapping: Mappings,
) -> Iterator[Outgoing]:
    """Delivery Note and Sales Invoice of each step, but for those that the ERP holds."""
    if not (switches.delivery_notes or switches.invoices):
        return

    def charge(kind: str, amount: Decimal) -> ChargeRow:
        return charge_row(kind, amount, whole.currency, marketplace_id=order.marketplace_id, mapping=mapping)

    booked = life.booked(order, held)
    for portion in portions(whole, order.shipments, booked=booked, charge_row=charge):
        key = step_key(order.order_id, portion.shipment.number)
        noted = (DELIVERY_NOTE, key) in held.names
        if switches.delivery_notes and delivers(order) and not noted:
            noted = True
            yield fulfilment.delivery_note(order, portion, items=items, settings=settings, mapping=mapping)
        invoiced = (SALES_INVOICE, key) in held.names
        if switches.invoices and not invoiced and fulfilment.invoices(portion):
            yield fulfilment.sales_invoice(
                order, portion, delivered=noted, items=items, settings=settings, mapping=mapping
            )


def _taken_back(
    order: Order,
    why: Hold,
    switches: Switches,
    held: Standing,
    *,
    money: tuple[Transaction, ...],
    returns: tuple[Returned, ...],
    settings: Settings,
    mapping: Mappings,
    doubt: Callable[[Hold], None],
) -> tuple[Outgoing, ...]:
    """Of an order that Amazon takes back after its documents were made: what is refunded and returned of them,
    whatever a person decides about the rest. Raises `why` where there is only the order itself.
    """
    if not held.hanging():
        raise why
    doubt(why)
    made: list[Outgoing] = []
    invoices = held.invoices(order.order_id)
    if switches.credit_notes and invoices:
        whole = _told_or_invoiced(order, next(iter(invoices.values()))["currency"], settings, mapping)
        made += _credit_notes(order, whole, money, made, held, settings=settings, mapping=mapping, doubt=doubt)
    if switches.delivery_notes and returns:
        made += _restocked(order, returns, made, held, settings=settings, doubt=doubt)
    return (*made, *life.withdrawn(order, held, made))


def _told_or_invoiced(order: Order, currency: str, settings: Settings, mapping: Mappings) -> Rows:
    """The order's rows; without any where Amazon tells no prices of what it cancelled."""
    try:
        return rows(order, settings=settings, mapping=mapping)
    except Hold:
        return Rows(currency=currency, items=(), charges=(), lines=(), remitted=ZERO, schemes=(), tax_inside=False)


def _credit_notes(
    order: Order,
    whole: Rows,
    money: tuple[Transaction, ...],
    made: list[Outgoing],
    held: Standing,
    *,
    settings: Settings,
    mapping: Mappings,
    doubt: Callable[[Hold], None],
) -> list[Outgoing]:
    """Against the invoices that the ERP holds and those that are on their way to it."""
    invoices = held.invoices(order.order_id) | {d.key: d.body for d in made if d.kind == SALES_INVOICE}
    noted = held.invoices(order.order_id, returns=True)
    return refund.credit_notes(
        order,
        whole,
        money,
        invoices=invoices,
        noted=noted,
        settings=settings,
        mapping=mapping,
        doubt=doubt,
    )


def _restocked(
    order: Order,
    returns: tuple[Returned, ...],
    made: list[Outgoing],
    held: Standing,
    *,
    settings: Settings,
    doubt: Callable[[Hold], None],
) -> list[Outgoing]:
    """What came back, against the Delivery Notes that the ERP holds and those that are on their way to it."""
    notes = held.delivery_notes(order.order_id) | {d.key: d.body for d in made if d.kind == DELIVERY_NOTE}
    found = restock(order, returns, notes, settings=settings)
    if found.unplaced:
        doubt(found.unplaced)
    # One that is there stays as it is; that its goods are not sellable after all takes it back.
    there = {key for kind, key in held.names if kind == DELIVERY_NOTE}
    return [one for one in found.documents if one.key not in there or one.body["docstatus"] == 2]


def _raised(hold: Hold) -> None:
    raise hold
