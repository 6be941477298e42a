"""What a Sales Order, a Delivery Note and a Sales Invoice have in common: prices, rows, totals."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sellerbridge.commerce import money
from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.order import Order
from sellerbridge.documents.item import UNIT
from sellerbridge.documents.lines import NAMES, ItemRow, Rows
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.price_list import price_list
from sellerbridge.documents.unlisted import Items
from sellerbridge.settings import Settings

Body = dict[str, Any]


def day_of(moment: datetime) -> date:
    """The day in UTC, as Amazon stamps it: the same whichever site or machine looks."""
    return moment.astimezone(UTC).date()


def prices(order: Order, currency: str, *, on: date, settings: Settings, mapping: Mappings) -> Body:
    """Currency, price list, their rates on that day. ERPNext's own pricing and rounding are off: Amazon made the
    price. Raises Hold for a currency whose rate is not known.
    """
    listed = price_list(order.marketplace_id, settings=settings, mapping=mapping)

    def rate(code: str) -> Decimal:
        return mapping.rate(code, on=on, settings=settings, about=order.order_id)

    return {
        "currency": currency,
        "conversion_rate": rate(currency),
        "selling_price_list": listed.name,
        "price_list_currency": listed.currency,
        "plc_conversion_rate": rate(listed.currency),
        "ignore_pricing_rule": 1,
        "disable_rounded_total": 1,
    }


def item_row(row: ItemRow, *, items: Items, warehouse: str) -> Body:
    """A row of goods."""
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
        "amazon_order_item_id": line.line_id,
    }


def in_order(rows: list[Body]) -> list[Body]:
    """Sorted by item, so that two documents never take the same stock in opposite order (ERPNext deadlocks)."""
    return sorted(rows, key=lambda row: (row["item_code"], row["amazon_order_item_id"]))


def charge_rows(rows: Rows) -> list[Body]:
    """The rows of taxes and charges."""
    return [
        {
            "charge_type": "Actual",
            "account_head": row.account,
            "description": NAMES.get(row.type, row.type),
            "tax_amount": row.amount,
        }
        for row in rows.charges
    ]


def totals(rows: Rows, conversion_rate: Decimal, settings: Settings) -> Body:
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
