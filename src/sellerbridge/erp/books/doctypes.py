"""The doctypes that the books hold, and what ERPNext asks of each; only what we write is here.

Field facts are ERPNext 15's (its DocType definitions); a test holds this table to a real site's.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

TEXT_LENGTH = 140
"""What ERPNext takes in a field of type Data, Link or Select unless told otherwise."""
UNLIMITED = 0


class DocType(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of document, or of row in a document.

    `label_field` must repeat the document's name (ERPNext names the document after it).
    `lengths`     of text fields that do not take 140 characters
    `clear`       fields of a sealed document that stay readable: nothing personal; the others are erased in time
    `always_personal` whatever the sender says, the body is sealed
    """

    required: tuple[str, ...]
    links: Mapping[str, str] = {}
    tables: Mapping[str, str] = {}
    lengths: Mapping[str, int] = {}
    money: frozenset[str] = frozenset()
    label_field: str = ""
    submittable: bool = False
    clear: frozenset[str] = frozenset()
    always_personal: bool = False


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
    "Dynamic Link": DocType(required=("link_doctype", "link_name")),
    "Contact Email": DocType(required=("email_id",)),
    "Contact Phone": DocType(required=("phone",)),
    "Sales Order": DocType(
        required=(
            "customer",
            "order_type",
            "transaction_date",
            "delivery_date",
            "company",
            "currency",
            "conversion_rate",
            "selling_price_list",
            "price_list_currency",
            "plc_conversion_rate",
            "items",
        ),
        links={
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
            "amended_from": "Sales Order",
        },
        tables={"items": "Sales Order Item", "taxes": "Sales Taxes and Charges"},
        lengths={"terms": UNLIMITED},
        money=frozenset(
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
        ),
        submittable=True,
    ),
    "Sales Order Item": DocType(
        required=("item_code", "qty", "rate"),
        links={"item_code": "Item", "item_group": "Item Group", "uom": "UOM", "warehouse": "Warehouse"},
        lengths={"description": UNLIMITED, "additional_notes": UNLIMITED},
        money=frozenset(
            {"rate", "amount", "price_list_rate", "base_rate", "base_amount", "net_rate", "net_amount"}
        ),
    ),
    "Sales Taxes and Charges": DocType(
        required=("charge_type", "account_head", "description", "tax_amount"),
        links={"account_head": "Account", "account_currency": "Currency"},
        lengths={"description": UNLIMITED},
        money=frozenset({"tax_amount", "base_tax_amount", "total", "base_total", "rate"}),
    ),
}

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
)
"""What can be imported elsewhere, in the order of reference. Bin is not among it: ERPNext keeps it itself."""
