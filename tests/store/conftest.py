from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from sellerbridge import vault
from sellerbridge.clock import HeldClock
from sellerbridge.database import Database, metadata
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(NOW)


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    opened = Database(migrated_url)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database, clock: HeldClock) -> Store:
    return Store(database, vault.from_text(vault.new_key()), clock)


@pytest.fixture
def seller(store: Store) -> Connection:
    return connected(store, "shop")


@pytest.fixture
def raw(database: Database, tmp_path: Path) -> Callable[[], bytes]:
    """All that lies in the database, as a thief would find it."""

    def of_files() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.iterdir())

    def of_rows() -> bytes:
        with database.reading() as connection:
            values = [
                value
                for table in metadata.sorted_tables
                for row in connection.execute(sa.select(table))
                for value in row
            ]
        return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in values)

    return of_files if database.is_sqlite else of_rows


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
