"""Jobs run at once, as many as the site's answers show it can take."""

from __future__ import annotations

import queue
import threading
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from sellerbridge.clock import Clock
from sellerbridge.erp.erpnext.search import LADDER, Search

T = TypeVar("T")


class Width:
    """How many requests at once a site is good for, by kind of job; it lasts as long as the connection.

    Kinds are told apart because they take unlike times and meet at unlike locks.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self._searches: defaultdict[str, Search] = defaultdict(Search)
        self._current = ""

    @property
    def limit(self) -> int:
        """How many at once of the kind that ran last."""
        with self.lock:
            return self._searches[self._current].limit

    def begin(self, kind: str) -> Search:
        """Jobs of that kind begin."""
        with self.lock:
            self._current = kind
            self._searches[kind].resume()
            return self._searches[kind]

    def strain(self, weight: float) -> None:
        """The site said that it is too much (`Search.strain`)."""
        with self.lock:
            self._searches[self._current].strain(weight)

    def now(self) -> float:
        """Seconds."""
        return self.clock.now().timestamp()


def run(jobs: Iterable[Callable[[], T]], width: Width, *, kind: str = "") -> Generator[T, None, None]:
    """The jobs' results as they come, about in the order of the jobs.

    The jobs are taken one by one as there is room, whatever the reader does meanwhile. When one raises, no further
    one is begun; those on their way end, their results come first, then the exception. A reader who stops early
    waits for those on their way and loses their results.
    """
    with ThreadPoolExecutor(LADDER[-1]) as pool:
        crew = _Crew(iter(jobs), width, pool, kind)
        crew.start()
        try:
            while (done := crew.done.get()) is not None:
                yield done[0]
        finally:
            crew.stop()
    if crew.failure is not None:
        raise crew.failure


class _Crew(Generic[T]):
    """Threads that take jobs from one source, one more or one less as the limit moves."""

    def __init__(self, jobs: Iterator[Callable[[], T]], width: Width, pool: ThreadPoolExecutor, kind: str) -> None:
        self.done: queue.SimpleQueue[tuple[T] | None] = queue.SimpleQueue()
        self.failure: BaseException | None = None
        self._jobs = jobs
        self._width = width
        self._pool = pool
        self._search = width.begin(kind)
        self._working = 0
        self._stopped = False

    def start(self) -> None:
        """Take the first jobs."""
        with self._width.lock:
            self._recruit()
            self._close()

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopped = True

    def _recruit(self) -> None:
        """As many at work as the limit allows and as there are jobs for."""
        while self._working < self._search.limit and (job := self._next()) is not None:
            self._working += 1
            self._search.begin()
            self._pool.submit(self._work, job)

    def _work(self, job: Callable[[], T]) -> None:
        going_on: Callable[[], T] | None = job
        while going_on is not None:
            began = self._width.now()
            try:
                self.done.put((going_on(),))
            except BaseException as error:  # noqa: BLE001  # the reader gets it
                self._fail(error)
            going_on = self._turn(began)

    def _turn(self, began: float) -> Callable[[], T] | None:
        """The next job for a thread that ended one; None where it is one too many, or nothing is left."""
        with self._width.lock:
            job = self._next() if self._working <= self._search.limit else None
            self._search.end(began, self._width.now(), followed=job is not None)
            if job is None:
                self._working -= 1
                self._close()
                return None
            self._search.begin()
            self._recruit()
            return job

    def _next(self) -> Callable[[], T] | None:
        if self._stopped or self.failure is not None:
            return None
        try:
            return next(self._jobs, None)
        except BaseException as error:  # noqa: BLE001  # the reader gets it
            self._fail(error)
            return None

    def _fail(self, error: BaseException) -> None:
        with self._width.lock:
            self.failure = self.failure or error

    def _close(self) -> None:
        """Tell the reader that nothing more comes."""
        if self._working == 0:
            self.done.put(None)
