"""Whether somebody has gone on with a submitted document: delivered, billed, paid, reconciled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sellerbridge.erp.erpnext.comparing import same

_FIELDS: Mapping[str, tuple[str, ...]] = {
    "Sales Order": ("per_delivered", "per_billed", "advance_paid"),
    "Delivery Note": ("per_billed", "per_returned", "per_installed"),
    "Journal Entry": ("clearance_date",),
}
"""What is filled in only then. A Journal Entry gets its date when a line of the bank is matched with it."""


def continued(kind: str, there: Mapping[str, Any]) -> list[str]:
    """The fields that tell so; none where it stands as it was submitted."""
    if kind == "Sales Invoice":
        return [] if _is_unpaid(there) else ["outstanding_amount"]
    return [field for field in _FIELDS.get(kind, ()) if there.get(field)]


def _is_unpaid(invoice: Mapping[str, Any]) -> bool:
    """As much is outstanding as it comes to, in the currency of the customer's account.

    A credit note that lowers its invoice says nothing of its own outstanding amount.
    """
    if invoice.get("is_return") and not invoice.get("update_outstanding_for_self"):
        return True
    in_its_currency = invoice.get("party_account_currency") == invoice.get("currency")
    total = invoice.get("grand_total" if in_its_currency else "base_grand_total")
    return same(invoice.get("outstanding_amount"), total)
