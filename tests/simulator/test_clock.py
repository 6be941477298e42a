"""The practice clock: it runs, runs fast, jumps, or stands still."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

from sellerbridge.simulator.clock import Clock, HeldClock

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_held_clock_moves_only_when_advanced() -> None:
    clock = HeldClock(NEW_YEAR)
    time.sleep(0.01)
    assert clock.now() == NEW_YEAR
    clock.advance(timedelta(hours=2))
    assert clock.now() == NEW_YEAR + timedelta(hours=2)


def test_a_fast_clock_runs_ahead_of_the_wall() -> None:
    clock = Clock(NEW_YEAR, speed=10_000)
    time.sleep(0.02)
    assert timedelta(seconds=200) <= clock.now() - NEW_YEAR < timedelta(hours=10)


def test_a_running_clock_can_be_advanced_too() -> None:
    clock = Clock(NEW_YEAR)
    clock.advance(timedelta(days=1))
    assert timedelta(days=1) <= clock.now() - NEW_YEAR < timedelta(days=1, minutes=1)


def test_the_time_is_told_in_utc_whatever_the_start_was_given_in() -> None:
    start = datetime(2026, 1, 1, 9, tzinfo=timezone(timedelta(hours=9)))
    assert HeldClock(start).now().isoformat() == "2026-01-01T00:00:00+00:00"


def test_without_a_start_it_is_now() -> None:
    assert abs(Clock().now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_naive_start_a_standing_speed_and_a_step_back_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Clock(datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="above zero"):
        Clock(NEW_YEAR, speed=0)
    with pytest.raises(ValueError, match="back"):
        HeldClock(NEW_YEAR).advance(timedelta(seconds=-1))
