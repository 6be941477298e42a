"""The token buckets: full at first, filled at the published rate, one per seller and operation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sellerbridge.simulator.clock import Clock, HeldClock
from sellerbridge.simulator.contract.table import OPERATIONS
from sellerbridge.simulator.limits import Limits

START = datetime(2026, 11, 1, tzinfo=UTC)
SEARCH = OPERATIONS["searchOrders"]
GET = OPERATIONS["getOrder"]


def taken(limits: Limits, clock: Clock, wait: timedelta, tries: int) -> int:
    count = 0
    for _ in range(tries):
        count += limits.take("A1", SEARCH)
        clock.advance(wait)
    return count


def test_the_burst_passes_and_the_next_call_does_not() -> None:
    clock = HeldClock(START)
    limits = Limits(clock)
    assert [limits.take("A1", SEARCH) for _ in range(21)] == [True] * 20 + [False]


def test_one_token_comes_back_after_one_over_the_rate() -> None:
    clock = HeldClock(START)
    limits = Limits(clock)
    taken(limits, clock, timedelta(0), 20)
    clock.advance(timedelta(seconds=178))
    assert not limits.take("A1", SEARCH)
    clock.advance(timedelta(seconds=1))  # 1 / 0.0056 = 178.6 s
    assert limits.take("A1", SEARCH)
    assert not limits.take("A1", SEARCH)


def test_a_day_of_patient_calls_gets_burst_plus_rate() -> None:
    clock = HeldClock(START)
    limits = Limits(clock)
    assert taken(limits, clock, timedelta(seconds=60), 24 * 60) == 20 + int(86_340 * 0.0056)


def test_a_bucket_never_holds_more_than_its_burst() -> None:
    clock = HeldClock(START)
    limits = Limits(clock)
    clock.advance(timedelta(days=30))
    assert sum(limits.take("A1", SEARCH) for _ in range(100)) == 20


def test_sellers_and_operations_have_buckets_of_their_own() -> None:
    limits = Limits(HeldClock(START))
    for _ in range(20):
        limits.take("A1", SEARCH)
    assert not limits.take("A1", SEARCH)
    assert limits.take("A2", SEARCH)
    assert limits.take("A1", GET)


def test_off_lets_everything_pass() -> None:
    limits = Limits(HeldClock(START), plan="off")
    assert all(limits.take("A1", SEARCH) for _ in range(1000))


def test_a_higher_plan_changes_rate_burst_and_header() -> None:
    limits = Limits(HeldClock(START), raised={"searchOrders": (0.05, 40)})
    assert sum(limits.take("A1", SEARCH) for _ in range(100)) == 40
    assert limits.header(SEARCH) == "0.05"
    assert limits.header(GET) == "0.5"


def test_the_header_tells_the_rate_in_the_callers_seconds() -> None:
    assert Limits(HeldClock(START)).header(SEARCH) == "0.0056"
    assert Limits(Clock(START, speed=60)).header(SEARCH) == "0.336"


def test_another_plan_is_refused() -> None:
    with pytest.raises(ValueError, match="published or off"):
        Limits(HeldClock(START), plan="none")  # type: ignore[arg-type]
