"""A place of its own for a benchmark: a new database with one connection, to nowhere or to a practice Amazon."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sellerbridge import bridge as bridges
from sellerbridge import vault
from sellerbridge.bridge import Bridge
from sellerbridge.clock import Clock, SystemClock
from sellerbridge.commerce.marketplace import find
from sellerbridge.database import Database
from sellerbridge.installation import Installation
from sellerbridge.simulator import clock as simulated
from sellerbridge.simulator.server import PracticeAmazon
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection
from sellerbridge.store.migrate import migrate

_NOWHERE = "http://127.0.0.1:9"


class PracticeTime:
    """A practice Amazon's clock as the program's own: sleeping moves it on at once."""

    def __init__(self, clock: simulated.Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now()

    def sleep(self, seconds: float) -> None:
        self._clock.advance(timedelta(seconds=seconds))


@contextlib.contextmanager
def installed(path: str, key: str, clock: Clock | None = None) -> Iterator[Installation]:
    """An installation in that database file, which is made when it is not there; the key opens it again."""
    database = Database(f"sqlite:///{path}")
    try:
        migrate(database)
        opened = vault.from_text(key)
        yield Installation(home=Path(path).parent, database=database, vault=opened, clock=clock or SystemClock())
    finally:
        database.close()


@contextlib.contextmanager
def bench_store(path: str) -> Iterator[tuple[Store, Connection]]:
    """A store in a new database file, and a seller in it whose Amazon is nowhere."""
    with installed(path, vault.new_key()) as installation:
        yield installation.store, _seller(installation.store)


@contextlib.contextmanager
def bench_bridge(path: str, key: str) -> Iterator[Bridge]:
    """The same, opened for flows, with the books as its ERP; the key opens it a second time."""
    with installed(path, key) as installation:
        installation.store.erp.choose("books")
        with bridges.opened(installation, _seller(installation.store)) as bridge:
            yield bridge


@contextlib.contextmanager
def bench_installation(
    path: str, amazon: PracticeAmazon, *, key: str = "", clock: Clock | None = None
) -> Iterator[Installation]:
    """An installation connected to a practice Amazon, with the books as its ERP; a key opens it again."""
    with installed(path, key or vault.new_key(), clock) as installation:
        store, practice = installation.store, amazon.credentials
        store.erp.choose("books")
        store.connections.put(
            name="bench",
            seller_id=amazon.world.seller_id,
            region="EU",
            endpoint=amazon.url,
            token_endpoint=amazon.token_url,
            marketplaces=tuple(amazon.world.marketplaces),
            client_id=practice.client_id,
            client_secret=practice.client_secret,
            refresh_token=practice.refresh_token,
        )
        yield installation


def _seller(store: Store) -> Connection:
    sites = [site.id for code in ("DE", "FR", "UK") if (site := find(code))]
    return store.connections.put(
        name="bench",
        seller_id="BENCH",
        region="EU",
        endpoint=_NOWHERE,
        token_endpoint=_NOWHERE,
        marketplaces=sites,
        client_id="bench",
        client_secret="bench",  # noqa: S106 - opens nothing
        refresh_token="bench",  # noqa: S106 - opens nothing
    )
