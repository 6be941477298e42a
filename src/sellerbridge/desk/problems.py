"""What needs a person, and another try after mending."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import datetime

import msgspec

from sellerbridge.errors import Usage
from sellerbridge.problems import KINDS, Problem
from sellerbridge.store import Store
from sellerbridge.store.problems import OpenProblem

MENDED_BY = {
    "no-exchange-rate": "currency",
    "unknown-sku": "sku",
    "unknown-charge": "type",
    "unknown-fee": "type",
    "missing-setting": "setting",
    "missing-role": "operation",
}
"""Kind → the fact that one act mends for all problems that share it."""
WITHOUT_ACCOUNT = ("unknown-charge", "unknown-fee")
"""Kinds that the choice of an account mends."""


class ProblemShown(msgspec.Struct, frozen=True, kw_only=True):
    """One open problem, in words. `kind` is one of the closed list on docs/problems.md.

    `choices` are the words that settle it at once (desk/decide.py); mostly there are none.
    """

    id: int
    connection: str
    kind: str
    about: str
    message: str
    remedy: str
    since: datetime
    attempts: int
    choices: tuple[str, ...] = ()


class ProblemGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Problems that one act mends: how many, the first of them (`about`, in words), and what to do."""

    kind: str
    about: str
    count: int
    example: str
    remedy: str
    choices: tuple[str, ...] = ()


def problems(store: Store) -> tuple[ProblemShown, ...]:
    """Everything that needs a person, oldest first."""
    return shown(store.problems.open())


def shown(found: Iterable[OpenProblem]) -> tuple[ProblemShown, ...]:
    """Open problems in words."""
    return tuple(
        ProblemShown(
            id=p.id,
            connection=p.connection,
            kind=p.problem.kind,
            about=p.problem.about,
            message=p.problem.message,
            remedy=p.problem.remedy,
            since=p.since,
            attempts=p.attempts,
            choices=KINDS[p.problem.kind].choices,
        )
        for p in found
    )


def grouped(found: Iterable[Problem]) -> tuple[ProblemGroup, ...]:
    """Problems by kind and by what mends them, the most frequent first."""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for each in found:
        groups.setdefault((each.kind, mended_by(each)), []).append(each)
    # Where a remedy names a day, the earliest one mends them all.
    firsts = [(min(members, key=lambda p: p.facts.get("date", "")), len(members)) for members in groups.values()]
    made = (
        ProblemGroup(
            kind=first.kind,
            about=first.about,
            count=count,
            example=first.message,
            remedy=first.remedy,
            choices=KINDS[first.kind].choices,
        )
        for first, count in firsts
    )
    return tuple(sorted(made, key=lambda group: -group.count))


def mended_by(problem: Problem) -> str:
    """The fact that one act mends for all problems of this kind that share it."""
    fact = MENDED_BY.get(problem.kind)
    return problem.facts.get(fact, "") if fact else ""


def _demand_known(ids: Iterable[int], known: Container[int]) -> None:
    unknown = [str(number) for number in ids if number not in known]
    if unknown:
        raise Usage(
            "There is no open problem {names}. All of them: sellerbridge problems", names=", ".join(unknown)
        )


def meant(store: Store, ids: Sequence[int] | None) -> list[OpenProblem]:
    """The open problems of these numbers (None: all of them), oldest first. Raises Usage for an unknown one."""
    known = {problem.id: problem for problem in store.problems.open()}
    _demand_known(ids or (), known)
    wanted = known.keys() if ids is None else set(ids)
    return [problem for number, problem in known.items() if number in wanted]


def retry(store: Store, ids: Sequence[int] | None) -> int:
    """Let what these problems are about (None: all of them) wait once more; answers how many. Raises Usage."""
    meant(store, ids)
    return store.retry(ids)
