"""Errors as sentences, exit codes, and a quick start."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.cli.program import Program

from sellerbridge.store.connections import Connections

_HEAVY = ("sqlalchemy", "httpx2", "rich", "alembic", "cryptography", "uvicorn", "msgspec")


def test_help_loads_nothing_heavy() -> None:
    words = "import sys; from sellerbridge.cli.main import main; main(['--help']); print(*sys.modules, file=sys.stderr)"
    answer = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert "Commands:" in answer.stdout
    assert not set(_HEAVY) & set(answer.stderr.split())


def _broken(_connections: Connections) -> None:
    raise RuntimeError("Jane Example, 1 Example Street")


def test_an_unforeseen_error_is_a_sentence_without_its_text(
    fresh: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Connections, "all", _broken)
    answer = fresh("status")
    assert (answer.code, answer.out) == (1, "")
    assert "RuntimeError" in answer.err
    assert "--debug" in answer.err
    assert "Jane" not in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("words", [("--debug", "status"), ("status", "--debug")])
def test_debug_shows_where_it_comes_from(
    fresh: Program, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr(Connections, "all", _broken)
    with pytest.raises(RuntimeError):
        fresh(*words)


def test_a_reader_who_leaves_early_is_no_error(synced: Program) -> None:
    command = f"{sys.executable} -m sellerbridge documents --json | head -c 20"
    answer = subprocess.run(
        command,
        shell=True,
        capture_output=True,
        text=True,
        check=True,
        env={"SELLERBRIDGE_HOME": str(synced.home)},
    )
    assert answer.stdout.startswith("[")
    assert answer.stderr == ""


def test_without_a_terminal_nobody_is_asked_for_a_secret(fresh: Program) -> None:
    answer = fresh("connect", "mine", "--seller-id", "A1B2C3D4", "--marketplace", "DE", "--client-id", "c")
    assert (answer.code, answer.out) == (2, "")
    assert "SELLERBRIDGE_CLIENT_SECRET" in answer.err
