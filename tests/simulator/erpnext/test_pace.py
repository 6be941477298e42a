"""How long a site takes."""

from __future__ import annotations

import threading
import time

import pytest

from sellerbridge.simulator.erpnext.locks import Locks
from sellerbridge.simulator.erpnext.pace import Pace, Published


def spent(pace: Pace, *, threads: int, seconds: float) -> float:
    shared = Locks()

    def work() -> None:
        with pace.worker(), shared.turn:
            pace.work(shared, seconds)

    workers = [threading.Thread(target=work) for _ in range(threads)]
    began = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return time.perf_counter() - began


@pytest.mark.parametrize(
    ("pace", "at_least", "at_most"),
    [
        (Pace(), 0, 0.05),
        (Published(), 0.1, 0.2),
        (Published(workers=1), 0.2, 0.35),
        (Published(cores=4), 0.05, 0.12),
    ],
    ids=["none", "two cores", "one worker", "a core each"],
)
def test_four_requests_of_50_ms(pace: Pace, at_least: float, at_most: float) -> None:
    assert at_least <= spent(pace, threads=4, seconds=0.05) < at_most


def test_a_submitted_order_costs_what_was_measured() -> None:
    pace = Published()
    order = pace.reading(1) + pace.writing("Sales Order", first=True, submitted=True)
    item = pace.reading(1) + pace.writing("Item", first=True, submitted=False)
    many = pace.reading(1) + pace.writing("Item", first=True, submitted=False)
    many += 99 * pace.writing("Item", first=False, submitted=False)
    assert 1 / order == pytest.approx(6.8, rel=0.15)
    assert 1 / item == pytest.approx(32.9, rel=0.15)
    assert 100 / many == pytest.approx(175, rel=0.15)
