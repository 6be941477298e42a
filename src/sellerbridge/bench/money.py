"""What a history with its money costs: calls and hours under Amazon's pace, and a year from mirror to books."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta

import msgspec

from sellerbridge.bench.measure import Comparison, Measured, machine
from sellerbridge.bench.place import PracticeTime, bench_installation
from sellerbridge.bench.year import RATES, year
from sellerbridge.flows.progress import Silent
from sellerbridge.flows.sync import Plan, sync
from sellerbridge.installation import Installation
from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon
from sellerbridge.store.schedule import FLOWS

_HISTORY = 10_000
_DAYS = 89
"""Amazon lists settlement reports for 90 days."""
_REPORT_SECONDS = 180
_OLD_CALLS = 2.1
"""Calls per order of the old way: the items and the money of each order one by one, and the lists."""
_OLD_PACE = 0.5
"""Of them a second at best: the published rate of getOrderItems and of listFinancialEventsByOrderId."""
_MOST_RUNS = 1_000


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Calls and hours of a history, and the year."""

    history: Comparison
    year: Comparison


def money(orders: int) -> Found:
    """Both benchmarks; the history has at most ten thousand orders, that of the target."""
    return Found(history=history(min(orders, _HISTORY)), year=year(orders))


def history(orders: int) -> Comparison:
    """Read such a history with its money at the published pace, on a clock that no wait holds up."""
    now = datetime.now(UTC)
    world = World.create(seed=1, orders=orders, days=_DAYS, now=now)
    world.report_seconds = _REPORT_SECONDS
    clock = HeldClock(now)
    with (
        tempfile.TemporaryDirectory() as folder,
        PracticeAmazon(world, clock=clock, limits="published") as amazon,
        bench_installation(f"{folder}/bench.db", amazon, clock=PracticeTime(clock)) as installation,
    ):
        installation.store.settings.put({"after_date": world.began.isoformat()})
        installation.store.mappings.put_rates(RATES, since=None)
        asked, throttled = _until_all_is_read(installation, clock)
    calls, seconds = asked.total(), (clock.now() - now).total_seconds()
    return Comparison(
        name="history",
        unit="calls/s",
        ours=Measured(what="history with its money", count=calls, seconds=seconds, peak_mb=0.0),
        baseline=Measured(
            what="the old way, at best",
            count=round(orders * _OLD_CALLS),
            seconds=orders / _OLD_PACE,
            peak_mb=0.0,
        ),
        machine=machine(),
        by_count=True,
        facts={
            "orders": orders,
            "calls per order": round(calls / orders, 4),
            "minutes at the published pace": round(seconds / 60, 1),
            "answers that said too fast": throttled,
            **{f"calls of {operation}": count for operation, count in asked.most_common()},
        },
    )


def _until_all_is_read(installation: Installation, clock: HeldClock) -> tuple[Counter[str], int]:
    """Sync as the scheduler will: a flow that says when to come back is taken up then, and it alone; at the end
    what waited for another is written. Calls by operation, and how many answers said too fast.
    """
    names: tuple[str, ...] = FLOWS
    asked, throttled = Counter[str](), 0
    for _ in range(_MOST_RUNS):
        report = sync(installation, Plan(names=names), progress=Silent())
        for run in report.runs:
            if run.error:
                raise RuntimeError(f"the history could not be read: {run.error}")
            asked.update(run.requests)
            throttled += run.throttled
        later = {run.flow: run.resume_at for run in report.runs if run.resume_at}
        if not later:
            sync(installation, Plan(reading=False), progress=Silent())
            return asked, throttled
        names = tuple(later)
        clock.advance(max([timedelta(0), *(moment - clock.now() for moment in later.values())]))
    raise RuntimeError("the history was not read to its end")
