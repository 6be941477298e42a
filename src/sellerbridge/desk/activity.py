"""What happened: every run with its counts, how it ended, and what it wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from sellerbridge.errors import Usage
from sellerbridge.store import Store
from sellerbridge.store.runs import RunRow, Written

PER_PAGE = 50
_WRITTEN_SHOWN = 50


class Outcome(StrEnum):
    """How a run ended, in the order in which it matters."""

    FAILED = "failed"
    REFUSED = "refused"
    HELD = "held"
    LATER = "later"
    DONE = "done"
    QUIET = "quiet"


class RunShown(msgspec.Struct, frozen=True, kw_only=True):
    """A finished run. `calls` are requests to Amazon by operation; `note` says why it stopped before its end."""

    id: int
    connection: str
    flow: str
    started: datetime
    finished: datetime
    outcome: Outcome
    error: str
    note: str
    resume_at: datetime | None
    seen: int
    created: int
    updated: int
    unchanged: int
    held: int
    failed: int
    throttled: int
    calls: Mapping[str, int]

    @property
    def seconds(self) -> float:
        """How long it took."""
        return (self.finished - self.started).total_seconds()


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """Some runs, the newest first; `before` is what to ask older ones with, 0 where there are none."""

    runs: tuple[RunShown, ...]
    before: int


class RunStory(msgspec.Struct, frozen=True, kw_only=True):
    """One run, and what the ERP took meanwhile: how many by doctype, and the first few but for buyers' masters."""

    run: RunShown
    delivered: Mapping[str, int]
    documents: Sequence[Written]


def activity(
    store: Store, *, before: int = 0, connection: str = "", flow: str = "", failed: bool = False
) -> Activity:
    """Runs, of a connection or flow if asked, or only those that an error ended. Raises Usage."""
    found = store.runs.page(
        before=before or None,
        connection_id=store.connections.named(connection).id if connection else None,
        flow=flow,
        failed=failed,
        limit=PER_PAGE + 1,
    )
    names = {seller.id: seller.name for seller in store.connections.all()}
    shown, more = found[:PER_PAGE], len(found) > PER_PAGE
    return Activity(
        runs=tuple(_shown(run, names[run.connection_id]) for run in shown), before=shown[-1].id if more else 0
    )


def story(store: Store, run_id: int) -> RunStory:
    """One run. Raises Usage for one that is not known, or not any more."""
    run = store.runs.one(run_id)
    if run is None:
        raise Usage("There is no run {run}. Runs are kept for 400 days.", run=run_id)
    names = {seller.id: seller.name for seller in store.connections.all()}
    return RunStory(
        run=_shown(run, names[run.connection_id]),
        delivered=store.runs.delivered(run),
        documents=store.runs.documents(run, limit=_WRITTEN_SHOWN),
    )


def _shown(run: RunRow, connection: str) -> RunShown:
    counts = run.counts
    numbers = {name: int(counts.get(name, 0)) for name in ("seen", "created", "updated", "unchanged")}
    return RunShown(
        id=run.id,
        connection=connection,
        flow=run.flow,
        started=run.started,
        finished=run.finished,
        outcome=_outcome(run),
        error=run.error,
        note=counts.get("note", ""),
        resume_at=run.resume_at,
        **numbers,
        held=int(counts.get("held", 0)),
        failed=int(counts.get("failed", 0)),
        throttled=int(counts.get("throttled", 0)),
        calls=counts.get("requests", {}),
    )


def _outcome(run: RunRow) -> Outcome:
    counts = run.counts
    if run.error:
        return Outcome.FAILED
    if counts.get("failed"):
        return Outcome.REFUSED
    if counts.get("held"):
        return Outcome.HELD
    if run.resume_at:
        return Outcome.LATER
    return Outcome.DONE if counts.get("created") or counts.get("updated") else Outcome.QUIET
