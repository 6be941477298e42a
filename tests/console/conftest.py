"""An installation with a console before it: asked without a socket, signed in as anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sellerbridge import installation
from sellerbridge.console.app import create_app
from sellerbridge.desk import accounts
from sellerbridge.installation import Installation

PASSWORD = "correct horse battery"


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    for variable in ("SELLERBRIDGE_DATABASE", "SELLERBRIDGE_KEY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("SELLERBRIDGE_HOME", str(tmp_path / "home"))
    with installation.opened() as found:
        found.store.erp.choose("books")
        yield found


@pytest.fixture
def as_(opened: Installation) -> Callable[[str], TestClient]:
    """A client signed in with that role; "" is nobody."""

    def client(role: str) -> TestClient:
        found = TestClient(
            create_app(opened), base_url="http://127.0.0.1", headers={"Sec-Fetch-Site": "same-origin"}
        )
        if role:
            if opened.store.accounts.named(role) is None:
                accounts.add(opened.store.accounts, role, role=role, password=PASSWORD)
            answer = found.post("/sign-in", data={"name": role, "password": PASSWORD}, follow_redirects=False)
            assert answer.status_code == 303, answer.text
        return found

    return client
