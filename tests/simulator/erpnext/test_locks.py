"""Who waits for whom: rows are held to the end, a closed circle is a deadlock, a long wait a time-out."""

from __future__ import annotations

import threading

import pytest

from sellerbridge.simulator.erpnext import locks
from sellerbridge.simulator.erpnext.locks import Locks, Owner
from sellerbridge.simulator.erpnext.refusal import Refusal


class Worker:
    """A transaction in a thread of its own that takes rows one by one and tells how it went."""

    def __init__(self, shared: Locks, rows: list[str], meet: threading.Barrier | None = None) -> None:
        self.outcome = "nothing yet"
        self.owner = Owner()
        self._shared, self._rows, self._meet = shared, rows, meet
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        with self._shared.turn:
            try:
                for place, row in enumerate(self._rows):
                    if place and self._meet:
                        self._shared.aside(self._met)
                    self._shared.take(row, self.owner)
                self.outcome = "done"
            except Refusal as refusal:
                self.outcome = refusal.kind
            finally:
                self._shared.free(self.owner)

    def _met(self) -> None:
        assert self._meet is not None
        self._meet.wait()


def outcomes(*rows: list[str]) -> list[str]:
    shared, meet = Locks(), threading.Barrier(len(rows))
    workers = [Worker(shared, one, meet) for one in rows]
    for worker in workers:
        worker.thread.join(5)
    return sorted(worker.outcome for worker in workers)


def test_opposite_orders_are_a_deadlock_of_one() -> None:
    assert outcomes(["a", "b"], ["b", "a"]) == ["QueryDeadlockError", "done"]


def test_a_circle_of_three_is_a_deadlock_of_one() -> None:
    assert outcomes(["a", "b"], ["b", "c"], ["c", "a"]) == ["QueryDeadlockError", "done", "done"]


def test_the_same_order_is_none() -> None:
    shared = Locks()
    workers = [Worker(shared, ["a", "b", "c"]) for _ in range(8)]
    for worker in workers:
        worker.thread.join(5)
    assert {worker.outcome for worker in workers} == {"done"}


def test_a_row_is_taken_again_by_whoever_holds_it() -> None:
    assert outcomes(["a", "a"]) == ["done"]


def test_who_waits_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_PATIENCE", 0.05)
    shared, holder = Locks(), Owner()
    with shared.turn:
        shared.take("a", holder)
    worker = Worker(shared, ["a"])
    worker.thread.join(5)
    assert worker.outcome == "QueryTimeoutError"
