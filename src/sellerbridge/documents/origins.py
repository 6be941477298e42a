"""Where each field of a Sales Order came from, in words, for `explain`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sellerbridge.commerce import marketplace
from sellerbridge.commerce.order import AMAZON, Order
from sellerbridge.documents.lines import Rows
from sellerbridge.documents.mapping import Mappings, by_hand
from sellerbridge.documents.unlisted import Items
from sellerbridge.settings import Settings


def sales_order_origins(
    order: Order, rows: Rows, *, items: Items, settings: Settings, mapping: Mappings, body: Mapping[str, Any]
) -> dict[str, str]:
    """Field → origin, for the fields that the body has."""
    found = {
        "docstatus": "accepted by Amazon: submitted",
        "customer": _customer(order, settings, mapping),
        "order_type": "a sale",
        "company": "setting company",
        "transaction_date": "createdTime, its day in UTC",
        "delivery_date": "latest of shipByWindow and deliverByWindow, else the day of the order",
        "po_no": "orderId",
        "amazon_order_id": "orderId",
        "marketplace_id": "salesChannel.marketplaceId",
        "amazon_fulfilled_by": "fulfillment.fulfilledBy",
        "amazon_replaces": "associatedOrders: the order that this one replaces",
        "set_warehouse": _warehouse(order, mapping),
        **_price_origins(rows, settings=settings, body=body),
        "selling_price_list": _price_list(order, mapping),
        "items": _items(rows, items),
        "taxes": _taxes(order, rows, mapping),
        **_total_origins(order, rows, settings=settings),
    }
    return {field: origin for field, origin in found.items() if field in body}


def _customer(order: Order, settings: Settings, mapping: Mappings) -> str:
    if settings.customers != "marketplace":
        return "the buyer (setting customers)"
    named = f", {by_hand(_code(order))}" if mapping.customer(order.marketplace_id) else ""
    return f"the marketplace (setting customers){named}"


def _warehouse(order: Order, mapping: Mappings) -> str:
    setting = "fba_warehouse" if order.fulfilled_by == AMAZON else "warehouse"
    mapped = _code(order) in (mapping.fba_warehouses if order.fulfilled_by == AMAZON else mapping.warehouses)
    named = by_hand(_code(order)) if mapped else f"setting {setting}"
    return f"{named}: fulfilled by {order.fulfilled_by or 'the merchant, as Amazon says nothing else'}"


def _price_list(order: Order, mapping: Mappings) -> str:
    mapped = _code(order) in mapping.price_lists
    return by_hand(_code(order)) if mapped else "setting price_list, for the order's marketplace"


def _code(order: Order) -> str:
    return marketplace.code_of(order.marketplace_id)


def _price_origins(rows: Rows, *, settings: Settings, body: Mapping[str, Any]) -> dict[str, str]:
    return {
        "currency": "proceeds.grandTotal.currencyCode",
        "conversion_rate": _rate(rows.currency, settings, body),
        "price_list_currency": "currency of the price list's marketplace",
        "plc_conversion_rate": _rate(body["price_list_currency"], settings, body),
        "ignore_pricing_rule": "Amazon made the price",
        "disable_rounded_total": "nothing is rounded on top",
    }


def _rate(currency: str, settings: Settings, body: Mapping[str, Any]) -> str:
    return _rate_on(currency, settings, str(body["transaction_date"]))


def _rate_on(currency: str, settings: Settings, day: str) -> str:
    if currency == settings.company_currency:
        return "the company's own currency"
    return f"exchange rate of {currency} known on {day}"


def _items(rows: Rows, items: Items) -> str:
    """One sentence on the rates, and one on each way by which item codes were found."""
    basis = "net of the tax inside" if rows.tax_inside else "as Amazon states them, the tax being on top"
    codes = "; ".join(sorted(set(items.origins.values())))
    divided = "divided by quantity (two rows where it does not divide)"
    return f"ITEM of each order item, {basis}, {divided}. Item: {codes}"


def _taxes(order: Order, rows: Rows, mapping: Mappings) -> str:
    notes = ["proceeds breakdowns by type" + (", net of the tax inside" if rows.tax_inside else "")]
    if rows.vat:
        notes.append(f"Amazon tells no tax: {rows.vat} % is taken out of the prices (setting vat)")
    if rows.remitted:
        schemes = f" ({', '.join(rows.schemes)})" if rows.schemes else ""
        kept = f"{rows.remitted} {rows.currency} tax is collected and remitted by Amazon{schemes}"
        notes.append(f"{kept}: not in this document")
    if mapped := [source for row in rows.charges if (source := mapping.fee(row.type, order.marketplace_id))]:
        notes.append(f"accounts {by_hand(', '.join(mapped))}")
    return "; ".join(notes)


def _total_origins(order: Order, rows: Rows, *, settings: Settings) -> dict[str, str]:
    currency = settings.company_currency
    base = f"the same in {currency}, at conversion_rate"
    by_row = f"each row of items in {currency}, at conversion_rate, and added"
    return {
        "total": "sum of the items",
        "net_total": "sum of the items",
        "total_taxes_and_charges": "sum of the taxes and charges",
        "grand_total": _grand_total(order, rows),
        "base_total": by_row,
        "base_net_total": by_row,
        "base_total_taxes_and_charges": base,
        "base_grand_total": base,
    }


def _grand_total(order: Order, rows: Rows) -> str:
    if not rows.checked_by:
        return "sum of the rows; Amazon's report names no total to compare with"
    parts = [f"equal to {rows.checked_by}" + (" minus tax that Amazon remits" if rows.remitted else "")]
    site = marketplace.known(order.marketplace_id)
    if site and site.tax_inside != rows.tax_inside:
        where = "inside the prices" if rows.tax_inside else "on top of the prices"
        parts.append(f"which shows the tax {where}, unlike others of {site.code}")
    return ", ".join(parts)


def fulfilment_origins(order: Order, *, settings: Settings, body: Mapping[str, Any]) -> dict[str, str]:
    """Field → origin, for a Delivery Note or Sales Invoice of one step."""
    shipped = "lastUpdatedTime of the change that told of these pieces, its day in UTC"
    rows = "as in the Sales Order, for the pieces of this step (quantityFulfilled beyond the step before)"
    found = {
        "docstatus": f"shipped: submitted (fulfillmentStatus {order.status})",
        "customer": "as in the Sales Order",
        "company": "setting company",
        "posting_date": shipped,
        "due_date": shipped,
        "po_no": "orderId",
        "amazon_order_id": "orderId",
        "marketplace_id": "salesChannel.marketplaceId",
        "amazon_shipment_id": "orderId and the number of the step",
        "amazon_invoice_key": "orderId and the number of the step",
        "set_warehouse": "the stock at Amazon, as in the Sales Order",
        "debit_to": "setting receivable_account",
        "currency": "as in the Sales Order",
        "conversion_rate": _rate_on(body["currency"], settings, str(body["posting_date"])),
        "items": rows,
        "taxes": f"{rows}: by each line's pieces; the last one takes the rest",
        "grand_total": "sum of the rows; all invoices of the order add up to it",
    }
    return {field: origin for field, origin in found.items() if field in body}


def credit_note_origins(body: Mapping[str, Any]) -> dict[str, str]:
    """Field → origin, for a credit note."""
    found = {
        "docstatus": "refunded by Amazon: submitted",
        "customer": "as in the invoice",
        "posting_date": "postedDate of the refund, its day in UTC; not before the invoice's",
        "return_against": "the invoice of the pieces that are refunded",
        "conversion_rate": "that of the invoice",
        "items": "product charges of the refund, by SKU: whole pieces at the invoice's rates where they fit",
        "taxes": "other charges and tax of the refund",
        "grand_total": "what the buyer got back, without Amazon's fees and without tax that Amazon remits",
    }
    return {field: origin for field, origin in found.items() if field in body}
