"""The custom fields by which a site knows what comes from Amazon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from sellerbridge.erp.erpnext.client import Client, resource
from sellerbridge.erp.erpnext.refusals import SiteRefused
from sellerbridge.erp.erpnext.site import Site
from sellerbridge.erp.erpnext.switched import switch_of, switched_on


class CustomField(msgspec.Struct, frozen=True, kw_only=True):
    """A field to add to a doctype. `key`: exactly-once rests on it, so it must be there and unique."""

    doctype: str
    fieldname: str
    label: str
    key: bool = False
    allow_on_submit: bool = False


CUSTOM_FIELDS = (
    CustomField(
        doctype="Sales Order", fieldname="amazon_order_id", label="Amazon Order ID", key=True, allow_on_submit=True
    ),
    CustomField(doctype="Sales Order", fieldname="marketplace_id", label="Amazon Marketplace ID"),
    CustomField(doctype="Sales Order", fieldname="amazon_fulfilled_by", label="Fulfilled By"),
    CustomField(doctype="Sales Order", fieldname="amazon_replaces", label="Replaces Amazon Order"),
    CustomField(doctype="Sales Order Item", fieldname="amazon_order_item_id", label="Amazon Order Item ID"),
    CustomField(
        doctype="Delivery Note",
        fieldname="amazon_shipment_id",
        label="Amazon Shipment",
        key=True,
        allow_on_submit=True,
    ),
    CustomField(doctype="Delivery Note", fieldname="amazon_order_id", label="Amazon Order ID"),
    CustomField(doctype="Delivery Note", fieldname="marketplace_id", label="Amazon Marketplace ID"),
    CustomField(doctype="Delivery Note Item", fieldname="amazon_order_item_id", label="Amazon Order Item ID"),
    CustomField(
        doctype="Sales Invoice",
        fieldname="amazon_invoice_key",
        label="Amazon Invoice Key",
        key=True,
        allow_on_submit=True,
    ),
    CustomField(doctype="Sales Invoice", fieldname="amazon_order_id", label="Amazon Order ID"),
    CustomField(doctype="Sales Invoice", fieldname="marketplace_id", label="Amazon Marketplace ID"),
    CustomField(doctype="Sales Invoice Item", fieldname="amazon_order_item_id", label="Amazon Order Item ID"),
    CustomField(
        doctype="Journal Entry",
        fieldname="amazon_settlement_id",
        label="Amazon Settlement ID",
        key=True,
        allow_on_submit=True,
    ),
    CustomField(doctype="Item", fieldname="amazon_sku", label="Amazon SKU", key=True),
    CustomField(doctype="Item", fieldname="amazon_item_code", label="Amazon ASIN"),
    CustomField(doctype="Item", fieldname="amazon_status", label="Amazon Status"),
    CustomField(doctype="Item", fieldname="amazon_fulfilled_by", label="Fulfilled By"),
    CustomField(doctype="Customer", fieldname="amazon_buyer_key", label="Amazon Buyer Key", key=True),
    CustomField(doctype="Address", fieldname="amazon_order_id", label="Amazon Order ID", key=True),
    CustomField(doctype="Contact", fieldname="amazon_buyer_key", label="Amazon Buyer Key", key=True),
)

_AFTER = {
    "Sales Order": "po_no",
    "Sales Order Item": "item_name",
    "Delivery Note": "po_no",
    "Delivery Note Item": "item_name",
    "Sales Invoice": "po_no",
    "Sales Invoice Item": "item_name",
    "Journal Entry": "cheque_date",
    "Item": "stock_uom",
    "Customer": "customer_group",
    "Address": "address_type",
    "Contact": "status",
}
"""The field of each doctype's form behind which ours begin. One that a version does not have puts them first."""


def fields_of(switch: str) -> tuple[CustomField, ...]:
    """Those of a doctype that a switch decides about; "": of all that are written in any case."""
    return tuple(field for field in CUSTOM_FIELDS if switch_of(field.doctype) == switch)


def fixture() -> list[dict[str, Any]]:
    """All of them as Custom Field documents, as `bench import-doc` and Data Import take them."""
    return [{"name": f"{field.doctype}-{field.fieldname}", **document(field)} for field in CUSTOM_FIELDS]


def document(field: CustomField) -> dict[str, Any]:
    """The Custom Field document that makes it. A copy of a document never takes its key along."""
    return {
        "doctype": "Custom Field",
        "dt": field.doctype,
        "fieldname": field.fieldname,
        "label": field.label,
        "fieldtype": "Data",
        "insert_after": _before(field),
        "unique": int(field.key),
        "no_copy": int(field.key),
        "allow_on_submit": int(field.allow_on_submit),
        "search_index": 0,
        "translatable": 0,
    }


def create(client: Client, site: Site) -> list[CustomField]:
    """Make those that are missing, and answer which; one that is there is a person's and stays as it is.

    Also those of documents whose switch is off: the right to make them is lent for a moment.

    Raises SiteRefused (PermissionError) where the user is no System Manager, InDoubt when an answer is lost: what
    was made by then is found the next time.
    """
    missing = [field for field in CUSTOM_FIELDS if _is_missing(field, site)]
    for field in missing:
        client.write("POST", resource("Custom Field"), _without_doctype(document(field)))
    return missing


def _is_missing(field: CustomField, site: Site) -> bool:
    """A doctype that our user may not even read is passed over unless the settings ask for it."""
    try:
        return field.fieldname not in site.meta(field.doctype).fields
    except SiteRefused:
        switch = switch_of(field.doctype)
        if switch and switch not in switched_on(site.settings):
            return False
        raise


def _before(field: CustomField) -> str:
    """Each stands behind the one before it."""
    names = [each.fieldname for each in CUSTOM_FIELDS if each.doctype == field.doctype]
    place = names.index(field.fieldname)
    return names[place - 1] if place else _AFTER[field.doctype]


def _without_doctype(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "doctype"}
