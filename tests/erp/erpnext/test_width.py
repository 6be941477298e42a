from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

import pytest

from sellerbridge.clock import SystemClock
from sellerbridge.erp.erpnext.width import Width, run
from sellerbridge.errors import Unreachable

Job = Callable[[], int]


@pytest.fixture
def width() -> Width:
    return Width(SystemClock())


class Work:
    """Jobs that note how many of them run at once."""

    def __init__(self, seconds: float = 0.002) -> None:
        self.seconds = seconds
        self.most = 0
        self.begun: list[int] = []
        self._running = 0
        self._lock = threading.Lock()

    def job(self, number: int) -> int:
        with self._lock:
            self.begun.append(number)
            self._running += 1
            self.most = max(self.most, self._running)
        time.sleep(self.seconds)
        with self._lock:
            self._running -= 1
        return number

    def jobs(self, number: int) -> Iterator[Job]:
        return (partial(self.job, each) for each in range(number))


def failing(error: Exception) -> int:
    raise error


def test_every_job_is_done_once_about_in_order(width: Width) -> None:
    work = Work()
    results = list(run(work.jobs(200), width))
    assert sorted(results) == list(range(200))
    assert all(abs(place - number) <= 32 for place, number in enumerate(results))


def test_no_jobs_are_no_results(width: Width) -> None:
    assert list(run([], width)) == []


def test_as_many_run_at_once_as_the_width_allows(width: Width) -> None:
    work = Work(seconds=0.02)
    list(run(work.jobs(8), width))
    assert work.most == 4


def test_a_site_that_strains_is_asked_by_fewer(width: Width) -> None:
    for _ in range(3):
        width.strain(1.0)
    work = Work(seconds=0.01)
    list(run(work.jobs(8), width))
    assert work.most == 1


def test_kinds_of_job_have_their_own_width(width: Width) -> None:
    list(run(Work().jobs(1), width, kind="Sales Order"))
    width.strain(1.0)
    assert width.limit == 3
    list(run(Work().jobs(1), width, kind="Item"))
    assert width.limit == 4
    list(run(Work().jobs(1), width, kind="Sales Order"))
    assert width.limit == 3


def test_jobs_are_taken_as_there_is_room_and_not_before(width: Width) -> None:
    """A job that is never begun is never made: the source may be long."""
    work = Work()
    results = run(work.jobs(10_000), width)
    assert len(list(islice(results, 10))) == 10
    results.close()
    assert len(work.begun) < 200


def test_a_slow_reader_does_not_hold_the_jobs_up(width: Width) -> None:
    work = Work()
    results = run(work.jobs(40), width)
    next(results)
    deadline = time.monotonic() + 5
    while len(work.begun) < 40 and time.monotonic() < deadline:
        time.sleep(0.005)
    assert len(work.begun) == 40
    assert len(list(results)) == 39


def test_one_that_fails_lets_the_running_ones_end_and_begins_no_more(width: Width) -> None:
    work = Work(seconds=0.05)
    jobs: list[Job] = [
        partial(work.job, 0),
        partial(work.job, 1),
        partial(failing, Unreachable("gone")),
        *work.jobs(50),
    ]
    got: list[int] = []
    with pytest.raises(Unreachable, match="gone"):
        got.extend(run(jobs, width))
    assert {0, 1} <= set(work.begun)
    assert sorted(got) == sorted(work.begun)
    assert len(got) <= 4


def test_a_source_that_fails_is_told_after_the_results(width: Width) -> None:
    def jobs() -> Iterator[Job]:
        yield lambda: 1
        raise RuntimeError("no more")

    results = run(jobs(), width)
    assert next(results) == 1
    with pytest.raises(RuntimeError, match="no more"):
        next(results)


def test_it_widens_for_a_site_that_can_take_more() -> None:
    """Sleeping takes no longer in company, so the more at once the better."""
    width = Width(SystemClock())
    work = Work(seconds=0.004)
    list(run(work.jobs(400), width))
    assert work.most == 16
