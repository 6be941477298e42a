"""Where each field of a Sales Order came from, in words, for `explain`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sellerbridge.commerce import marketplace
from sellerbridge.commerce.order import AMAZON, Order
from sellerbridge.documents.lines import Rows
from sellerbridge.documents.mapping import Mappings, by_hand, of_setting
from sellerbridge.documents.unlisted import Items
from sellerbridge.sentences import N_, Sentence, joined
from sellerbridge.settings import Settings


def sales_order_origins(
    order: Order, rows: Rows, *, items: Items, settings: Settings, mapping: Mappings, body: Mapping[str, Any]
) -> dict[str, str]:
    """Field → origin, for the fields that the body has."""
    found = {
        "docstatus": N_("accepted by Amazon: submitted"),
        "customer": _customer(order, settings, mapping),
        "order_type": N_("a sale"),
        "company": N_("setting company"),
        "transaction_date": N_("createdTime, its day in UTC"),
        "delivery_date": N_("latest of shipByWindow and deliverByWindow, else the day of the order"),
        "po_no": "orderId",
        "amazon_order_id": "orderId",
        "marketplace_id": "salesChannel.marketplaceId",
        "amazon_fulfilled_by": "fulfillment.fulfilledBy",
        "amazon_replaces": N_("associatedOrders: the order that this one replaces"),
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
        return N_("the buyer (setting customers)")
    if not mapping.customer(order.marketplace_id):
        return N_("the marketplace (setting customers)")
    return Sentence("the marketplace (setting customers), {mapped}", mapped=by_hand(_code(order)))


def _warehouse(order: Order, mapping: Mappings) -> str:
    setting = "fba_warehouse" if order.fulfilled_by == AMAZON else "warehouse"
    mapped = _code(order) in (mapping.fba_warehouses if order.fulfilled_by == AMAZON else mapping.warehouses)
    named = by_hand(_code(order)) if mapped else of_setting(setting)
    if order.fulfilled_by:
        return Sentence("{named}: fulfilled by {whom}", named=named, whom=order.fulfilled_by)
    return Sentence("{named}: fulfilled by the merchant, as Amazon says nothing else", named=named)


def _price_list(order: Order, mapping: Mappings) -> str:
    mapped = _code(order) in mapping.price_lists
    return by_hand(_code(order)) if mapped else N_("setting price_list, for the order's marketplace")


def _code(order: Order) -> str:
    return marketplace.code_of(order.marketplace_id)


def _price_origins(rows: Rows, *, settings: Settings, body: Mapping[str, Any]) -> dict[str, str]:
    return {
        "currency": "proceeds.grandTotal.currencyCode",
        "conversion_rate": _rate(rows.currency, settings, body),
        "price_list_currency": N_("currency of the price list's marketplace"),
        "plc_conversion_rate": _rate(body["price_list_currency"], settings, body),
        "ignore_pricing_rule": N_("Amazon made the price"),
        "disable_rounded_total": N_("nothing is rounded on top"),
    }


def _rate(currency: str, settings: Settings, body: Mapping[str, Any]) -> str:
    return _rate_on(currency, settings, str(body["transaction_date"]))


def _rate_on(currency: str, settings: Settings, day: str) -> str:
    if currency == settings.company_currency:
        return N_("the company's own currency")
    return Sentence("exchange rate of {currency} known on {day}", currency=currency, day=day)


def _items(rows: Rows, items: Items) -> str:
    """One sentence on the rates, and one on each way by which item codes were found."""
    return Sentence(
        "ITEM of each order item, net of the tax inside, divided by quantity (two rows where it does not divide)."
        " Item: {codes}"
        if rows.tax_inside
        else "ITEM of each order item, as Amazon states them, the tax being on top, divided by quantity (two rows"
        " where it does not divide). Item: {codes}",
        codes=joined(sorted(set(items.origins.values()))),
    )


def _taxes(order: Order, rows: Rows, mapping: Mappings) -> str:
    inside = Sentence("proceeds breakdowns by type, net of the tax inside")
    notes: list[str] = [inside if rows.tax_inside else Sentence("proceeds breakdowns by type")]
    if rows.vat:
        notes.append(
            Sentence("Amazon tells no tax: {rate} % is taken out of the prices (setting vat)", rate=rows.vat)
        )
    if rows.remitted:
        schemes = f" ({', '.join(rows.schemes)})" if rows.schemes else ""
        notes.append(
            Sentence(
                "{amount} {currency} tax is collected and remitted by Amazon{schemes}: not in this document",
                amount=rows.remitted,
                currency=rows.currency,
                schemes=schemes,
            )
        )
    if mapped := [source for row in rows.charges if (source := mapping.fee(row.type, order.marketplace_id))]:
        notes.append(Sentence("accounts {mapped}", mapped=by_hand(", ".join(mapped))))
    return joined(notes)


def _total_origins(order: Order, rows: Rows, *, settings: Settings) -> dict[str, str]:
    currency = settings.company_currency
    base = Sentence("the same in {currency}, at conversion_rate", currency=currency)
    by_row = Sentence("each row of items in {currency}, at conversion_rate, and added", currency=currency)
    return {
        "total": N_("sum of the items"),
        "net_total": N_("sum of the items"),
        "total_taxes_and_charges": N_("sum of the taxes and charges"),
        "grand_total": _grand_total(order, rows),
        "base_total": by_row,
        "base_net_total": by_row,
        "base_total_taxes_and_charges": base,
        "base_grand_total": base,
    }


def _grand_total(order: Order, rows: Rows) -> str:
    if not rows.checked_by:
        return N_("sum of the rows; Amazon's report names no total to compare with")
    parts = [
        Sentence(
            "equal to {total} minus tax that Amazon remits" if rows.remitted else "equal to {total}",
            total=rows.checked_by,
        )
    ]
    site = marketplace.known(order.marketplace_id)
    if site and site.tax_inside != rows.tax_inside:
        parts.append(
            Sentence(
                "which shows the tax inside the prices, unlike others of {marketplace}"
                if rows.tax_inside
                else "which shows the tax on top of the prices, unlike others of {marketplace}",
                marketplace=site.code,
            )
        )
    return joined(parts, by=", ")


def fulfilment_origins(order: Order, *, settings: Settings, body: Mapping[str, Any]) -> dict[str, str]:
    """Field → origin, for a Delivery Note or Sales Invoice of one step."""
    shipped = N_("lastUpdatedTime of the change that told of these pieces, its day in UTC")
    rows = N_("as in the Sales Order, for the pieces of this step (quantityFulfilled beyond the step before)")
    found = {
        "docstatus": Sentence("shipped: submitted (fulfillmentStatus {status})", status=order.status),
        "customer": N_("as in the Sales Order"),
        "company": N_("setting company"),
        "posting_date": shipped,
        "due_date": shipped,
        "po_no": "orderId",
        "amazon_order_id": "orderId",
        "marketplace_id": "salesChannel.marketplaceId",
        "amazon_shipment_id": N_("orderId and the number of the step"),
        "amazon_invoice_key": N_("orderId and the number of the step"),
        "set_warehouse": N_("the stock at Amazon, as in the Sales Order"),
        "debit_to": N_("setting receivable_account"),
        "currency": N_("as in the Sales Order"),
        "conversion_rate": _rate_on(body["currency"], settings, str(body["posting_date"])),
        "items": rows,
        "taxes": Sentence("{rows}: by each line's pieces; the last one takes the rest", rows=Sentence(rows)),
        "grand_total": N_("sum of the rows; all invoices of the order add up to it"),
    }
    return {field: origin for field, origin in found.items() if field in body}


def credit_note_origins(body: Mapping[str, Any]) -> dict[str, str]:
    """Field → origin, for a credit note."""
    found = {
        "docstatus": N_("refunded by Amazon: submitted"),
        "customer": N_("as in the invoice"),
        "posting_date": N_("postedDate of the refund, its day in UTC; not before the invoice's"),
        "return_against": N_("the invoice of the pieces that are refunded"),
        "conversion_rate": N_("that of the invoice"),
        "items": N_("product charges of the refund, by SKU: whole pieces at the invoice's rates where they fit"),
        "taxes": N_("other charges and tax of the refund"),
        "grand_total": N_("what the buyer got back, without Amazon's fees and without tax that Amazon remits"),
    }
    return {field: origin for field, origin in found.items() if field in body}
