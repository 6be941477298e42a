"""The server: quick to start and to stop, on loopback only, and deaf to Ctrl-C."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from typing import Any

import httpx2
import pytest

from sellerbridge.simulator.fault_script import BadScript
from sellerbridge.simulator.lwa import Credentials
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon

ORDER = "/orders/2026-01-01/orders/302-1234567-1234567"


def test_it_starts_and_stops_quickly_and_gives_its_port_back(bare_world: World) -> None:
    began = time.perf_counter()
    with PracticeAmazon(bare_world, operations={}) as amazon:
        port = int(amazon.url.rsplit(":", 1)[1])
        assert httpx2.get(amazon.url + "/nowhere").status_code == 403
    assert time.perf_counter() - began < 2  # about 0.2 s on an idle machine
    with PracticeAmazon(bare_world, operations={}, port=port) as again:
        assert again.url == f"http://127.0.0.1:{port}"


def test_a_taken_port_is_an_error_at_once(bare_world: World, amazon: PracticeAmazon) -> None:
    with pytest.raises(OSError, match="in use"):
        PracticeAmazon(bare_world, operations={}, port=int(amazon.url.rsplit(":", 1)[1]))


def test_a_bad_fault_script_is_an_error_at_once(bare_world: World) -> None:
    with pytest.raises(BadScript):
        PracticeAmazon(bare_world, operations={}, faults=[{"operation": "getOrder", "do": "sing"}])


def test_it_listens_on_loopback_only(amazon: PracticeAmazon) -> None:
    assert amazon.url.startswith("http://127.0.0.1:")
    assert amazon.token_url == amazon.url + "/auth/o2/token"


def test_it_stops_while_a_request_hangs(bare_world: World) -> None:
    script = [{"operation": "getOrder", "do": "hang", "seconds": 60}]
    amazon = PracticeAmazon(bare_world, operations={}, faults=script).start()
    with socket.create_connection(("127.0.0.1", int(amazon.url.rsplit(":", 1)[1]))) as caller:
        caller.sendall(f"GET {ORDER} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        until(lambda: bool(amazon.calls))
        began = time.perf_counter()
        amazon.stop()
        assert time.perf_counter() - began < 2
        assert caller.recv(100) == b""


def until(condition: Any) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


INTERRUPTED = """
import os, signal, threading
from datetime import UTC, datetime
from types import SimpleNamespace
from sellerbridge.simulator.server import PracticeAmazon
world = SimpleNamespace(seller_id="A1", now0=datetime(2026, 11, 1, tzinfo=UTC), marketplaces=())
try:
    with PracticeAmazon(world, operations={}):
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
        threading.Event().wait(10)
except KeyboardInterrupt:
    print("interrupted", threading.active_count())
"""


def test_ctrl_c_reaches_the_caller_and_leaves_nothing_behind() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, timeout=20, check=False
    )
    assert (ended.returncode, ended.stdout.split(), ended.stderr) == (0, ["interrupted", "1"], "")


def test_the_credentials_belong_to_the_worlds_seller(amazon: PracticeAmazon) -> None:
    assert amazon.credentials == Credentials.made_for("A1")
