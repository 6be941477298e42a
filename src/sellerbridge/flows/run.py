"""What one run of a flow counts, while it goes on and when it is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from sellerbridge.errors import BridgeError
from sellerbridge.outgoing import Delivery, Outcome, Receipt
from sellerbridge.problems import Problem
from sellerbridge.store.orders import Kept


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A finished run, as `sync --json` shows it.

    `seen` counts Amazon's records, `unchanged` those already known; `created`, `updated` and `failed` count
    documents; `held` counts records that wait for a person. `resume_at` is when Amazon's pace allows more,
    `note` says so in a sentence; `error` is what ended it early, `unreachable` that a side did not answer.
    """

    connection: str
    flow: str
    started: datetime
    finished: datetime
    requests: Mapping[str, int] = {}
    throttled: int = 0
    seen: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    held: int = 0
    failed: int = 0
    resume_at: datetime | None = None
    note: str = ""
    error: str = ""
    unreachable: bool = False


class Tally:
    """The counters of a run that goes on."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self.written: Counter[str] = Counter()
        """Doctype → how many documents the ERP took, or took back."""
        self.problems: tuple[Problem, ...] = ()
        self.resume_at: datetime | None = None
        self.note = ""
        self.stopped = False
        self.failure: BridgeError | None = None

    def saw(self, kept: Kept) -> None:
        """A page was stored."""
        self._counts.update(seen=kept.seen, unchanged=kept.unchanged)

    def held(self, problems: Iterable[Problem]) -> None:
        """These keep their records from being translated: they wait."""
        found = tuple(problems)
        self.problems += found
        self._counts.update(held=len(found))

    def delivered(self, batch: Iterable[Delivery], receipts: Iterable[Receipt]) -> None:
        """The ERP answered, if not to all of them."""
        kinds = {delivery.row: delivery.outgoing.kind for delivery in batch}
        counted = [(receipt, _COUNTED[receipt.outcome]) for receipt in receipts if receipt.outcome in _COUNTED]
        self._counts.update(count for _, count in counted)
        self.written.update(kinds[receipt.row] for receipt, count in counted if count != "failed")

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to tell of yet."""
        return not any(self._counts.values())

    def counts(self) -> dict[str, int]:
        """The numbers by name, zeros included."""
        return {name: self._counts[name] for name in ("seen", "created", "updated", "unchanged", "held", "failed")}


_COUNTED = {
    Outcome.CREATED: "created",
    Outcome.UPDATED: "updated",
    Outcome.CANCELLED: "updated",
    Outcome.REFUSED: "failed",
}
