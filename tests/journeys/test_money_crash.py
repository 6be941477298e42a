"""Kill the program in the middle of the money, run it again: nothing is lost and nothing is there twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.shop import Shop, written
from tests.journeys.test_crash import counted, kill_when

from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon

State = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def amazon() -> Iterator[PracticeAmazon]:
    """A small honest seller of six weeks; real time, for the program is a process of its own."""
    now = datetime.now(UTC).replace(microsecond=0)
    world = World.create(seed=11, listings=30, orders=90, days=45, now=now, odd=False)
    world.report_seconds = 0
    with PracticeAmazon(world, clock=HeldClock(now + timedelta(minutes=5)), limits="off") as running:
        yield running


@pytest.fixture(scope="module")
def ready(amazon: PracticeAmazon, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Its products and orders are in the books; of the money nothing is known."""
    shop = Shop(tmp_path_factory.mktemp("ready") / "home", amazon)
    shop.set_up("GBP=1.17", "PLN=0.23")
    shop.here("settings", "set", f"after_date={amazon.world.began.isoformat()}")
    shop.here("sync", "products", "orders", expect=None)
    return shop


@pytest.fixture(scope="module")
def calm(amazon: PracticeAmazon, ready: Shop, tmp_path_factory: pytest.TempPathFactory) -> State:
    """The end of a run that nothing disturbed."""
    shop = Shop(tmp_path_factory.mktemp("calm") / "home", amazon).prepared_from(ready)
    shop.here("sync", "money", expect=None)
    state = shop.state()
    kinds = [doctype for doctype, *_ in state]
    assert kinds.count("Journal Entry") == 9
    assert len(state) > len(ready.state()) + 9, "refunds are among what is read"
    return state


STAGES = [
    ("read", "SELECT count(*) FROM transactions", [1]),
    ("mirrored", "SELECT count(*) FROM settlements", [1, 6]),
    ("translated", "SELECT count(*) FROM settlements WHERE state <> 'waiting'", [1, 9]),
    ("sending", "SELECT count(*) FROM outbox WHERE kind = 'Journal Entry' AND state = 'sending'", [1]),
    ("written", "SELECT count(*) FROM books_documents WHERE doctype = 'Journal Entry'", [1]),
]


@pytest.mark.parametrize(
    ("question", "point"),
    [pytest.param(question, n, id=f"{stage}-{n}") for stage, question, points in STAGES for n in points],
)
def test_killed_in_the_middle_of_the_money(
    question: str, point: int, tmp_path: Path, ready: Shop, calm: State
) -> None:
    shop = Shop(tmp_path / "home", ready.amazon).prepared_from(ready)
    kill_when(shop.start("sync", "money"), lambda: counted(shop.home, question) >= point)
    shop.here("sync", "money", expect=None)
    assert shop.state() == calm
    assert written(json.loads(shop.here("sync", "money", "--json", expect=None).stdout)) == 0
