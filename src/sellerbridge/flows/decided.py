"""What a person decided about records that were held: asked where they are translated."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sellerbridge.bridge import Bridge
from sellerbridge.problems import Problem
from sellerbridge.store.decisions import Decision
from sellerbridge.store.translations import Translated


def decided(bridge: Bridge, results: Sequence[Translated]) -> list[Translated]:
    """The results without the problems that a person settled, and without the documents that one had cancelled
    or of what one holds.

    A record has one problem of a kind at a time: of the doubts that are left, the first is told.
    """
    standing = bridge.store.decisions.standing(bridge.connection.id, {result.about for result in results})
    by_record: dict[str, list[Decision]] = {}
    for decision in standing:
        by_record.setdefault(decision.about, []).append(decision)
    holds = bridge.store.holds.standing(bridge.connection.id)
    return [
        Translated(about=result.about, problem=hold)
        if (hold := holds.get(result.about))
        else _decided(result, by_record.get(result.about, ()))
        for result in results
    ]


def _decided(result: Translated, decisions: Sequence[Decision]) -> Translated:
    if any(decision.cancels for decision in decisions):
        return Translated(about=result.about)
    problem = result.problem if result.problem and not _settled(result.problem, decisions) else None
    firsts = {one.kind: one for one in reversed(result.doubts) if not _settled(one, decisions)}
    return msgspec.structs.replace(result, problem=problem, doubts=tuple(firsts.values()))


def _settled(problem: Problem, decisions: Sequence[Decision]) -> bool:
    return any(decision.settles(problem) for decision in decisions)
