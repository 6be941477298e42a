"""What is due, and when: pure, so every case is a line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.clock import as_text
from sellerbridge.runner import plan
from sellerbridge.runner.plan import Known, State
from sellerbridge.settings import Settings
from sellerbridge.store.connections import Connection
from sellerbridge.store.runs import RunRow
from sellerbridge.store.schedule import EVERYTHING, FLOWS

NOW = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)


def seller(number: int = 1, *, enabled: bool = True) -> Connection:
    return Connection(
        id=number,
        name=f"shop{number}",
        seller_id="A1",
        region="EU",
        marketplaces=(),
        client_id="c",
        endpoint="",
        token_endpoint="",
        enabled=enabled,
        secret_since=NOW,
        authorised_since=NOW,
    )


def ran(flow: str, ago: timedelta, **counts: Any) -> RunRow:
    return RunRow(flow=flow, started=NOW - ago, finished=NOW - ago, error="", counts=counts)


def known(**more: Any) -> Known:
    return Known(**{"settings": Settings(), "connections": (seller(),), "runs": {}, **more})


def lately(number: int = 1) -> dict[int, dict[str, RunRow]]:
    return {number: {flow: ran(flow, timedelta(seconds=10)) for flow in FLOWS}}


def states(stands: Known) -> dict[str, State]:
    return {turn.flow: turn.state for turn in plan.turns(stands, NOW)}


@pytest.mark.parametrize(("ago", "due"), [(4, False), (5, True)])
def test_what_an_error_ended_is_tried_again_within_minutes(ago: int, *, due: bool) -> None:
    """An ERP that was away for a moment must not leave the products stopped for their hour."""
    stopped = msgspec.structs.replace(ran("products", timedelta(minutes=ago)), error="The ERP does not answer.")
    stands = known(runs={1: lately()[1] | {"products": stopped}})
    assert (states(stands)["products"] == State.DUE) is due


def test_what_never_ran_is_due_in_the_right_order() -> None:
    (job,) = plan.jobs(known(), NOW)
    assert job.flows == FLOWS
    assert not job.wished


@pytest.mark.parametrize(
    ("flow", "minutes", "due"),
    [
        ("orders", 4, False),
        ("orders", 5, True),
        ("products", 50, False),
        ("products", 60, True),
        ("money", 60, True),
    ],
)
def test_each_flow_has_its_period(flow: str, minutes: int, due: bool) -> None:
    runs = lately()
    runs[1][flow] = ran(flow, timedelta(minutes=minutes))
    assert [job.flows for job in plan.jobs(known(runs=runs), NOW)] == ([(flow,)] if due else [])


def test_a_period_of_its_own_counts_for_that_flow_of_that_connection_alone() -> None:
    runs = {n: {flow: ran(flow, timedelta(minutes=30)) for flow in FLOWS} for n in (1, 2)}
    stands = known(
        connections=(seller(1), seller(2)), runs=runs, periods={(1, "orders"): 120, (2, "products"): 20}
    )
    assert {job.connection.id: job.flows for job in plan.jobs(stands, NOW)} == {2: ("products", "orders")}


def test_however_many_turns_were_missed_one_run_catches_up() -> None:
    runs = {1: {flow: ran(flow, timedelta(days=30)) for flow in FLOWS}}
    assert len(plan.jobs(known(runs=runs), NOW)) == 1


@pytest.mark.parametrize(
    "stands",
    [known(settings=Settings(enabled=False)), known(connections=(seller(enabled=False),))],
    ids=["Amazon is off", "the connection is off"],
)
def test_what_is_off_never_runs_not_even_wished(stands: Known) -> None:
    stands = msgspec.structs.replace(stands, wishes={(1, "orders"): NOW})
    assert set(states(stands).values()) == {State.OFF}
    assert plan.jobs(stands, NOW) == []


def test_a_pause_holds_and_a_wish_breaks_it_once() -> None:
    assert states(known(pauses={(1, "orders"): NOW})) == {
        "products": State.DUE,
        "orders": State.PAUSED,
        "money": State.DUE,
    }
    paused = known(pauses={(1, EVERYTHING): NOW}, wishes={(1, "orders"): NOW})
    assert [(job.flows, job.wished) for job in plan.jobs(paused, NOW)] == [(("orders",), True)]


def test_a_clock_that_was_set_back_stops_nothing() -> None:
    ahead = {1: {flow: ran(flow, -timedelta(hours=1)) for flow in FLOWS}}
    assert set(states(known(runs=ahead)).values()) == {State.DUE}
    assert plan.jobs(known(resting={1: NOW + timedelta(hours=1)}), NOW)


def test_what_is_at_work_is_left_alone_and_so_is_what_could_not_begin() -> None:
    wishes = {(1, "orders"): NOW}
    assert plan.jobs(known(busy=frozenset({1}), wishes=wishes), NOW) == []
    rests = known(resting={1: NOW + timedelta(seconds=30)}, wishes=wishes)
    assert plan.jobs(rests, NOW) == []
    assert plan.next_due(rests, NOW) == NOW + timedelta(seconds=30)
    assert plan.jobs(rests, NOW + timedelta(seconds=30))


def test_where_amazons_pace_cut_a_run_short_it_goes_on_as_soon_as_it_may() -> None:
    runs = lately()
    runs[1]["orders"] = ran("orders", timedelta(seconds=10), resume_at=as_text(NOW + timedelta(seconds=50)))
    assert plan.next_due(known(runs=runs), NOW) == NOW + timedelta(seconds=50)


def test_the_longest_waiting_comes_first() -> None:
    runs = {n: {flow: ran(flow, timedelta(hours=n)) for flow in FLOWS} for n in (2, 5, 3)}
    stands = known(connections=tuple(map(seller, (2, 5, 3))), runs=runs)
    assert [job.connection.id for job in plan.jobs(stands, NOW)] == [5, 3, 2]


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.integers(1, 1440))  # noqa: DTZ001
def test_a_turn_comes_at_most_a_tenth_of_its_period_early_and_never_late(started: datetime, minutes: int) -> None:
    began = started.replace(tzinfo=UTC)
    run = RunRow(flow="orders", started=began, finished=began, error="", counts={})
    stands = known(settings=Settings(sync_every=minutes), runs={1: dict.fromkeys(FLOWS, run)})
    every = timedelta(minutes=minutes)
    turns = {turn.flow: turn.due for turn in plan.turns(stands, began)}
    assert turns["orders"] is not None
    assert began + every * 0.9 <= turns["orders"] <= began + every
    assert turns == {turn.flow: turn.due for turn in plan.turns(stands, began)}, "no dice are thrown again"


_ids = st.integers(1, 4)
_keys = st.tuples(_ids, st.sampled_from([*FLOWS, EVERYTHING]))


@given(
    busy=st.frozensets(_ids),
    pauses=st.sets(_keys),
    wishes=st.sets(st.tuples(_ids, st.sampled_from(FLOWS))),
    ran_minutes_ago=st.dictionaries(st.tuples(_ids, st.sampled_from(FLOWS)), st.integers(0, 200)),
)
def test_never_two_jobs_of_one_connection_and_nobody_starves(
    busy: frozenset[int],
    pauses: set[tuple[int, str]],
    wishes: set[tuple[int, str]],
    ran_minutes_ago: dict[tuple[int, str], int],
) -> None:
    runs: dict[int, dict[str, RunRow]] = {}
    for (number, flow), minutes in ran_minutes_ago.items():
        runs.setdefault(number, {})[flow] = ran(flow, timedelta(minutes=minutes))
    stands = known(
        connections=tuple(map(seller, range(1, 5))),
        runs=runs,
        busy=busy,
        pauses=dict.fromkeys(pauses, NOW),
        wishes=dict.fromkeys(wishes, NOW),
    )
    jobs = plan.jobs(stands, NOW)
    chosen = [job.connection.id for job in jobs]
    assert len(set(chosen)) == len(chosen)
    assert not set(chosen) & busy
    started = {(job.connection.id, flow) for job in jobs for flow in job.flows}
    for number in set(range(1, 5)) - busy:
        for flow in FLOWS:
            paused = {(number, flow), (number, EVERYTHING)} & pauses
            overdue = ran_minutes_ago.get((number, flow), 200) >= 60
            if (number, flow) in wishes or (overdue and not paused):
                assert (number, flow) in started
            elif paused:
                assert (number, flow) not in started
    assert all(job.flows == tuple(flow for flow in FLOWS if flow in job.flows) for job in jobs)
