from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC as PLAIN_UTC
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa

from sellerbridge.database import UTC, Database, Told, chunks, upsert
from sellerbridge.errors import Unreachable, Usage
from sellerbridge.sentences import Sentence

THINGS = sa.Table(
    "things",
    sa.MetaData(),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("moment", UTC),
    sa.Column("said", Told),
)


@pytest.fixture
def database(empty_url: str) -> Iterator[Database]:
    opened = Database(empty_url)
    with opened.transaction() as connection:
        THINGS.metadata.create_all(connection)
    yield opened
    opened.close()


def _all(database: Database) -> dict[str, int]:
    with database.reading() as connection:
        return {row.key: row.number for row in connection.execute(sa.select(THINGS))}


def test_a_transaction_is_all_or_nothing(database: Database) -> None:
    def half() -> None:
        with database.transaction() as connection:
            upsert(connection, THINGS, [{"key": "a", "number": 1}], key=["key"])
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        half()
    assert _all(database) == {}


def test_what_is_written_while_reading_is_not_kept(database: Database) -> None:
    with database.reading() as connection:
        connection.execute(sa.insert(THINGS), [{"key": "a", "number": 1}])
    assert _all(database) == {}


def test_upsert_inserts_and_replaces(database: Database) -> None:
    with database.transaction() as connection:
        upsert(connection, THINGS, [{"key": "a", "number": 1}, {"key": "b", "number": 2}], key=["key"])
        upsert(connection, THINGS, [{"key": "b", "number": 3}], key=["key"])
        upsert(connection, THINGS, [{"key": "a", "number": 9}], key=["key"], update=[])
    assert _all(database) == {"a": 1, "b": 3}


def test_moments_come_back_as_they_went(database: Database) -> None:
    berlin = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=1)))
    with database.transaction() as connection:
        upsert(connection, THINGS, [{"key": "a", "number": 1, "moment": berlin}], key=["key"])
    with database.reading() as connection:
        moment = connection.execute(sa.select(THINGS.c.moment)).scalar_one()
    assert moment == berlin
    assert moment.tzinfo is PLAIN_UTC


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="time zone"), database.transaction() as connection:
        upsert(connection, THINGS, [{"key": "a", "number": 1, "moment": datetime(2026, 1, 1)}], key=["key"])  # noqa: DTZ001


@pytest.mark.parametrize(
    "said",
    [
        Sentence("{number} of {what}", number=3, what=Sentence("nothing")),
        Sentence("a sentence without facts"),
        "a text",
        '{"text": "what looks like one that is kept", "facts": {}}',
        '{"text": what only begins so',
        "",
        None,
    ],
)
def test_what_people_are_told_comes_back_as_it_went(database: Database, said: str | None) -> None:
    with database.transaction() as connection:
        upsert(connection, THINGS, [{"key": "a", "number": 1, "said": said}], key=["key"])
    with database.reading() as connection:
        found = connection.execute(sa.select(THINGS.c.said)).scalar_one()
    assert found == said
    if isinstance(said, Sentence) and said.facts:
        assert (found.text, found.facts) == (said.text, said.facts)


def test_many_writers_wait_for_each_other(database: Database) -> None:
    def count() -> None:
        for _ in range(20):
            with database.transaction() as connection:
                number = connection.execute(sa.select(THINGS.c.number)).scalar_one()
                connection.execute(sa.update(THINGS).values(number=number + 1))

    with database.transaction() as connection:
        upsert(connection, THINGS, [{"key": "a", "number": 0}], key=["key"])
    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _all(database) == {"a": 160}


def test_a_lock_has_one_holder_and_says_so(database: Database) -> None:
    second = Database(database.url.render_as_string())
    refused = pytest.raises(Usage, match="Another sellerbridge is at work on sync")
    with database.lock("sync", wait_seconds=0), refused, second.lock("sync", wait_seconds=0.2):
        raise AssertionError("two holders")
    second.close()
    with database.lock("sync", wait_seconds=2):
        pass


def test_a_killed_holder_lets_go(database: Database) -> None:
    code = (
        "import sys, time; from sellerbridge.database import Database\n"
        "with Database(sys.argv[1]).lock('sync', wait_seconds=0):\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    url = database.url.render_as_string()
    with subprocess.Popen([sys.executable, "-c", code, url], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        holder.kill()
        holder.wait()
    started = time.monotonic()
    with database.lock("sync", wait_seconds=5):
        assert time.monotonic() - started < 2


def test_an_unreachable_database_is_named_without_its_password() -> None:
    database = Database("sqlite:////nonexistent/folder/test.db")
    with pytest.raises(Unreachable, match="does not answer"), database.transaction():
        pass
    database.close()


def test_a_view_stays_the_same_while_others_write(database: Database) -> None:
    with database.transaction() as connection:
        upsert(connection, THINGS, [{"key": "a", "number": 1}], key=["key"])
    with database.reading() as view:
        assert view.execute(sa.select(THINGS.c.number)).scalars().all() == [1]
        with database.transaction() as connection:
            connection.execute(sa.update(THINGS).values(number=2))
        assert view.execute(sa.select(THINGS.c.number)).scalars().all() == [1]
    assert _all(database) == {"a": 2}


def test_rows_may_name_their_columns_in_any_order(database: Database) -> None:
    rows: list[dict[str, Any]] = [
        {"key": "a", "number": 1, "moment": None},
        {"moment": None, "number": 2, "key": "b"},
    ]
    with database.transaction() as connection:
        upsert(connection, THINGS, rows, key=["key"])
    assert _all(database) == {"a": 1, "b": 2}


def test_reading_does_not_wait_for_a_writer(database: Database) -> None:
    with database.transaction() as connection:
        upsert(connection, THINGS, [{"key": "a", "number": 1}], key=["key"])
        assert _all(database) == {}


def test_writing_goes_on_while_a_lock_is_held(database: Database) -> None:
    with database.lock("sync", wait_seconds=0):
        with database.transaction() as connection:
            upsert(connection, THINGS, [{"key": "a", "number": 1}], key=["key"])
        assert _all(database) == {"a": 1}


def test_a_lock_is_let_go_when_the_work_fails(database: Database) -> None:
    with pytest.raises(RuntimeError), database.lock("sync", wait_seconds=0):
        raise RuntimeError("in the middle")
    # A server lets go when it has seen that the connection is gone.
    with database.lock("sync", wait_seconds=2):
        pass


def test_a_postgresql_that_does_not_answer_is_named_without_its_password() -> None:
    pytest.importorskip("psycopg")
    database = Database("postgresql://someone:the-password@127.0.0.1:9/books")
    for ask in (database.transaction, database.reading, lambda: database.lock("sync", wait_seconds=0)):
        with pytest.raises(Unreachable, match="does not answer") as found, ask():
            pass
        assert "the-password" not in str(found.value)
    database.close()


def test_without_its_driver_postgresql_asks_for_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(Usage, match=r"sellerbridge\[postgres\]"):
        Database("postgresql://127.0.0.1/books")


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(Usage, match="sqlite:///"):
        Database("mysql://somewhere/db")


def test_chunks_leave_nothing_out() -> None:
    pieces = list(chunks(list(range(1201))))
    assert [len(piece) for piece in pieces] == [500, 500, 201]
    assert [n for piece in pieces for n in piece] == list(range(1201))
