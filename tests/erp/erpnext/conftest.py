"""A site's door to knock at, and a client whose clock stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.erp.erpnext.door import Door

from sellerbridge.clock import HeldClock, SystemClock
from sellerbridge.erp.erpnext.client import Client, Login
from sellerbridge.erp.erpnext.custom_fields import CUSTOM_FIELDS
from sellerbridge.simulator.erpnext.founding import founded
from sellerbridge.simulator.erpnext.rules.registry import RULES
from sellerbridge.simulator.erpnext.server import PracticeERPNext

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SECRET = "s3cr3t-of-the-site"

FIELDS = [
    {
        "doctype": "Custom Field",
        "dt": field.doctype,
        "fieldname": field.fieldname,
        "label": field.label,
        "fieldtype": "Data",
        "unique": int(field.key),
        "no_copy": 1,
        "allow_on_submit": int(field.allow_on_submit),
    }
    for field in CUSTOM_FIELDS
]
"""Our fields, as an administrator makes them."""

OpenClient = Callable[..., Client]


@pytest.fixture
def door() -> Iterator[Door]:
    opened = Door()
    yield opened
    opened.stop()


@pytest.fixture
def held_clock() -> HeldClock:
    return HeldClock(NOW)


@pytest.fixture
def open_client(door: Door, held_clock: HeldClock) -> Iterator[OpenClient]:
    opened: list[Client] = []

    def made(*, max_retries: int = 3, patience: float = 60.0, timeout: float = 5.0) -> Client:
        login = Login(url=door.url, api_key="key1", api_secret=SECRET)
        client = Client(login, clock=held_clock, max_retries=max_retries, patience=patience, timeout=timeout)
        opened.append(client)
        return client

    yield made
    for client in opened:
        client.close()


@pytest.fixture
def client(open_client: OpenClient) -> Client:
    return open_client()


OpenPractice = Callable[..., PracticeERPNext]


@pytest.fixture
def open_practice() -> Iterator[OpenPractice]:
    """Practice sites, each founded as told, with our fields if `fields`."""
    opened: list[PracticeERPNext] = []

    def made(*, fields: bool = True, **founding: Any) -> PracticeERPNext:
        site = founded(rules=RULES, records=FIELDS if fields else (), **founding)
        opened.append(PracticeERPNext(site).start())
        return opened[-1]

    yield made
    for practice in opened:
        practice.close()


@pytest.fixture
def practice(open_practice: OpenPractice) -> PracticeERPNext:
    """A running site with our fields, on which nothing was sold."""
    return open_practice()


@pytest.fixture
def signed_in() -> Iterator[Callable[..., Client]]:
    """Clients of a practice site, as the connector or the administrator."""
    opened: list[Client] = []

    def made(practice: PracticeERPNext, user: str = "connector") -> Client:
        login = practice.logins[user]
        login_there = Login(url=login.url, api_key=login.api_key, api_secret=login.api_secret)
        opened.append(Client(login_there, clock=SystemClock(), max_retries=3, timeout=10.0))
        return opened[-1]

    yield made
    for client in opened:
        client.close()
