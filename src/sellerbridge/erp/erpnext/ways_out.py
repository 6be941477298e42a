"""What a person can do about a site's no to a document of fulfilment or money, where the site does not say it."""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.sentences import N_, Sentence

_WAYS: Mapping[tuple[str, str], str] = {
    ("Delivery Note", "NegativeStockError"): N_(
        "The ERP has less stock at Amazon than was shipped. Enter it there (Stock Reconciliation), or allow"
        " negative stock (Stock Settings), or leave it out of the ERP: sellerbridge settings set"
        " delivery_notes=off"
    ),
    ("Sales Invoice", "OverAllowanceError"): N_(
        "Somebody billed the order there as well: cancel that Sales Invoice, or keep it and leave this one out."
    ),
    ("Delivery Note", "OverAllowanceError"): N_(
        "Somebody delivered the order there as well: cancel that Delivery Note, or keep it and leave this one out."
    ),
    ("Journal Entry", "ValidationError"): N_(
        "If one of its invoices was paid, credited or cancelled by hand there, cancel that payment, for the"
        " settlement is the payment."
    ),
    ("Journal Entry", "CancelledLinkError"): N_("One of its documents was cancelled by hand there: make it anew."),
}
_FISCAL_YEAR = N_("Make the year there: Accounting > Fiscal Year > New.")


def way_out(kind: str, exc_type: str) -> str:
    """A sentence, or nothing. `kind` is the doctype of the refused document."""
    way = _FISCAL_YEAR if exc_type == "FiscalYearError" else _WAYS.get((kind, exc_type), "")
    return Sentence(way) if way else ""
