"""Both databases, for the tests that have to hold on either."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from tests import postgres as servers
from tests.postgres import Server

from sellerbridge.database import Database
from sellerbridge.store.migrate import migrate

# How long an example takes says how busy the machine is, and nothing about what it proves.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A running PostgreSQL; without one the tests that ask for it are skipped, and say why."""
    pytest.importorskip("psycopg", reason="psycopg is not installed (the extra postgres)")
    try:
        with servers.started() as server:
            yield server
    except servers.Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    server: Server = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "test.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Server) -> Iterator[str]:
    """A database with all tables, to be copied."""
    with postgres.database() as url:
        _migrate(url)
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with all tables: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        path: Path = request.getfixturevalue("migrated_sqlite")
        yield f"sqlite:///{shutil.copy(path, tmp_path / 'test.db')}"
        return
    server: Server = request.getfixturevalue("postgres")
    with server.database(like=request.getfixturevalue("migrated_postgres")) as url:
        yield url


def _migrate(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()
