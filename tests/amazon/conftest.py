"""A door to knock at, and a client whose clock stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from tests.amazon.door import Door

from sellerbridge.amazon.auth import Credentials
from sellerbridge.amazon.client import Client
from sellerbridge.amazon.regions import Endpoint
from sellerbridge.amazon.throttle import Throttle
from sellerbridge.clock import HeldClock
from sellerbridge.pace import MemoryBuckets

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

OpenClient = Callable[..., Client]


@pytest.fixture
def door() -> Iterator[Door]:
    opened = Door()
    yield opened
    opened.stop()


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(NOW)


@pytest.fixture
def open_client(door: Door, clock: HeldClock) -> Iterator[OpenClient]:
    opened: list[Client] = []

    def made(*, max_retries: int = 3, patience: float = 60.0) -> Client:
        client = Client(
            Endpoint(url=door.url, token_url=door.token_url, region="EU"),
            credentials=Credentials(
                client_id="amzn1.application-oa2-client.test",
                client_secret="practice-secret",
                refresh_token="Atzr|practice-refresh",
            ),
            throttle=Throttle(MemoryBuckets(), clock, patience),
            clock=clock,
            max_retries=max_retries,
            app_version="1.2.3",
        )
        opened.append(client)
        return client

    yield made
    for client in opened:
        client.close()


@pytest.fixture
def client(open_client: OpenClient) -> Client:
    return open_client()
