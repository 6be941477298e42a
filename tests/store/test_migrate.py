from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from sellerbridge.database import Database, metadata
from sellerbridge.errors import Usage
from sellerbridge.store import migrate as migrations
from sellerbridge.store.migrate import migrate, version

FOLDER = Path(migrations.__file__).with_name("migrations")


@pytest.fixture
def empty(empty_url: str) -> Iterator[Database]:
    opened = Database(empty_url)
    yield opened
    opened.close()


def tables(database: Database) -> set[str]:
    with database.reading() as connection:
        return set(sa.inspect(connection).get_table_names())


def test_the_head_is_the_newest_file_and_there_is_one_line_of_them() -> None:
    scripts = ScriptDirectory(str(FOLDER))
    assert scripts.get_heads() == [migrations.HEAD]
    assert max(path.name[:4] for path in (FOLDER / "versions").glob("0*.py")) == migrations.HEAD


def test_an_empty_database_gets_every_table(empty: Database) -> None:
    assert version(empty) is None
    migrate(empty)
    assert version(empty) == migrations.HEAD
    assert tables(empty) == {*metadata.tables, "alembic_version"}


def test_migrations_and_tables_say_the_same(empty: Database) -> None:
    migrate(empty)
    with empty.transaction() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_partial_index_is_what_the_tables_say(empty: Database) -> None:
    """The comparison does not see an index's condition."""

    def conditions(connection: sa.Connection) -> dict[str, Any]:
        dialect = connection.dialect.name
        return {
            index["name"] or "": str(index["dialect_options"][f"{dialect}_where"])
            for name in metadata.tables
            for index in sa.inspect(connection).get_indexes(name)
            if f"{dialect}_where" in index.get("dialect_options", {})
        }

    migrate(empty)
    with empty.transaction() as connection:
        migrated = conditions(connection)
        metadata.drop_all(connection)
        metadata.create_all(connection)
        assert migrated == conditions(connection)
    assert set(migrated) >= {
        "ix_orders_waiting",
        "ix_outbox_due",
        "ix_outbox_renamed",
        "ix_problems_open",
        "ix_transactions_deferred",
        "ix_transactions_releases",
    }


def test_going_back_leaves_nothing_behind_and_forth_again_works(empty: Database) -> None:
    migrate(empty)
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with empty.transaction() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert tables(empty) <= {"alembic_version"}
    migrate(empty)
    assert version(empty) == migrations.HEAD


def test_a_current_database_is_left_alone(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(empty)

    def fail(*_: object, **__: object) -> None:
        raise AssertionError("it asked for the lock")

    monkeypatch.setattr(Database, "lock", fail)
    migrate(empty)


def test_a_database_of_a_newer_version_is_refused_and_not_touched(empty: Database) -> None:
    migrate(empty)
    with empty.transaction() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Usage, match=r"newer sellerbridge.*Update sellerbridge, or put back a backup"):
        migrate(empty)
    assert version(empty) == "9999"
