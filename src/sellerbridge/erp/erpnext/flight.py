"""Requests in flight, and what becomes of them when an answer is lost or the site is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from sellerbridge.clock import Clock
from sellerbridge.erp.erpnext import told
from sellerbridge.erp.erpnext.wanted import Wanted
from sellerbridge.erp.erpnext.width import Width, run
from sellerbridge.errors import Unreachable
from sellerbridge.outgoing import Outcome, Receipt

T = TypeVar("T")

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 8.0
_LOOKS = 2


class Flight:
    """The jobs of one batch. Once the site is gone no further one is begun."""

    def __init__(self, *, width: Width, clock: Clock, max_retries: int) -> None:
        self.max_retries = max_retries
        self._width = width
        self._clock = clock
        self._gone: Unreachable | None = None

    @property
    def width(self) -> int:
        """How many are in flight at once just now."""
        return self._width.limit

    def run(self, jobs: Iterable[Callable[[], Sequence[Receipt]]], *, kind: str) -> Iterator[Receipt]:
        """The receipts as they come, of jobs of one kind. Raises Unreachable after the last one."""
        for receipts in run(self._while_there(jobs), self._width, kind=kind):
            yield from receipts
        if self._gone is not None:
            raise self._gone

    def lost(self, wanted: Iterable[Wanted], gone: Unreachable) -> list[Receipt]:
        """The site is gone, and what was sent of these was not answered."""
        self._gone = gone
        return self.in_doubt(wanted)

    def in_doubt(self, wanted: Iterable[Wanted]) -> list[Receipt]:
        """What was sent of these was not answered, and looking did not tell either."""
        return [told.receipt(one, Outcome.IN_DOUBT, one.known_name) for one in wanted]

    def looked(self, look: Callable[[], T], *, seen: Callable[[T], bool], attempt: int) -> T:
        """What is there after a lost answer. The site may still be at work on it, so it is looked at twice."""
        for times in range(_LOOKS):
            self._clock.sleep(min(_FIRST_PAUSE * 2 ** (attempt + times), _LONGEST_PAUSE))
            found = look()
            if seen(found):
                break
        return found

    def _while_there(self, jobs: Iterable[Callable[[], T]]) -> Iterator[Callable[[], T]]:
        for job in jobs:
            if self._gone is not None:
                return
            yield job
