"""An installation of its own for each test, and a small practice Amazon for those that need one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sellerbridge import installation
from sellerbridge.clock import HeldClock
from sellerbridge.desk.connect import Seller
from sellerbridge.installation import Installation
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon
from sellerbridge.store.connections import Connection, Secrets

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(NOW)


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: HeldClock) -> Iterator[Installation]:
    for variable in ("SELLERBRIDGE_DATABASE", "SELLERBRIDGE_KEY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("SELLERBRIDGE_HOME", str(tmp_path / "home"))
    with installation.opened(clock=clock) as found:
        yield found


@pytest.fixture
def seller(opened: Installation) -> Connection:
    """A connection that nothing is asked of."""
    return opened.store.connections.put(
        name="north",
        seller_id="A1B2C3D4E5",
        region="EU",
        endpoint="http://127.0.0.1:9",
        token_endpoint="http://127.0.0.1:9/token",
        marketplaces=["A1PA6795UKMFR9", "A1F83G8C2ARO7P"],
        client_id="client",
        client_secret="the-secret",
        refresh_token="the-token",
    )


@pytest.fixture(scope="module")
def amazon() -> Iterator[PracticeAmazon]:
    world = World.create(3, listings=5, orders=5, now=NOW)
    with PracticeAmazon(world, limits="off") as running:
        yield running


@pytest.fixture
def practice(amazon: PracticeAmazon) -> tuple[Seller, Secrets]:
    """The practice seller as a person would describe it, and the secrets that belong to it."""
    held = amazon.credentials
    seller = Seller(
        name="practice",
        seller_id=held.seller_id,
        marketplaces=("DE", "UK"),
        client_id=held.client_id,
        endpoint=amazon.url,
        token_endpoint=amazon.token_url,
    )
    return seller, Secrets(client_secret=held.client_secret, refresh_token=held.refresh_token)
