"""A practice Amazon without a world: one operation that counts its deeds, one document, a clock that stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

import httpx2
import pytest

from sellerbridge.simulator.call import Answer, Call, Refusal
from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.marketplaces import DE
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon

NOW = datetime(2026, 11, 1, tzinfo=UTC)


class Deeds:
    """The operation getOrder, and how often it was really done."""

    def __init__(self) -> None:
        self.done = 0

    def get_order(self, _world: World, _call: Call) -> Answer:
        self.done += 1
        return Answer(json={"order": {"orderId": "1", "padding": "x" * 1000}})


def document(document_id: str, _now: datetime) -> tuple[bytes, str, dict[str, str]] | Refusal:
    if document_id != "a b":
        return Refusal(404, "NoSuchKey", "There is no such document.")
    return "sku\tprice\nä\t1\n".encode("latin-1"), "text/plain; charset=ISO-8859-1", {"x-amz-meta": "1"}


@pytest.fixture
def bare_world() -> World:
    return cast("World", SimpleNamespace(seller_id="A1", now0=NOW, marketplaces=(DE,), document=document))


@pytest.fixture
def deeds() -> Deeds:
    return Deeds()


@pytest.fixture
def amazon(bare_world: World, deeds: Deeds) -> Iterator[PracticeAmazon]:
    with PracticeAmazon(bare_world, clock=HeldClock(NOW), operations={"getOrder": deeds.get_order}) as running:
        yield running


@pytest.fixture
def login(amazon: PracticeAmazon) -> dict[str, str]:
    """The form that buys an access token."""
    held = amazon.credentials
    return {
        "grant_type": "refresh_token",
        "refresh_token": held.refresh_token,
        "client_id": held.client_id,
        "client_secret": held.client_secret,
    }


@pytest.fixture
def client(amazon: PracticeAmazon, login: dict[str, str]) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=amazon.url, timeout=5) as opened:
        opened.headers["x-amz-access-token"] = opened.post(amazon.token_url, data=login).json()["access_token"]
        yield opened
