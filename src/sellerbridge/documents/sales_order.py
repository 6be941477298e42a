"""The Sales Order of an order: its rows, dates, rate and totals."""

from __future__ import annotations

from datetime import date

from sellerbridge.commerce.order import Order
from sellerbridge.documents import sale
from sellerbridge.documents.buyer import customer_id
from sellerbridge.documents.lines import Rows
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.origins import sales_order_origins
from sellerbridge.documents.sale import Body, day_of
from sellerbridge.documents.unlisted import Items
from sellerbridge.outgoing import Outgoing
from sellerbridge.settings import Settings


def sales_order(order: Order, rows: Rows, *, items: Items, settings: Settings, mapping: Mappings) -> Outgoing:
    """A submitted Sales Order under the order id as name and key.

    The buyer is referred to by customer name only: nothing personal is in it. Raises Hold for a currency whose
    rate on the day of the order is not known.
    """
    body = {
        "docstatus": 1,
        **_head(order, settings, mapping),
        **sale.prices(order, rows.currency, on=transaction_date(order), settings=settings, mapping=mapping),
        "items": _items(order, rows, items=items, warehouse=mapping.warehouse(order, settings)),
        "taxes": sale.charge_rows(rows),
    }
    body |= sale.totals(rows, body["conversion_rate"], settings)
    return Outgoing(
        kind="Sales Order",
        key=order.order_id,
        name=order.order_id,
        body=body,
        origins=sales_order_origins(order, rows, items=items, settings=settings, mapping=mapping, body=body),
        about=order.order_id,
    )


def transaction_date(order: Order) -> date:
    """The day of the purchase."""
    return day_of(order.purchased_at)


def delivery_date(order: Order) -> date:
    """The last promised day, of delivery or of shipping; the purchase where Amazon promises none (FBA).

    ERPNext refuses one before the transaction date.
    """
    promised = [day_of(moment) for moment in (order.ship_by, order.deliver_by) if moment]
    return max([transaction_date(order), *promised])


def _head(order: Order, settings: Settings, mapping: Mappings) -> Body:
    head = {
        "customer": customer_id(order, settings=settings, mapping=mapping),
        "order_type": "Sales",
        "company": settings.company,
        "transaction_date": transaction_date(order).isoformat(),
        "delivery_date": delivery_date(order).isoformat(),
        "po_no": order.order_id,
        "amazon_order_id": order.order_id,
        "marketplace_id": order.marketplace_id,
        "set_warehouse": mapping.warehouse(order, settings),
    }
    optional = {"amazon_fulfilled_by": order.fulfilled_by, "amazon_replaces": order.replaces}
    return head | {field: value for field, value in optional.items() if value}


def _items(order: Order, rows: Rows, *, items: Items, warehouse: str) -> list[Body]:
    day = delivery_date(order).isoformat()
    made = (sale.item_row(row, items=items, warehouse=warehouse) for row in rows.items)
    return sale.in_order([{**row, "delivery_date": day} for row in made])
