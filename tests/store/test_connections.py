from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.store.conftest import NOW, connected

from sellerbridge import vault
from sellerbridge.clock import HeldClock
from sellerbridge.database import Database
from sellerbridge.errors import Usage
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection
from sellerbridge.store.cursors import Cursor

DE, UK, FR = "A1PA6795UKMFR9", "A1F83G8C2ARO7P", "A13V1IB3VIYZZH"


def again(store: Store, **changes: Any) -> Connection:
    """The connection of the fixture once more, but for the changes."""
    known = {
        "name": "shop",
        "seller_id": "A1SELLER",
        "region": "EU",
        "endpoint": "http://127.0.0.1:1",
        "token_endpoint": "http://127.0.0.1:1/auth/o2/token",
        "marketplaces": (DE, UK),
        "client_id": "amzn1.application-oa2-client.test",
        "client_secret": "the-client-secret",
        "refresh_token": "Atzr|the-refresh-token",
    }
    return store.connections.put(**known | changes)


def test_a_connection_comes_back_as_it_went_without_its_secrets(store: Store, seller: Connection) -> None:
    assert store.connections.named("shop") == seller
    assert (seller.marketplaces, seller.secret_since, seller.authorised_since) == ((DE, UK), NOW, NOW)
    assert "the-client-secret" not in repr(seller)


def test_secrets_are_sealed_and_shown_nowhere(store: Store, seller: Connection, raw: Callable[[], bytes]) -> None:
    secrets = store.connections.secrets(seller)
    assert (secrets.client_secret, secrets.refresh_token) == ("the-client-secret", "Atzr|the-refresh-token")
    assert repr(secrets) == "Secrets(***)"
    found = raw()
    assert b"A1SELLER" in found
    assert b"the-client-secret" not in found
    assert b"the-refresh-token" not in found


def test_another_key_opens_nothing_and_says_what_to_do(
    database: Database, seller: Connection, clock: HeldClock
) -> None:
    stranger = Store(database, vault.from_text(vault.new_key()), clock)
    with pytest.raises(Usage, match="Put back the key file"):
        stranger.connections.secrets(seller)


def test_whoever_lost_the_key_can_connect_again(database: Database, seller: Connection, clock: HeldClock) -> None:
    stranger = Store(database, vault.from_text(vault.new_key()), clock)
    clock.sleep(60)
    renewed = again(stranger, refresh_token="Atzr|a-new-one")
    assert stranger.connections.secrets(renewed).refresh_token == "Atzr|a-new-one"
    assert renewed.id == seller.id
    assert renewed.authorised_since == NOW + timedelta(seconds=60)


@pytest.mark.parametrize(
    ("changed", "days"),
    [
        ({}, (0, 0)),
        ({"client_secret": "another"}, (1, 0)),
        ({"refresh_token": "another"}, (0, 1)),
        ({"marketplaces": (DE,)}, (0, 0)),
    ],
)
def test_the_age_of_a_credential_is_that_of_its_last_change(
    store: Store, seller: Connection, clock: HeldClock, changed: dict[str, Any], days: tuple[int, int]
) -> None:
    clock.sleep(86400)
    renewed = again(store, **changed)
    assert ((renewed.secret_since - NOW).days, (renewed.authorised_since - NOW).days) == days


def test_another_name_is_another_connection(store: Store, seller: Connection) -> None:
    second = connected(store, "second")
    assert [c.name for c in store.connections.all()] == ["shop", "second"]
    assert store.connections.secrets(second).client_secret == "the-client-secret"


def test_an_unknown_name_tells_the_known_ones(store: Store) -> None:
    with pytest.raises(Usage, match="none yet"):
        store.connections.named("shop")
    connected(store, "north")
    with pytest.raises(Usage, match="there are: north"):
        store.connections.named("shop")


@pytest.mark.parametrize(
    ("changed", "forgotten"),
    [
        ({}, set()),
        ({"refresh_token": "another"}, set()),
        ({"marketplaces": (UK, DE)}, set()),
        ({"marketplaces": (DE,)}, set()),
        ({"marketplaces": (DE, UK, FR)}, {"orders"}),
        ({"seller_id": "A2OTHER"}, {"orders", "listings DE"}),
        ({"region": "NA"}, {"orders", "listings DE"}),
    ],
    ids=["same", "token", "order", "fewer", "more", "seller", "region"],
)
def test_what_was_never_read_is_not_passed_over(
    store: Store, seller: Connection, changed: dict[str, Any], forgotten: set[str]
) -> None:
    """A cursor tells how far the marketplaces of then were read; of a new one nothing was."""
    streams = {"orders", "listings DE"}
    for stream in streams:
        store.cursors.put(seller.id, Cursor(stream=stream, position=NOW, read_at=NOW))
    again(store, **changed)
    assert {cursor.stream for cursor in store.cursors.all(seller.id)} == streams - forgotten
