"""How far everything is: per connection and stream, the credentials, the documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from sellerbridge.installation import Installation
from sellerbridge.sentences import N_
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection
from sellerbridge.store.cursors import ORDERS, RETURNS, SETTLEMENTS, TRANSACTIONS, Cursor
from sellerbridge.store.runs import RunRow

SECRET_LIVES = timedelta(days=180)
"""Amazon: a client secret has to be rotated every 180 days (SP-API, "Rotate your application's client secret")."""
AUTHORISATION_LIVES = timedelta(days=365)
"""Amazon: a seller's authorisation lapses after a year (SP-API, "Authorization renewals")."""
SOON = timedelta(days=30)
_FLOWS = {RETURNS: ORDERS, TRANSACTIONS: "money", SETTLEMENTS: "money"}
"""The flows of the streams that are not called like their flow."""


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """Counted from when it was entered, so `expires` is at the latest. `state` is ok, soon or expired."""

    what: str
    expires: datetime
    days_left: int
    state: str


class Stream(msgspec.Struct, frozen=True, kw_only=True):
    """One stream: everything up to `cursor` is known; the lag is what lies between that and now."""

    stream: str
    cursor: datetime | None
    lag_seconds: int | None
    last_run: datetime | None
    last_error: str


class ConnectionStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One connection. `orders` and `products` count what the mirror knows."""

    name: str
    seller_id: str
    region: str
    enabled: bool
    credentials: tuple[Credential, ...]
    streams: tuple[Stream, ...]
    orders: int
    products: int


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """Everything at a glance. `documents` counts due, delivered, held and failed; `problems` the open ones."""

    connections: tuple[ConnectionStatus, ...]
    documents: Mapping[str, int]
    problems: int


def status(installation: Installation) -> Status:
    """How far everything is, now."""
    store, now = installation.store, installation.clock.now()
    orders, products = Counter[int](), Counter[int]()
    for ordered in store.orders.counts():
        orders[ordered.connection_id] += ordered.count
    for listed in store.products.counts():
        products[listed.connection_id] += listed.listed
    return Status(
        connections=tuple(
            _connection(store, connection, now, orders=orders[connection.id], products=products[connection.id])
            for connection in store.connections.all()
        ),
        documents=store.outbox.counts(),
        problems=store.problems.count(),
    )


def _connection(
    store: Store, connection: Connection, now: datetime, *, orders: int, products: int
) -> ConnectionStatus:
    return ConnectionStatus(
        name=connection.name,
        seller_id=connection.seller_id,
        region=connection.region,
        enabled=connection.enabled,
        credentials=credentials(connection, now),
        streams=streams(store, connection, now),
        orders=orders,
        products=products,
    )


def streams(store: Store, connection: Connection, now: datetime) -> tuple[Stream, ...]:
    """Everything that is read of a connection, and how far."""
    runs = store.runs.last(connection.id)
    read = {cursor.stream: cursor for cursor in store.cursors.all(connection.id)}
    # A run that failed before anything was read has left no cursor, and is the one to know of.
    unread = {flow: Cursor(stream=flow) for flow in runs if not any(_flow(name) == flow for name in read)}
    return tuple(_stream(cursor, runs.get(_flow(name)), now) for name, cursor in (read | unread).items())


def credentials(connection: Connection, now: datetime) -> tuple[Credential, ...]:
    """What lapses by itself, and when at the latest."""
    return (
        _credential(N_("client secret"), connection.secret_since + SECRET_LIVES, now),
        _credential(N_("authorisation"), connection.authorised_since + AUTHORISATION_LIVES, now),
    )


def _credential(what: str, expires: datetime, now: datetime) -> Credential:
    left = expires - now
    state = "expired" if left <= timedelta(0) else "soon" if left < SOON else "ok"
    return Credential(what=what, expires=expires, days_left=max(left.days, 0), state=state)


def _stream(cursor: Cursor, run: RunRow | None, now: datetime) -> Stream:
    lag = None if cursor.position is None else max(int((now - cursor.position).total_seconds()), 0)
    return Stream(
        stream=cursor.stream,
        cursor=cursor.position,
        lag_seconds=lag,
        last_run=run.finished if run else None,
        last_error=run.error if run else "",
    )


def _flow(stream: str) -> str:
    """The flow that reads a stream: the listings of each marketplace are the products'."""
    return "products" if stream.startswith("listing") else _FLOWS.get(stream, stream)
