"""How long a site takes: worker processes, processor cores, and seconds of work by kind of document.

The figures are those of one measured site: 4 gunicorn workers and MariaDB on 2 cores, ERPNext 15, orders of two
lines and two tax rows.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import msgspec

from sellerbridge.simulator.erpnext.locks import Locks

WORKERS = 4
CORES = 2
_CROWDED = 1.14
"""Work takes this much longer while the other core works too."""


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds: `first` once per request and type, `each` per document, `submit` more where it is submitted."""

    first: float = 0.018
    each: float = 0.006
    submit: float = 0.0


READING = 0.0078
_ROW = 0.00002
_EACH_ROW_LOCK = 0.003
_COSTS: Mapping[str, Cost] = {
    "Item": Cost(first=0.016, each=0.0057),
    "Customer": Cost(first=0.018, each=0.008),
    "Address": Cost(first=0.018, each=0.008),
    "Contact": Cost(first=0.018, each=0.008),
    "Sales Order": Cost(first=0.050, each=0.066, submit=0.012),
    "Delivery Note": Cost(first=0.060, each=0.080, submit=0.080),
    "Sales Invoice": Cost(first=0.060, each=0.080, submit=0.080),
    "Journal Entry": Cost(first=0.030, each=0.030, submit=0.050),
    "Custom Field": Cost(first=0.020, each=0.350),
}
_OTHER = Cost()


class Pace:
    """No time at all: the pace of quick tests, and what the others override."""

    @contextmanager
    def worker(self) -> Iterator[None]:
        """A worker process, for the time of one request."""
        yield

    def work(self, locks: Locks, seconds: float) -> None:
        """Seconds of work. The caller has the turn, and gives it away meanwhile."""

    def writing(self, doctype: str, *, first: bool, submitted: bool) -> float:  # noqa: ARG002 - for the pace below
        """Seconds that storing a document takes."""
        return 0.0

    def reading(self, rows: int) -> float:  # noqa: ARG002 - for the pace below
        """Seconds of a request, and of the rows it answers."""
        return 0.0

    @property
    def row_lock(self) -> float:
        """Seconds between one stock row and the next."""
        return 0.0


class Published(Pace):
    """The measured site's pace."""

    def __init__(self, *, workers: int = WORKERS, cores: int = CORES) -> None:
        self._workers = threading.BoundedSemaphore(workers)
        self._cores = threading.BoundedSemaphore(cores)
        self._busy = 0

    @contextmanager
    def worker(self) -> Iterator[None]:
        with self._workers:
            yield

    def work(self, locks: Locks, seconds: float) -> None:
        if seconds > 0:
            locks.aside(lambda: self._on_core(seconds))

    def writing(self, doctype: str, *, first: bool, submitted: bool) -> float:
        cost = _COSTS.get(doctype, _OTHER)
        return cost.each + (cost.first if first else 0) + (cost.submit if submitted else 0)

    def reading(self, rows: int) -> float:
        return READING + rows * _ROW

    @property
    def row_lock(self) -> float:
        return _EACH_ROW_LOCK

    def _on_core(self, seconds: float) -> None:
        with self._cores:
            self._busy += 1
            time.sleep(seconds * (_CROWDED if self._busy > 1 else 1))
            self._busy -= 1
