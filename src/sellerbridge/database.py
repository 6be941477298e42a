"""SQLite or PostgreSQL: connect, transaction, lock, upsert; the only file that knows which of the two it is."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC as _UTC
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from filelock import FileLock, Timeout
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, Engine

from sellerbridge.errors import NoDatabase, Usage
from sellerbridge.sentences import Sentence, packed, unpacked

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""All tables of the program; `store` and `erp.books` add theirs."""

_EPOCH = datetime(1970, 1, 1, tzinfo=_UTC)
_MICROSECOND = timedelta(microseconds=1)
_BUSY_MILLISECONDS = 30_000
_LOCK_NOT_AVAILABLE = "55P03"
"""PostgreSQL's code for having waited long enough (errcodes appendix, class 55)."""
_KEPT = '{"text":'
"""How the JSON of a sentence begins; `packed` writes its text first."""
_CHUNK = 500
"""How many values one IN list takes; well below SQLite's limit of 32,766 parameters."""


class Told(sa.types.TypeDecorator[str]):
    """A text for people. Of a Sentence its text and facts are kept, as JSON, so that any language can tell it."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        if isinstance(value, Sentence) and value.facts:
            return msgspec.json.encode(packed(value)).decode()
        if value is not None and value.startswith(_KEPT):
            return msgspec.json.encode({"text": value, "facts": {}}).decode()
        return value if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        if value is None or not value.startswith(_KEPT):
            return value  # type: ignore[no-any-return]
        return unpacked(msgspec.json.decode(value))  # type: ignore[no-any-return]


class UTC(sa.types.TypeDecorator[datetime]):
    """An aware moment: timestamptz on PostgreSQL, integer microseconds on SQLite. Naive datetimes are refused."""

    impl = sa.BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.DateTime(timezone=True))
        return dialect.type_descriptor(sa.BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value if dialect.name == "postgresql" else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if dialect.name == "postgresql":
            return value.astimezone(_UTC)  # type: ignore[no-any-return]
        return _EPOCH + timedelta(microseconds=value)


class Database:
    """One database, opened. Writers take their turn, one transaction after the other; readers never wait."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(_with_driver(url))
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._engine = _sqlite_engine(self.url) if self.is_sqlite else _postgres_engine(self.url)

    @property
    def engine(self) -> Engine:
        """For the migrations, which need more than a transaction."""
        return self._engine

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All of it or nothing: commits at the end, rolls back on any exception."""
        with _readable_errors(self.url), self._engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent view for questions; nothing written here is kept."""
        # Each statement of its own would see what others wrote in between (PostgreSQL's default).
        view = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with _readable_errors(self.url), self._engine.connect() as connection:
            yield connection.execution_options(sellerbridge_reading=True, **view)
            connection.rollback()

    @contextlib.contextmanager
    def lock(self, name: str, *, wait_seconds: float) -> Iterator[None]:
        """Only one holder of `name` at a time, over all processes; a killed holder lets go by dying.

        Raises Usage when another one holds it for longer than `wait_seconds`.
        """
        holder = self._file_lock(name, wait_seconds) if self.is_sqlite else self._advisory_lock(name, wait_seconds)
        with holder:
            yield

    @contextlib.contextmanager
    def _file_lock(self, name: str, wait_seconds: float) -> Iterator[None]:
        digest = hashlib.blake2b(name.encode(), digest_size=8).hexdigest()
        path = Path(f"{self.url.database}.{digest}.lock")
        held = FileLock(path, timeout=wait_seconds, mode=0o600)
        try:
            held.acquire()
        except Timeout:
            raise Usage(_BUSY.format(name=name)) from None
        try:
            yield
        finally:
            held.release()

    @contextlib.contextmanager
    def _advisory_lock(self, name: str, wait_seconds: float) -> Iterator[None]:
        with _readable_errors(self.url), self._engine.connect() as connection:
            # It belongs to no transaction and no pool: ending it lets go of the lock, however that comes about.
            connection.execution_options(isolation_level="AUTOCOMMIT", sellerbridge_reading=True)
            connection.detach()
            connection.exec_driver_sql(f"SET lock_timeout = {int(wait_seconds * 1000) or 1}")
            try:
                connection.execute(sa.text("SELECT pg_advisory_lock(:n)"), {"n": _number(name)})
            except sa.exc.OperationalError as error:
                if getattr(error.orig, "sqlstate", "") != _LOCK_NOT_AVAILABLE:
                    raise
                raise Usage(_BUSY.format(name=name)) from None
            yield

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()


_BUSY = (
    "Another sellerbridge is at work on {name}. Nothing was done; wait until it is finished, then run this again."
)


def upsert(
    connection: Connection,
    table: sa.Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    key: Sequence[str],
    update: Sequence[str] | None = None,
) -> None:
    """Insert rows, or replace those whose `key` columns are there already; all rows have the same columns.

    `update` names the columns to replace; without it all but the key are.
    """
    if not rows:
        return
    names = tuple(rows[0])
    replaced = tuple(name for name in names if name not in key) if update is None else tuple(update)
    write = _compiled(connection.dialect, table, names, tuple(key), replaced)
    connection.exec_driver_sql(write.sql, [write.parameters(row) for row in rows])


def insert(connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, all of the same columns."""
    if rows:
        write = _compiled(connection.dialect, table, tuple(rows[0]), None, ())
        connection.exec_driver_sql(write.sql, [write.parameters(row) for row in rows])


class _Write:
    """A compiled statement for many rows: SQLAlchemy's executemany at a third of its price per row."""

    def __init__(self, statement: sa.Insert, dialect: Dialect, names: Sequence[str]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        order = compiled.positiontup
        self.sql = str(compiled)
        self._positional = order is not None
        self._converters = [(name, _converter(statement.table.c[name].type, dialect)) for name in order or names]

    def parameters(self, row: Mapping[str, Any]) -> Any:
        """A row as the driver takes it."""
        if self._positional:
            values = [row[name] if convert is None else convert(row[name]) for name, convert in self._converters]
            return tuple(values)
        return {name: row[name] if convert is None else convert(row[name]) for name, convert in self._converters}


def _converter(kind: sa.types.TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """What makes a value the driver's, or None where the driver takes it as it is: both take bytes as bytes."""
    if isinstance(kind, sa.LargeBinary):
        return None
    return kind.dialect_impl(dialect).bind_processor(dialect)


@functools.lru_cache(maxsize=200)
def _compiled(
    dialect: Dialect,
    table: sa.Table,
    names: tuple[str, ...],
    key: tuple[str, ...] | None,
    replaced: tuple[str, ...],
) -> _Write:
    statement = (postgresql if dialect.name == "postgresql" else sqlite).insert(table)
    if key is None:
        return _Write(statement, dialect, names)
    if replaced:
        changes = {name: statement.excluded[name] for name in replaced}
        return _Write(statement.on_conflict_do_update(index_elements=key, set_=changes), dialect, names)
    return _Write(statement.on_conflict_do_nothing(index_elements=key), dialect, names)


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Long lists in pieces that fit one IN clause."""
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]


def _with_driver(url: str) -> str:
    """PostgreSQL speaks through psycopg 3; users write postgresql:// as everywhere."""
    for scheme in ("postgresql://", "postgres://", "postgresql+psycopg://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    if url.startswith("sqlite:///"):
        return url
    raise Usage("SELLERBRIDGE_DATABASE must begin with sqlite:/// or postgresql://")


def _sqlite_engine(url: sa.URL) -> Engine:
    engine = sa.create_engine(url, hide_parameters=True, connect_args={"timeout": _BUSY_MILLISECONDS / 1000})

    @sa.event.listens_for(engine, "connect")
    def _set_up(raw: sqlite3.Connection, _record: object) -> None:
        raw.isolation_level = None  # the driver must not open transactions of its own
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "wal_autocheckpoint=8000",
        ):
            raw.execute(f"PRAGMA {pragma}").close()
        raw.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS}").close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A deferred transaction that turns to writing fails at once when another writes; an immediate one waits.
        reading = connection.get_execution_options().get("sellerbridge_reading")
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _postgres_engine(url: sa.URL) -> Engine:
    try:
        options = {"options": f"-c lock_timeout={_BUSY_MILLISECONDS}"}
        engine = sa.create_engine(url, hide_parameters=True, connect_args=options)
    except ModuleNotFoundError:
        raise Usage(
            "PostgreSQL needs the extra postgres: pip install 'sellerbridge[postgres]' (from a checkout:"
            " .venv/bin/pip install -e '.[postgres]'). Then run this again."
        ) from None

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Two writers who read before they write would undo each other's work; as on SQLite they take turns.
        if not connection.get_execution_options().get("sellerbridge_reading"):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_number('writers')})")

    return engine


def _number(name: str) -> int:
    """The number by which PostgreSQL knows a lock; a database has its own."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)


@contextlib.contextmanager
def _readable_errors(url: sa.URL) -> Iterator[None]:
    try:
        yield
    except sa.exc.OperationalError as error:
        where = url.render_as_string(hide_password=True)
        raise NoDatabase(
            "The database {where} does not answer: {reason}. Nothing was lost; check it and run this again.",
            where=where,
            reason=error.orig,
        ) from None
