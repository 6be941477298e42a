"""Connections to Amazon, and the ERP: secrets go in and never come out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec

from sellerbridge.commerce import marketplace
from sellerbridge.console import connecting
from sellerbridge.console.api.kinds import Asked, ConnectionName, CountryCode, Secret
from sellerbridge.console.api.operation import Subject
from sellerbridge.console.api.reading import Unfit, named
from sellerbridge.console.doors.people import Role
from sellerbridge.console.page import Page
from sellerbridge.console.words.marks import N_
from sellerbridge.desk import practice
from sellerbridge.desk.connect import Connected, Seller, faults, known_secrets
from sellerbridge.desk.status import Credential, credentials
from sellerbridge.store.connections import Connection, Secrets

subject = Subject("Connections", "A seller's access to Amazon. Secrets go in and never come out.")
SellerId = Annotated[str, msgspec.Meta(pattern=r"^[A-Z0-9]{5,20}$")]
Address = Annotated[str, msgspec.Meta(max_length=400, pattern=r"^https?://[!-~]+$")]
Places: Any = Annotated[tuple[CountryCode, ...], msgspec.Meta(min_length=1)]


class ConnectionShown(msgspec.Struct, frozen=True, kw_only=True):
    """A connection without its secrets; `marketplaces` are country codes, the main one first."""

    name: str
    seller_id: str
    region: str
    marketplaces: tuple[str, ...]
    enabled: bool
    client_id: str
    endpoint: str
    token_endpoint: str
    secret_since: datetime
    authorised_since: datetime
    credentials: tuple[Credential, ...]


class Connecting(Asked, frozen=True, kw_only=True):
    """What is left out stays as it is known; a new connection needs it all but the addresses.

    `marketplaces` are country codes of one region, the main one first.
    """

    seller_id: SellerId | None = None
    marketplaces: Places | None = None
    client_id: Secret | None = None
    client_secret: Secret | None = None
    refresh_token: Secret | None = None
    endpoint: Address | None = None
    token_endpoint: Address | None = None


class Switch(Asked, frozen=True, kw_only=True):
    """Whether the seller is kept in step."""

    enabled: bool


class Removed(msgspec.Struct, frozen=True, kw_only=True):
    """`emptied`: the embedded books held nothing else, and are empty now."""

    emptied: bool


@subject.on("GET", "/connections")
def connections(page: Page) -> tuple[ConnectionShown, ...]:
    """Every connection, with the days its credentials have left."""
    now = page.installation.clock.now()
    return tuple(_shown(one, now) for one in page.installation.store.connections.all())


@subject.on("PUT", "/connections/{connection}", Role.ADMINISTRATOR, outside=True)
def connect(page: Page, connection: ConnectionName, body: Connecting) -> Connected:
    """Add a connection, or change it, or renew its secrets; kept only when Amazon accepts it.

    Another address needs the secrets anew: those that are kept go nowhere else. The very first connection leaves
    Amazon switched off, until the setting `enabled` is on.
    """
    known = next((one for one in page.installation.store.connections.all() if one.name == connection), None)
    seller = Seller(
        name=connection,
        seller_id=body.seller_id,
        marketplaces=body.marketplaces or (),
        client_id=body.client_id,
        endpoint=body.endpoint,
        token_endpoint=body.token_endpoint,
    )
    kept = known_secrets(page.installation.store, seller)
    secrets = {
        "client_secret": body.client_secret or kept.client_secret,
        "refresh_token": body.refresh_token or kept.refresh_token,
    }
    wrong = {name for name, secret in secrets.items() if not secret} | (set() if known else faults(seller))
    if wrong:
        raise Unfit({name: page.say(connecting.WHY[name]) for name in sorted(wrong)})
    return connecting.connected_now(page, seller, Secrets(**secrets))


@subject.on("POST", "/connections/{connection}/test", Role.ADMINISTRATOR, outside=True)
def test_connection(page: Page, connection: ConnectionName) -> Connected:
    """Ask Amazon whether it still accepts the connection as it is."""
    with named():
        known = page.installation.store.connections.named(connection)
    secrets = page.installation.store.connections.secrets(known)
    return connecting.connected_now(page, Seller(name=known.name), secrets)


@subject.on("PUT", "/connections/{connection}/enabled", Role.ADMINISTRATOR)
def switch_connection(page: Page, connection: ConnectionName, body: Switch) -> ConnectionShown:
    """Have this seller synced, or not any more; what was read stays."""
    store = page.installation.store
    with named():
        known = store.connections.named(connection)
    store.connections.switch(known.id, enabled=body.enabled)
    page.did(N_("switched a seller on") if body.enabled else N_("switched a seller off"), connection)
    page.wake()
    return _shown(store.connections.named(connection), page.installation.clock.now())


@subject.on("DELETE", "/connections/{connection}", Role.ADMINISTRATOR)
def remove_connection(page: Page, connection: ConnectionName) -> Removed:
    """Forget a practice seller, with all that came of it; a real one can be switched off, and is kept."""
    with named():
        page.installation.store.connections.named(connection)
    emptied = practice.remove(page.installation, connection)
    page.did(N_("removed a practice seller"), connection)
    return Removed(emptied=emptied)


def _shown(one: Connection, now: datetime) -> ConnectionShown:
    return ConnectionShown(
        name=one.name,
        seller_id=one.seller_id,
        region=one.region,
        marketplaces=tuple(marketplace.code_of(place) for place in one.marketplaces),
        enabled=one.enabled,
        client_id=one.client_id,
        endpoint=one.endpoint,
        token_endpoint=one.token_endpoint,
        secret_since=one.secret_since,
        authorised_since=one.authorised_since,
        credentials=credentials(one, now),
    )
