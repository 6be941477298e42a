"""What needs a person: listed, tried again, decided."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from sellerbridge.console.api.kinds import Asked, Number, Offset, Reason, Sku
from sellerbridge.console.api.operation import Subject
from sellerbridge.console.api.orders import Choice, Tried
from sellerbridge.console.doors.people import Role
from sellerbridge.console.page import Page
from sellerbridge.console.taking_up import taken_up
from sellerbridge.console.words import of_deeds
from sellerbridge.console.words.marks import N_
from sellerbridge.desk import decide as decisions
from sellerbridge.desk import inbox
from sellerbridge.desk import problems as desk
from sellerbridge.desk.decide import Decided
from sellerbridge.desk.inbox import Cause
from sellerbridge.desk.problems import ProblemShown
from sellerbridge.problems import KINDS

subject = Subject("Problems", "What needs a person; each kind is described on the page of problems.")
_AT_ONCE = 200
_NAMED = 10
"""So many a line of the trail names."""
Some = Annotated[tuple[Number, ...], msgspec.Meta(min_length=1, max_length=1000)]


class Wanted(Asked, frozen=True, kw_only=True):
    """Of one kind, or about one order, SKU or settlement, if asked; after that number."""

    kind: Literal[tuple(KINDS)] | None = None  # type: ignore[valid-type]
    about: Sku | None = None
    after: Offset = 0


class Which(Asked, frozen=True, kw_only=True):
    """The numbers of open problems; without them all that are open."""

    ids: Some | None = None


class Choosing(Asked, frozen=True, kw_only=True):
    """Open problems and the choice that settles each; the reason may be missing for cancel."""

    ids: Some
    choice: Choice
    reason: Reason | None = None
    dry_run: bool = False


@subject.on("GET", "/problems")
def problems(page: Page, query: Wanted) -> tuple[ProblemShown, ...]:
    """What needs a person, oldest first, with the remedy of each; two hundred at a time.

    The next ones come with the number of the last one as `after`.
    """
    return desk.shown(
        page.installation.store.problems.open(
            query.about, kind=query.kind or "", after=query.after, limit=_AT_ONCE
        )
    )


@subject.on("GET", "/problems/causes")
def causes(page: Page) -> tuple[Cause, ...]:
    """The same grouped by what one act mends: what stops everything first, then the most frequent."""
    return inbox.causes(page.installation.store)


@subject.on("POST", "/problems/retry", Role.OPERATOR)
def retry_problems(page: Page, body: Which) -> Tried:
    """Look at them once more, at once where syncs run."""
    store = page.installation.store
    chosen = desk.meant(store, body.ids)
    tried = store.retry(None if body.ids is None else [one.id for one in chosen])
    if not chosen:
        return Tried(retried=0)
    named = ", ".join(one.problem.about for one in chosen[:_NAMED]) + (", …" if len(chosen) > _NAMED else "")
    page.did("retried", named if body.ids else N_("everything"))
    return Tried(retried=tried, when=taken_up(page, chosen))


@subject.on("POST", "/problems/decide", Role.OPERATOR)
def decide_problems(page: Page, body: Choosing) -> tuple[Decided, ...]:
    """Settle them all by one choice, or none; with `dry_run` it is only said what that would mean."""
    made = decisions.decide(
        page.installation.store, body.ids, body.choice, reason=body.reason or "", dry_run=body.dry_run
    )
    if not body.dry_run:
        for one in made:
            page.did(of_deeds.of_choice(body.choice), of_deeds.of_problem(one.about, one.kind))
    return made
