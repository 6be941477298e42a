"""How long it takes from an order at Amazon to its document in the ERP, with the clock as it is set by default."""

from __future__ import annotations

import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import msgspec
import sqlalchemy as sa

from sellerbridge import vault
from sellerbridge.bench.measure import machine
from sellerbridge.bench.place import bench_installation
from sellerbridge.bench.served import served
from sellerbridge.clock import as_text
from sellerbridge.flows.progress import Progress
from sellerbridge.installation import DATABASE_FILE, HOME_VARIABLE, Installation
from sellerbridge.settings import Settings
from sellerbridge.simulator.clock import Clock
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon
from sellerbridge.store import tables
from sellerbridge.store.runs import RunRow
from sellerbridge.vault import KEY_VARIABLE

HOURLY = 60 * 30 + 120.0
"""Seconds, by arithmetic: who looks each hour finds an order after half of one, and Amazon's two minutes."""
_PER_DAY = 400 * 24
"""Orders: a steady hour has 400."""
_TURNS = 3
"""Runs of the orders flow; between the first and the last of them every order is waited for."""
_POLLED = 60.0
_SEED = 1


class Delays(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds from the moment at which Amazon has an order that can be booked (paid for) to its Sales Order."""

    what: str
    orders: int
    median: float
    p95: float
    worst: float


class DelayMeasured(msgspec.Struct, frozen=True, kw_only=True):
    """Ours, beside a loop that asks each minute and heeds no rate; in both are Amazon's two minutes.

    `period` is the default one in minutes, `hourly` what a scheduler by the hour comes to by arithmetic.
    `throttled` counts the answers of Amazon that said "too fast" to ours.
    """

    machine: str
    period: int
    ours: Delays
    baseline: Delays
    hourly: float
    throttled: int

    @property
    def ratio(self) -> float:
        """Ours ÷ baseline, of the medians."""
        return self.ours.median / self.baseline.median


def delay(progress: Progress) -> DelayMeasured:
    """Serve a seller whose orders keep coming, in real time, for three turns of the clock: some eleven minutes."""
    began = datetime.now(UTC)
    with (
        _amazon(began, "published") as amazon,
        _amazon(began, "off") as plain,
        tempfile.TemporaryDirectory() as home,
    ):
        key = vault.new_key()
        polled = _Polled(plain)
        with bench_installation(f"{home}/{DATABASE_FILE}", amazon, key=key) as installation:
            # The orders of before are no part of it, and would take hours at Amazon's pace.
            installation.store.settings.put({"after_date": as_text(began)})
            environment = {**os.environ, HOME_VARIABLE: home, KEY_VARIABLE: key}
            with served(environment), polled:
                first, last = _waited(installation, progress)
            booked = _booked(installation)
            throttled = _throttled(installation)
    return DelayMeasured(
        machine=machine(),
        period=Settings().sync_every,
        ours=_delays("serve, as it is set by default", booked, _paid(began, booked, first, last)),
        baseline=_delays("a loop that asks each minute", polled.seen, _paid(began, polled.seen, first, last)),
        hourly=HOURLY,
        throttled=throttled,
    )


def _world(began: datetime) -> World:
    """The same one each time: what is wrong with some orders on purpose is left out."""
    return World.create(_SEED, orders=_PER_DAY, days=1, now=began, odd=False, marketplaces=["A1PA6795UKMFR9"])


def _amazon(began: datetime, limits: str) -> PracticeAmazon:
    return PracticeAmazon(_world(began), clock=Clock(began), limits=limits)  # type: ignore[arg-type]


def _waited(installation: Installation, progress: Progress) -> tuple[datetime, datetime]:
    """Until the third run has ended; answers up to when the first and the last of them read."""
    (seller,) = installation.store.connections.all()
    progress.stage("bench", "waiting", "for three turns of the clock, in seconds")
    began, runs = time.monotonic(), list[RunRow]()
    while len(runs) < _TURNS:
        time.sleep(1)
        progress.count(round(time.monotonic() - began), None)
        runs = installation.store.runs.page(connection_id=seller.id, flow="orders", limit=_TURNS + 1)
    read = [run.started - timedelta(minutes=2) for run in sorted(runs, key=lambda run: run.id)]
    return read[0], read[_TURNS - 1]


def _booked(installation: Installation) -> dict[str, datetime]:
    """Order → when the books had its Sales Order."""
    table = tables.outbox.c
    wanted = sa.select(table.key, table.first_delivered_at).where(
        table.kind == "Sales Order", table.first_delivered_at.is_not(None)
    )
    with installation.database.reading() as reading:
        return {row.key: row.first_delivered_at for row in reading.execute(wanted)}


def _throttled(installation: Installation) -> int:
    return sum(int(run.counts.get("throttled", 0)) for run in installation.store.runs.page(limit=1000))


def _paid(began: datetime, orders: Iterable[str], first: datetime, last: datetime) -> dict[str, datetime]:
    """Of these orders, those that were paid for between two moments, and when."""
    world, found = _world(began), {}
    for order_id in orders:
        order = world.find(order_id, last)
        paid = next((event.at for event in order.events if event.kind == "paid"), None) if order else None
        if paid and first < paid <= last:
            found[order_id] = paid
    return found


def _delays(what: str, there: dict[str, datetime], paid: dict[str, datetime]) -> Delays:
    seconds: Sequence[float] = sorted((there[order_id] - at).total_seconds() for order_id, at in paid.items())
    if len(seconds) < _TURNS:
        raise RuntimeError(f"Too few orders came to tell: {len(seconds)}.")
    return Delays(
        what=what,
        orders=len(seconds),
        median=round(statistics.median(seconds), 1),
        p95=round(statistics.quantiles(seconds, n=20)[-1], 1),
        worst=round(seconds[-1], 1),
    )


class _Polled:
    """A bare loop: asks each minute for what changed in the last five, and notes when it first sees it paid."""

    def __init__(self, amazon: PracticeAmazon) -> None:
        self._amazon = amazon
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._poll, daemon=True)
        self.seen: dict[str, datetime] = {}

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _poll(self) -> None:
        with httpx2.Client(timeout=30) as client:
            token = self._token(client)
            while True:
                for order in self._changed(client, token):
                    if order["fulfillment"]["fulfillmentStatus"] not in ("PENDING", "PENDING_AVAILABILITY"):
                        self.seen.setdefault(order["orderId"], datetime.now(UTC))
                if self._over.wait(_POLLED):
                    return

    def _token(self, client: httpx2.Client) -> str:
        known = self._amazon.credentials
        told = {
            "grant_type": "refresh_token",
            "refresh_token": known.refresh_token,
            "client_id": known.client_id,
            "client_secret": known.client_secret,
        }
        answer = client.post(self._amazon.token_url, data=told).raise_for_status()
        return str(answer.json()["access_token"])

    def _changed(self, client: httpx2.Client, token: str) -> list[dict[str, Any]]:
        asked = {
            "lastUpdatedAfter": as_text(datetime.now(UTC) - timedelta(minutes=5)),
            "marketplaceIds": ",".join(self._amazon.world.marketplaces),
            "maxResultsPerPage": "100",
            "includedData": "FULFILLMENT",
        }
        url = f"{self._amazon.url}/orders/2026-01-01/orders"
        answer = client.get(url, params=asked, headers={"x-amz-access-token": token}).raise_for_status()
        found: list[dict[str, Any]] = answer.json()["orders"]
        return found
