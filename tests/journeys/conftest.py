from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.journeys.shop import Shop

from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon


@pytest.fixture(scope="module")
def world() -> World:
    now = datetime.now(UTC).replace(microsecond=0)
    made = World.create(seed=11, listings=40, orders=150, days=20, now=now)
    made.report_seconds = 0
    return made


@pytest.fixture(scope="module")
def amazon(world: World) -> Iterator[PracticeAmazon]:
    """One for all tests of a file: whoever changes it makes one of their own."""
    with PracticeAmazon(world, clock=HeldClock(world.now0 + timedelta(minutes=5)), limits="off") as running:
        yield running


@pytest.fixture
def shop(tmp_path: Path, amazon: PracticeAmazon) -> Shop:
    return Shop(tmp_path / "home", amazon)
