"""A practice Amazon, and a program that has synced from it once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.cli.program import Program

from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon


@pytest.fixture(scope="module")
def amazon() -> Iterator[PracticeAmazon]:
    now = datetime.now(UTC).replace(microsecond=0)
    world = World.create(seed=1, listings=30, orders=120, days=20, now=now)
    world.report_seconds = 0
    with PracticeAmazon(world, clock=HeldClock(now), limits="off") as running:
        yield running


@pytest.fixture(scope="module")
def synced_home(amazon: PracticeAmazon, tmp_path_factory: pytest.TempPathFactory) -> Path:
    program = Program(tmp_path_factory.mktemp("synced") / "home")
    assert program("erp", "books").code == 0
    assert program("rates", "set", "GBP=1.1520").code == 0
    assert program.connect(amazon).code == 0
    assert program("sync").code == 1, "orders in złoty are held: their rate is not known"
    return program.home


@pytest.fixture
def synced(synced_home: Path, tmp_path: Path) -> Program:
    """After a first sync; each test has its own copy."""
    return Program(shutil.copytree(synced_home, tmp_path / "home"))


@pytest.fixture
def fresh(tmp_path: Path) -> Program:
    """Nothing was done yet."""
    return Program(tmp_path / "home")
