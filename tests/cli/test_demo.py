"""demo and simulate."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.cli.program import Program

from sellerbridge.simulator.seller import World


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_it_ends_on_a_picture_and_leaves_nothing_behind(fresh: Program, temporary: Path) -> None:
    fresh.columns = 80
    answer = fresh("demo", "--orders", "60")
    assert answer.code == 0
    assert "orders are in; " in answer.out
    assert "PLN" in answer.out
    assert "no-exchange-rate" in answer.out
    assert "Settlements of Amazon: " in answer.out
    assert max(len(line.rstrip()) for line in answer.out.splitlines() if "demo" not in line) <= 80
    assert list(temporary.iterdir()) == []
    assert not fresh.home.exists(), "the user's own home is not touched"


def test_as_json_it_is_one_document(fresh: Program, temporary: Path) -> None:
    told = fresh("demo", "--orders", "60", "--seed", "4", "--json").json
    world = World.create(4, orders=60, days=29, now=datetime.now(UTC))
    elsewhere = [n for n in range(60) if world.order(n).order_id.startswith("S")]
    assert told["orders"] == 60 - len(elsewhere), "what was sold elsewhere and Amazon only ships is not asked for"
    assert {total["marketplace"] for total in told["marketplaces"]} == {"DE", "FR", "UK", "PL"}
    assert all(isinstance(total["total"], str) for total in told["marketplaces"])
    assert [run["flow"] for run in told["runs"]] == ["products", "orders", "money"]
    assert sum(paid["settlements"] for paid in told["payouts"]) > 0
    assert all(paid["booked"] <= paid["settlements"] for paid in told["payouts"])


def _started(*words: str, home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sellerbridge", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"SELLERBRIDGE_HOME": str(home), "TMPDIR": str(home.parent)},
    )


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_simulate_tells_where_it_is_and_stops_well(fresh: Program, tmp_path: Path, stop: signal.Signals) -> None:
    with _started("simulate", "--json", "--orders", "20", "--listings", "5", home=tmp_path / "home") as running:
        assert running.stdout is not None
        lines: list[str] = []
        while not lines or lines[-1] != "}\n":
            lines.append(running.stdout.readline())
            assert lines[-1], "it ended early"
        told = json.loads("".join(lines))
        assert told["url"].startswith("http://127.0.0.1:")
        words = [
            "--endpoint",
            told["url"],
            "--token-endpoint",
            told["token_url"],
            "--seller-id",
            told["seller_id"],
        ]
        words += ["--client-id", told["client_id"], "--marketplace", "DE"]
        secrets = ["--client-secret", told["client_secret"], "--refresh-token", told["refresh_token"]]
        assert fresh("connect", "mine", *words, *secrets).code == 0
        running.send_signal(stop)
        assert running.wait(20) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--speed", "0"), "above zero"),
        (("--faults", "nowhere.json"), "cannot be read"),
        (("--mistakes", "typo"), "no mistake 'typo'"),
        (("--mistakes", "cent_off", "--days", "5"), "as many settlements"),
        (("--port", "x"), "--port"),
    ],
)
def test_simulate_tells_what_cannot_be(fresh: Program, words: tuple[str, ...], said: str) -> None:
    answer = fresh("simulate", "--orders", "1", "--listings", "1", *words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


def test_kept_it_stays_until_stopped_and_its_home_remains(tmp_path: Path) -> None:
    with _started("demo", "--keep", "--orders", "30", home=tmp_path / "home") as running:
        assert running.stdout is not None
        told = ""
        while "rm -r" not in told:
            line = running.stdout.readline()
            assert line, f"the demo ended early: {told}"
            told += line
        home = Path(told.split("SELLERBRIDGE_HOME=")[1].split()[0])
        kept = Program(home)
        assert kept("sync").code == 1
        assert kept("explain", told.split("explain ")[1].split()[0]).code == 0
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0
    assert (home / "sellerbridge.db").exists()
