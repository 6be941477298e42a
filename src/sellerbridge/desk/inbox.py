"""What needs a person, grouped by cause: one act mends a group. And what was closed lately, with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from sellerbridge.desk.problems import mended_by
from sellerbridge.errors import Usage
from sellerbridge.problems import KINDS, Problem
from sellerbridge.store import Store
from sellerbridge.store.problems import CONNECTION_KINDS, Alike, ClosedProblem, OpenProblem

RECENT = timedelta(days=30)
_SHOWN = 20
_CLOSED_SHOWN = 200


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """Open problems that one act mends.

    `by` is the fact that it mends (a currency, a SKU, a type, a setting, a connection), empty where the kind is
    all they share. `first` is in words for all of them; `members` are the oldest, of `count`.
    """

    kind: str
    by: str
    count: int
    since: datetime
    first: Problem
    connections: tuple[str, ...]
    members: tuple[OpenProblem, ...]
    choices: tuple[str, ...]


def causes(store: Store, *, shown: int = _SHOWN) -> tuple[Cause, ...]:
    """The whole inbox: what stops everything first, then the most frequent."""
    groups: dict[tuple[str, str], list[Alike]] = {}
    for each in store.problems.alike(shown=shown):
        problem = each.members[0].problem
        groups.setdefault((problem.kind, _by(problem)), []).append(each)
    found = [_cause(kind, by, alike, shown) for (kind, by), alike in groups.items()]
    return tuple(sorted(found, key=lambda cause: (cause.kind not in CONNECTION_KINDS, -cause.count, cause.kind)))


def cause(store: Store, kind: str, by: str) -> Cause:
    """One group with all its members. Raises Usage where nothing of it is open any more."""
    members = tuple(each for each in store.problems.open(kind=kind) if _by(each.problem) == by)
    if not members:
        raise Usage("Nothing of that kind is open any more.")
    whole = Alike(members=members, count=len(members), since=min(each.since for each in members))
    return _cause(kind, by, [whole], whole.count)


def each_of(store: Store, about: str) -> tuple[Cause, ...]:
    """The open problems about an order, SKU or settlement, each for itself."""
    found = store.problems.open(about)
    alone = ((one.problem, Alike(members=(one,), count=1, since=one.since)) for one in found)
    return tuple(_cause(problem.kind, _by(problem), [alike], 1) for problem, alike in alone)


def chosen(store: Store, ids: Iterable[int]) -> list[OpenProblem]:
    """The open problems of these numbers; those that were closed meanwhile are passed over."""
    wanted = set(ids)
    return [each for each in store.problems.open() if each.id in wanted]


def closed(store: Store, now: datetime) -> list[ClosedProblem]:
    """What was closed in the last thirty days, the latest first."""
    return store.problems.closed(now - RECENT, limit=_CLOSED_SHOWN)


def _cause(kind: str, by: str, alike: Sequence[Alike], shown: int) -> Cause:
    members = sorted((each for same in alike for each in same.members), key=lambda each: each.id)
    # Where a remedy names a day, the earliest one mends them all.
    first = min(members, key=lambda each: each.problem.facts.get("date", ""))
    return Cause(
        kind=kind,
        by=by,
        count=sum(same.count for same in alike),
        since=min(same.since for same in alike),
        first=first.problem,
        connections=tuple(sorted({each.connection for each in members})),
        members=tuple(members[:shown]),
        choices=KINDS[kind].choices,
    )


def _by(problem: Problem) -> str:
    return problem.about if problem.kind in CONNECTION_KINDS else mended_by(problem)
