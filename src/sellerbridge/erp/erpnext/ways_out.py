"""What a person can do about a site's no to a document of fulfilment or money, where the site does not say it."""

from __future__ import annotations

from collections.abc import Mapping

_BY_HAND = {"Sales Invoice": "billed", "Delivery Note": "delivered"}
_WAYS: Mapping[tuple[str, str], str] = {
    ("Delivery Note", "NegativeStockError"): "The ERP has less stock at Amazon than was shipped. Enter it there"
    " (Stock Reconciliation), or allow negative stock (Stock Settings), or leave it out of the ERP:"
    " sellerbridge settings set delivery_notes=off",
    **{
        (kind, "OverAllowanceError"): f"Somebody {done} the order there as well: cancel that {kind}, or keep it"
        " and leave this one out."
        for kind, done in _BY_HAND.items()
    },
    ("Journal Entry", "ValidationError"): "If one of its invoices was paid, credited or cancelled by hand there,"
    " cancel that payment, for the settlement is the payment.",
    ("Journal Entry", "CancelledLinkError"): "One of its documents was cancelled by hand there: make it anew.",
}
_FISCAL_YEAR = "Make the year there: Accounting > Fiscal Year > New."


def way_out(kind: str, exc_type: str) -> str:
    """A sentence, or nothing. `kind` is the doctype of the refused document."""
    return _FISCAL_YEAR if exc_type == "FiscalYearError" else _WAYS.get((kind, exc_type), "")
