"""The command simulate-erpnext: a site that answers, and the very command that chooses it."""

from __future__ import annotations

import json
import shlex
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from tests.cli.program import Program


def test_it_tells_how_to_choose_it_and_stops_well(fresh: Program, tmp_path: Path) -> None:
    script = tmp_path / "faults.json"
    script.write_text('[{"of": "ping", "call": 2, "do": "page", "status": 503}]')
    options = ["--json", "--latency", "published", "--faults", str(script)]
    command = [sys.executable, "-m", "sellerbridge", "simulate-erpnext", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        text = ""
        while not text.endswith("}\n"):
            line = running.stdout.readline()
            assert line, "it ended without telling where it is"
            text += line
        told = json.loads(text)
        ping = f"{told['url']}/api/method/ping"
        with urllib.request.urlopen(ping, timeout=10) as answer:
            assert json.load(answer) == {"message": "pong"}
        with pytest.raises(urllib.error.HTTPError, match="503") as page:
            urllib.request.urlopen(ping, timeout=10)
        page.value.close()
        fresh("settings", "set", "company=Acme")
        made = fresh(*shlex.split(told["create_fields"])[1:])
        assert (made.code, "Made: " in made.err) == (0, True)
        chosen = fresh(*shlex.split(told["connect"])[1:])
        assert "connector@acme.test" in chosen.out
        assert chosen.code == 0
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--faults", "nowhere.json"), "cannot be read"),
        (("--latency", "slow"), "--latency"),
        (("--port", "x"), "--port"),
    ],
    ids=["no script", "no such pace", "no number"],
)
def test_what_cannot_be_is_a_sentence(fresh: Program, words: tuple[str, ...], said: str) -> None:
    answer = fresh("simulate-erpnext", *words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


def test_a_taken_port_is_a_sentence(fresh: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        answer = fresh("simulate-erpnext", "--port", str(taken.getsockname()[1]))
    assert answer.code == 2
    assert "cannot be used" in answer.err
