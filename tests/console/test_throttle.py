"""The wait before the next try: by name, by address, growing, forgotten, bounded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sellerbridge.clock import HeldClock
from sellerbridge.console.doors import throttle as throttles
from sellerbridge.console.doors.throttle import Throttle

NONE = timedelta(0)


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(datetime(2026, 10, 5, tzinfo=UTC))


@pytest.fixture
def throttle(clock: HeldClock) -> Throttle:
    return Throttle(clock)


def test_the_wait_doubles_up_to_a_quarter_of_an_hour(throttle: Throttle, clock: HeldClock) -> None:
    waits = []
    for number in range(20):
        wait = throttle.begin("name", f"10.0.0.{number}")
        if wait:
            clock.sleep(wait.total_seconds())
            assert throttle.begin("name", f"10.0.0.{number}") == NONE
        waits.append(wait.total_seconds())
    assert waits[:9] == [0, 0, 0, 0, 0, 2, 4, 8, 16]
    assert max(waits) == 900


def test_a_clock_that_is_set_back_locks_nobody_out(throttle: Throttle, clock: HeldClock) -> None:
    while not throttle.begin("name", "10.0.0.1"):
        pass
    clock.sleep(-3600)
    assert throttle.begin("name", "10.0.0.1") == NONE


def test_one_address_that_tries_many_names_waits_too(throttle: Throttle) -> None:
    assert [bool(throttle.begin(f"name{n}", "10.0.0.1")) for n in range(21)] == [False] * 20 + [True]
    assert throttle.begin("name0", "10.0.0.2") == NONE


def test_the_right_password_clears_the_name_but_not_the_address(throttle: Throttle) -> None:
    for number in range(30):
        if throttle.begin(f"victim{number}", "10.0.0.1"):
            break
        if throttle.begin("own", "10.0.0.1") == NONE:
            throttle.succeeded("own", "10.0.0.1")
    else:
        pytest.fail("an account of one's own lets one try others for ever")
    fresh = Throttle(HeldClock(datetime(2026, 10, 5, tzinfo=UTC)))
    for _ in range(100):
        assert fresh.begin("own", "10.0.0.1") == NONE
        fresh.succeeded("own", "10.0.0.1")


def test_it_is_forgotten_after_an_hour(throttle: Throttle, clock: HeldClock) -> None:
    for _ in range(5):
        throttle.begin("name", "10.0.0.1")
    assert throttle.begin("name", "10.0.0.1")
    clock.sleep(3601)
    assert throttle.begin("name", "10.0.0.1") == NONE
    assert throttle.begin("name", "10.0.0.1") == NONE


def test_a_flood_of_names_fills_no_memory(throttle: Throttle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttles, "_REMEMBERED", 50)
    for number in range(1000):
        throttle.begin(f"{number}" + "x" * 1000, f"address {number}")
    assert len(throttle._tries) == 50
