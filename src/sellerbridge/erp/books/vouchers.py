"""Orders, notes, invoices and journal entries: the doctypes that are submitted."""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.erp.books.doctype import UNLIMITED, DocType

_SELLING = {
    "customer": "Customer",
    "company": "Company",
    "currency": "Currency",
    "selling_price_list": "Price List",
    "price_list_currency": "Currency",
    "set_warehouse": "Warehouse",
    "customer_address": "Address",
    "shipping_address_name": "Address",
    "contact_person": "Contact",
    "customer_group": "Customer Group",
    "territory": "Territory",
}
_SELLING_MONEY = frozenset(
    {
        "conversion_rate",
        "plc_conversion_rate",
        "total",
        "net_total",
        "total_taxes_and_charges",
        "grand_total",
        "base_total",
        "base_net_total",
        "base_total_taxes_and_charges",
        "base_grand_total",
        "discount_amount",
        "additional_discount_percentage",
    }
)
_PRICED = (
    "company",
    "currency",
    "conversion_rate",
    "selling_price_list",
    "price_list_currency",
    "plc_conversion_rate",
)
_ROW_LINKS = {"item_code": "Item", "item_group": "Item Group", "uom": "UOM", "warehouse": "Warehouse"}
_ROW_MONEY = frozenset({"rate", "amount", "price_list_rate", "base_rate", "base_amount", "net_rate", "net_amount"})

VOUCHERS: Mapping[str, DocType] = {
    "Sales Order": DocType(
        required=("customer", "order_type", "transaction_date", "delivery_date", *_PRICED, "items"),
        links=_SELLING | {"amended_from": "Sales Order"},
        tables={"items": "Sales Order Item", "taxes": "Sales Taxes and Charges"},
        lengths={"terms": UNLIMITED},
        money=_SELLING_MONEY,
        submittable=True,
    ),
    "Sales Order Item": DocType(
        required=("item_code", "qty", "rate"),
        links=_ROW_LINKS,
        lengths={"description": UNLIMITED, "additional_notes": UNLIMITED},
        money=_ROW_MONEY,
    ),
    "Delivery Note": DocType(
        required=("customer", "posting_date", *_PRICED, "items"),
        links=_SELLING | {"amended_from": "Delivery Note"},
        references={"return_against": "Delivery Note"},
        tables={"items": "Delivery Note Item", "taxes": "Sales Taxes and Charges"},
        lengths={"terms": UNLIMITED, "po_no": UNLIMITED},
        money=_SELLING_MONEY,
        submittable=True,
    ),
    "Delivery Note Item": DocType(
        required=("item_code", "qty", "rate", "warehouse"),
        links=_ROW_LINKS,
        references={"against_sales_order": "Sales Order"},
        lengths={"description": UNLIMITED},
        money=_ROW_MONEY,
    ),
    "Sales Invoice": DocType(
        required=("customer", "posting_date", *_PRICED, "debit_to", "items"),
        links=_SELLING | {"debit_to": "Account", "amended_from": "Sales Invoice"},
        references={"return_against": "Sales Invoice"},
        tables={"items": "Sales Invoice Item", "taxes": "Sales Taxes and Charges"},
        lengths={"terms": UNLIMITED, "remarks": UNLIMITED},
        money=_SELLING_MONEY,
        submittable=True,
    ),
    "Sales Invoice Item": DocType(
        required=("item_code", "qty", "rate", "income_account"),
        links=_ROW_LINKS | {"income_account": "Account"},
        references={"sales_order": "Sales Order", "delivery_note": "Delivery Note"},
        lengths={"description": UNLIMITED},
        money=_ROW_MONEY,
    ),
    "Sales Taxes and Charges": DocType(
        required=("charge_type", "account_head", "description", "tax_amount"),
        links={"account_head": "Account", "account_currency": "Currency"},
        lengths={"description": UNLIMITED},
        money=frozenset({"tax_amount", "base_tax_amount", "total", "base_total", "rate"}),
    ),
    "Journal Entry": DocType(
        required=("voucher_type", "company", "posting_date", "accounts"),
        links={"company": "Company", "amended_from": "Journal Entry"},
        tables={"accounts": "Journal Entry Account"},
        lengths={"user_remark": UNLIMITED, "remark": UNLIMITED},
        money=frozenset({"total_debit", "total_credit", "difference"}),
        submittable=True,
    ),
    "Journal Entry Account": DocType(
        required=("account",),
        links={"account": "Account", "account_currency": "Currency", "party": "party_type"},
        references={"reference_name": "reference_type"},
        lengths={"user_remark": UNLIMITED},
        money=frozenset(
            {"exchange_rate", "debit_in_account_currency", "credit_in_account_currency", "debit", "credit"}
        ),
    ),
}
