"""Kill the program anywhere, run it again: the same end as if nothing had happened."""

from __future__ import annotations

import functools
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.journeys.shop import Shop

from sellerbridge.simulator.server import PracticeAmazon


@pytest.fixture
def ready(tmp_path: Path, amazon: PracticeAmazon) -> Shop:
    """A home that is set up and has synced nothing yet."""
    shop = Shop(tmp_path / "ready", amazon)
    shop.set_up()
    return shop


@pytest.fixture
def calm(tmp_path: Path, amazon: PracticeAmazon, ready: Shop) -> list[tuple[object, ...]]:
    """The end state of a run that nothing disturbed."""
    shop = Shop(tmp_path / "calm", amazon).prepared_from(ready)
    shop.run("sync", expect=1)
    state = shop.state()
    assert len(state) > 300
    return state


def _kill_when(process: subprocess.Popen[str], reached: Callable[[], bool]) -> bool:
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


def _counted(home: Path, question: str) -> int:
    try:
        with sqlite3.connect(f"file:{home / 'sellerbridge.db'}?mode=ro", uri=True) as database:
            return int(database.execute(question).fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        database.close()


def _same_end(shop: Shop, calm: list[tuple[object, ...]]) -> None:
    shop.run("sync", expect=1)
    assert shop.state() == calm
    again = shop.json("sync", expect=1)
    assert sum(run["created"] + run["updated"] for run in again["runs"]) == 0


def test_killed_at_any_request(
    tmp_path: Path, amazon: PracticeAmazon, ready: Shop, calm: list[tuple[object, ...]]
) -> None:
    shop = Shop(tmp_path / "counted", amazon).prepared_from(ready)
    before = len(amazon.calls)
    shop.run("sync", expect=1)
    requests = len(amazon.calls) - before
    points = sorted({1, 2, 3, 5, *range(6, requests, max(1, requests // 6)), requests})
    killed = 0
    for point in points:
        shop = Shop(tmp_path / f"request-{point}", amazon).prepared_from(ready)
        start = len(amazon.calls)
        killed += _kill_when(shop.start("sync"), functools.partial(_asked, amazon, start + point))
        _same_end(shop, calm)
    print(f"kill points at requests: {killed} of {len(points)} tried")
    assert killed >= len(points) - 1


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
def test_killed_while_writing(
    question: str, point: int, tmp_path: Path, ready: Shop, calm: list[tuple[object, ...]]
) -> None:
    shop = Shop(tmp_path / "killed", ready.amazon).prepared_from(ready)
    _kill_when(shop.start("sync"), lambda: _counted(shop.home, question) >= point)
    _same_end(shop, calm)


def test_killed_again_and_again(
    tmp_path: Path, amazon: PracticeAmazon, ready: Shop, calm: list[tuple[object, ...]]
) -> None:
    shop = Shop(tmp_path / "again", amazon).prepared_from(ready)
    for tenth in range(2, 22, 2):
        process = shop.start("sync")
        try:
            process.communicate(timeout=tenth / 10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
    _same_end(shop, calm)


def test_two_at_once_end_like_one(
    tmp_path: Path, amazon: PracticeAmazon, ready: Shop, calm: list[tuple[object, ...]]
) -> None:
    shop = Shop(tmp_path / "two", amazon).prepared_from(ready)
    both = [shop.start("sync"), shop.start("sync")]
    answers = [process.communicate(timeout=120) for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes in ([1, 1], [1, 2]), answers
    if 2 in codes:
        assert any("Another sellerbridge is at work" in err for _, err in answers)
    _same_end(shop, calm)
