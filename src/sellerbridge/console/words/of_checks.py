"""What to do about what the check of an ERP found: on a page a list or a button does what a command does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from sellerbridge.console.words.marks import N_
from sellerbridge.desk.erp import Found
from sellerbridge.sentences import Sentence, joined

FIELDS = frozenset({"keys-missing", "information-missing"})
"""Kinds of advice that a button on the page follows: it makes the custom fields."""

_RIGHTS = frozenset({"right-missing", "not-readable"})
_ROLES = N_("In the ERP search for User, open the user made for sellerbridge, tab Roles: tick {roles}.")
_THERE = N_("order details, in the settings")
"""Stands where the terminal is told a command."""

_ADVICE: Mapping[str, str] = {
    "no-company": N_(
        "There is: {there}. Choose it in the order details; or make the company: search for Company, New."
        " Warehouses, accounts and exchange rates are looked at once it is there."
    ),
    "warehouses-same": N_(
        "What you ship and what Amazon ships would be one stock. Choose another FBA warehouse in the order"
        " details."
    ),
    "ledger-account-missing": N_(
        "It is not there, and sellerbridge does not make it: it is part of your chart of accounts. There is:"
        " {fitting}. Choose one in the order details."
    ),
    "ledger-account-misfit": N_(
        "It is a group, disabled, of another type or of another company. There is: {fitting}. Choose one in the"
        " order details."
    ),
    "payout-misfit": N_(
        "Deposits are money: choose an account of assets or liabilities whose postings need no party, in the order"
        " details. There is: {fitting}."
    ),
    "keys-missing": N_("By them a document is made once and found again. The button below makes them."),
    "information-missing": N_("Nothing else depends on them. The button below makes them, too."),
}
"""By the kind of the finding; of the others the advice itself serves, with the place instead of a command."""


def in_common(finding: Found) -> str:
    """What lets one piece of advice do for several findings; where nothing does, their own name."""
    return "rights" if finding.kind in _RIGHTS else finding.advice or finding.what


def advice(findings: Sequence[Found]) -> str:
    """What to do about findings with that in common, to be told in any language."""
    told, kind = findings[0].advice, findings[0].kind
    if not isinstance(told, Sentence):
        return told
    if kind in _RIGHTS:
        roles = [cast("str", one.advice.facts["role"]) for one in findings if isinstance(one.advice, Sentence)]
        return Sentence(_ROLES, roles=joined(dict.fromkeys(roles), by=", "))
    facts = dict(told.facts)
    if "command" in facts:
        facts["command"] = Sentence(_THERE)
    return Sentence(_ADVICE.get(kind, told.text), **facts)
