"""The accounts that a charge or fee may be booked on: those of the ERP, and those that a sync makes."""

from __future__ import annotations

from sellerbridge.documents.chart import ACCOUNTS
from sellerbridge.documents.mapping import DEFAULT_ACCOUNTS
from sellerbridge.errors import Refused, Unreachable, Usage
from sellerbridge.installation import Installation


def accounts(installation: Installation) -> tuple[str, ...]:
    """Their names, sorted; without those of the ERP while it does not answer."""
    ours = {account.name for account in ACCOUNTS} | set(DEFAULT_ACCOUNTS.values())
    try:
        with installation.erp(at_once=True) as erp:
            there = set(erp.choices("Account"))
    except (Usage, Unreachable, Refused):
        there = set()
    # A site calls "Amazon Commission" "Amazon Commission - AC": once is enough.
    missing = ours - {name.rpartition(" - ")[0] for name in there}
    return tuple(sorted(there | missing))
