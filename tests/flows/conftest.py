from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.flows.given import DE, NOW, UK, FakeAmazon

from sellerbridge import bridge as bridges
from sellerbridge import installation
from sellerbridge.clock import HeldClock
from sellerbridge.installation import Installation
from sellerbridge.store.connections import Connection


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(NOW)


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: HeldClock) -> Iterator[Installation]:
    for variable in ("SELLERBRIDGE_DATABASE", "SELLERBRIDGE_KEY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("SELLERBRIDGE_HOME", str(tmp_path / "home"))
    with installation.opened(clock=clock) as found:
        found.store.erp.choose("books")
        yield found


@pytest.fixture
def seller(opened: Installation) -> Connection:
    return connected(opened, "shop")


@pytest.fixture
def amazon(monkeypatch: pytest.MonkeyPatch) -> FakeAmazon:
    """The Amazon that every bridge opens."""
    fake = FakeAmazon()
    monkeypatch.setattr(bridges, "open_amazon", lambda **_: fake)
    return fake


def connected(opened: Installation, name: str) -> Connection:
    return opened.store.connections.put(
        name=name,
        seller_id="A1SELLER",
        region="EU",
        endpoint="http://127.0.0.1:9",
        token_endpoint="http://127.0.0.1:9/token",
        marketplaces=[DE, UK],
        client_id="client",
        client_secret="the-secret",
        refresh_token="the-token",
    )
