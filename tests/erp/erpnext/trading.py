"""One order from sale to payout, as documents of ours say it: order, note, invoice, credit note, return, settlement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sellerbridge.outgoing import Outgoing
from sellerbridge.settings import Settings

ORDER = "111-0000000-0000001"
SETTINGS = Settings(company="Acme", company_currency="USD", delivery_notes="on", invoices="on", credit_notes="on")
_DAY = "2026-10-03"
_PRICES = {
    "currency": "USD",
    "conversion_rate": Decimal(1),
    "selling_price_list": "Amazon",
    "price_list_currency": "USD",
    "plc_conversion_rate": Decimal(1),
    "ignore_pricing_rule": 1,
    "disable_rounded_total": 1,
}
Row = tuple[str, str, int, str]
"""Order item, item code, quantity, rate."""
ROWS: Sequence[Row] = (("1", "SKU-1", 2, "3.33"), ("1", "SKU-1", 1, "3.34"), ("2", "SKU-2", 2, "8.01"))
"""10.00 for three of one, and two of another: net 26.02."""
Body = dict[str, Any]


def masters() -> list[Outgoing]:
    """Items, price list, customer and accounts that the documents refer to."""
    items = [
        _document("Item", sku, {"item_code": sku, "item_name": sku, "item_group": "Products", "stock_uom": "Nos",
                                "is_stock_item": 1, "amazon_sku": sku})
        for sku in ("SKU-1", "SKU-2")
    ]  # fmt: skip
    listed = {"price_list_name": "Amazon", "currency": "USD", "enabled": 1, "selling": 1}
    warehouse = {"warehouse_name": "Amazon FBA", "company": "Acme"}
    group = {"account_name": "Amazon", "company": "Acme", "is_group": 1}
    accounts = [_account("Amazon Commission"), _account("Amazon VAT and Sales Tax")]
    reserve = _account("Amazon Reserve", root_type="Asset")
    payout = _account("Amazon Payouts", root_type="Asset", account_type="Bank")
    return [
        _document("Price List", "Amazon", listed),
        _document("Warehouse", "Amazon FBA", warehouse),
        _document("Account", "Amazon", group),
        *accounts, reserve, payout, *items, customer("b1"),
    ]  # fmt: skip


def customer(key: str, name: str = "Erika Beispiel") -> Outgoing:
    body = {"customer_name": name, "customer_type": "Individual", "amazon_buyer_key": key}
    groups = {"customer_group": "Individual", "territory": "All Territories"}
    return Outgoing(kind="Customer", key=key, name=f"AMZ-{key}", body=body | groups, about=ORDER, personal=True)


def sales_order(rows: Sequence[Row] = ROWS, *, tax: str = "2.60", key: str = ORDER, buyer: str = "b1") -> Outgoing:
    head = {"order_type": "Sales", "transaction_date": "2026-10-02", "delivery_date": _DAY}
    return _sale("Sales Order", key, rows, tax, {**head, "amazon_order_id": key, "po_no": key}, buyer=buyer)


def delivery_note(rows: Sequence[Row] = ROWS, *, tax: str = "2.60", step: int = 1, order: str = ORDER) -> Outgoing:
    key = f"{order}-{step}"
    head = {**_shipped(order), "amazon_shipment_id": key, "set_warehouse": "Amazon FBA"}
    return _sale("Delivery Note", key, rows, tax, head, row={"against_sales_order": order})


def invoice(
    rows: Sequence[Row] = ROWS, *, tax: str = "2.60", step: int = 1, order: str = ORDER, noted: bool = True,
    buyer: str = "b1",
) -> Outgoing:  # fmt: skip
    key = f"{order}-{step}"
    head = {
        **_shipped(order),
        "amazon_invoice_key": key,
        "due_date": _DAY,
        "debit_to": "Debtors",
        "update_stock": 0,
    }
    row = {"sales_order": order, "income_account": "Sales", **({"delivery_note": key} if noted else {})}
    return _sale("Sales Invoice", key, rows, tax, head, row=row, buyer=buyer)


def credit_note(rows: Sequence[Row], *, tax: str, refund: str = "F1", of: str = f"{ORDER}-1") -> Outgoing:
    key = f"{ORDER}-R{refund}"
    head = {
        **_shipped(ORDER),
        "amazon_invoice_key": key,
        "is_return": 1,
        "return_against": of,
        "debit_to": "Debtors",
    }
    back = [(line, code, -quantity, rate) for line, code, quantity, rate in rows]
    return _sale("Sales Invoice", key, back, tax, {**head, "update_stock": 0}, row={"income_account": "Sales"})


def returned(rows: Sequence[Row], *, of: str = f"{ORDER}-1", number: int = 1) -> Outgoing:
    key = f"{ORDER}-R{number}"
    head = {**_shipped(ORDER), "amazon_shipment_id": key, "is_return": 1, "return_against": of}
    back = [(line, code, -quantity, rate) for line, code, quantity, rate in rows]
    return _sale("Delivery Note", key, back, "0.00", {**head, "set_warehouse": "Amazon FBA"})


def settlement(key: str, *rows: Body) -> Outgoing:
    """A Journal Entry of these rows; what is missing to a balance goes to or comes from the payout."""
    net = sum((row["debit_in_account_currency"] - row["credit_in_account_currency"] for row in rows), Decimal(0))
    every = [posting("Amazon Payouts", -net), *rows]
    total = sum((row["debit_in_account_currency"] for row in every), Decimal(0))
    body = {
        "docstatus": 1,
        "voucher_type": "Journal Entry",
        "company": "Acme",
        "posting_date": "2026-10-16",
        "cheque_no": key,
        "cheque_date": "2026-10-16",
        "multi_currency": 0,
        "user_remark": f"Amazon settlement {key}",
        "amazon_settlement_id": key,
        "total_debit": total,
        "total_credit": total,
        "accounts": every,
    }
    return _document("Journal Entry", key, body)


def posting(account: str, amount: Decimal, **more: Any) -> Body:
    """A row: a debit above zero, a credit below."""
    debit, credit = max(amount, Decimal(0)), max(-amount, Decimal(0))
    return {
        "account": account, "account_currency": "USD", "exchange_rate": Decimal(1),
        "debit_in_account_currency": debit, "credit_in_account_currency": credit, "debit": debit, "credit": credit,
        **more,
    }  # fmt: skip


def paid(amount: str, *, of: str = f"{ORDER}-1", buyer: str = "b1", kind: str = "Sales Invoice") -> Body:
    """What a buyer paid, against an invoice or an order; below zero what was given back."""
    return posting(
        "Debtors", -Decimal(amount), party_type="Customer", party=f"AMZ-{buyer}", reference_type=kind,
        reference_name=of, is_advance="Yes" if kind == "Sales Order" else "No",
    )  # fmt: skip


def fee(amount: str, account: str = "Amazon Commission") -> Body:
    return posting(account, Decimal(amount))


def _sale(
    kind: str, key: str, rows: Sequence[Row], tax: str, head: Mapping[str, Any], *,
    row: Mapping[str, Any] | None = None, buyer: str = "b1",
) -> Outgoing:  # fmt: skip
    due = {"delivery_date": _DAY} if kind == "Sales Order" else {}
    items = [
        {
            "item_code": code, "qty": quantity, "uom": "Nos", "conversion_factor": 1, "rate": Decimal(rate),
            "price_list_rate": Decimal(rate), "amount": quantity * Decimal(rate), "warehouse": "Amazon FBA",
            "amazon_order_item_id": line, **due, **(row or {}),
        }
        for line, code, quantity, rate in rows
    ]  # fmt: skip
    net = sum((one["amount"] for one in items), Decimal(0))
    charge = {"charge_type": "Actual", "account_head": "Amazon VAT and Sales Tax", "description": "Tax"}
    taxes = [{**charge, "tax_amount": Decimal(tax)}] if Decimal(tax) else []
    body = {
        "docstatus": 1, "customer": f"AMZ-{buyer}", "company": "Acme", **_PRICES, **head, "items": items,
        "taxes": taxes, "net_total": net, "grand_total": net + Decimal(tax),
    }  # fmt: skip
    return _document(kind, key, body)


def _shipped(order: str) -> Body:
    return {
        "posting_date": _DAY, "set_posting_time": 1, "po_no": order, "amazon_order_id": order,
        "marketplace_id": "ATVPDKIKX0DER",
    }  # fmt: skip


def _account(name: str, **more: Any) -> Outgoing:
    return _document(
        "Account",
        name,
        {"account_name": name, "company": "Acme", "parent_account": "Amazon", "is_group": 0, **more},
    )


def _document(kind: str, key: str, body: Body) -> Outgoing:
    return Outgoing(kind=kind, key=key, name=key, body=body, about=key)
