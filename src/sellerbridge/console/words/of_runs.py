"""Runs on a page: the flows, how a run ended, how a flow stands, and what Amazon's operations are for."""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.console.words.marks import N_
from sellerbridge.desk.activity import Outcome
from sellerbridge.runner.plan import State

FLOWS: Mapping[str, str] = {"products": N_("Products"), "orders": N_("Orders"), "money": N_("Money")}

OUTCOMES: Mapping[Outcome, tuple[str, str]] = {
    Outcome.FAILED: ("bad", N_("Stopped by an error")),
    Outcome.REFUSED: ("bad", N_("Some refused")),
    Outcome.HELD: ("waits", N_("Some need you")),
    Outcome.LATER: ("waits", N_("Goes on later")),
    Outcome.DONE: ("ok", N_("Done")),
    Outcome.QUIET: ("ok", N_("Nothing new")),
}
"""The badge of each outcome, and its words."""

STATES: Mapping[State, tuple[str, str]] = {
    State.OFF: ("off", N_("Switched off")),
    State.PAUSED: ("off", N_("Paused")),
    State.RUNNING: ("live", N_("At work")),
    State.DUE: ("waits", N_("Due now")),
    State.WAITING: ("ok", N_("In turn")),
}

OPERATIONS: Mapping[str, str] = {
    "searchOrders": N_("Changed orders, a page at a time"),
    "getOrder": N_("One order"),
    "createReport": N_("Asking for a report"),
    "getReport": N_("Looking whether a report is ready"),
    "getReports": N_("Looking which reports there are"),
    "getReportDocument": N_("Fetching a report"),
    "cancelReport": N_("Giving up a report"),
    "searchCatalogItems": N_("Titles and pictures of products"),
    "searchListingsItems": N_("Your listings"),
    "getListingsItem": N_("One of your listings"),
    "listTransactions": N_("Movements of money"),
    "listSummary": N_("Totals of a settlement"),
    "getMarketplaceParticipations": N_("Where you sell"),
}
"""Amazon's operation → what is asked by it."""
