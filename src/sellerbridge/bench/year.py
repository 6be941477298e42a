"""A seller's year from mirror to reconciled books, stage by stage, beside bare inserts of the same documents."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sellerbridge import bridge as bridges
from sellerbridge import vault
from sellerbridge.bench.books import bare_inserts
from sellerbridge.bench.measure import Comparison, Measured, machine, measured
from sellerbridge.bench.place import PracticeTime, bench_installation, installed
from sellerbridge.clock import HeldClock
from sellerbridge.commerce.marketplace import find
from sellerbridge.commerce.money import ZERO
from sellerbridge.desk.money.reconcile import Chosen, Reconciliation, reconcile
from sellerbridge.flows import money, orders, products, returns
from sellerbridge.flows.progress import Silent
from sellerbridge.flows.run import Tally
from sellerbridge.flows.sync import Plan, sync
from sellerbridge.installation import Installation
from sellerbridge.simulator import clock as simulated
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon

RATES = {"GBP": Decimal("1.1713"), "PLN": Decimal("0.2334")}
_STORES = [site.id for code in ("DE", "FR", "UK", "PL", "ES") if (site := find(code))]
_DAYS = 365
_LOOK = timedelta(days=60)
"""Amazon lists settlement reports for 90 days: a year of them is read in passing."""


def year(count: int) -> Comparison:
    """Mirror a year of so many orders in five stores; then time orders, settlements and reconciling."""
    now = datetime.now(UTC).replace(microsecond=0)
    with tempfile.TemporaryDirectory() as folder:
        path, key = f"{folder}/year.db", vault.new_key()
        _mirror(path, key, count, now)
        stages = [
            measured("orders, notes, invoices", _written, path, key, now, orders.FLOW),
            measured("settlements", _written, path, key, now, money.FLOW),
            measured("reconciling", _reconciled, path, key, now),
        ]
        facts = _facts(_answer(path, key, now), stages)
        baseline = measured("bare inserts of the same documents", bare_inserts, path, f"{folder}/plain.db")
    whole = Measured(
        what="a year from mirror to reconciled books",
        count=baseline.count,
        seconds=sum(stage.seconds for stage in stages),
        peak_mb=max(stage.peak_mb for stage in stages),
    )
    return Comparison(name="year", unit="orders/s", ours=whole, baseline=baseline, machine=machine(), facts=facts)


def _mirror(path: str, key: str, count: int, now: datetime) -> None:
    """Read the year as it goes by; the items are in the books at its end."""
    world = World.create(seed=1, orders=count, days=_DAYS, now=now, marketplaces=_STORES, odd=False)
    world.report_seconds = 0
    clock = simulated.HeldClock(world.began)
    with (
        PracticeAmazon(world, clock=clock, limits="off") as amazon,
        bench_installation(path, amazon, key=key, clock=PracticeTime(clock)) as installation,
    ):
        installation.store.settings.put({"after_date": world.began.isoformat()})
        installation.store.mappings.put_rates(RATES, since=None)
        while clock.now() < now:
            clock.advance(min(_LOOK, now - clock.now()))
            _read(installation)
        sync(installation, Plan(names=(products.FLOW,)), progress=Silent())


def _read(installation: Installation) -> None:
    (seller,) = installation.store.connections.all()
    with bridges.opened(installation, seller) as bridge:
        orders.read(bridge, Tally(), since=None, until=None, progress=Silent())
        returns.read(bridge, Tally(), since=None, progress=Silent())
        money.read(bridge, Tally(), since=None, until=None, asked_for=True, progress=Silent())


def _written(path: str, key: str, now: datetime, flow: str) -> int:
    """Translate and deliver what waits; how many records that were."""
    with installed(path, key, HeldClock(now)) as installation:
        (seller,) = installation.store.connections.all()
        store = installation.store
        waiting = store.orders.waiting_count if flow == orders.FLOW else store.settlements.waiting_count
        count = waiting(seller.id)
        (run,) = sync(installation, Plan(names=(flow,), reading=False), progress=Silent()).runs
        if run.error or run.failed:
            raise RuntimeError(f"not everything reached the books: {run}")
    return count


def _reconciled(path: str, key: str, now: datetime) -> int:
    return len(_answer(path, key, now).settlements)


def _answer(path: str, key: str, now: datetime) -> Reconciliation:
    with installed(path, key, HeldClock(now)) as installation:
        return reconcile(installation, Chosen())


def _facts(found: Reconciliation, stages: list[Measured]) -> dict[str, float | Decimal]:
    """Seconds and rates by stage; how many settlements tie, and the largest residual of all of them."""
    residuals = [abs(one.difference or ZERO) + abs(one.lines_difference) for one in found.settlements]
    return {
        **{f"seconds of {stage.what}": round(stage.seconds, 1) for stage in stages},
        **{f"{stage.what} per second": round(stage.per_second, 1) for stage in stages},
        "settlements": len(found.settlements),
        "settlements reconciled": sum(one.ties for one in found.settlements),
        "largest residual": max(residuals, default=ZERO),
    }
