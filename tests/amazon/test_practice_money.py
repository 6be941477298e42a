"""Transactions and settlement reports against the practice Amazon, over real sockets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sellerbridge.amazon.auth import Credentials
from sellerbridge.amazon.finances import SETTLED
from sellerbridge.amazon.port import Amazon, open_amazon
from sellerbridge.amazon.regions import Endpoint
from sellerbridge.clock import HeldClock
from sellerbridge.commerce.transaction import Transaction
from sellerbridge.incoming import Window
from sellerbridge.pace import MemoryBuckets
from sellerbridge.simulator.clock import HeldClock as PracticeClock
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
START = NOW - timedelta(days=60)
WORLD = World.create(11, listings=30, orders=250, days=60, now=NOW, odd=False)

Fault = Mapping[str, Any]


@pytest.fixture
def amazon(request: pytest.FixtureRequest) -> Iterator[Amazon]:
    faults: tuple[Fault, ...] = getattr(request, "param", ())
    with PracticeAmazon(WORLD, clock=PracticeClock(NOW), faults=faults, limits="off") as practice:
        ours = open_amazon(
            endpoint=Endpoint(url=practice.url, token_url=practice.token_url, region="EU"),
            credentials=Credentials(
                client_id=practice.credentials.client_id,
                client_secret=practice.credentials.client_secret,
                refresh_token=practice.credentials.refresh_token,
            ),
            seller_id=WORLD.seller_id,
            buckets=MemoryBuckets(),
            clock=HeldClock(NOW),
            patience=3600,
            max_retries=3,
            app_version="0",
        )
        yield ours
        ours.close()


def windows(pieces: int) -> list[Window]:
    piece = (NOW - SETTLED - START) / pieces
    return [Window(after=START + n * piece, before=START + (n + 1) * piece) for n in range(pieces)]


def read(amazon: Amazon, pieces: int) -> dict[str, Transaction]:
    found: dict[str, Transaction] = {}
    for _, page in amazon.finances.posted(windows(pieces)):
        assert page.unreadable == ()
        found |= {told.transaction_id: told for told in page.records}
    return found


def test_however_a_range_is_cut_the_same_transactions_come(amazon: Amazon) -> None:
    whole = read(amazon, 1)
    assert len(whole) > 250
    assert {"DEFERRED", "RELEASED", "DEFERRED_RELEASED"} <= {told.status for told in whole.values()}
    assert read(amazon, 5) == whole


BREAKS = [
    pytest.param(({"operation": "listTransactions", "call": 1, "do": what},), id=what)
    for what in ("garbage", "cut", "reset")
]


@pytest.mark.parametrize("amazon", BREAKS, indirect=True)
def test_what_fails_once_costs_a_call_and_no_transaction(amazon: Amazon) -> None:
    assert len(read(amazon, 3)) > 250
    assert amazon.client.counts["listTransactions"] == 4


def test_every_settlement_reads_adds_up_and_is_what_amazon_sums_up(amazon: Amazon) -> None:
    reports = amazon.settlements.made(START)
    assert reports == sorted(reports, key=lambda report: report.created_at)
    told = [amazon.settlements.read(report) for report in reports]
    assert len(told) >= 6
    assert len({one.currency for one in told}) >= 3
    for one in told:
        assert sum((line.amount for line in one.lines), Decimal(0)) == one.total
        assert one.started_at < one.ended_at <= one.deposited_at
        assert amazon.finances.net_proceeds(one.settlement_id, one.currency) == one.total


def test_orders_move_as_much_by_their_transactions_as_by_their_settlements(amazon: Amazon) -> None:
    moved = read(amazon, 2).values()
    told = [amazon.settlements.read(report) for report in amazon.settlements.made(START)]
    ended = {one.currency: max(o.ended_at for o in told if o.currency == one.currency) for one in told}
    settled: dict[str, Decimal] = {}
    for line in (line for one in told for line in one.lines if line.order_id):
        settled[line.order_id] = settled.get(line.order_id, Decimal(0)) + line.amount
    released: dict[str, Decimal] = {}
    for one in moved:
        if one.order_id and one.status == "RELEASED" and one.posted_at < ended[one.currency]:
            released[one.order_id] = released.get(one.order_id, Decimal(0)) + one.total
    assert len(released) > 100
    assert {o: a for o, a in settled.items() if a} == {o: a for o, a in released.items() if a}
