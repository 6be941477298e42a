"""connect: where the secrets come from."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

from tests.cli.program import Program

from sellerbridge.simulator.server import PracticeAmazon


def _read_until(terminal: int, what: bytes) -> bytes:
    told = b""
    while what not in told:
        told += os.read(terminal, 1024)
    return told


def test_on_a_terminal_they_are_asked_for_and_not_echoed(tmp_path: Path, amazon: PracticeAmazon) -> None:
    held = amazon.credentials
    words = [
        "connect",
        "asked",
        "--seller-id",
        held.seller_id,
        "--client-id",
        held.client_id,
        "--marketplace",
        "FR",
    ]
    words += ["--endpoint", amazon.url, "--token-endpoint", amazon.token_url]
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [sys.executable, "-m", "sellerbridge", *words],
        stdin=theirs,
        stderr=theirs,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # without a terminal of its own the prompt takes ours
        env={"SELLERBRIDGE_HOME": str(tmp_path / "home"), "PATH": os.environ["PATH"]},
    )
    with running:
        os.close(theirs)
        told = _read_until(ours, b"Client secret: ")
        os.write(ours, held.client_secret.encode() + b"\n")
        told += _read_until(ours, b"Refresh token: ")
        os.write(ours, held.refresh_token.encode() + b"\n")
        out, _ = running.communicate(timeout=20)
    os.close(ours)
    assert running.returncode == 0
    assert "asked is connected" in out
    assert held.client_secret.encode() not in told


def test_options_win_over_the_environment(fresh: Program, amazon: PracticeAmazon) -> None:
    held = amazon.credentials
    answer = fresh.connect(amazon, "--refresh-token", "Atzr|another")
    assert answer.code == 1
    assert "refresh token" in answer.err
    good = ("--client-secret", held.client_secret, "--refresh-token", held.refresh_token)
    assert fresh.connect(amazon, *good, name="good").code == 0


def test_a_known_connection_needs_only_what_changes(synced: Program) -> None:
    answer = synced("connect", "practice", "--marketplace", "DE", "--json")
    assert answer.json["marketplaces"] == ["DE"]
    assert answer.json["others"] == ["FR", "PL", "UK"]


def test_mws_is_told_to_be_not_built_whatever_else_is_named(fresh: Program) -> None:
    words = ("--mws", "--seller-id", "A1B2C3D4E5F6G7", "--aws-access-key-id", "K", "--region", "DE")
    answer = fresh("connect", "old", *words)
    assert (answer.code, answer.out) == (2, "")
    assert "MWS are not built yet" in answer.err


def test_what_is_missing_is_told_before_a_secret_is_asked_for(fresh: Program) -> None:
    answer = fresh("connect", "shop")
    assert answer.code == 2
    assert "needs --seller-id, --marketplace, --client-id" in answer.err
