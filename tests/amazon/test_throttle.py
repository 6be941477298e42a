from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.amazon.operations import OPERATIONS
from sellerbridge.amazon.throttle import Throttle
from sellerbridge.clock import HeldClock
from sellerbridge.errors import Later
from sellerbridge.pace import Bucket, MemoryBuckets

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def full(*, rate: float, burst: int) -> Bucket:
    return Bucket(tokens=burst, at=NOW, rate=rate, burst=burst)


@given(
    rate=st.floats(0.005, 50),
    burst=st.integers(1, 40),
    pauses=st.lists(st.floats(0, 500), min_size=2, max_size=60),
)
def test_no_window_ever_sees_more_than_its_burst_and_its_rate(
    rate: float, burst: int, pauses: list[float]
) -> None:
    bucket, asked, calls = full(rate=rate, burst=burst), NOW, []
    for pause in pauses:
        asked += timedelta(seconds=pause)
        bucket, wait = bucket.taken(asked)
        calls.append(asked + timedelta(seconds=wait))
    assert calls == sorted(calls)
    for first in range(len(calls)):
        for last in range(first, len(calls)):
            seconds = (calls[last] - calls[first]).total_seconds()
            assert last - first + 1 <= burst + rate * (seconds + 1e-4) + 1e-6


@given(rate=st.floats(0.005, 50), burst=st.integers(1, 40), taken=st.integers(0, 50))
def test_after_a_long_silence_the_bucket_is_full_again(rate: float, burst: int, taken: int) -> None:
    bucket = full(rate=rate, burst=burst)
    for _ in range(taken):
        bucket, _wait = bucket.taken(NOW)
    later = bucket.refilled(NOW + timedelta(days=365))
    assert later.tokens == later.capacity
    assert max(1, burst - rate) <= later.capacity <= max(1, burst)


@given(back=st.timedeltas(timedelta(seconds=1), timedelta(days=400)))
def test_a_clock_set_back_neither_gives_nor_freezes(back: timedelta) -> None:
    bucket = Bucket(tokens=2.5, at=NOW, rate=1, burst=10)
    earlier = bucket.refilled(NOW - back)
    assert earlier.tokens == 2.5
    assert earlier.refilled(NOW - back + timedelta(seconds=3)).tokens == 5.5


def throttle(*, patience: float) -> tuple[Throttle, HeldClock, MemoryBuckets]:
    clock, buckets = HeldClock(NOW), MemoryBuckets()
    return Throttle(buckets, clock, patience), clock, buckets


def test_a_short_wait_is_slept_through() -> None:
    turns, clock, _ = throttle(patience=1)
    for _ in range(OPERATIONS["getReport"].burst + 4):
        turns.take("getReport")
    waited = (clock.now() - NOW).total_seconds()
    assert waited == pytest.approx(4 / 2 + 0.25)


def test_a_long_wait_ends_the_flow_and_costs_no_token() -> None:
    turns, clock, buckets = throttle(patience=30)
    for _ in range(20):
        turns.take("searchOrders")
    before = buckets.load("searchOrders")
    with pytest.raises(Later) as ended:
        turns.take("searchOrders")
    assert buckets.load("searchOrders") == before
    assert (ended.value.until - clock.now()).total_seconds() == pytest.approx(1 / 0.0056, rel=0.01)
    clock.sleep((ended.value.until - clock.now()).total_seconds())
    turns.take("searchOrders")


@pytest.mark.parametrize(("rate", "waits"), [(10.0, 0.1), (0.5, 2.0)], ids=["higher plan", "lower plan"])
def test_the_header_corrects_the_rate_in_both_directions(rate: float, waits: float) -> None:
    turns, clock, _ = throttle(patience=60)
    for _ in range(20):
        turns.take("getReport")
    turns.correct("getReport", rate)
    turns.empty("getReport")
    start = clock.now()
    turns.take("getReport")
    assert (clock.now() - start).total_seconds() == pytest.approx(waits)


def test_a_refusal_for_pace_empties_the_bucket() -> None:
    turns, clock, _ = throttle(patience=60)
    turns.take("getOrder")
    turns.empty("getOrder")
    turns.take("getOrder")
    assert (clock.now() - NOW).total_seconds() == pytest.approx(2)


def test_what_was_used_survives_a_restart() -> None:
    first, clock, buckets = throttle(patience=30)
    for _ in range(20):
        first.take("searchOrders")
    with pytest.raises(Later):
        Throttle(buckets, clock, 30).take("searchOrders")


class StoppedClock(HeldClock):
    """Time does not pass, so that every thread asks at the same moment."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def test_threads_share_one_bucket() -> None:
    clock = StoppedClock(NOW)
    turns = Throttle(MemoryBuckets(), clock, 60)
    threads = [threading.Thread(target=turns.take, args=("searchCatalogItems",)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(clock.slept) == [0.25 + 0.5 * n for n in range(11)]
