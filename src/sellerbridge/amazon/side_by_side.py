"""Several readings at once, each in a thread of its own: where Amazon answers more slowly than it lets us ask."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
_LOOK_UP = 0.1
"""How often a thread with a full queue before it looks whether anybody still waits, in seconds."""
_AHEAD = 2


def side_by_side(readings: Sequence[Callable[[], Iterator[T]]], *, width: int) -> Iterator[tuple[int, T]]:
    """What the readings yield, as it comes, with the number of its reading; `width` of them are under way.

    They begin in their order. When one raises, no more is begun or asked for, what is here already is yielded, and
    then the error is raised. Whoever stops listening stops them.
    """
    if len(readings) < 2 or width < 2:
        for number, reading in enumerate(readings):
            for item in reading():
                yield number, item
        return
    work = _Work(readings, width)
    try:
        yield from work.results()
    finally:
        work.stop()


class _Work:
    """The threads of one call, and the queue through which they answer."""

    def __init__(self, readings: Sequence[Callable[[], Iterator[T]]], width: int) -> None:
        self._todo = iter(enumerate(readings))
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._answers: queue.Queue[tuple[int, object] | BaseException | None] = queue.Queue(width * _AHEAD)
        self._threads = [
            threading.Thread(target=self._read, daemon=True) for _ in range(min(width, len(readings)))
        ]
        for thread in self._threads:
            thread.start()

    def results(self) -> Iterator[tuple[int, T]]:
        ended, failure = 0, None
        while ended < len(self._threads):
            answer = self._answers.get()
            if answer is None:
                ended += 1
            elif isinstance(answer, BaseException):
                failure = failure or answer
                self._stopped.set()
            else:
                yield answer  # type: ignore[misc]
        if failure:
            raise failure

    def stop(self) -> None:
        self._stopped.set()
        while any(thread.is_alive() for thread in self._threads):
            with contextlib.suppress(queue.Empty):
                self._answers.get(timeout=_LOOK_UP)

    def _read(self) -> None:
        try:
            while (task := self._next()) is not None:
                number, reading = task
                for item in reading():
                    self._tell((number, item))
                    if self._stopped.is_set():
                        break
        except BaseException as error:  # noqa: BLE001 - it is raised where the results are read
            self._tell(error)
        finally:
            self._tell(None)

    def _next(self) -> tuple[int, Callable[[], Iterator[object]]] | None:
        with self._lock:
            return None if self._stopped.is_set() else next(self._todo, None)

    def _tell(self, answer: tuple[int, object] | BaseException | None) -> None:
        self._answers.put(answer)
