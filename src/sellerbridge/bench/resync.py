"""Calls and writes of a sync that finds nothing new, beside the first sync of the same seller."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime

from sellerbridge.bench.measure import Comparison, Measured, machine
from sellerbridge.bench.place import bench_installation
from sellerbridge.flows.progress import Silent
from sellerbridge.flows.sync import Plan, Report, sync
from sellerbridge.installation import Installation
from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon


def resync(orders: int) -> Comparison:
    """Sync a practice seller with so many orders twice; its clock stands still between the two."""
    world = World.create(seed=1, orders=orders, now=datetime.now(UTC))
    world.report_seconds = 0
    with (
        tempfile.TemporaryDirectory() as folder,
        PracticeAmazon(world, clock=HeldClock(world.now0), limits="off") as amazon,
        bench_installation(f"{folder}/bench.db", amazon) as installation,
    ):
        first, first_report = _timed("first sync", installation)
        second, second_report = _timed("unchanged re-sync", installation)
    return Comparison(
        name="resync",
        unit="calls/s",
        ours=second,
        baseline=first,
        machine=machine(),
        by_count=True,
        facts={
            "orders": orders,
            "calls per order of the first sync": round(first.count / orders, 4),
            "calls of the first sync": first.count,
            "calls of the re-sync": second.count,
            "documents written by the first sync": _writes(first_report),
            "documents written by the re-sync": _writes(second_report),
        },
    )


def _timed(what: str, installation: Installation) -> tuple[Measured, Report]:
    started = time.perf_counter()
    report = sync(installation, Plan(), progress=Silent())
    seconds = time.perf_counter() - started
    calls = sum(sum(run.requests.values()) for run in report.runs)
    return Measured(what=what, count=calls, seconds=seconds, peak_mb=0.0), report


def _writes(report: Report) -> int:
    return sum(run.created + run.updated for run in report.runs)
