"""When an order or invoice is to be paid: one term for all of it, unless the document says otherwise."""

from __future__ import annotations

from decimal import Decimal

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.rules.rounding import ZERO, rounded


def set_payment_schedule(doc: Document, *, due: str) -> None:
    """Set the terms' amounts by their portions; without terms, one for everything at the due date."""
    total = doc.number("rounded_total") or doc.number("grand_total")
    base_total = doc.number("base_rounded_total") or doc.number("base_grand_total")
    if not doc.rows("payment_schedule"):
        doc.append("payment_schedule", {"due_date": due, "invoice_portion": Decimal(100)})
    for term in doc.rows("payment_schedule"):
        if term.number("invoice_portion"):
            part = term.number("invoice_portion") / 100
            term["payment_amount"] = rounded(total * part)
            term["base_payment_amount"] = rounded(base_total * part)
        else:
            term["base_payment_amount"] = rounded(term.number("payment_amount") * doc.number("conversion_rate"))
        term["outstanding"], term["base_outstanding"] = term["payment_amount"], term["base_payment_amount"]
        term["discount"] = term.get("discount") or ZERO
