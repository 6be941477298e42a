"""Payouts on a page: how a settlement stands, and the parts of its money."""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.console.words.marks import N_

STATES: Mapping[str, tuple[str, str]] = {
    "booked": ("ok", N_("Booked")),
    "held": ("bad", N_("Held")),
    "waits": ("waits", N_("Waits for its orders")),
    "changed": ("bad", N_("Changed by Amazon")),
    "refused": ("bad", N_("Refused by the ERP")),
    "on its way": ("waits", N_("On its way")),
    "cancelled": ("bad", N_("Cancelled in the ERP")),
    "not yet": ("waits", N_("Not yet")),
    "left": ("off", N_("Left by your decision")),
    "not wanted": ("off", N_("Not to be booked")),
}
"""The badge of each state of desk/settlement_state.py, and its words."""

PARTS: Mapping[str, str] = {
    "orders": N_("Orders: what buyers paid"),
    "refunds": N_("Refunds: what buyers got back"),
    "fees": N_("Fees: what Amazon took"),
    "reserve": N_("Reserve: kept back, or released"),
    "other": N_("Other: reimbursements, corrections"),
    "unknown": N_("Without an account yet"),
}

SHORT: Mapping[str, str] = {
    "orders": N_("Orders"),
    "refunds": N_("Refunds"),
    "fees": N_("Fees"),
    "reserve": N_("Reserve"),
    "other": N_("Other"),
    "unknown": N_("Unknown"),
}

PENDING: Mapping[str, str] = {
    "deferred": N_("Kept back by Amazon for now (deferred)"),
    "released": N_("Released: the next payout"),
    "shipped, not in finances": N_("Shipped, but not in Amazon's finances yet"),
}

MOVEMENTS = (
    N_("Shipment"),
    N_("Refund"),
    N_("ServiceFee"),
    N_("Adjustment"),
    N_("Chargeback"),
    N_("GuaranteeClaim"),
    N_("DebtRecovery"),
    N_("Transfer"),
)
"""Amazon's transaction types in the story of an order; another one is told in Amazon's word."""

WHY_NOT: Mapping[str, str] = {
    "not yet": N_("The next sync books it, once the orders and movements of money up to its end are read."),
    "on its way": N_("Its entry goes to the ERP with the next sync."),
    "not wanted": N_("Fees stand on the orders, or nowhere: see 'Taxes and charges' in the settings."),
    "cancelled": N_("The ERP has its entry no more, or has it cancelled."),
}
