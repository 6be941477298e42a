"""The all-orders reports: one row per item of every order in a window, without item id, buyer or order total."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Literal

from sellerbridge.simulator.history import History
from sellerbridge.simulator.marketplaces import NON_AMAZON_MARKETPLACE
from sellerbridge.simulator.orders import Order
from sellerbridge.simulator.tables import Table
from sellerbridge.simulator.timeline import State
from sellerbridge.simulator.wire import text_money

# Names as Amazon publishes them for these reports.
COLUMNS = (
    "amazon-order-id", "merchant-order-id", "purchase-date", "last-updated-date", "order-status",
    "fulfillment-channel", "sales-channel", "order-channel", "ship-service-level", "product-name", "sku", "asin",
    "item-status", "quantity", "currency", "item-price", "item-tax", "shipping-price", "shipping-tax",
    "gift-wrap-price", "gift-wrap-tax", "item-promotion-discount", "ship-promotion-discount", "ship-city",
    "ship-state", "ship-postal-code", "ship-country", "promotion-ids", "is-business-order",
    "purchase-order-number", "price-designation",
)  # fmt: skip
_STATUSES = {
    "PENDING_AVAILABILITY": "Pending", "PENDING": "Pending", "UNSHIPPED": "Unshipped",
    "PARTIALLY_SHIPPED": "Shipping", "SHIPPED": "Shipped", "CANCELLED": "Cancelled", "UNFULFILLABLE": "Cancelled",
}  # fmt: skip


def order_table(
    world: History,
    marketplace_ids: Sequence[str],
    window: tuple[datetime, datetime],
    at: datetime,
    *,
    by: Literal["update", "placed"],
) -> Table:
    """The rows of a window (both ends included) as the orders are at `at`."""
    walk = world.updated if by == "update" else world.placed
    rows = []
    for _, number in walk((window[0], 0), min(window[1], at), at):
        order = world.order(number)
        state = order.at(at)
        shown = NON_AMAZON_MARKETPLACE if order.nature == "non_amazon" else order.place.id
        if state is not None and (shown in marketplace_ids or order.place.id in marketplace_ids):
            rows += [_row(order, state, index) for index in range(len(order.lines))]
    return Table(columns=COLUMNS if by == "update" else (*COLUMNS, "cpf"), rows=rows)


def _row(order: Order, state: State, index: int) -> dict[str, str]:
    line = order.lines[index]
    row = {
        "amazon-order-id": order.order_id,
        "merchant-order-id": order.seller_order_id,
        "purchase-date": order.created.isoformat(timespec="seconds"),
        "last-updated-date": state.updated.isoformat(timespec="seconds"),
        "order-status": _STATUSES[state.status],
        "fulfillment-channel": "Amazon" if order.fulfilled_by == "AMAZON" else "Merchant",
        "sales-channel": "Non-Amazon" if order.nature == "non_amazon" else order.place.name,
        "ship-service-level": order.service_level.title(),
        "product-name": line.title,
        "sku": line.sku,
        "asin": line.asin,
        "item-status": _item_status(state, index),
        "quantity": str(state.ordered[index]),
        "is-business-order": str(order.business).lower(),
    }
    return row | _destination(order, state) | _money(order, state, index)


def _item_status(state: State, index: int) -> str:
    if not state.ordered[index]:
        return "Cancelled"
    return "Shipped" if state.shipped[index] == state.ordered[index] else "Unshipped"


def _destination(order: Order, state: State) -> dict[str, str]:
    if state.status in ("PENDING_AVAILABILITY", "PENDING"):
        return {}
    address = order.address(state)
    return {
        "ship-city": address.city,
        "ship-state": address.region,
        "ship-postal-code": address.postal_code,
        "ship-country": address.country,
        "purchase-order-number": order.purchase_order,
    }


def _money(order: Order, state: State, index: int) -> dict[str, str]:
    """Line totals; empty cells where Amazon tells no money or the part is nothing."""
    line, paid = order.lines[index], order.charges(state)[index]
    if not order.priced(state):
        return {}
    parts = {
        "item-price": paid.item,
        "item-tax": paid.tax_item,
        "shipping-price": paid.shipping,
        "shipping-tax": paid.tax_shipping,
        "gift-wrap-price": paid.gift_wrap,
        "gift-wrap-tax": paid.tax_gift_wrap,
        "item-promotion-discount": paid.discount,
        "ship-promotion-discount": paid.shipping_discount,
    }
    cells = {name: _amount(order, amount) for name, amount in parts.items() if amount or name == "item-price"}
    return cells | {
        "currency": order.place.currency,
        "promotion-ids": ",".join(line.promotion_ids),
        "price-designation": "Business Price" if line.business_price else "",
    }


def _amount(order: Order, amount: Decimal) -> str:
    return str(text_money(amount, order.place.currency)["amount"])
