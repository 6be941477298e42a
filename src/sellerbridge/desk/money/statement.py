"""One settlement as an accountant reads it: its money by type, its entries in the ERP, and the difference."""

from __future__ import annotations

import msgspec

from sellerbridge.desk.money.payouts import Payout, payout
from sellerbridge.desk.money.reconciled import Reconciled, Reconciler
from sellerbridge.errors import Refused, Unreachable, Usage
from sellerbridge.installation import Installation


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """`payout` is what Amazon says, `found` that held against the ERP: None while the ERP cannot be asked, and
    then `why` is the sentence that says so.
    """

    payout: Payout
    found: Reconciled | None
    why: str
    company_currency: str


def statement(installation: Installation, settlement_id: str) -> Statement:
    """A settlement's statement, the ERP asked at this moment. Raises Usage for one that was not seen."""
    store = installation.store
    told = payout(store, settlement_id)
    currency = store.settings.read().company_currency
    try:
        with installation.erp() as erp:
            reconciler = Reconciler(store, erp)
            head = store.settlements.heads([settlement_id])[0]
            found = reconciler.reconciled(store.connections.named(told.connection), head)
    except (Unreachable, Refused, Usage) as error:
        return Statement(payout=told, found=None, why=error.sentence, company_currency=currency)
    return Statement(payout=told, found=found, why="", company_currency=reconciler.settings.company_currency)
