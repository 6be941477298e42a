"""The clock with real threads, before flows that only say that they were called."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from sellerbridge import installation
from sellerbridge.clock import SystemClock
from sellerbridge.desk import clock
from sellerbridge.errors import Later, Usage
from sellerbridge.flows.sync import Plan
from sellerbridge.installation import Installation
from sellerbridge.runner import loop as loops
from sellerbridge.runner.loop import Loop
from sellerbridge.runner.plan import State
from sellerbridge.runner.watch import StoppableClock
from sellerbridge.store import tables
from sellerbridge.store.schedule import FLOWS

_PATIENCE = 10.0


class Flows:
    """Stands for `flows.sync`: notes each run as one, and does what it is told meanwhile."""

    def __init__(self, opened: Installation) -> None:
        self._opened = opened
        self.called: list[tuple[str, Plan]] = []
        self.at_work: dict[str, int] = {}
        self.overlapped = False
        self.happened = threading.Condition()
        self.meanwhile: Callable[[Any], object] = lambda _progress: None

    def __call__(self, opened: Installation, chosen: Plan, *, connection: str, progress: Any) -> None:
        with self.happened:
            self.called.append((connection, chosen))
            self.at_work[connection] = self.at_work.get(connection, 0) + 1
            self.overlapped |= self.at_work[connection] > 1
            self.happened.notify_all()
        started = opened.clock.now()
        try:
            for flow in chosen.names:
                progress.stage(connection, flow, "reading")
            self.meanwhile(progress)
            for flow in chosen.names:
                opened.store.runs.add(
                    opened.store.connections.named(connection).id,
                    flow,
                    started=started,
                    finished=opened.clock.now(),
                    error="",
                    counts={},
                )
        finally:
            with self.happened:
                self.at_work[connection] -= 1
                self.happened.notify_all()

    def wait(self, reached: Callable[[], bool]) -> None:
        with self.happened:
            for _ in range(int(_PATIENCE / 0.02)):
                if reached():
                    return
                self.happened.wait(0.02)
        raise AssertionError("it did not come to that")


@pytest.fixture
def stopping() -> threading.Event:
    return threading.Event()


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopping: threading.Event) -> Iterator[Installation]:
    for variable in ("SELLERBRIDGE_DATABASE", "SELLERBRIDGE_KEY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("SELLERBRIDGE_HOME", str(tmp_path / "home"))
    with installation.opened(clock=StoppableClock(SystemClock(), stopping)) as found:
        found.store.erp.choose("books")
        for name in ("first", "second"):
            connect(found, name)
        yield found


def connect(opened: Installation, name: str) -> None:
    from sellerbridge.desk import connect as desk
    from sellerbridge.store.connections import Secrets

    seller = desk.Seller(
        name=name,
        seller_id=f"A1{name.upper()}",
        marketplaces=("A1PA6795UKMFR9",),
        client_id="c",
        endpoint="http://127.0.0.1:9",
        token_endpoint="http://127.0.0.1:9/token",
    )
    desk.connect(opened, seller, secrets=Secrets(client_secret="s", refresh_token="r"), check=False)


@pytest.fixture
def flows(opened: Installation, monkeypatch: pytest.MonkeyPatch) -> Flows:
    made = Flows(opened)
    monkeypatch.setattr("sellerbridge.flows.sync.sync", made)
    monkeypatch.setattr(loops, "_LOOK_EVERY", 0.05)
    return made


@pytest.fixture
def loop(opened: Installation, flows: Flows, stopping: threading.Event) -> Iterator[Loop]:
    made = Loop(opened, stopping=stopping)
    yield made
    made.stop()


def test_every_connection_runs_once_and_then_waits_for_its_time(loop: Loop, flows: Flows) -> None:
    loop.start()
    flows.wait(lambda: len(flows.called) == 2 and not any(flows.at_work.values()))
    assert sorted(name for name, _ in flows.called) == ["first", "second"]
    assert all(chosen.names == FLOWS and chosen.by_itself for _, chosen in flows.called)
    loop.stop()
    assert {turn.state for turn in loop.turns()} == {State.WAITING}


def test_what_is_wished_runs_again_never_two_at_once(opened: Installation, loop: Loop, flows: Flows) -> None:
    go_on = threading.Event()
    flows.meanwhile = lambda _progress: go_on.wait(_PATIENCE)
    loop.start()
    flows.wait(lambda: len(flows.called) == 2)
    # Wished while it runs: that run may have read past it already.
    clock.run_now(opened, "first", "orders")
    loop.wake()
    assert {live.connection for live in loop.live()} == {"first", "second"}
    go_on.set()
    flows.wait(lambda: len(flows.called) == 3)
    flows.wait(lambda: not any(flows.at_work.values()) and loop.live() == ())
    loop.stop()
    assert flows.called[2] == ("first", Plan(names=("orders",)))
    assert not flows.overlapped
    assert opened.store.schedule.wishes() == {}


def test_a_wish_is_fulfilled_once_whatever_the_clock_says(opened: Installation, loop: Loop, flows: Flows) -> None:
    loop.start()
    flows.wait(lambda: len(flows.called) == 2 and not any(flows.at_work.values()))
    # Wished an hour ago by a clock that was an hour ahead.
    first = opened.store.connections.named("first").id
    with opened.database.transaction() as transaction:
        ahead = {"connection_id": first, "flow": "orders", "since": opened.clock.now() + timedelta(hours=1)}
        transaction.execute(sa.insert(tables.wishes).values(ahead))
    loop.wake()
    flows.wait(lambda: not opened.store.schedule.wishes())
    assert len(flows.called) == 3


def test_one_that_fails_rests_and_stops_no_other(
    opened: Installation, loop: Loop, flows: Flows, caplog: pytest.LogCaptureFixture
) -> None:
    words = "jana@example.org"

    def fails(progress: Any) -> None:
        if progress.live.connection == "first":
            raise RuntimeError(words)

    flows.meanwhile = fails
    loop.start()
    flows.wait(lambda: len(flows.called) == 2 and not any(flows.at_work.values()))
    clock.run_now(opened, "second")
    loop.wake()
    flows.wait(lambda: len(flows.called) == 3)
    assert [name for name, _ in flows.called].count("first") == 1
    assert "RuntimeError" in caplog.text
    assert "jana" not in caplog.text


def test_told_to_stop_a_run_ends_at_its_next_safe_point_and_its_wish_stays(
    opened: Installation, loop: Loop, flows: Flows
) -> None:
    ended = []

    def reads_on(progress: Any) -> None:
        try:
            while True:
                progress.count(1, None)
                opened.clock.sleep(0.01)
        except Later as later:
            ended.append(later)

    flows.meanwhile = reads_on
    clock.run_now(opened, "first", "orders")
    loop.start()
    flows.wait(lambda: len(flows.called) == 2)
    loop.stop()
    assert len(ended) == 2
    assert list(opened.store.schedule.wishes().values())
    assert not loop.alive


@pytest.mark.parametrize("what", ["the seller", "Amazon"])
def test_what_is_switched_off_meanwhile_ends_at_its_next_safe_point(
    opened: Installation, loop: Loop, flows: Flows, what: str
) -> None:
    ended = set()

    def reads_on(progress: Any) -> None:
        try:
            while True:
                progress.count(1, None)
                opened.clock.sleep(0.01)
        except Later:
            ended.add(progress.live.connection)

    flows.meanwhile = reads_on
    loop.start()
    flows.wait(lambda: len(flows.called) == 2)
    if what == "Amazon":
        opened.store.settings.put({"enabled": False})
    else:
        opened.store.connections.switch(opened.store.connections.named("first").id, enabled=False)
    loop.wake()
    flows.wait(lambda: ended == ({"first", "second"} if what == "Amazon" else {"first"}))


def test_who_listens_is_told(loop: Loop, flows: Flows) -> None:
    told = threading.Event()
    end = loop.listen(told.set)
    loop.start()
    assert told.wait(_PATIENCE)
    flows.wait(lambda: len(flows.called) == 2)
    end()
    assert loop.listeners == 0


@pytest.mark.parametrize("flow", ["orders", "*"])
def test_what_is_switched_off_is_not_wished_for(opened: Installation, flow: str) -> None:
    opened.store.settings.put({"enabled": False})
    with pytest.raises(Usage, match="switched off"):
        clock.run_now(opened, "first", flow)
    assert opened.store.schedule.wishes() == {}


def test_all_flows_are_wished_paused_and_resumed_by_one_word(opened: Installation) -> None:
    clock.run_now(opened, "first")
    assert {flow for _, flow in opened.store.schedule.wishes()} == set(FLOWS)
    clock.pause(opened, "first", "money")
    clock.pause(opened, "first")
    clock.resume(opened, "first")
    assert opened.store.schedule.pauses() == {}
    clock.set_period(opened, "first", "orders", 60)
    assert list(opened.store.schedule.periods().values()) == [60]
    clock.set_period(opened, "first", "orders", None)
    assert opened.store.schedule.periods() == {}
    for minutes in (0, 1441):
        with pytest.raises(Usage):
            clock.set_period(opened, "first", "orders", minutes)
    with pytest.raises(Usage):
        clock.pause(opened, "first", "nonsense")
