"""Steps of fulfilment → Delivery Notes for what Amazon ships, Sales Invoices for whatever ships."""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.commerce.order import AMAZON, Order
from sellerbridge.documents import sale
from sellerbridge.documents.buyer import customer_id
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.origins import fulfilment_origins
from sellerbridge.documents.portions import Portion
from sellerbridge.documents.sale import Body, day_of
from sellerbridge.documents.unlisted import Items
from sellerbridge.outgoing import Outgoing
from sellerbridge.settings import Settings

DELIVERY_NOTE = "Delivery Note"
SALES_INVOICE = "Sales Invoice"


def step_key(order_id: str, number: int) -> str:
    """The key, and the name, of the documents of a step."""
    return f"{order_id}-{number}"


def delivers(order: Order) -> bool:
    """Whether its Delivery Notes are ours to make: the merchant's own shipments begin in the ERP."""
    return order.fulfilled_by == AMAZON


def invoices(portion: Portion) -> bool:
    """Whether a step is invoiced. One without any money is not: nobody owes anything for a free replacement, and
    in the ERP an invoice of zero would only wait to be paid.
    """
    return any(row.rate for row in portion.rows.items) or bool(portion.rows.charges)


def delivery_note(
    order: Order, portion: Portion, *, items: Items, settings: Settings, mapping: Mappings
) -> Outgoing:
    """A submitted Delivery Note of one step, from the stock at Amazon. Raises Hold: no-exchange-rate."""
    warehouse = mapping.warehouse(order, settings)
    rows = [sale.item_row(row, items=items, warehouse=warehouse) for row in portion.rows.items]
    body = {
        **_head(order, portion, settings, mapping),
        "amazon_shipment_id": step_key(order.order_id, portion.shipment.number),
        "set_warehouse": warehouse,
        "items": sale.in_order([{**row, "against_sales_order": order.order_id} for row in rows]),
    }
    return _document(DELIVERY_NOTE, order, portion, body, settings)


def sales_invoice(
    order: Order, portion: Portion, *, delivered: bool, items: Items, settings: Settings, mapping: Mappings
) -> Outgoing:
    """A submitted Sales Invoice of one step; `delivered` says that a Delivery Note of ours is made of it too.

    It moves no stock: the Delivery Note does, ours or the merchant's own. Raises Hold: no-exchange-rate.
    """
    key = step_key(order.order_id, portion.shipment.number)
    link = {"sales_order": order.order_id, "income_account": settings.income_account}
    note = {"delivery_note": key} if delivered else {}
    rows = [
        sale.item_row(row, items=items, warehouse=mapping.warehouse(order, settings)) for row in portion.rows.items
    ]
    body = {
        **_head(order, portion, settings, mapping),
        "amazon_invoice_key": key,
        "due_date": day_of(portion.shipment.shipped_at).isoformat(),
        "debit_to": settings.receivable_account,
        "update_stock": 0,
        "items": sale.in_order([{**row, **link, **note} for row in rows]),
    }
    return _document(SALES_INVOICE, order, portion, body, settings)


def _head(order: Order, portion: Portion, settings: Settings, mapping: Mappings) -> Body:
    day = day_of(portion.shipment.shipped_at)
    return {
        "docstatus": 1,
        "customer": customer_id(order, settings=settings, mapping=mapping),
        "company": settings.company,
        "posting_date": day.isoformat(),
        "set_posting_time": 1,
        "po_no": order.order_id,
        "amazon_order_id": order.order_id,
        "marketplace_id": order.marketplace_id,
        **sale.prices(order, portion.rows.currency, on=day, settings=settings, mapping=mapping),
    }


def _document(
    kind: str, order: Order, portion: Portion, body: Mapping[str, object], settings: Settings
) -> Outgoing:
    whole: Body = {**body, "taxes": sale.charge_rows(portion.rows)}
    whole |= sale.totals(portion.rows, whole["conversion_rate"], settings)
    key = step_key(order.order_id, portion.shipment.number)
    origins = fulfilment_origins(order, settings=settings, body=whole)
    return Outgoing(kind=kind, key=key, name=key, body=whole, origins=origins, about=order.order_id)
