"""Kill the program anywhere, run it again: the same end as if nothing had happened."""

from __future__ import annotations

import functools
import json
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.journeys.shop import Shop, written

from sellerbridge.simulator.server import PracticeAmazon


@pytest.fixture(scope="module")
def ready(amazon: PracticeAmazon, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A home that is set up and has synced nothing yet."""
    shop = Shop(tmp_path_factory.mktemp("ready") / "home", amazon)
    shop.set_up()
    return shop


class Calm(NamedTuple):
    """The end of a run that nothing disturbed, and how many requests it took."""

    state: list[tuple[object, ...]]
    requests: int


@pytest.fixture(scope="module")
def calm(amazon: PracticeAmazon, ready: Shop, tmp_path_factory: pytest.TempPathFactory) -> Calm:
    shop = Shop(tmp_path_factory.mktemp("calm") / "home", amazon).prepared_from(ready)
    before = len(amazon.calls)
    shop.run("sync", expect=1)
    state = shop.state()
    assert len(state) > 300
    return Calm(state, len(amazon.calls) - before)


def kill_when(process: subprocess.Popen[str], reached: Callable[[], bool]) -> bool:
    """Kill -9 at the first look at which the point is reached; False when the run was over before."""
    while process.poll() is None:
        if reached():
            process.kill()
            process.communicate()
            return True
        time.sleep(0.001)
    process.communicate()
    return False


def _asked(amazon: PracticeAmazon, requests: int) -> bool:
    return len(amazon.calls) >= requests


def counted(home: Path, question: str) -> int:
    try:
        with sqlite3.connect(f"file:{home / 'sellerbridge.db'}?mode=ro", uri=True) as database:
            return int(database.execute(question).fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        database.close()


def _same_end(shop: Shop, calm: Calm) -> None:
    """The next sync (no need for a process of its own) mends everything, the one after it finds nothing to do."""
    shop.here("sync", expect=1)
    assert shop.state() == calm.state
    again = json.loads(shop.here("sync", "--json", expect=1).stdout)
    assert written(again) == 0


@pytest.mark.parametrize("point", [1, 2, 3, 5, *range(6, 22, 3), -1])
def test_killed_at_any_request(
    point: int, tmp_path: Path, amazon: PracticeAmazon, ready: Shop, calm: Calm
) -> None:
    """Killed as soon as Amazon has received so many requests (-1: all of them)."""
    assert point <= calm.requests
    asked = calm.requests if point < 0 else point
    shop = Shop(tmp_path / "home", amazon).prepared_from(ready)
    start = len(amazon.calls)
    killed = kill_when(shop.start("sync"), functools.partial(_asked, amazon, start + asked))
    assert killed
    _same_end(shop, calm)


STAGES = [
    ("mirrored", "SELECT count(*) FROM orders", [1, 100]),
    ("translated", "SELECT count(*) FROM orders WHERE state <> 'waiting'", [1, 120]),
    ("sending", "SELECT count(*) FROM outbox WHERE state = 'sending'", [1]),
    ("written", "SELECT count(*) FROM books_documents", [1, 60, 150, 300, 450]),
    ("receipted", "SELECT count(*) FROM outbox WHERE state = 'delivered'", [1, 80, 200, 400]),
]


@pytest.mark.parametrize(
    ("question", "point"),
    [pytest.param(question, n, id=f"{stage}-{n}") for stage, question, points in STAGES for n in points],
)
def test_killed_while_writing(question: str, point: int, tmp_path: Path, ready: Shop, calm: Calm) -> None:
    shop = Shop(tmp_path / "killed", ready.amazon).prepared_from(ready)
    kill_when(shop.start("sync"), lambda: counted(shop.home, question) >= point)
    _same_end(shop, calm)


def test_killed_again_and_again(tmp_path: Path, amazon: PracticeAmazon, ready: Shop, calm: Calm) -> None:
    shop = Shop(tmp_path / "again", amazon).prepared_from(ready)
    for tenth in range(2, 22, 2):
        process = shop.start("sync")
        try:
            process.communicate(timeout=tenth / 10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
    _same_end(shop, calm)


def test_two_at_once_end_like_one(tmp_path: Path, amazon: PracticeAmazon, ready: Shop, calm: Calm) -> None:
    shop = Shop(tmp_path / "two", amazon).prepared_from(ready)
    both = [shop.start("sync"), shop.start("sync")]
    answers = [process.communicate(timeout=120) for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes in ([1, 1], [1, 2]), answers
    if 2 in codes:
        assert any("Another sellerbridge is at work" in err for _, err in answers)
    _same_end(shop, calm)
