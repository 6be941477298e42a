"""serve as a person runs it: it syncs by itself, ends politely in mid-sync, and survives being killed."""

from __future__ import annotations

import json
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.journeys.shop import Shop, written
from tests.journeys.test_crash import counted

from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon

_PATIENCE = 30.0
_POLITE = 5.0
"""Seconds in which a supervisor expects an end."""
_DELIVERED = "select count(*) from outbox where delivered_at is not null"
_MONEY_DONE = (
    "select count(*) from runs where flow = 'money' and error = '' and counts like '%\"resume_at\":null%'"
)


class Scene(NamedTuple):
    """A home that has synced nothing yet, and what its books hold after a sync that nothing disturbed."""

    amazon: PracticeAmazon
    ready: Shop
    state: list[tuple[object, ...]]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    now = datetime.now(UTC).replace(microsecond=0)
    world = World.create(seed=11, listings=20, orders=80, days=20, now=now)
    world.report_seconds = 0
    with PracticeAmazon(world, clock=HeldClock(now), limits="off") as amazon:
        folder = tmp_path_factory.mktemp("serve")
        ready = Shop(folder / "ready", amazon)
        ready.here("erp", "books")
        ready.here("rates", "set", "GBP=1.17")
        sites = [word for site in amazon.world.marketplaces for word in ("--marketplace", site)]
        ready.here(
            *("connect", "shop", "--seller-id", amazon.world.seller_id, *sites),
            *("--client-id", amazon.credentials.client_id),
            *("--endpoint", amazon.url, "--token-endpoint", amazon.token_url),
        )
        calm = Shop(folder / "calm", amazon).prepared_from(ready)
        calm.here("sync", expect=1)
        yield Scene(amazon, ready, calm.state())


class Served:
    """A running serve."""

    def __init__(self, shop: Shop) -> None:
        self.home = shop.home
        self.process: subprocess.Popen[str] = shop.start("serve", "--port", "0")
        assert self.process.stderr
        self.url = self.process.stderr.readline().split("at ")[1].split(" ")[0]

    def wait(self, reached: Callable[[Path], bool]) -> None:
        for _ in range(int(_PATIENCE / 0.01)):
            if reached(self.home):
                return
            assert self.process.poll() is None, self.process.communicate()[1]
            time.sleep(0.01)
        self.kill()
        raise AssertionError("it did not come to that")

    def end(self) -> float:
        """Ask it to end; the seconds that it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=_PATIENCE)
        assert self.process.returncode == 0
        return time.monotonic() - began

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def _same_end(shop: Shop, scene: Scene) -> None:
    assert shop.state() == scene.state
    again = json.loads(shop.here("sync", "--json", expect=1).stdout)
    assert written(again) == 0, "nothing was left to be written"


def test_it_syncs_by_itself_and_ends_in_mid_sync_within_seconds_losing_nothing(
    scene: Scene, tmp_path: Path
) -> None:
    shop = Shop(tmp_path / "home", scene.amazon).prepared_from(scene.ready)
    served = Served(shop)
    served.wait(lambda home: counted(home, _DELIVERED) >= 30)
    assert served.end() <= _POLITE
    assert counted(shop.home, _DELIVERED) < len(scene.state), "it was in the midst of it"
    served = Served(shop)
    served.wait(lambda home: counted(home, _MONEY_DONE) > 0)
    assert served.end() <= _POLITE
    _same_end(shop, scene)


def test_killed_twice_and_started_again_it_comes_to_the_same_end(scene: Scene, tmp_path: Path) -> None:
    shop = Shop(tmp_path / "home", scene.amazon).prepared_from(scene.ready)
    for delivered in (5, 40):
        served = Served(shop)
        served.wait(lambda home, enough=delivered: counted(home, _DELIVERED) >= enough)  # type: ignore[misc]
        served.kill()
    served = Served(shop)
    served.wait(lambda home: counted(home, _MONEY_DONE) > 0)
    served.end()
    _same_end(shop, scene)


def test_without_the_clock_the_pages_are_there_and_nothing_runs(scene: Scene, tmp_path: Path) -> None:
    shop = Shop(tmp_path / "home", scene.amazon).prepared_from(scene.ready)
    process = shop.start("serve", "--port", "0", "--no-sync")
    assert process.stderr
    url = process.stderr.readline().split("at ")[1].split(" ")[0]
    link = next(line for line in process.stderr if "first-run?key=" in line).strip()
    with urllib.request.urlopen(link) as answer:
        assert 'name="again"' in answer.read().decode() or answer.url.endswith("/first-run")
    rebound = urllib.request.Request(url, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError, match="421"):
        urllib.request.urlopen(rebound)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=_PATIENCE)
    assert process.returncode == 0
    assert "Traceback" not in err
    assert counted(shop.home, "select count(*) from runs") == 0
