"""Sellers and their credentials; the secrets sealed, apart from the rest."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.clock import Clock
from sellerbridge.database import Database, upsert
from sellerbridge.errors import Usage
from sellerbridge.store import cursors, tables
from sellerbridge.vault import Vault


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """One seller's access to Amazon in one region, without its secrets."""

    id: int
    name: str
    seller_id: str
    region: str
    endpoint: str
    token_endpoint: str
    marketplaces: tuple[str, ...]
    enabled: bool
    client_id: str
    secret_since: datetime
    authorised_since: datetime


class Secrets:
    """The two secrets of a connection, opened; shown nowhere."""

    def __init__(self, *, client_secret: str, refresh_token: str) -> None:
        self.client_secret = client_secret
        self.refresh_token = refresh_token

    def __repr__(self) -> str:
        return "Secrets(***)"


class Connections:
    """The sellers that this installation serves."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    def put(
        self,
        *,
        name: str,
        seller_id: str,
        region: str,
        endpoint: str,
        token_endpoint: str,
        marketplaces: Sequence[str],
        client_id: str,
        client_secret: str,
        refresh_token: str,
    ) -> Connection:
        """Add a connection, or replace what is known of the one with that name; its mirror stays.

        What the cursors do not cover is read from the beginning: new marketplaces, another seller.
        """
        old = next((known for known in self.all() if known.name == name), None)
        row: dict[str, Any] = {
            "name": name,
            "seller_id": seller_id,
            "region": region,
            "endpoint": endpoint,
            "token_endpoint": token_endpoint,
            "marketplaces": " ".join(marketplaces),
            "enabled": True,
            "client_id": client_id,
            **self._ages(old, client_secret=client_secret, refresh_token=refresh_token),
        }
        with self._database.transaction() as connection:
            upsert(connection, tables.connections, [row], key=["name"])
            named = sa.select(tables.connections.c.id).where(tables.connections.c.name == name)
            number = connection.execute(named).scalar_one()
            secrets = {"client_secret": client_secret, "refresh_token": refresh_token}
            sealed = [self._sealed(number, what, value) for what, value in secrets.items()]
            upsert(connection, tables.secrets, sealed, key=["connection_id", "name"])
            if old:
                _forget_what_changed(connection, old, row)
        return self.named(name)

    def _ages(self, old: Connection | None, *, client_secret: str, refresh_token: str) -> dict[str, datetime]:
        """Since when the secrets are these: a secret that is entered again as it was does not get younger."""
        now, kept = self._clock.now(), None
        if old:
            with contextlib.suppress(Usage):  # sealed with a key that is lost: connecting again is the way out
                kept = self.secrets(old)
        if old is None or kept is None:
            return {"secret_since": now, "authorised_since": now}
        return {
            "secret_since": old.secret_since if kept.client_secret == client_secret else now,
            "authorised_since": old.authorised_since if kept.refresh_token == refresh_token else now,
        }

    def all(self) -> tuple[Connection, ...]:
        """Every connection, in the order of their making."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(tables.connections).order_by(tables.connections.c.id)).mappings()
            return tuple(Connection(**{**row, "marketplaces": tuple(row["marketplaces"].split())}) for row in rows)

    def named(self, name: str) -> Connection:
        """The connection of that name. Raises Usage and names the others."""
        known = self.all()
        for connection in known:
            if connection.name == name:
                return connection
        others = ", ".join(connection.name for connection in known) or "none yet"
        raise Usage(
            "There is no connection {name!r} (there are: {others}). Make it: sellerbridge connect {name} …",
            name=name,
            others=others,
        )

    def switch(self, connection_id: int, *, enabled: bool) -> None:
        """Have a connection synced, or not any more; what was read stays."""
        table = tables.connections
        with self._database.transaction() as connection:
            connection.execute(sa.update(table).where(table.c.id == connection_id).values(enabled=enabled))

    def remove(self, connection_id: int) -> None:
        """Forget a connection, its secrets and all that was read from it."""
        table = tables.connections
        with self._database.transaction() as connection:
            connection.execute(sa.delete(table).where(table.c.id == connection_id))

    def secrets(self, connection: Connection) -> Secrets:
        """The secrets, opened. Raises Usage when the key does not fit."""
        with self._database.reading() as reading:
            rows = reading.execute(
                sa.select(tables.secrets.c.name, tables.secrets.c.sealed).where(
                    tables.secrets.c.connection_id == connection.id
                )
            ).all()
        opened = {
            name: self._vault.open(sealed, context=_context(connection.id, name)).decode() for name, sealed in rows
        }
        return Secrets(**opened)

    def _sealed(self, number: int, name: str, value: str) -> dict[str, object]:
        sealed = self._vault.seal(value.encode(), context=_context(number, name))
        return {"connection_id": number, "name": name, "sealed": sealed}


def _forget_what_changed(connection: Transaction, old: Connection, row: Mapping[str, Any]) -> None:
    """Another Amazon has another pace; another seller, or a new marketplace, was not read yet."""
    if old.endpoint != row["endpoint"]:
        connection.execute(sa.delete(tables.buckets).where(tables.buckets.c.connection_id == old.id))
    if (old.seller_id, old.region) != (row["seller_id"], row["region"]):
        cursors.forget(connection, old.id)
    elif set(row["marketplaces"].split()) - set(old.marketplaces):
        cursors.forget(connection, old.id, stream=cursors.ORDERS)


def _context(number: int, name: str) -> str:
    return f"secrets:{number}:{name}"
