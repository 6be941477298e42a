"""Connecting: proved by a call, kept only when Amazon accepts it."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from sellerbridge.amazon.errors import AuthorisationLost, WrongSecret
from sellerbridge.clock import HeldClock
from sellerbridge.desk.connect import Seller, connect
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation
from sellerbridge.store.connections import Secrets

Practice = tuple[Seller, Secrets]


def test_a_proved_connection_is_kept_and_the_other_marketplaces_are_told(
    opened: Installation, practice: Practice
) -> None:
    seller, secrets = practice
    connected = connect(opened, seller, secrets=secrets, check=True)
    assert (connected.region, connected.marketplaces, connected.others) == ("EU", ("DE", "UK"), ("FR", "PL"))
    kept = opened.store.connections.named("practice")
    assert kept.marketplaces == ("A1PA6795UKMFR9", "A1F83G8C2ARO7P")
    assert opened.store.connections.secrets(kept).refresh_token == secrets.refresh_token


@pytest.mark.parametrize(
    ("wrong", "error"),
    [({"refresh_token": "Atzr|another"}, AuthorisationLost), ({"client_secret": "another"}, WrongSecret)],
)
def test_what_amazon_refuses_leaves_a_working_connection_as_it_was(
    opened: Installation, practice: Practice, wrong: dict[str, str], error: type[Exception]
) -> None:
    seller, good = practice
    connect(opened, seller, secrets=good, check=True)
    bad = {"client_secret": good.client_secret, "refresh_token": good.refresh_token} | wrong
    with pytest.raises(error) as raised:
        connect(opened, seller, secrets=Secrets(**bad), check=True)
    assert next(iter(wrong.values())) not in str(raised.value)
    kept = opened.store.connections.secrets(opened.store.connections.named("practice"))
    assert (kept.client_secret, kept.refresh_token) == (good.client_secret, good.refresh_token)


def test_a_marketplace_that_is_not_the_sellers_is_told(opened: Installation, practice: Practice) -> None:
    seller, secrets = practice
    with pytest.raises(Usage, match=r"does not sell in ES, IT \(it does in DE, FR, PL, UK\)"):
        connect(
            opened, msgspec.structs.replace(seller, marketplaces=("DE", "ES", "IT")), secrets=secrets, check=True
        )
    assert opened.store.connections.all() == ()


def test_what_is_left_out_stays_as_it_is_known(opened: Installation, practice: Practice, clock: HeldClock) -> None:
    seller, secrets = practice
    connect(opened, seller, secrets=secrets, check=True)
    first = opened.store.connections.named("practice")
    clock.sleep(timedelta(days=9).total_seconds())
    connect(opened, Seller(name="practice", marketplaces=("FR",)), secrets=secrets, check=True)
    second = opened.store.connections.named("practice")
    assert (second.id, second.seller_id, second.endpoint) == (first.id, first.seller_id, first.endpoint)
    assert second.marketplaces == ("A13V1IB3VIYZZH",)
    assert second.secret_since == first.secret_since


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "two words"}, "cannot be a connection's name"),
        ({"seller_id": "a b"}, "not a seller id"),
        ({"seller_id": None}, "--seller-id"),
        ({"client_id": None}, "--client-id"),
        ({"marketplaces": ()}, "--marketplace"),
        ({"marketplaces": ("DE", "US")}, "several"),
        ({"marketplaces": ("XX",)}, "no marketplace 'XX'"),
        ({"endpoint": "http://example.org"}, "https"),
        ({"endpoint": "https://me:word@example.org"}, "user name"),
        ({"token_endpoint": "ftp://127.0.0.1"}, "https"),
    ],
)
def test_what_cannot_be_right_is_told_before_anything_is_asked(
    opened: Installation, practice: Practice, change: dict[str, object], said: str
) -> None:
    seller, secrets = practice
    with pytest.raises(Usage, match=said):
        connect(opened, msgspec.structs.replace(seller, **change), secrets=secrets, check=False)
    assert opened.store.connections.all() == ()


def test_without_check_nothing_is_called(opened: Installation, practice: Practice) -> None:
    seller, secrets = practice
    nowhere = msgspec.structs.replace(seller, endpoint="http://127.0.0.1:9", token_endpoint="http://127.0.0.1:9/t")
    assert not connect(opened, nowhere, secrets=secrets, check=False).checked
    assert opened.store.connections.named("practice").endpoint == "http://127.0.0.1:9"
