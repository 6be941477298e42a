"""In step or not: from what the last runs said, the switches and the pauses."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sellerbridge.clock import HeldClock, as_text
from sellerbridge.desk import clock as clock_desk
from sellerbridge.desk.in_step import ConnectionStep, State, Step, in_step, worst
from sellerbridge.installation import Installation
from sellerbridge.store.connections import Connection


def _ran(
    opened: Installation,
    seller: Connection,
    flow: str,
    *,
    at: datetime,
    error: str = "",
    resume: datetime | None = None,
) -> None:
    counts = {"resume_at": as_text(resume)} if resume else {}
    finished = at + timedelta(seconds=20)
    opened.store.runs.add(seller.id, flow, started=at, finished=finished, error=error, counts=counts)


def _orders(opened: Installation) -> Step:
    return next(step for step in _one(opened).flows if step.flow == "orders")


def _one(opened: Installation) -> ConnectionStep:
    (found,) = in_step(opened)
    return found


@pytest.fixture(autouse=True)
def on(opened: Installation) -> None:
    opened.store.settings.put({"enabled": True})


def test_what_never_ran_was_not_read_yet(opened: Installation, seller: Connection) -> None:
    assert _one(opened).state == State.NEVER


def test_all_is_known_up_to_the_beginning_of_a_run_that_came_to_its_end(
    opened: Installation, seller: Connection, clock: HeldClock
) -> None:
    for flow in ("products", "orders", "money"):
        _ran(opened, seller, flow, at=clock.now())

    assert _one(opened).state == State.IN_STEP
    assert _orders(opened).known == clock.now()


def test_a_flow_that_missed_its_turns_is_behind(
    opened: Installation, seller: Connection, clock: HeldClock
) -> None:
    every = timedelta(minutes=opened.store.settings.read().sync_every)
    _ran(opened, seller, "orders", at=clock.now() - 2 * every - timedelta(minutes=11))
    assert _orders(opened).state == State.BEHIND
    _ran(opened, seller, "orders", at=clock.now() - 2 * every - timedelta(minutes=9))
    assert _orders(opened).state == State.IN_STEP


def test_a_period_of_its_own_says_when_a_flow_is_behind(
    opened: Installation, seller: Connection, clock: HeldClock
) -> None:
    clock_desk.set_period(opened, seller.name, "orders", 120)
    _ran(opened, seller, "orders", at=clock.now() - timedelta(hours=4))
    assert _orders(opened).state == State.IN_STEP
    _ran(opened, seller, "orders", at=clock.now() - timedelta(hours=5))
    assert _orders(opened).state == State.BEHIND


def test_a_reading_that_amazons_pace_cut_off_is_behind_and_tells_when_it_goes_on(
    opened: Installation, seller: Connection, clock: HeldClock
) -> None:
    later = clock.now() + timedelta(minutes=3)
    _ran(opened, seller, "orders", at=clock.now(), resume=later)

    step = _orders(opened)
    assert (step.state, step.goes_on, step.known) == (State.BEHIND, later, None)


def test_a_run_that_an_error_ended_has_stopped_and_says_why(
    opened: Installation, seller: Connection, clock: HeldClock
) -> None:
    _ran(opened, seller, "orders", at=clock.now(), error="Amazon no longer lets us in.")

    assert _orders(opened).why == "Amazon no longer lets us in."
    assert _one(opened).state == State.STOPPED


def test_a_pause_shows_and_ends(opened: Installation, seller: Connection, clock: HeldClock) -> None:
    _ran(opened, seller, "orders", at=clock.now())
    clock_desk.pause(opened, "north", "orders")
    assert _orders(opened).state == State.PAUSED
    clock_desk.resume(opened, "north", "orders")
    assert _orders(opened).state == State.IN_STEP


def test_nothing_runs_while_it_is_switched_off(opened: Installation, seller: Connection) -> None:
    opened.store.settings.put({"enabled": False})
    assert _one(opened).state == State.OFF


def test_the_worst_counts() -> None:
    assert worst([State.IN_STEP, State.PAUSED, State.STOPPED, State.NEVER]) == State.STOPPED
    assert worst([]) == State.IN_STEP
