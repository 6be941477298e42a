"""The doctypes that the books hold, and what ERPNext asks of each; only what we write is here.

Field facts are ERPNext 15's (its DocType definitions); a test holds this table to a real site's.
"""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.erp.books.doctype import UNLIMITED, DocType
from sellerbridge.erp.books.vouchers import VOUCHERS

DOCTYPES: Mapping[str, DocType] = {
    "Item Group": DocType(
        required=("item_group_name",), links={"parent_item_group": "Item Group"}, label_field="item_group_name"
    ),
    "Customer Group": DocType(
        required=("customer_group_name",),
        links={"parent_customer_group": "Customer Group"},
        label_field="customer_group_name",
    ),
    "Territory": DocType(
        required=("territory_name",), links={"parent_territory": "Territory"}, label_field="territory_name"
    ),
    "UOM": DocType(required=("uom_name",), label_field="uom_name"),
    "Brand": DocType(required=("brand",), lengths={"description": UNLIMITED}, label_field="brand"),
    "Manufacturer": DocType(required=("short_name",), lengths={"notes": UNLIMITED}, label_field="short_name"),
    "Warehouse": DocType(
        required=("warehouse_name", "company"),
        links={"company": "Company", "parent_warehouse": "Warehouse"},
    ),
    "Price List": DocType(
        required=("price_list_name", "currency"), links={"currency": "Currency"}, label_field="price_list_name"
    ),
    "Account": DocType(
        required=("account_name", "company"),
        links={"company": "Company", "parent_account": "Account", "account_currency": "Currency"},
    ),
    "Item": DocType(
        required=("item_code", "item_group", "stock_uom"),
        links={
            "item_group": "Item Group",
            "stock_uom": "UOM",
            "sales_uom": "UOM",
            "brand": "Brand",
            "default_item_manufacturer": "Manufacturer",
        },
        tables={"barcodes": "Item Barcode"},
        lengths={"description": UNLIMITED, "image": UNLIMITED},
        money=frozenset({"standard_rate", "valuation_rate"}),
        label_field="item_code",
    ),
    "Item Barcode": DocType(required=("barcode",), links={"uom": "UOM"}),
    "Item Price": DocType(
        required=("item_code", "price_list", "price_list_rate"),
        links={
            "item_code": "Item",
            "uom": "UOM",
            "price_list": "Price List",
            "brand": "Brand",
            "currency": "Currency",
        },
        lengths={"item_description": UNLIMITED, "note": UNLIMITED},
        money=frozenset({"price_list_rate"}),
    ),
    "Bin": DocType(
        required=("item_code", "warehouse"),
        links={"item_code": "Item", "warehouse": "Warehouse", "stock_uom": "UOM"},
        money=frozenset({"actual_qty"}),
    ),
    "Customer": DocType(
        required=("customer_name", "customer_type"),
        links={"customer_group": "Customer Group", "territory": "Territory", "default_currency": "Currency"},
        lengths={"customer_details": UNLIMITED},
        clear=frozenset({"customer_type", "customer_group", "territory", "default_currency", "amazon_buyer_key"}),
    ),
    "Address": DocType(
        required=("address_type", "address_line1", "city", "country"),
        links={"country": "Country"},
        tables={"links": "Dynamic Link"},
        lengths={"address_line1": 240, "address_line2": 240},
        clear=frozenset({"address_type", "links", "amazon_order_id"}),
        always_personal=True,
    ),
    "Contact": DocType(
        required=("first_name",),
        links={"address": "Address"},
        tables={"links": "Dynamic Link", "email_ids": "Contact Email", "phone_nos": "Contact Phone"},
        clear=frozenset({"links", "amazon_order_id", "amazon_buyer_key"}),
        always_personal=True,
    ),
    "Dynamic Link": DocType(required=("link_doctype", "link_name"), links={"link_name": "link_doctype"}),
    "Contact Email": DocType(required=("email_id",)),
    "Contact Phone": DocType(required=("phone",)),
    **VOUCHERS,
}

REFERRING = frozenset(
    kind
    for kind, doctype in DOCTYPES.items()
    if doctype.references or any(DOCTYPES[child].references for child in doctype.tables.values())
)
"""What refers to other documents of ours by their keys."""

EXPORTED = (
    "Item Group",
    "Customer Group",
    "Territory",
    "UOM",
    "Brand",
    "Manufacturer",
    "Warehouse",
    "Price List",
    "Account",
    "Item",
    "Item Price",
    "Customer",
    "Address",
    "Contact",
    "Sales Order",
    "Delivery Note",
    "Sales Invoice",
    "Journal Entry",
)
"""What can be imported elsewhere, in the order of reference. Bin is not among it: ERPNext keeps it itself."""
