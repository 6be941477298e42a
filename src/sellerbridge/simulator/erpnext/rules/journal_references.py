"""What the rows of a Journal Entry may refer to: open invoices, and orders that take an advance.

As the recording tells for invoices, and ERPNext's JournalEntry (validate_reference_doc, validate_orders,
validate_invoices, set_total_advance_paid of an order) for the rest.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from sellerbridge.simulator.erpnext.document import SUBMITTED, Document
from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Thrown
from sellerbridge.simulator.erpnext.rules.currencies import money
from sellerbridge.simulator.erpnext.rules.exchange import company
from sellerbridge.simulator.erpnext.rules.rounding import ZERO, rounded, shown
from sellerbridge.simulator.erpnext.session import Session

ORDER, INVOICE = "Sales Order", "Sales Invoice"


def demand_references(doc: Document, session: Session) -> None:
    """Raises Refusal: another customer's, not submitted, more than is open."""
    totals: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for row in doc.rows("accounts"):
        if not (row.get("reference_type") and row.get("reference_name")):
            row["reference_type"] = row["reference_name"] = None
        elif row["reference_type"] in (ORDER, INVOICE):
            _demand_match(row, session)
            totals[row["reference_type"], row["reference_name"]] += row.number("credit_in_account_currency")
    for (doctype, name), total in totals.items():
        there = session.load(doctype, name)
        if there.docstatus != SUBMITTED:
            raise Thrown(f"{doctype} {name} is not submitted", source=ERPNEXT)
        if doctype == ORDER:
            _demand_advance(doc, there, session, total=total)
        else:
            _demand_open(there, total=total)


def advance(doc: Document, session: Session) -> None:
    """Work out anew what is paid in advance of the orders that a submitted or cancelled entry refers to."""
    orders = (row.text("reference_name") for row in doc.rows("accounts") if row.get("reference_type") == ORDER)
    for name in dict.fromkeys(orders):
        entries = session.scan("GL Entry", against_voucher=name, against_voucher_type=ORDER)
        paid = sum(
            (one.number("credit") - one.number("debit") for one in entries if not one["is_cancelled"]), ZERO
        )
        session.set_value(ORDER, name, advance_paid=rounded(paid))


def _demand_match(row: Document, session: Session) -> None:
    doctype, where = row.text("reference_type"), f"Row {row['idx']}: "
    there = session.peek(doctype, row["reference_name"])
    if doctype == ORDER and row.number("debit"):
        raise Thrown(f"{where}Debit entry can not be linked with a {doctype}", source=ERPNEXT)
    if there is None:
        raise Thrown(f"{where}Invalid reference {row['reference_name']}", source=ERPNEXT)
    if doctype == ORDER and row.get("party") != there["customer"]:
        text = f"{where}{row.get('party_type')} {row.get('party')} does not match with {doctype}"
        raise Thrown(text, source=ERPNEXT)
    party = ("Customer", there["customer"], there.get("debit_to"))
    if doctype == INVOICE and (row.get("party_type"), row.get("party"), row["account"]) != party:
        text = f"{where}Party / Account does not match with Customer / Debit To in {doctype} {there.name}"
        raise Thrown(text, source=ERPNEXT)


def _demand_advance(doc: Document, order: Document, session: Session, *, total: Decimal) -> None:
    about = f"Sales Order {order.name}"
    if order.number("per_billed") >= 100:
        raise Thrown(f"{about} is fully billed", source=ERPNEXT)
    if order.get("status") == "Closed":
        raise Thrown(f"{about} is closed", source=ERPNEXT)
    whole = order.number("base_grand_total")
    if whole < order.number("advance_paid") + total:
        shown_whole = money(whole, company(doc, session)["default_currency"])
        text = f"Advance paid against {about} cannot be greater than Grand Total {shown_whole}"
        raise Thrown(text, source=ERPNEXT)


def _demand_open(invoice: Document, *, total: Decimal) -> None:
    left = invoice.number("outstanding_amount")
    if total and left < total:
        text = (
            f"Payment against Sales Invoice {invoice.name} cannot be greater than Outstanding Amount {shown(left)}"
        )
        raise Thrown(text, source=ERPNEXT)
