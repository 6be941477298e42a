"""A shop whose documents go to a practice ERPNext, and what that site holds at the end."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from tests.journeys.shop import Answer, Shop

from sellerbridge.clock import Clock
from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.founding import founded
from sellerbridge.simulator.erpnext.rules.registry import RULES
from sellerbridge.simulator.erpnext.server import PracticeERPNext
from sellerbridge.simulator.server import PracticeAmazon

KEYS = {
    "Sales Order": "amazon_order_id",
    "Item": "amazon_sku",
    "Customer": "amazon_buyer_key",
    "Address": "amazon_order_id",
    "Contact": "amazon_buyer_key",
    "Delivery Note": "amazon_shipment_id",
    "Sales Invoice": "amazon_invoice_key",
    "Journal Entry": "amazon_settlement_id",
}
_BOOKED = ("Sales Order", "Delivery Note", "Sales Invoice", "Journal Entry")
_FIELDS = (
    *((doctype, fieldname, True) for doctype, fieldname in KEYS.items()),
    ("Sales Order", "marketplace_id", False),
    ("Sales Order", "amazon_fulfilled_by", False),
    ("Sales Order", "amazon_replaces", False),
    ("Sales Order Item", "amazon_order_item_id", False),
    ("Delivery Note", "amazon_order_id", False),
    ("Delivery Note", "marketplace_id", False),
    ("Delivery Note Item", "amazon_order_item_id", False),
    ("Sales Invoice", "amazon_order_id", False),
    ("Sales Invoice", "marketplace_id", False),
    ("Sales Invoice Item", "amazon_order_item_id", False),
    ("Item", "amazon_item_code", False),
    ("Item", "amazon_status", False),
    ("Item", "amazon_fulfilled_by", False),
)

PLANTED = {"total-differs", "unknown-charge"}
"""What is wrong at the practice Amazon on purpose, so that the exit code of a sync is 1."""

_PARENT = {
    "Sales Order": (
        "docstatus", "transaction_date", "delivery_date", "currency", "conversion_rate", "po_no",
        "selling_price_list", "set_warehouse", "marketplace_id", "amazon_order_id", "net_total",
        "total_taxes_and_charges", "grand_total",
    ),
    "Delivery Note": (
        "docstatus", "posting_date", "currency", "conversion_rate", "is_return", "amazon_shipment_id",
        "amazon_order_id", "grand_total", "per_billed",
    ),
    "Sales Invoice": (
        "docstatus", "posting_date", "currency", "conversion_rate", "is_return", "amazon_invoice_key",
        "amazon_order_id", "debit_to", "net_total", "total_taxes_and_charges", "grand_total", "outstanding_amount",
    ),
    "Journal Entry": ("docstatus", "posting_date", "cheque_no", "total_debit", "amazon_settlement_id"),
    "Item": (
        "name", "item_name", "description", "item_group", "stock_uom", "is_stock_item", "brand", "amazon_sku",
        "amazon_item_code", "amazon_status", "disabled",
    ),
    "Item Price": ("item_code", "price_list", "currency", "price_list_rate", "uom"),
    "Customer": ("customer_name", "customer_type", "customer_group", "territory", "amazon_buyer_key"),
    "Address": ("address_title", "address_line1", "address_line2", "city", "state", "pincode", "country", "phone"),
    "Contact": ("first_name", "email_id"),
    "Warehouse": ("name", "parent_warehouse", "is_group"),
    "Price List": ("name", "currency", "selling", "enabled"),
    "Account": ("name", "parent_account", "is_group", "root_type"),
    "Item Group": ("name", "parent_item_group"),
    "Customer Group": ("name", "parent_customer_group"),
    "Brand": ("name",),
    "Manufacturer": ("name",),
    "Bin": ("item_code", "warehouse", "reserved_qty", "actual_qty"),
}  # fmt: skip
_ROWS = {
    "items": ("item_code", "qty", "rate", "amount", "warehouse", "delivery_date", "amazon_order_item_id"),
    "taxes": ("charge_type", "account_head", "description", "tax_amount"),
    "accounts": ("account", "debit", "credit", "reference_type"),
    "barcodes": ("barcode", "barcode_type"),
    "email_ids": ("email_id",),
}


def site_with_fields(
    *, own_names: bool = True, amends: bool = True, without: Collection[str] = (), **founding: Any
) -> PracticeERPNext:
    """A practice ERPNext whose administrator has made our custom fields; not started yet.

    Without `own_names` it drops the names that are sent, as most versions of Frappe do. Without `amends` an order's
    key cannot change after submit. The doctypes `without` have no fields of ours. The rest is as `founded` takes it.
    """
    records = [
        {
            "doctype": "Custom Field",
            "dt": doctype,
            "fieldname": fieldname,
            "label": fieldname.replace("_", " ").title(),
            "fieldtype": "Data",
            "unique": int(unique),
            "no_copy": 1,
            "allow_on_submit": int(amends and unique and doctype in _BOOKED),
        }
        for doctype, fieldname, unique in _FIELDS
        if doctype not in without
    ]
    return PracticeERPNext(founded(rules=RULES, records=records, own_names=own_names, **founding))


class SiteShop(Shop):
    """A home whose ERP is a practice ERPNext."""

    def __init__(self, home: Path, amazon: PracticeAmazon, site: PracticeERPNext) -> None:
        super().__init__(home, amazon)
        self.site = site
        self.environment["SELLERBRIDGE_API_SECRET"] = site.logins["connector"].api_secret

    def run(self, *words: str, expect: int | None = 0) -> Answer:
        return self.here(*words, expect=expect)

    def choose(self, expect: int = 0) -> None:
        """Take the site as the ERP, as its plain user."""
        login = self.site.logins["connector"]
        self.here("settings", "set", "company=Acme")
        self.here("erp", "erpnext", "--url", login.url, "--api-key", login.api_key, expect=expect)

    def set_up(self, *_: str) -> None:
        self.choose()
        self.connect()

    def sync(self, expect: int = 1, *, clock: Clock | None = None) -> Any:
        """A sync that needs nobody but for what is wrong at Amazon on purpose; answers its report."""
        report = json.loads(self.here("sync", "--json", expect=expect, clock=clock).stdout)
        assert {problem["kind"] for problem in report["problems"]} <= PLANTED, report["problems"]
        return report

    def state(self) -> list[tuple[Any, ...]]:
        return held(self.site)


def held(site: PracticeERPNext) -> list[tuple[Any, ...]]:
    """What the site holds, free of times, of names that a site makes up, and of what it fetches by itself."""
    with site.site.locks.turn:
        return sorted(
            (doctype, json.dumps(_plain(site, document, fields), sort_keys=True, default=str))
            for doctype, fields in _PARENT.items()
            for document in site.site.tables[doctype].documents.values()
        )


def keys(site: PracticeERPNext, doctype: str) -> list[str]:
    """The keys of the valid documents of a type, twice where two have the same."""
    with site.site.locks.turn:
        documents = site.site.tables[doctype].documents.values()
        return sorted(str(d[KEYS[doctype]]) for d in documents if d[KEYS[doctype]] and d.docstatus < 2)


def _plain(site: PracticeERPNext, document: Document, fields: tuple[str, ...]) -> dict[str, Any]:
    told: dict[str, Any] = {field: document.get(field) for field in fields}
    for table, columns in _ROWS.items():
        if table in document:
            told[table] = [{column: row.get(column) for column in columns} for row in document.rows(table)]
    told["customers"] = sorted(_customers(site, document))
    return told


def _customers(site: PracticeERPNext, document: Document) -> Iterator[str]:
    """Whom it belongs to, by our key: two buyers of one name are numbered in the order of their coming."""
    names = [document["customer"]] if "customer" in document and document.doctype in _BOOKED else []
    names += (
        [row["party"] for row in document.rows("accounts") if row.get("party")] if "accounts" in document else []
    )
    names += [row["link_name"] for row in document.rows("links")] if "links" in document else []
    known = site.site.tables["Customer"]
    for name in names:
        (customer,) = (one for _, one in known.having("name", name))
        yield str(customer["amazon_buyer_key"])
