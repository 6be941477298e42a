"""A PostgreSQL for the tests: the one that SELLERBRIDGE_TEST_POSTGRES names, else a throw-away server.

The server is made of this machine's own binaries (PATH, or Debian's folder), listens on a socket in a folder of
its own and nowhere else, and is gone with the tests.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

VARIABLE = "SELLERBRIDGE_TEST_POSTGRES"
_DEBIAN = Path("/usr/lib/postgresql")
_START_SECONDS = 20


class Missing(Exception):
    """There is no PostgreSQL to test against, and why."""


class Server:
    """A running PostgreSQL in which databases can be made. `url` is its administrator's."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = sa.create_engine(
            "postgresql+psycopg://" + url.partition("://")[2], isolation_level="AUTOCOMMIT"
        )

    @contextlib.contextmanager
    def database(self, *, like: str | None = None) -> Iterator[str]:
        """The address of a database of one's own, empty or a copy of that one; dropped afterwards."""
        name = f"sellerbridge_{uuid.uuid4().hex}"
        source = f" TEMPLATE {sa.make_url(like).database}" if like else ""
        self.run(f"CREATE DATABASE {name}{source}")
        try:
            yield sa.make_url(self.url).set(database=name).render_as_string(hide_password=False)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """One statement of the administrator's."""
        with self._engine.connect() as connection:
            connection.execute(sa.text(statement))

    def close(self) -> None:
        self._engine.dispose()


@contextlib.contextmanager
def started() -> Iterator[Server]:
    """A server for a while. Raises Missing."""
    named = os.environ.get(VARIABLE)
    if named:
        with contextlib.closing(Server(named)) as server:
            yield server
        return
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="sellerbridge-postgres-"))
    try:
        with _running(binaries, folder) as url, contextlib.closing(Server(url)) as server:
            _await(server, folder)
            yield server
    finally:
        shutil.rmtree(folder)


def _binaries() -> Path:
    """The folder of `initdb` and `postgres`, the newest version first. Raises Missing."""
    found = [Path(program).parent for program in [shutil.which("initdb")] if program]
    versions = [place for place in _DEBIAN.glob("*") if place.name.isdigit()]
    found += [place / "bin" for place in sorted(versions, key=lambda place: int(place.name), reverse=True)]
    for folder in found:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Missing(f"no PostgreSQL on this machine (install it, or name one in {VARIABLE})")


def _owner() -> str | None:
    """Whom the server runs as: PostgreSQL refuses root. None: whoever runs the tests. Raises Missing."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise Missing("PostgreSQL does not run as root, and there is no user to run it as")


@contextlib.contextmanager
def _running(binaries: Path, folder: Path) -> Iterator[str]:
    owner = _owner()
    if owner:
        shutil.chown(folder, owner)
    data = folder / "data"
    who = {"user": owner, "group": pwd.getpwnam(owner).pw_gid, "extra_groups": []} if owner else {}
    how = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(
        [binaries / "initdb", "-D", data, *how],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        **who,  # type: ignore[call-overload]
    )
    # What it holds is thrown away: nothing has to survive a power cut.
    hurry = [f"-c{name}=off" for name in ("fsync", "synchronous_commit", "full_page_writes")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", *hurry],
            stdout=log,
            stderr=log,
            cwd=folder,
            **who,  # type: ignore[call-overload]
        )
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        process.send_signal(signal.SIGINT)  # fast shutdown: whoever is connected is sent away
        process.wait(timeout=_START_SECONDS)


def _await(server: Server, folder: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            server.run("SELECT 1")
        except sa.exc.OperationalError:
            if time.monotonic() > deadline:
                raise Missing(f"PostgreSQL does not start: {(folder / 'log').read_text()}") from None
            time.sleep(0.05)
        else:
            return
