"""Every page of the console over a big mirror: how long each takes, at rest and while a sync runs."""

from __future__ import annotations

import http.client
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlencode

import msgspec

from sellerbridge.bench.big_mirror import PASSWORD, WHO, Filled, filled
from sellerbridge.bench.big_money import LARGE
from sellerbridge.bench.measure import machine
from sellerbridge.bench.served import Served, served
from sellerbridge.flows.progress import Progress
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

    `first_page` is seconds from the start of the program to its first answer, `memory` what it holds in MB after
    all pages at rest, and `memory_syncing` after those during the sync. `syncing` says that the sync still went on
    when the last page was measured.
    """

    machine: str
    orders: int
    filled_in: float
    target: float
    baseline: str
    first_page: float
    memory: int
    memory_syncing: int
    idle: tuple[PageTimes, ...]
    during: tuple[PageTimes, ...]
    syncing: bool


class Question(NamedTuple):
    """A page to ask for; with a form it is sent, and `name` says what is in it."""

    address: str
    form: str = ""
    name: str = ""

    @property
    def shown(self) -> str:
        """As it stands in the table."""
        return f"{self.address} ({self.name})" if self.name else self.address


def pages(orders: int, progress: Progress) -> PagesMeasured:
    """Fill a home with so many orders, serve it, and ask for every page again and again."""
    world = World.create(seed=1, orders=_SYNCED, days=29, now=datetime.now(UTC))
    world.report_seconds = 0
    with tempfile.TemporaryDirectory() as home, PracticeAmazon(world, limits="off") as amazon:
        began = time.perf_counter()
        mirror = filled(home, amazon, orders, progress)
        filled_in = round(time.perf_counter() - began, 1)
        asked = list(_questions(mirror))
        environment = {**os.environ, **mirror.environment}
        began = time.perf_counter()
        with served(environment, "--no-sync") as quiet:
            _ask(quiet, Question(BASELINE), "")
            first_page = round(time.perf_counter() - began, 2)
            progress.stage("bench", "asking", "for pages at rest")
            idle, memory = _measured(quiet, asked, progress), quiet.memory()
        with served(environment) as busy:
            progress.stage("bench", "asking", "for pages during a sync")
            during, memory_syncing = _measured(busy, asked, progress), busy.memory()
            syncing = b'"flow"' in _events(busy)
    return PagesMeasured(
        machine=machine(),
        orders=orders,
        filled_in=filled_in,
        target=TARGET,
        baseline=BASELINE,
        first_page=first_page,
        memory=memory,
        memory_syncing=memory_syncing,
        idle=idle,
        during=during,
        syncing=syncing,
    )


def _questions(mirror: Filled) -> Iterator[Question]:
    """Every place, and the lists by each filter, in their middle and by search."""
    places = ("", "orders", "products", "money", "problems", "activity", "settings")
    yield from (Question(address) for address in (BASELINE, *(f"/{place}" for place in places)))
    yield Question(f"/orders/{mirror.order_id}")
    asked: list[dict[str, str]] = [
        {"after": mirror.middle},
        *({"state": state} for state in ("settled", "waits", "held", "refused")),
        {"status": "CANCELLED"},
        {"status": "SHIPPED", "marketplace": "FR"},
        {"marketplace": "FR", "after": mirror.middle},
        {"sku": mirror.sku},
        {"number": mirror.order_id[:7]},
        {"since": mirror.since, "until": mirror.since},
    ]
    yield from (Question(f"/orders?{urlencode(words)}") for words in asked)
    yield Question("/orders/find", urlencode({"word": mirror.buyer}), "a buyer")
    wanted: list[dict[str, str]] = [
        {"only": "inactive"},
        {"only": "problem"},
        {"only": "unmapped", "after": mirror.sku},
        {"find": "mug"},
    ]
    yield from (Question(f"/products?{urlencode(words)}") for words in wanted)
    yield from (Question(f"/money/{page}") for page in ("unpaid", LARGE))
    lines: list[dict[str, str]] = [
        {},
        {"after": "99900"},
        {"word": "Storage Fee"},
        {"part": "refunds"},
        {"order": mirror.order_id},
    ]
    yield from (Question(f"/money/{LARGE}/lines?{urlencode(words)}") for words in lines)
    yield Question("/problems/all?kind=erp-refused")
    runs: list[dict[str, str]] = [{"flow": "products"}, {"outcome": "failed"}, {"before": "50000"}]
    yield from (Question(f"/activity?{urlencode(words)}") for words in runs)
    yield Question("/activity/1")


def _measured(at: Served, asked: Sequence[Question], progress: Progress) -> tuple[PageTimes, ...]:
    """Each page once unmeasured, then all of them in turn."""
    cookie = _signed_in(at)
    times: dict[Question, list[float]] = {question: [] for question in asked}
    for turn in range(_ROUNDS + 1):
        for question, found in times.items():
            began = time.perf_counter()
            _ask(at, question, cookie)
            if turn:
                found.append((time.perf_counter() - began) * 1000)
        progress.count(turn, _ROUNDS)
    return tuple(
        PageTimes(
            page=question.shown,
            median=round(statistics.median(found), 1),
            p95=round(statistics.quantiles(found, n=20)[-1], 1),
        )
        for question, found in times.items()
    )


def _signed_in(at: Served) -> str:
    answer = _answered(at, Question("/sign-in", urlencode({"name": WHO, "password": PASSWORD})), "")
    return (answer.getheader("set-cookie") or "").partition(";")[0]


def _ask(at: Served, question: Question, cookie: str) -> None:
    status = _answered(at, question, cookie).status
    if status != http.client.OK:
        raise RuntimeError(f"{question.shown} answered {status}")


def _answered(at: Served, question: Question, cookie: str) -> http.client.HTTPResponse:
    """The whole answer, read."""
    line = http.client.HTTPConnection(at.host, at.port, timeout=60)
    headers = {"Cookie": cookie, "Origin": f"http://{at.host}:{at.port}"}
    if question.form:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    line.request("POST" if question.form else "GET", question.address, body=question.form or None, headers=headers)
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer


def _events(at: Served) -> bytes:
    """The first word of what goes on."""
    line = http.client.HTTPConnection(at.host, at.port, timeout=60)
    line.request("GET", "/events", headers={"Cookie": _signed_in(at)})
    answer = line.getresponse()
    found = answer.readline() + answer.readline()
    line.close()
    return found
