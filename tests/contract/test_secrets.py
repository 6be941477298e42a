"""Secrets are shown nowhere and lie nowhere in clear."""

from __future__ import annotations

import pytest
from tests.cli.program import Program

from sellerbridge.simulator.server import PracticeAmazon


@pytest.fixture
def secrets(amazon: PracticeAmazon) -> tuple[str, str]:
    return amazon.credentials.client_secret, amazon.credentials.refresh_token


_COMMANDS = (
    "status",
    "doctor",
    "settings",
    "sync",
    "sync --debug",
    "problems",
    "documents",
    "connect practice",
    "connect practice --marketplace IT",
    "connect practice --client-id another",
    "connect practice --endpoint http://example.org",
)


@pytest.mark.parametrize("command", _COMMANDS)
def test_no_command_shows_a_secret(synced: Program, secrets: tuple[str, str], command: str) -> None:
    answer = synced(*command.split())
    assert not any(secret in answer.out + answer.err for secret in secrets)


def test_a_refused_secret_is_not_repeated(synced: Program, amazon: PracticeAmazon) -> None:
    answer = synced.connect(amazon, "--client-secret", "my-wrong-secret", "--refresh-token", "my-wrong-token")
    assert answer.code == 1
    assert "my-wrong" not in answer.out + answer.err


def test_no_file_of_the_home_holds_one(synced: Program, secrets: tuple[str, str]) -> None:
    for path in synced.home.iterdir():
        content = path.read_bytes()
        assert not any(secret.encode() in content for secret in secrets), path.name


def test_no_file_of_the_home_holds_a_buyer(synced: Program) -> None:
    people = [d["doc"] for d in synced("documents", "--doctype", "Address", "--json").json]
    lines = {person["address_line1"] for person in people if person.get("address_line1")}
    assert lines
    for path in synced.home.iterdir():
        content = path.read_bytes()
        assert not any(line.encode() in content for line in lines), path.name
