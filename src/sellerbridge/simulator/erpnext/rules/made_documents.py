"""Documents made from others: a delivery note of an order, an invoice of either, a credit note of an invoice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.rules.mapping import mapped
from sellerbridge.simulator.erpnext.rules.returns import returned_by_row
from sellerbridge.simulator.erpnext.rules.rounding import QUANTITY, ZERO, rounded
from sellerbridge.simulator.erpnext.rules.sale import fill, set_order_numbers, work_out
from sellerbridge.simulator.erpnext.rules.sales_invoice import fill_invoice, set_outstanding
from sellerbridge.simulator.erpnext.session import Method, Session


def make_delivery_note(session: Session, *, source_name: str) -> Document:
    """What is left to deliver of an order; no rows when nothing is. Actual taxes come whole every time.

    Raises Refusal.
    """
    order = session.load("Sales Order", source_name)

    def left(row: Document) -> dict[str, Any] | None:
        qty = row.number("qty") - row.number("delivered_qty")
        if abs(row.number("delivered_qty")) >= abs(row.number("qty")) or row.get("delivered_by_supplier"):
            return None
        return {"qty": qty, "so_detail": row["name"], "against_sales_order": order.name}

    note = mapped(session, order, to="Delivery Note", tables={"items": left, "taxes": None})
    fill(note, session)
    _mark_rows(note)
    set_order_numbers(note, session, link="against_sales_order")
    work_out(note)
    return note


def make_sales_invoice(session: Session, *, source_name: str) -> Document:
    """What is left to bill of an order; no rows when nothing is. Raises Refusal."""
    order = session.load("Sales Order", source_name)

    def left(row: Document) -> dict[str, Any] | None:
        amount, billed = row.number("amount"), row.number("billed_amt")
        if not row.number("qty") or (row.number("base_amount") and abs(billed) >= abs(amount)):
            return None
        qty = row.number("qty") - row.number("returned_qty")
        if billed and row.number("rate"):
            qty = rounded((amount - billed) / row.number("rate"), QUANTITY)
        return {"qty": qty, "so_detail": row["name"], "sales_order": order.name}

    return _invoice(session, order, left)


def invoice_of_delivery(session: Session, *, source_name: str) -> Document:
    """What is left to bill of a delivery note. Raises Refusal."""
    note = session.load("Delivery Note", source_name)
    billed = _billed_by_note_row(session, note)

    def left(row: Document) -> dict[str, Any] | None:
        qty = row.number("qty") - billed[row["name"]]
        links = {"sales_order": row.get("against_sales_order"), "so_detail": row.get("so_detail")}
        return {"qty": qty, "dn_detail": row["name"], "delivery_note": note.name, **links} if qty > 0 else None

    return _invoice(session, note, left)


def make_sales_return(session: Session, *, source_name: str) -> Document:
    """A credit note for all of an invoice that was not given back yet: quantities and amounts below 0.

    Raises Refusal.
    """
    invoice = session.load("Sales Invoice", source_name)
    returned = returned_by_row(session, invoice, link="sales_invoice_item")

    def back(row: Document) -> dict[str, Any]:
        links = ("sales_order", "so_detail", "delivery_note", "dn_detail", "expense_account")
        qty = returned[row["name"]] - row.number("qty")
        values = {
            "qty": qty,
            "stock_qty": qty * row.number("conversion_factor"),
            "sales_invoice_item": row["name"],
        }
        return {**values, **{link: row.get(link) for link in links}}

    def tax_back(row: Document) -> dict[str, Any]:
        return {"tax_amount": -row.number("tax_amount")} if row["charge_type"] == "Actual" else {}

    def term_back(row: Document) -> dict[str, Any]:
        return {"payment_amount": -row.number("payment_amount")}

    tables = {"items": back, "taxes": tax_back, "payment_schedule": term_back}
    note = mapped(session, invoice, to="Sales Invoice", tables=tables)
    note.update(is_return=1, return_against=invoice.name, ignore_pricing_rule=1, set_warehouse="")
    note["select_print_heading"] = "Credit Note"
    note["discount_amount"] = -invoice.number("discount_amount")
    note["party_account_currency"] = session.value("Account", note["debit_to"], "account_currency")
    work_out(note)
    set_outstanding(note)
    return note


def _invoice(session: Session, source: Document, left: Any) -> Document:
    invoice = mapped(session, source, to="Sales Invoice", tables={"items": left, "taxes": None})
    invoice["posting_date"] = invoice.get("posting_date") or session.today
    fill_invoice(invoice, session)
    _mark_rows(invoice)
    set_order_numbers(invoice, session, link="sales_order")
    work_out(invoice)
    set_outstanding(invoice)
    return invoice


def _mark_rows(doc: Document) -> None:
    for row in doc.rows("items"):
        row["use_serial_batch_fields"] = 1
        row["stock_qty"] = row.number("qty") * row.number("conversion_factor")


def _billed_by_note_row(session: Session, note: Document) -> Mapping[str, Decimal]:
    billed: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for row in note.rows("items"):
        for invoice, line in session.scan_rows("Sales Invoice", "Sales Invoice Item", dn_detail=row["name"]):
            billed[row["name"]] += line.number("qty") if invoice.docstatus == 1 else ZERO
    return billed


METHODS: Mapping[str, Method] = {
    "erpnext.selling.doctype.sales_order.sales_order.make_delivery_note": make_delivery_note,
    "erpnext.selling.doctype.sales_order.sales_order.make_sales_invoice": make_sales_invoice,
    "erpnext.stock.doctype.delivery_note.delivery_note.make_sales_invoice": invoice_of_delivery,
    "erpnext.accounts.doctype.sales_invoice.sales_invoice.make_sales_return": make_sales_return,
}
