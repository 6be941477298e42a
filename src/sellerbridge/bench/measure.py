"""Measures a piece of work in a process of its own: seconds, and the peak of its memory."""

from __future__ import annotations

import multiprocessing
import os
import platform
import resource
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """One measurement: what was counted, in how many seconds, with how much memory at the most (MB)."""

    what: str
    count: int
    seconds: float
    peak_mb: float

    @property
    def per_second(self) -> float:
        """How many in a second."""
        return self.count / self.seconds if self.seconds else 0.0


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Ours beside the baseline of the same run; `facts` are further figures (calls, writes, money).

    The ratio is ours ÷ baseline: of speeds, or of counts where `by_count` says that the fewer, the better.
    """

    name: str
    unit: str
    ours: Measured
    baseline: Measured
    machine: str
    facts: dict[str, float | Decimal] = {}
    by_count: bool = False

    @property
    def ratio(self) -> float:
        """Ours ÷ baseline."""
        if self.by_count:
            return self.ours.count / self.baseline.count
        return self.ours.per_second / self.baseline.per_second


def machine() -> str:
    """The machine in a line."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def measured(what: str, work: Callable[..., int], *arguments: Any) -> Measured:
    """Run `work(*arguments)` in a fresh process; it answers how many it did. What it sets up counts, too."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        count, seconds, peak = pool.apply(_timed, (work, arguments))
    return Measured(what=what, count=count, seconds=seconds, peak_mb=peak)


def _timed(work: Callable[..., int], arguments: tuple[Any, ...]) -> tuple[int, float, float]:
    started = time.perf_counter()
    count = work(*arguments)
    seconds = time.perf_counter() - started
    return count, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
