"""What documents show besides their own fields: a customer's name as it is now, what is open of an invoice."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.engine import Connection as Transaction

from sellerbridge.commerce.money import ZERO
from sellerbridge.erp.books import ledger, rows
from sellerbridge.erp.books.bodies import Bodies
from sellerbridge.erp.books.decisions import SUBMITTED
from sellerbridge.erp.books.naming import folded
from sellerbridge.erp.books.selling import KINDS, SALES_INVOICE
from sellerbridge.erp.port import Held

FIELDS = frozenset({"customer_name", "outstanding_amount"})
"""Not part of a document: another ERP fetches them by itself."""


def fetch(transaction: Transaction, bodies: Bodies, found: Sequence[Held], *, company_currency: str) -> None:
    """Fill in these fields, as ERPNext does. An invoice's open amount is in company currency."""
    sold = [held for held in found if held.doctype in KINDS]
    names = sorted({folded(held.doc["customer"]) for held in sold})
    customers = rows.named(transaction, bodies, "Customer", names)
    for held in sold:
        held.doc["customer_name"] = customers[folded(held.doc["customer"])].doc["customer_name"]
    invoices = [held for held in sold if held.doctype == SALES_INVOICE and held.docstatus == SUBMITTED]
    posted = ledger.posted_against(
        transaction, [(held.doctype, held.name) for held in invoices], company_currency=company_currency
    )
    for held in invoices:
        held.doc["outstanding_amount"] = posted.get((held.doctype, held.name), ZERO)
