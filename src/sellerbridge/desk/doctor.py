"""What is wrong with this installation, and what to do about it."""

from __future__ import annotations

import contextlib
import platform
import stat
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx2
import sqlalchemy as sa

from sellerbridge import bridge as bridges
from sellerbridge.commerce import marketplace
from sellerbridge.desk.status import credentials
from sellerbridge.erp.port import Finding
from sellerbridge.errors import BridgeError, Refused, Unreachable
from sellerbridge.installation import KEY_FILE, Installation
from sellerbridge.sentences import N_, Sentence
from sellerbridge.store import migrate
from sellerbridge.store.connections import Connection

_CLOCK_OFF = timedelta(minutes=2)
"""Amazon's access tokens and time windows bear no more."""
_PATIENCE_SECONDS = 5.0


def doctor(installation: Installation) -> Iterator[Finding]:
    """Every finding as soon as it is known, from the ground up."""
    yield _python()
    yield _home(installation)
    yield from _database(installation)
    yield from _key(installation)
    yield from _erp(installation)
    yield from _amazon(installation)


def _finding(*, what: str, ok: bool, advice: str = "") -> Finding:
    """Advice only where something is wrong."""
    return Finding(what=what, ok=ok, advice="" if ok else advice)


def _python() -> Finding:
    return _finding(
        what=f"Python {platform.python_version()}",
        ok=sys.version_info >= (3, 11),
        advice=N_("sellerbridge needs Python 3.11 or newer."),
    )


def _home(installation: Installation) -> Finding:
    mode = stat.S_IMODE(installation.home.stat().st_mode)
    return _finding(
        what=Sentence("home folder {folder}", folder=installation.home),
        ok=not mode & 0o077,
        advice=Sentence("Others can read it. Run: chmod 700 {folder}", folder=installation.home),
    )


def _database(installation: Installation) -> Iterator[Finding]:
    database = installation.database
    if database.is_sqlite:
        with database.reading() as reading:
            intact = reading.execute(sa.text("PRAGMA quick_check")).scalar_one()
            journal = reading.execute(sa.text("PRAGMA journal_mode")).scalar_one()
        yield _finding(
            what=N_("database intact"),
            ok=intact == "ok",
            advice=Sentence("SQLite says: {reason}. Put back a backup.", reason=intact),
        )
        yield _finding(
            what=N_("database in WAL mode"),
            ok=journal == "wal",
            advice=Sentence(
                "It is in {mode} mode: is the home folder on a network drive? Move it to a local disk.",
                mode=journal,
            ),
        )
    found = migrate.version(database)
    yield _finding(
        what=Sentence("database schema {version}", version=found),
        ok=found == migrate.HEAD,
        advice=Sentence(
            "This version of sellerbridge needs {version}. Update sellerbridge.", version=migrate.HEAD
        ),
    )


def _key(installation: Installation) -> Iterator[Finding]:
    key = installation.home / KEY_FILE
    if key.exists():
        yield _finding(
            what=N_("key file readable by its owner only"),
            ok=not stat.S_IMODE(key.stat().st_mode) & 0o077,
            advice=Sentence("Run: chmod 600 {file}", file=key),
        )
    for connection in installation.store.connections.all():
        what = Sentence("key opens the secrets of {connection}", connection=connection.name)
        yield _tried(what, lambda connection=connection: installation.store.connections.secrets(connection))  # type: ignore[misc]


def _tried(what: str, deed: Callable[[], object]) -> Finding:
    try:
        deed()
    except BridgeError as error:
        return _finding(what=what, ok=False, advice=error.sentence)
    return _finding(what=what, ok=True)


def _erp(installation: Installation) -> Iterator[Finding]:
    if not installation.store.erp.chosen().kind:
        yield _finding(
            what=N_("ERP chosen"), ok=False, advice=N_("For the embedded books run: sellerbridge erp books")
        )
        return
    try:
        with installation.erp() as erp:
            found = erp.check()
    except (Unreachable, Refused) as error:
        yield _finding(what=N_("ERP answers"), ok=False, advice=error.sentence)
        return
    yield from found


def _amazon(installation: Installation) -> Iterator[Finding]:
    connections = installation.store.connections.all()
    if not connections:
        yield _finding(
            what=N_("connection to Amazon"),
            ok=False,
            advice=N_("There is none yet. Make one: sellerbridge connect NAME …, or try: sellerbridge demo"),
        )
    for connection in connections:
        yield from _clock(installation, connection)
        yield from _credentials(installation, connection)
        yield _answers(installation, connection)


def _clock(installation: Installation, connection: Connection) -> Iterator[Finding]:
    """The machine's clock against Amazon's; a practice Amazon on loopback may have a time of its own."""
    if urlsplit(connection.token_endpoint).hostname in {"127.0.0.1", "localhost", "::1"}:
        return
    theirs = _date_of(connection.token_endpoint)
    if theirs is None:
        return
    off = abs(theirs - installation.clock.now())
    yield _finding(
        what=N_("clock as Amazon's"),
        ok=off < _CLOCK_OFF,
        advice=Sentence(
            "It is off by {seconds:.0f} seconds. Set it by a time server (NTP).", seconds=off.total_seconds()
        ),
    )


def _date_of(url: str) -> datetime | None:
    """The Date header of whatever answers there; None when nobody does: that is another finding's to tell."""
    try:
        return parsedate_to_datetime(httpx2.head(url, timeout=_PATIENCE_SECONDS).headers["date"])
    except (httpx2.HTTPError, KeyError, ValueError):
        return None


def _credentials(installation: Installation, connection: Connection) -> Iterator[Finding]:
    for credential in credentials(connection, installation.clock.now()):
        yield _finding(
            what=Sentence(
                "{what} of {connection}: {days} days left",
                what=Sentence(credential.what),
                connection=connection.name,
                days=credential.days_left,
            ),
            ok=credential.state == "ok",
            advice=Sentence(
                "Renew it in time, then run: sellerbridge connect {connection} with the new one.",
                connection=connection.name,
            ),
        )


def _answers(installation: Installation, connection: Connection) -> Finding:
    def asked() -> None:
        with contextlib.closing(bridges.amazon(installation, connection)) as amazon:
            amazon.sellers.participations()

    places = ", ".join(marketplace.code_of(marketplace_id) for marketplace_id in connection.marketplaces)
    what = Sentence(
        "Amazon answers {connection} ({marketplaces})", connection=connection.name, marketplaces=places
    )
    return _tried(what, asked)
