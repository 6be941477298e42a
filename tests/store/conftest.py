from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sellerbridge import vault
from sellerbridge.clock import HeldClock
from sellerbridge.database import Database
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection
from sellerbridge.store.migrate import migrate

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(NOW)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'test.db'}")
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database, clock: HeldClock) -> Store:
    return Store(database, vault.from_text(vault.new_key()), clock)


@pytest.fixture
def seller(store: Store) -> Connection:
    return connected(store, "shop")


def connected(store: Store, name: str) -> Connection:
    return store.connections.put(
        name=name,
        seller_id="A1SELLER",
        region="EU",
        endpoint="http://127.0.0.1:1",
        token_endpoint="http://127.0.0.1:1/auth/o2/token",
        marketplaces=("A1PA6795UKMFR9", "A1F83G8C2ARO7P"),
        client_id="amzn1.application-oa2-client.test",
        client_secret="the-client-secret",
        refresh_token="Atzr|the-refresh-token",
    )
