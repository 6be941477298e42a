from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sellerbridge import vault as vaults
from sellerbridge.clock import HeldClock
from sellerbridge.database import Database, metadata
from sellerbridge.erp.books.adapter import Books
from sellerbridge.settings import Settings

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'books.db'}")
    with database.transaction() as transaction:
        metadata.create_all(transaction)
    yield database
    database.close()


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(NOON)


@pytest.fixture
def books(database: Database, clock: HeldClock) -> Books:
    return Books(database, vaults.from_text(vaults.new_key()), Settings(), clock)
