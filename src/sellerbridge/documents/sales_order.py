"""The Sales Order of an order: its rows, dates, rate and totals."""

from __future__ import annotations

from datetime import UTC, date
from decimal import Decimal
from typing import Any

from sellerbridge.commerce import money
from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.order import Order
from sellerbridge.documents.buyer import customer_id
from sellerbridge.documents.item import UNIT
from sellerbridge.documents.lines import NAMES, ItemRow, Rows
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.origins import sales_order_origins
from sellerbridge.documents.price_list import price_list
from sellerbridge.documents.unlisted import Items
from sellerbridge.outgoing import Outgoing
from sellerbridge.settings import Settings

Body = dict[str, Any]


def sales_order(order: Order, rows: Rows, *, items: Items, settings: Settings, mapping: Mappings) -> Outgoing:
    """A submitted Sales Order under the order id as name and key.

    The buyer is referred to by customer name only: nothing personal is in it. Raises Hold for a currency whose
    rate on the day of the order is not known.
    """
    body = {
        "docstatus": 1,
        **_head(order, settings, mapping),
        **_prices(order, rows, settings=settings, mapping=mapping),
        "items": _items(order, rows, items=items, warehouse=mapping.warehouse(order, settings)),
        "taxes": _taxes(rows),
    }
    body |= _totals(rows, body["conversion_rate"], settings)
    return Outgoing(
        kind="Sales Order",
        key=order.order_id,
        name=order.order_id,
        body=body,
        origins=sales_order_origins(order, rows, items=items, settings=settings, mapping=mapping, body=body),
        about=order.order_id,
    )


def transaction_date(order: Order) -> date:
    """The day of the purchase in UTC, as Amazon stamps it: the same whichever site or machine looks."""
    return order.purchased_at.astimezone(UTC).date()


def delivery_date(order: Order) -> date:
    """The last promised day, of delivery or of shipping; the purchase where Amazon promises none (FBA).

    ERPNext refuses one before the transaction date.
    """
    promised = [moment.astimezone(UTC).date() for moment in (order.ship_by, order.deliver_by) if moment]
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


def _prices(order: Order, rows: Rows, *, settings: Settings, mapping: Mappings) -> Body:
    """Currency, price list, their rates. ERPNext's own pricing and rounding are off: Amazon made the price."""
    listed, day = price_list(order.marketplace_id, settings=settings, mapping=mapping), transaction_date(order)

    def rate(currency: str) -> Decimal:
        return mapping.rate(currency, on=day, settings=settings, about=order.order_id)

    return {
        "currency": rows.currency,
        "conversion_rate": rate(rows.currency),
        "selling_price_list": listed.name,
        "price_list_currency": listed.currency,
        "plc_conversion_rate": rate(listed.currency),
        "ignore_pricing_rule": 1,
        "disable_rounded_total": 1,
    }


def _items(order: Order, rows: Rows, *, items: Items, warehouse: str) -> list[Body]:
    """Sorted by item, so that two orders never reserve the same stock in opposite order (ERPNext deadlocks)."""
    day = delivery_date(order).isoformat()

    def fields(row: ItemRow) -> Body:
        line = row.line
        return {
            "item_code": items.codes[line.line_id],
            **({"description": line.title} if line.title else {}),
            "qty": row.quantity,
            "uom": UNIT,
            "conversion_factor": 1,
            "rate": row.rate,
            # Without it ERPNext puts the price list's rate in the place of a rate of zero.
            "price_list_rate": row.rate,
            "amount": row.amount,
            "warehouse": warehouse,
            "delivery_date": day,
            "amazon_order_item_id": line.line_id,
        }

    return sorted(map(fields, rows.items), key=lambda row: (row["item_code"], row["amazon_order_item_id"]))


def _taxes(rows: Rows) -> list[Body]:
    return [
        {
            "charge_type": "Actual",
            "account_head": row.account,
            "description": NAMES.get(row.type, row.type),
            "tax_amount": row.amount,
        }
        for row in rows.charges
    ]


def _totals(rows: Rows, conversion_rate: Decimal, settings: Settings) -> Body:
    """In company currency as ERPNext rounds (its controller "taxes_and_totals"): each item row, then their sum;
    the charges as a whole; and the grand total as a whole, unless nothing is charged.
    """

    def based(amount: Decimal) -> Decimal:
        return money.rounded(amount * conversion_rate, settings.company_currency)

    base_net = sum((based(row.amount) for row in rows.items), based(ZERO))
    return {
        "total": rows.net_total,
        "net_total": rows.net_total,
        "total_taxes_and_charges": rows.charges_total,
        "grand_total": rows.grand_total,
        "base_total": base_net,
        "base_net_total": base_net,
        "base_total_taxes_and_charges": based(rows.charges_total),
        "base_grand_total": based(rows.grand_total) if rows.charges_total else base_net,
    }
