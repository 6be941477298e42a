"""One choice settles a problem: cancel it in the ERP, keep what the ERP holds, or ignore it; with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from sellerbridge.errors import Usage
from sellerbridge.outgoing import Outgoing
from sellerbridge.problems import CANCEL, KINDS
from sellerbridge.sentences import Sentence, alternatives
from sellerbridge.store import Store
from sellerbridge.store.decisions import CHANGED
from sellerbridge.store.outbox import Row
from sellerbridge.store.problems import OpenProblem

_SUBMITTED = frozenset({"Sales Order", "Delivery Note", "Sales Invoice", "Journal Entry"})
"""What can be cancelled: the other kinds are never submitted."""
_CANCELLED = 2


class Doomed(msgspec.Struct, frozen=True, kw_only=True):
    """A document that the next delivery cancels; `name` is the one it goes by in the ERP."""

    doctype: str
    name: str
    key: str


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A problem and what was chosen; `documents` are those that are to be cancelled, `anew` that others take their
    place.
    """

    id: int
    connection: str
    kind: str
    about: str
    choice: str
    reason: str
    documents: tuple[Doomed, ...] = ()
    anew: bool = False


def decide(
    store: Store, ids: Sequence[int], choice: str, *, reason: str = "", dry_run: bool = False
) -> tuple[Decided, ...]:
    """Settle these problems by one choice (of problems.CHOICES), all or none; answers what that means for each.

    A problem that this very choice closed before is passed over, and so is one that another settles meanwhile.
    Raises Usage for an unknown problem, one that the choice does not settle, a choice that lacks its reason, and
    when there is nothing to cancel, or nothing left to settle.
    """
    if choice != CANCEL and not reason.strip():
        raise Usage(
            "Say why, for whoever reads the order's story later: --reason WHY (for {choice}).", choice=choice
        )
    chosen = _open(store, ids, choice)
    doomed = {problem.id: _doomed(store, problem) if choice == CANCEL else () for problem in chosen}
    reason = reason.strip()
    taken = (
        chosen if dry_run else [each for each in chosen if _taken(store, each, choice, reason, doomed[each.id])]
    )
    if chosen and not taken:
        raise Usage("That problem was settled already.")
    return tuple(_decided(problem, choice, reason, doomed[problem.id]) for problem in taken)


def _taken(store: Store, problem: OpenProblem, choice: str, reason: str, doomed: Iterable[Row]) -> bool:
    """Keep it; False where somebody else was quicker."""
    # What is made anew takes the place of the old one in one step, so that the ERP keeps their tie.
    gone = () if problem.problem.kind == CHANGED else doomed
    cancelled = [_cancellation(row, reason) for row in gone]
    return store.decisions.take(problem, choice, reason=reason, cancelled=cancelled)


def _open(store: Store, ids: Sequence[int], choice: str) -> list[OpenProblem]:
    known = {problem.id: problem for problem in store.problems.open()}
    unknown = [number for number in dict.fromkeys(ids) if number not in known]
    strange = sorted(set(unknown) - store.decisions.closed_by(choice, unknown))
    if strange:
        named = ", ".join(map(str, strange))
        raise Usage("There is no open problem {named}. All of them: sellerbridge problems", named=named)
    chosen = [known[number] for number in dict.fromkeys(ids) if number in known]
    for problem in chosen:
        _demand_choice(problem, choice)
    return chosen


def _demand_choice(problem: OpenProblem, choice: str) -> None:
    choices = KINDS[problem.problem.kind].choices
    if choice in choices:
        return
    raise Usage(
        "Problem {id} is {kind}: it can be settled by {choices}, not by {choice}. {remedy}"
        if choices
        else "Problem {id} is {kind}: it is mended, not settled by {choice}. {remedy}",
        id=problem.id,
        kind=problem.problem.kind,
        choices=alternatives(choices),
        choice=choice,
        remedy=problem.problem.remedy,
    )


def _doomed(store: Store, problem: OpenProblem) -> tuple[Row, ...]:
    """Everything of ours about it that stands in the ERP, or is on its way there."""
    about = problem.problem.about
    rows = tuple(row for row in store.outbox.about(about) if row.kind in _SUBMITTED and row.state != "cancelled")
    if not any(row.erp_name for row in rows):
        raise Usage("The ERP holds nothing of {about} through us that could be cancelled.", about=about)
    return rows


def _cancellation(row: Row, reason: str) -> Outgoing:
    because = Sentence("a person decided to cancel it")
    if reason:
        because = Sentence("a person decided to cancel it: {reason}", reason=reason)
    return Outgoing(
        kind=row.kind,
        key=row.key,
        name=row.name,
        body={"docstatus": _CANCELLED},
        origins={"docstatus": because},
        about=row.about,
    )


def _decided(problem: OpenProblem, choice: str, reason: str, doomed: Iterable[Row]) -> Decided:
    return Decided(
        id=problem.id,
        connection=problem.connection,
        kind=problem.problem.kind,
        about=problem.problem.about,
        choice=choice,
        reason=reason,
        documents=tuple(
            Doomed(doctype=row.kind, name=row.erp_name, key=row.key) for row in doomed if row.erp_name
        ),
        anew=choice == CANCEL and problem.problem.kind == CHANGED,
    )
