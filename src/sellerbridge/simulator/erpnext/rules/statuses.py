"""The status words of orders, delivery notes and invoices."""

from __future__ import annotations

from sellerbridge.simulator.erpnext.document import CANCELLED, DRAFT, SUBMITTED, Document
from sellerbridge.simulator.erpnext.session import Session

HUNDRED = 100


def order_status(order: Document) -> str:
    """Of a sales order. What a person has set to On Hold or Closed stays."""
    if order.get("status") in ("On Hold", "Closed"):
        return order.text("status")
    if order.docstatus == SUBMITTED:
        delivered = order.number("per_delivered") >= HUNDRED or bool(order.get("skip_delivery_note"))
        billed = order.number("per_billed") >= HUNDRED
        return {
            (False, False): "To Deliver and Bill",
            (True, False): "To Bill",
            (False, True): "To Deliver",
            (True, True): "Completed",
        }[delivered, billed]
    return "Cancelled" if order.docstatus == CANCELLED else "Draft"


def delivery_status(note: Document) -> str:
    """Of a delivery note."""
    if note.get("status") == "Closed":
        return "Closed"
    if note.docstatus == SUBMITTED:
        if note.get("is_return"):
            return "Return"
        return "Completed" if note.number("per_billed") >= HUNDRED else "To Bill"
    return "Cancelled" if note.docstatus == CANCELLED else "Draft"


def invoice_status(invoice: Document, session: Session) -> str:
    """Of a sales invoice or credit note, on the site's day."""
    if invoice.docstatus in (DRAFT, CANCELLED):
        return "Draft" if invoice.docstatus == DRAFT else "Cancelled"
    left = invoice.number("outstanding_amount")
    if left > 0:
        return _unpaid(invoice, session)
    if invoice.get("is_return"):
        return "Return"
    if _has_credit_note(invoice, session):
        return "Credit Note Issued"
    return "Paid"


def progress_word(percent: float, *, of: str) -> str:
    """`delivery_status` and `billing_status` of an order: "Partly Delivered"."""
    if percent < 0.001:
        return f"Not {of}"
    return f"Fully {of}" if percent >= 99.999999 else f"Partly {of}"


def _unpaid(invoice: Document, session: Session) -> str:
    if invoice.text("due_date") and invoice.text("due_date") < session.today:
        return "Overdue"
    total = invoice.number("rounded_total") or invoice.number("grand_total")
    return "Partly Paid" if invoice.number("outstanding_amount") < total else "Unpaid"


def _has_credit_note(invoice: Document, session: Session) -> bool:
    notes = session.scan("Sales Invoice", return_against=invoice.name, docstatus=SUBMITTED)
    return any(note.get("is_return") for note in notes)
