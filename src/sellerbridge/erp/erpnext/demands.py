"""Whether a site demands fields that no order of Amazon's can fill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sellerbridge.erp.erpnext.advice import fault, fine, warning
from sellerbridge.erp.erpnext.desk_words import named
from sellerbridge.erp.erpnext.site import Field
from sellerbridge.erp.erpnext.survey import Survey
from sellerbridge.erp.erpnext.switched import only, switch_of
from sellerbridge.erp.port import Finding
from sellerbridge.sentences import Sentence


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OF_SHIPMENTS = (
    "customer company posting_date set_posting_time currency conversion_rate selling_price_list"
    " price_list_currency plc_conversion_rate ignore_pricing_rule disable_rounded_total po_no amazon_order_id"
    " marketplace_id items"
)
_ROWS_OF_SHIPMENTS = "item_code qty uom conversion_factor rate price_list_rate warehouse amazon_order_item_id"
ALWAYS: Mapping[str, frozenset[str]] = {
    "Item": _words("item_code item_name item_group stock_uom is_stock_item is_sales_item amazon_sku"),
    "Item Barcode": _words("barcode barcode_type"),
    "Item Price": _words("item_code uom price_list currency selling price_list_rate"),
    "Customer": _words("customer_name customer_type customer_group territory amazon_buyer_key"),
    "Address": _words(
        "address_title address_type is_shipping_address address_line1 city country links amazon_order_id"
    ),
    "Dynamic Link": _words("link_doctype link_name"),
    "Contact": _words("first_name email_ids links amazon_buyer_key"),
    "Contact Email": _words("email_id is_primary"),
    "Sales Order": _words(
        "customer order_type company transaction_date delivery_date po_no amazon_order_id marketplace_id"
        " set_warehouse currency conversion_rate selling_price_list price_list_currency plc_conversion_rate"
        " ignore_pricing_rule disable_rounded_total items"
    ),
    "Sales Order Item": _words(
        "item_code qty uom conversion_factor rate price_list_rate warehouse delivery_date amazon_order_item_id"
    ),
    "Delivery Note": _words(f"{_OF_SHIPMENTS} set_warehouse amazon_shipment_id"),
    "Delivery Note Item": _words(f"{_ROWS_OF_SHIPMENTS} against_sales_order so_detail"),
    "Sales Invoice": _words(f"{_OF_SHIPMENTS} amazon_invoice_key due_date debit_to update_stock"),
    "Sales Invoice Item": _words(f"{_ROWS_OF_SHIPMENTS} sales_order so_detail income_account"),
    "Journal Entry": _words(
        "voucher_type company posting_date cheque_no cheque_date multi_currency user_remark amazon_settlement_id"
        " accounts"
    ),
    "Journal Entry Account": _words(
        "account account_currency exchange_rate debit_in_account_currency credit_in_account_currency"
    ),
    "Sales Taxes and Charges": _words("charge_type account_head description tax_amount"),
}
"""What every document of ours says, whatever Amazon tells; a test holds it to the documents."""

SOMETIMES: Mapping[str, frozenset[str]] = {
    "Item": _words(
        "description brand default_item_manufacturer barcodes image amazon_item_code amazon_fulfilled_by"
        " amazon_status"
    ),
    "Customer": _words("tax_id"),
    "Address": _words("address_line2 county state pincode phone"),
    "Sales Order": _words("taxes amazon_fulfilled_by amazon_replaces"),
    "Delivery Note": _words("taxes is_return return_against"),
    "Sales Invoice": _words("taxes is_return return_against set_warehouse posting_time"),
    "Sales Invoice Item": _words("delivery_note"),
    "Journal Entry Account": _words("party_type party reference_type reference_name is_advance user_remark"),
}
"""What they say where Amazon tells it."""

_FILLED_IN_ROWS = (
    "item_name description stock_uom item_group cost_center price_list_rate amount net_rate net_amount base_rate"
    " base_amount base_net_rate base_net_amount stock_qty"
)
FILLED: Mapping[str, frozenset[str]] = {
    "Item": _words("naming_series description item_defaults uoms"),
    "Item Price": _words("item_name item_description buying"),
    "Customer": _words("naming_series language"),
    "Contact": _words("email_id full_name status"),
    "Sales Order": _words(
        "naming_series status title customer_name customer_group territory language apply_discount_on in_words"
        " base_in_words price_list_currency plc_conversion_rate payment_schedule customer_address address_display"
        " shipping_address_name shipping_address delivery_status billing_status"
    ),
    "Sales Order Item": _words(
        "item_name description stock_uom item_group cost_center price_list_rate amount net_rate net_amount"
        " base_rate base_amount base_net_rate base_net_amount stock_qty transaction_date"
    ),
    "Delivery Note": _words(
        "naming_series status title customer_name posting_time in_words base_in_words customer_group territory"
        " language apply_discount_on installation_status customer_address address_display shipping_address_name"
        " shipping_address"
    ),
    "Delivery Note Item": _words(f"{_FILLED_IN_ROWS} expense_account stock_uom_rate"),
    "Sales Invoice": _words(
        "naming_series status title customer_name posting_time in_words base_in_words customer_group territory"
        " language apply_discount_on payment_schedule party_account_currency against_income_account remarks"
        " customer_address address_display shipping_address_name shipping_address"
    ),
    "Sales Invoice Item": _words(f"{_FILLED_IN_ROWS} expense_account stock_uom_rate"),
    "Journal Entry": _words("naming_series title total_amount_in_words remark pay_to_recd_from is_opening"),
    "Journal Entry Account": _words("account_type cost_center is_advance"),
    "Sales Taxes and Charges": _words("cost_center account_currency total base_total base_tax_amount"),
}
"""What ERPNext fills in by itself before it asks what is missing (seen in its answers)."""

_NEVER_EMPTY = frozenset({"Check", "Int", "Float", "Currency", "Percent", "Time"})
"""ERPNext puts zero, or the time of day, where nothing is said."""

_BY_HAND = "prompt"
"""How Frappe says that a person types the name. What else we make asks for a name of its own."""


def demands(survey: Survey, switch: str = "") -> Iterator[Finding]:
    """One finding per field, else one that all is right; and who names an Item.

    Of what is always written, or of the doctype that a switch decides about.
    """
    found = [finding for doctype in ALWAYS if switch_of(doctype) == switch for finding in _of(survey, doctype)]
    if switch:
        yield from found
        return
    yield from found or [fine(Sentence("no field is demanded that Amazon does not tell"))]
    if survey.meta("Item").autoname.lower() == _BY_HAND:
        yield fault(Sentence("Items take their code as name"), "named-by-hand", doctype=named("Item"))


def _of(survey: Survey, doctype: str) -> Iterator[Finding]:
    known = ALWAYS[doctype] | FILLED.get(doctype, frozenset())
    for field in survey.meta(doctype).fields.values():
        if field.reqd and field.fieldname not in known and not _fills_itself(field):
            yield _finding(doctype, field, sometimes=field.fieldname in SOMETIMES.get(doctype, ()))


def _finding(doctype: str, field: Field, *, sometimes: bool) -> Finding:
    facts = {"doctype": named(doctype), "label": field.label or field.fieldname}
    what = Sentence("mandatory field {field} of {doctype}", field=field.fieldname, doctype=named(doctype))
    if sometimes:
        return warning(what, "mandatory-sometimes", **facts)
    return fault(what, "mandatory", only=only(switch_of(doctype)), **facts)


def _fills_itself(field: Field) -> bool:
    """By a default, from what another field links to, or, for a choice, with the first one."""
    first = field.fieldtype == "Select" and field.options.split("\n")[0].strip()
    return bool(field.default or field.fetch_from or first) or field.fieldtype in _NEVER_EMPTY
