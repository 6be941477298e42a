"""Sales Invoice and credit note: what a customer owes, and the postings behind it."""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.simulator.erpnext.document import DRAFT, SUBMITTED, Document
from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Refusal, Thrown
from sellerbridge.simulator.erpnext.rules.exchange import company
from sellerbridge.simulator.erpnext.rules.goods import cost_postings, outgoing_rate, take_back_goods
from sellerbridge.simulator.erpnext.rules.invoice_postings import invoice_postings
from sellerbridge.simulator.erpnext.rules.ledger import post, reverse
from sellerbridge.simulator.erpnext.rules.party_currency import booked_currency
from sellerbridge.simulator.erpnext.rules.payment_schedule import set_payment_schedule
from sellerbridge.simulator.erpnext.rules.posting_time import set_posting_time
from sellerbridge.simulator.erpnext.rules.progress import BILLED, DELIVERED, advance, bill_notes
from sellerbridge.simulator.erpnext.rules.returns import demand_returnable
from sellerbridge.simulator.erpnext.rules.rounding import rounded
from sellerbridge.simulator.erpnext.rules.sale import (
    Sale,
    demand_open_orders,
    demand_whole_units,
    fill,
    link_to,
    set_order_numbers,
    set_title,
)
from sellerbridge.simulator.erpnext.rules.statuses import invoice_status
from sellerbridge.simulator.erpnext.session import Rule, Session

_ONE_ACCOUNT = "allow_multi_currency_invoices_against_single_party_account"


class SalesInvoice(Sale):
    """A one-call submit answers before the ledger has told what is outstanding: read it again."""

    unlinked_by = frozenset({"GL Entry", "Stock Ledger Entry"})

    def fill(self, doc: Document, session: Session) -> None:
        """Missing values, the party's account, the due date."""
        set_posting_time(doc, session)
        fill_invoice(doc, session)
        set_title(doc)

    def demand_totals(self, doc: Document, session: Session) -> None:
        """Return, outstanding amount, payment terms and the currency of the party's account."""
        _demand_rows(doc)
        if doc.get("is_return"):
            _tell_how_to_lower(doc, session)
            demand_returnable(doc, session)
        if doc.docstatus == DRAFT:
            set_outstanding(doc)
        _set_terms(doc)
        _demand_party_currency(doc, session)

    def validate(self, doc: Document, session: Session) -> None:
        """Raises Refusal."""
        super().validate(doc, session)
        demand_whole_units(doc, session)
        demand_open_orders(doc, session, link="sales_order")
        set_order_numbers(doc, session, link="sales_order")
        for row in doc.rows("items"):
            row["use_serial_batch_fields"] = 1
            if not doc.get("is_return"):
                row["incoming_rate"] = row.number("incoming_rate") or outgoing_rate(row, session)
        accounts = dict.fromkeys(row.text("income_account") for row in doc.rows("items"))
        doc["against_income_account"] = ",".join(account for account in accounts if account)
        doc["remarks"] = doc.get("remarks") or _remarks(doc)
        if not doc.is_new:
            doc["status"] = invoice_status(doc, session)

    def on_submit(self, doc: Document, session: Session) -> None:
        """Bill the order, post. Raises Refusal: OverAllowanceError, FiscalYearError, what the ledger refuses."""
        _bill(doc, session)
        postings = invoice_postings(doc, session)
        if doc.get("update_stock"):
            postings += cost_postings(session, doc)
        post(session, doc, postings)

    def on_cancel(self, doc: Document, session: Session) -> None:
        """Take the postings back; payments against it stand alone again."""
        _forget_payments(doc, session)
        if doc.get("update_stock"):
            take_back_goods(session, doc)
        else:
            reverse(session, doc)
        _bill(doc, session)
        session.db_set(doc, status="Cancelled")


def fill_invoice(doc: Document, session: Session) -> None:
    """What an invoice needs besides an order: the account of the debt and when it is due."""
    if not doc.get("debit_to"):
        doc["debit_to"] = company(doc, session).get("default_receivable_account")
    doc["party_account_currency"] = session.value("Account", doc["debit_to"], "account_currency")
    if not doc.get("due_date") and not doc.get("is_return"):
        doc["due_date"] = doc["posting_date"]
    fill(doc, session)


def set_outstanding(doc: Document) -> None:
    """What is to be paid, in the currency of the party's account; a draft's, without any ledger."""
    if doc.rows("items"):
        total = doc.number("rounded_total") or doc.number("grand_total")
        same = doc.get("party_account_currency") == doc.get("currency")
        doc["outstanding_amount"] = total if same else rounded(total * doc.number("conversion_rate"))


def _demand_rows(doc: Document) -> None:
    if not doc.rows("items"):
        raise Refusal(kind="IndexError", exception="IndexError: list index out of range", source=ERPNEXT)


def _tell_how_to_lower(doc: Document, session: Session) -> None:
    if doc.get("return_against") and doc.get("update_outstanding_for_self"):
        original = link_to(session, doc.doctype, doc["return_against"])
        tool = link_to(session, "Payment Reconciliation", "Payment Reconciliation")
        session.tell(
            f"We can see <strong>Credit Note</strong> is made against {original}. If you want {original}'s "
            "outstanding to be updated, uncheck '<strong>Update Outstanding for Self</strong>' checkbox. <br><br>"
            f"Or you can use {tool} tool to reconcile against {original} later."
        )


def _set_terms(doc: Document) -> None:
    if doc.get("is_return"):
        doc["payment_terms_template"], doc["payment_schedule"] = "", []
        return
    if doc.text("due_date") < doc.text("posting_date"):
        raise Thrown("Due Date cannot be before Posting Date", source=ERPNEXT)
    set_payment_schedule(doc, due=doc.text("due_date"))


def _demand_party_currency(doc: Document, session: Session) -> None:
    """A customer's first invoice is in the currency of its account, unless the site is told otherwise."""
    there = doc.get("party_account_currency")
    if session.single("Accounts Settings").get(_ONE_ACCOUNT):
        return
    if there != doc.get("currency") and booked_currency(session, ("Customer", doc["customer"])) is None:
        raise Thrown(
            f"Party Account <strong>{doc['debit_to']}</strong> currency ({there}) and document currency "
            f"({doc.get('currency')}) should be same",
            source=ERPNEXT,
        )


def _remarks(doc: Document) -> str:
    return f"Against Customer Order {doc['po_no']}" if doc.get("po_no") else "No Remarks"


def _bill(doc: Document, session: Session) -> None:
    if not doc.get("is_return") or doc.get("update_billed_amount_in_sales_order"):
        advance(session, doc, BILLED)
        if doc.get("update_stock"):
            advance(session, doc, DELIVERED)
        bill_notes(session, [row["so_detail"] for row in doc.rows("items") if row.get("so_detail")])


def _forget_payments(doc: Document, session: Session) -> None:
    """Journal Entries that pay the invoice stay, but no longer for it."""
    rows = session.scan_rows("Journal Entry", "Journal Entry Account", reference_name=doc.name)
    for name in {entry.name for entry, row in rows if entry.docstatus == SUBMITTED}:
        journal = session.load("Journal Entry", name)
        for row in journal.rows("accounts"):
            if row.get("reference_name") == doc.name and row.get("reference_type") == doc.doctype:
                row.update(reference_name=None, reference_type=None)
        session.update_row(journal)
    for entry in list(session.scan("GL Entry", against_voucher=doc.name, against_voucher_type=doc.doctype)):
        if entry.get("voucher_type") == "Journal Entry":
            session.set_value("GL Entry", entry.name, against_voucher=None, against_voucher_type=None)


RULES: Mapping[str, Rule] = {"Sales Invoice": SalesInvoice()}
