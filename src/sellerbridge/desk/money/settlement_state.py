"""How far a settlement has come on its way into the books, and why not further."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sellerbridge.desk.money.entries import SUBMITTED
from sellerbridge.erp.port import Held
from sellerbridge.problems import Problem
from sellerbridge.sentences import N_, Sentence, some
from sellerbridge.settings import Settings
from sellerbridge.store.outbox import Row
from sellerbridge.store.payouts import EntryRow
from sellerbridge.store.settlements import SettlementHead

BOOKED = "booked"
NOT_WANTED = "not wanted"
LEFT = "left"
_NAMED = 5
"""How many orders a sentence names."""


class State(msgspec.Struct, frozen=True):
    """booked, held, waits, changed, refused, on its way, cancelled, left, not yet or not wanted; and why."""

    name: str
    why: str = ""


def state(
    head: SettlementHead,
    rows: Sequence[Row],
    held: Sequence[Held],
    *,
    problems: Sequence[Problem],
    awaited: Sequence[str],
    settings: Settings,
    decided: bool = False,
) -> State:
    """`rows` are its entries as the ERP was told, `held` those that it has, `problems` the open ones about it;
    `awaited` are its orders that are not there yet; `decided` that a person chose to leave it.
    """
    return (
        _kept_up(head, rows, problems, awaited)
        or _there(rows, held)
        or _without_entry(head, settings, decided=decided)
    )


def state_as_told(
    head: SettlementHead, rows: Sequence[EntryRow], *, problems: Sequence[Problem], settings: Settings
) -> State:
    """The same without asking the ERP: what it answered when its entries were delivered."""
    delivered = State(BOOKED) if rows else None
    return _kept_up(head, rows, problems, ()) or delivered or _without_entry(head, settings, decided=False)


def _kept_up(
    head: SettlementHead, rows: Sequence[Row | EntryRow], problems: Sequence[Problem], awaited: Sequence[str]
) -> State | None:
    """What needs a person, or the next sync."""
    why = problems[0].message if problems else ""
    if any(problem.kind == "settlement-changed" for problem in problems):
        return State("changed", why)
    refused = next((row for row in rows if row.state == "refused"), None)
    if refused is not None:
        return State("refused", refused.message)
    if head.state == "held":
        return State("held", why)
    if head.state == "awaiting":
        return State("waits", why or _for(awaited))
    if any(row.state in ("due", "sending") for row in rows):
        return State("on its way", why)
    return None


def _for(awaited: Sequence[str]) -> str:
    if not awaited:
        return N_("The orders that it waited for are there. The next sync books it: sellerbridge sync money")
    return Sentence(
        "It goes on with orders that are not in the ERP yet ({count}): {orders}. What holds them: sellerbridge"
        " problems",
        count=len(awaited),
        orders=some(awaited, _NAMED),
    )


def _there(rows: Sequence[Row], held: Sequence[Held]) -> State | None:
    if not rows:
        return None
    if sum(one.docstatus == SUBMITTED for one in held) == len(rows):
        return State(BOOKED)
    return State("cancelled", N_("The ERP has its entry no more, or has it cancelled."))


def _without_entry(head: SettlementHead, settings: Settings, *, decided: bool) -> State:
    if settings.taxes_and_charges != "settlement":
        return State(NOT_WANTED, f"taxes_and_charges={settings.taxes_and_charges}")
    if decided:
        return State(LEFT, N_("A person decided to leave it: sellerbridge has booked nothing of it."))
    if head.state == "translated":
        return State(BOOKED, N_("There is no money to book."))
    return State("not yet", N_("The next sync books it: sellerbridge sync money"))
