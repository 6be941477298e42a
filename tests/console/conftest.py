"""An installation with a console before it: asked without a socket, signed in as anybody."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import argon2
import pytest
from starlette.testclient import TestClient

from sellerbridge import installation
from sellerbridge.console.app import create_app
from sellerbridge.desk import accounts
from sellerbridge.installation import Installation
from sellerbridge.store.connections import Connection

PASSWORD = "correct horse battery"
DE, FR = "A1PA6795UKMFR9", "A13V1IB3VIYZZH"


@pytest.fixture(scope="session", autouse=True)
def _passwords_cost_little() -> Iterator[None]:
    """What makes guessing slow would make these tests slow; how it is hashed stays the same."""
    cheap = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_hasher", cheap)
        patch.setattr(accounts, "_NOBODY", cheap.hash("nobody's"))
        yield


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that was opened once; each test has its own copy, and pays for no migrations."""
    home = tmp_path_factory.mktemp("made") / "home"
    with pytest.MonkeyPatch.context() as patch:
        alone(patch, home)
        with installation.opened() as found:
            found.store.erp.choose("books")
    return home


def alone(patch: pytest.MonkeyPatch, home: Path) -> None:
    """With that home and nothing else of the environment."""
    for variable in ("SELLERBRIDGE_DATABASE", "SELLERBRIDGE_KEY"):
        patch.delenv(variable, raising=False)
    patch.setenv("SELLERBRIDGE_HOME", str(home))


@pytest.fixture
def opened(made_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    alone(monkeypatch, shutil.copytree(made_home, tmp_path / "home"))
    with installation.opened() as found:
        yield found


def connected(opened: Installation, *, endpoint: str = "http://127.0.0.1:9") -> Connection:
    """A seller of whom nothing is asked; without another address a practice seller that has ended."""
    return opened.store.connections.put(
        name="north",
        seller_id="A1B2C3D4E5",
        region="EU",
        endpoint=endpoint,
        token_endpoint=f"{endpoint}/token",
        marketplaces=[DE, FR],
        client_id="client",
        client_secret="the-secret",
        refresh_token="the-token",
    )


@pytest.fixture
def seller(opened: Installation) -> Connection:
    return connected(opened)


@pytest.fixture
def as_(opened: Installation) -> Callable[[str], TestClient]:
    """A client signed in with that role; "" is nobody."""

    app = create_app(opened)

    def client(role: str) -> TestClient:
        found = TestClient(app, base_url="http://127.0.0.1", headers={"Sec-Fetch-Site": "same-origin"})
        if role:
            if opened.store.accounts.named(role) is None:
                accounts.add(opened.store.accounts, role, role=role, password=PASSWORD)
            answer = found.post("/sign-in", data={"name": role, "password": PASSWORD}, follow_redirects=False)
            assert answer.status_code == 303, answer.text
        return found

    return client
