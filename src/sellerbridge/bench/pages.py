"""Every page of the console over a big mirror: how long each takes, at rest and while a sync runs."""

from __future__ import annotations

import http.client
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

import msgspec

from sellerbridge.bench.big_mirror import PASSWORD, WHO, Filled, filled
from sellerbridge.bench.measure import machine
from sellerbridge.bench.served import Served, served
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon

TARGET = 150.0
"""Milliseconds that a page may take in the median."""
BASELINE = "/sign-in"
"""A page that asks the database for nothing: what the server, the template and the way there cost."""
_ROUNDS = 15
_SYNCED = 20_000
"""Orders that the running sync reads and books; it must last for as long as the pages are measured."""


class PageTimes(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds of one page: median and 95th percentile."""

    page: str
    median: float
    p95: float


class PagesMeasured(msgspec.Struct, frozen=True, kw_only=True):
    """All pages, at rest and during a sync; `baseline` among them is the page that reads no order.

    `syncing` says that the sync still went on when the last page was measured.
    """

    machine: str
    orders: int
    filled_in: float
    target: float
    baseline: str
    idle: tuple[PageTimes, ...]
    during: tuple[PageTimes, ...]
    syncing: bool


def pages(orders: int) -> PagesMeasured:
    """Fill a home with so many orders, serve it, and ask for every page again and again."""
    world = World.create(seed=1, orders=_SYNCED, days=29, now=datetime.now(UTC))
    world.report_seconds = 0
    with tempfile.TemporaryDirectory() as home, PracticeAmazon(world, limits="off") as amazon:
        began = time.perf_counter()
        mirror = filled(home, amazon, orders)
        filled_in = round(time.perf_counter() - began, 1)
        asked = [BASELINE, *_addresses(mirror)]
        environment = {**os.environ, **mirror.environment}
        with served(environment, "--no-sync") as quiet:
            idle = _measured(quiet, asked)
        with served(environment) as busy:
            during = _measured(busy, asked)
            syncing = b'"flow"' in _events(busy)
    return PagesMeasured(
        machine=machine(),
        orders=orders,
        filled_in=filled_in,
        target=TARGET,
        baseline=BASELINE,
        idle=idle,
        during=during,
        syncing=syncing,
    )


def _addresses(mirror: Filled) -> Iterator[str]:
    """Every place, and the lists by each filter, in their middle and by search."""
    yield from ("/", "/orders", "/products", "/money", "/problems", "/activity", "/settings")
    yield f"/orders/{mirror.order_id}"
    asked = [
        {"after": mirror.middle},
        *({"state": state} for state in ("settled", "waits", "held", "refused")),
        {"status": "CANCELLED"},
        {"status": "SHIPPED", "marketplace": "FR"},
        {"marketplace": "FR", "after": mirror.middle},
        {"sku": mirror.sku},
        {"number": mirror.order_id[:7]},
        {"since": mirror.since, "until": mirror.since},
    ]
    yield from (f"/orders?{urlencode(words)}" for words in asked)
    wanted = [
        {"only": "inactive"},
        {"only": "problem"},
        {"only": "unmapped", "after": mirror.sku},
        {"find": "mug"},
    ]
    yield from (f"/products?{urlencode(words)}" for words in wanted)


def _measured(at: Served, asked: Sequence[str]) -> tuple[PageTimes, ...]:
    """Each page once unmeasured, then all of them in turn."""
    cookie = _signed_in(at)
    times: dict[str, list[float]] = {address: [] for address in asked}
    for turn in range(_ROUNDS + 1):
        for address, found in times.items():
            began = time.perf_counter()
            status = _get(at, address, cookie)
            if status != http.client.OK:
                raise RuntimeError(f"{address} answered {status}")
            if turn:
                found.append((time.perf_counter() - began) * 1000)
    return tuple(
        PageTimes(
            page=address,
            median=round(statistics.median(found), 1),
            p95=round(statistics.quantiles(found, n=20)[-1], 1),
        )
        for address, found in times.items()
    )


def _signed_in(at: Served) -> str:
    line = http.client.HTTPConnection(at.host, at.port, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{at.host}:{at.port}"}
    line.request("POST", "/sign-in", body=urlencode({"name": WHO, "password": PASSWORD}), headers=headers)
    cookie = line.getresponse().getheader("set-cookie") or ""
    line.close()
    return cookie.partition(";")[0]


def _get(at: Served, address: str, cookie: str) -> int:
    line = http.client.HTTPConnection(at.host, at.port, timeout=60)
    line.request("GET", address, headers={"Cookie": cookie})
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status


def _events(at: Served) -> bytes:
    """The first word of what goes on."""
    line = http.client.HTTPConnection(at.host, at.port, timeout=60)
    line.request("GET", "/events", headers={"Cookie": _signed_in(at)})
    answer = line.getresponse()
    found = answer.readline() + answer.readline()
    line.close()
    return found
