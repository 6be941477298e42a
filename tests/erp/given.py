"""What the tests of the books begin with: wanted documents, short to write."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sellerbridge.outgoing import Delivery, Outgoing

_rows = itertools.count(1)


def wanted(kind: str, key: str, body: Mapping[str, Any], *, name: str = "", personal: bool = False) -> Delivery:
    """One document to deliver; its name is its key unless told otherwise."""
    outgoing = Outgoing(kind=kind, key=key, name=name or key, body=body, about=key, personal=personal)
    return Delivery(row=next(_rows), outgoing=outgoing)


def masters() -> list[Delivery]:
    """What orders refer to: groups, warehouses, price lists, accounts, two items."""
    return [
        wanted("Item Group", "Amazon Products", {"item_group_name": "Amazon Products"}),
        wanted("Customer Group", "Amazon Customers", {"customer_group_name": "Amazon Customers"}),
        wanted("Warehouse", "Stores", {"warehouse_name": "Stores", "company": "My Company"}),
        wanted("Warehouse", "Amazon FBA", {"warehouse_name": "Amazon FBA", "company": "My Company"}),
        wanted("Price List", "Amazon", price_list("Amazon", "EUR")),
        wanted("Price List", "Amazon UK", price_list("Amazon UK", "GBP")),
        account("Amazon", is_group=1),
        account("Amazon VAT and Sales Tax", parent_account="Amazon"),
        account("Amazon Shipping", parent_account="Amazon"),
        item("SKU-1"),
        item("SKU-2"),
    ]


def price_list(name: str, currency: str) -> dict[str, Any]:
    return {"price_list_name": name, "currency": currency, "selling": 1, "enabled": 1}


def account(name: str, **fields: Any) -> Delivery:
    return wanted("Account", name, {"account_name": name, "company": "My Company", **fields})


def item(code: str, **fields: Any) -> Delivery:
    body = {"item_code": code, "item_name": f"Kettle {code}", "item_group": "Amazon Products", "stock_uom": "Nos"}
    return wanted("Item", code, body | {"amazon_sku": code} | fields)


def price(sku: str, rate: str, *, price_list: str = "Amazon", currency: str = "EUR") -> Delivery:
    body = {
        "item_code": sku,
        "price_list": price_list,
        "price_list_rate": Decimal(rate),
        "currency": currency,
        "selling": 1,
    }
    return wanted("Item Price", f"{sku}|{price_list}|{currency}", body)


def customer(key: str, name: str, *, personal: bool = True) -> Delivery:
    body = {
        "customer_name": name,
        "customer_type": "Individual",
        "customer_group": "Amazon Customers",
        "territory": "All Territories",
        "amazon_buyer_key": key,
    }
    return wanted("Customer", key, body, name=f"AMZ-{key}", personal=personal)


def address(order_id: str, customer_name: str, **fields: Any) -> Delivery:
    body = {
        "address_title": "Erika Beispiel",
        "address_type": "Shipping",
        "address_line1": "Musterweg 1",
        "city": "Berlin",
        "country": "Germany",
        "links": [{"link_doctype": "Customer", "link_name": customer_name}],
    }
    return wanted("Address", order_id, body | fields, name=f"{order_id}-Shipping", personal=True)


def row(item_code: str, qty: int, rate: str, **fields: Any) -> dict[str, Any]:
    return {
        "item_code": item_code,
        "qty": qty,
        "uom": "Nos",
        "rate": Decimal(rate),
        "amount": Decimal(rate) * qty,
        "warehouse": "Amazon FBA",
        "delivery_date": "2026-10-09",
    } | fields


def tax(amount: str, account_head: str = "Amazon VAT and Sales Tax") -> dict[str, Any]:
    return {
        "charge_type": "Actual",
        "account_head": account_head,
        "description": account_head,
        "tax_amount": Decimal(amount),
    }


def order_body(**fields: Any) -> dict[str, Any]:
    """3 x 16.80 and 2 x 5.00 net, 11.47 VAT, 4.20 shipping: 76.07 EUR."""
    return {
        "docstatus": 1,
        "customer": "AMZ-b1",
        "order_type": "Sales",
        "company": "My Company",
        "transaction_date": "2026-10-02",
        "delivery_date": "2026-10-09",
        "currency": "EUR",
        "conversion_rate": Decimal(1),
        "selling_price_list": "Amazon",
        "price_list_currency": "EUR",
        "plc_conversion_rate": Decimal(1),
        "items": [row("SKU-1", 3, "16.80"), row("SKU-2", 2, "5.00")],
        "taxes": [tax("11.47"), tax("4.20", "Amazon Shipping")],
        "net_total": Decimal("60.40"),
        "total_taxes_and_charges": Decimal("15.67"),
        "grand_total": Decimal("76.07"),
    } | fields


def order(order_id: str, **fields: Any) -> Delivery:
    body = order_body(po_no=order_id, amazon_order_id=order_id, **fields)
    return wanted("Sales Order", order_id, body)


def money_accounts() -> list[Delivery]:
    """What invoices and settlements post to besides."""
    return [
        account("Debtors", parent_account="Assets", account_type="Receivable", root_type="Asset"),
        account("Sales", parent_account="Income", root_type="Income"),
        account("Amazon Payouts", parent_account="Assets", account_type="Bank", root_type="Asset"),
        account("Amazon Commission", parent_account="Amazon", root_type="Expense"),
    ]


def _fulfilled(
    key: str, items: list[dict[str, Any]], taxes: list[dict[str, Any]], **fields: Any
) -> dict[str, Any]:
    body = {
        "docstatus": 1,
        "customer": "AMZ-b1",
        "company": "My Company",
        "posting_date": "2026-10-05",
        "set_posting_time": 1,
        "currency": "EUR",
        "conversion_rate": Decimal(1),
        "selling_price_list": "Amazon",
        "price_list_currency": "EUR",
        "plc_conversion_rate": Decimal(1),
        "amazon_order_id": key[:5],
        "items": [{field: row[field] for field in row if field != "delivery_date"} for row in items],
        "taxes": taxes,
    }
    return body | fields


def note(key: str, items: list[dict[str, Any]], taxes: Any = (), **fields: Any) -> Delivery:
    """A Delivery Note of these rows, each against the order that `key` begins with (five characters)."""
    rows = [{"against_sales_order": key[:5]} | row for row in items]
    return wanted("Delivery Note", key, _fulfilled(key, rows, list(taxes), amazon_shipment_id=key, **fields))


def invoice(key: str, items: list[dict[str, Any]], taxes: Any = (), **fields: Any) -> Delivery:
    """A Sales Invoice of these rows, likewise."""
    rows = [{"sales_order": key[:5], "income_account": "Sales"} | row for row in items]
    body = _fulfilled(key, rows, list(taxes), amazon_invoice_key=key, debit_to="Debtors", update_stock=0)
    return wanted("Sales Invoice", key, body | fields)


def returned(
    document: Delivery, key: str, items: list[dict[str, Any]], taxes: Any = (), **fields: Any
) -> Delivery:
    """The return of a note or an invoice: a credit note for the latter."""
    make = note if document.outgoing.kind == "Delivery Note" else invoice
    return make(key, items, taxes, is_return=1, return_against=document.outgoing.key, **fields)


def posted(account: str, amount: str, **fields: Any) -> dict[str, Any]:
    """A row of a Journal Entry; credit is negative."""
    value = Decimal(amount)
    sides = {"debit": max(value, Decimal(0)), "credit": max(-value, Decimal(0))}
    return {
        "account": account,
        "account_currency": "EUR",
        "exchange_rate": Decimal(1),
        **sides,
        **{f"{side}_in_account_currency": figure for side, figure in sides.items()},
    } | fields


def settled(key: str, amount: str, *, doctype: str = "Sales Invoice", customer: str = "AMZ-b1") -> dict[str, Any]:
    """A row that settles an invoice, or pays an order in advance, where the amount is below zero."""
    fields = {"party_type": "Customer", "party": customer, "reference_type": doctype, "reference_name": key}
    return posted("Debtors", amount, **fields)


def entry(key: str, rows: list[dict[str, Any]], **fields: Any) -> Delivery:
    body = {
        "docstatus": 1,
        "voucher_type": "Journal Entry",
        "company": "My Company",
        "posting_date": "2026-10-20",
        "cheque_no": key,
        "cheque_date": "2026-10-20",
        "multi_currency": 0,
        "amazon_settlement_id": key,
        "accounts": rows,
    }
    return wanted("Journal Entry", key, body | fields)
