"""The embedded clock: runs what is due in threads of this process, one run per connection at a time.

What is due is read from the database each time: a restart loses nothing, and what another process wishes
(`desk/clock.py`) is seen within seconds.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime

from sellerbridge.errors import BridgeError, place
from sellerbridge.flows import sync as flows
from sellerbridge.installation import Installation
from sellerbridge.runner import plan
from sellerbridge.runner.known import known
from sellerbridge.runner.plan import Job, Known, Turn
from sellerbridge.runner.watch import Live, Watch

_LOOK_EVERY = 5.0
"""Seconds after which it looks at the database again: somebody else may wish something."""
_WORKERS = 4
_log = logging.getLogger(__name__)


class Loop:
    """Runs the flows that are due until it is stopped. `stopping` is shared with the installation's clock."""

    def __init__(self, installation: Installation, *, stopping: threading.Event) -> None:
        self._installation = installation
        self._stopping = stopping
        self._awake = threading.Condition()
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="sync")
        self._running: dict[int, Watch] = {}
        self._resting: dict[int, datetime] = {}
        self._listeners: set[Callable[[], None]] = set()
        self._thread = threading.Thread(target=self._tend, name="clock", daemon=True)
        self._erased_on: date | None = None
        self.ended = 0
        """How many runs have ended since it started."""

    def start(self) -> None:
        """Begin to run what is due."""
        self._thread.start()

    def stop_soon(self) -> None:
        """Take up nothing more, and tell what goes on and whoever listens. Waits for nobody."""
        self._stopping.set()
        self._moved()

    def stop(self) -> None:
        """Take up nothing more, and wait until what goes on has come to its next safe point."""
        self.stop_soon()
        self.wake()
        if self._thread.is_alive():
            self._thread.join()
        self._pool.shutdown(wait=True)

    @property
    def stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._stopping.is_set()

    @property
    def listeners(self) -> int:
        """How many are told whenever a run moves on."""
        return len(self._listeners)

    @property
    def alive(self) -> bool:
        """Whether it runs what is due."""
        return self._thread.is_alive()

    @property
    def died(self) -> bool:
        """Whether it was started, and runs nothing any more."""
        return self._thread.ident is not None and not self._thread.is_alive()

    def wake(self) -> None:
        """Look at once at what is due."""
        with self._awake:
            self._awake.notify_all()

    def turns(self) -> list[Turn]:
        """How every flow of every connection stands."""
        return plan.turns(self._known(), self._installation.clock.now())

    def live(self) -> tuple[Live, ...]:
        """The runs that go on."""
        return tuple(watch.live for watch in list(self._running.values()))

    def listen(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` (quick, from any thread) whenever a run moves on; answers how to end that."""
        self._listeners.add(changed)
        return lambda: self._listeners.discard(changed)

    def _tend(self) -> None:
        while not self._stopping.is_set():
            pause = _LOOK_EVERY
            try:
                pause = self._look()
            except BridgeError as error:
                _log.warning("%s", error)
            except Exception as error:  # noqa: BLE001 - it must go on whatever one look meets
                _log.error("The clock could not see what is due, and looks again: %s", place(error))
            with self._awake:
                if not self._stopping.is_set():
                    self._awake.wait(pause)

    def _look(self) -> float:
        """Start what is due; answers for how many seconds nothing more will be."""
        stands, now = self._known(), self._installation.clock.now()
        self._erase(now)
        self._end_what_is_off(stands)
        for job in plan.jobs(stands, now):
            self._start(job)
        due = plan.next_due(stands, now)
        wait = (due - now).total_seconds() if due else _LOOK_EVERY
        return max(0.05, min(wait, _LOOK_EVERY))

    def _end_what_is_off(self, stands: Known) -> None:
        """Whoever switches a seller off, or Amazon, means what runs now, too."""
        on = {seller.id for seller in stands.connections if seller.enabled and stands.settings.enabled}
        for number, watch in list(self._running.items()):
            if number not in on:
                watch.end()

    def _start(self, job: Job) -> None:
        clock, seller = self._installation.clock, job.connection
        watch = Watch(seller.name, clock=clock, stopping=self._stopping, changed=self._moved)
        self._running[seller.id] = watch
        future = self._pool.submit(self._run, job, watch)
        future.add_done_callback(lambda done: self._over(seller.id, done))

    def _run(self, job: Job, watch: Watch) -> None:
        if self.stopping:
            return
        chosen = flows.Plan(names=job.flows, by_itself=not job.wished)
        flows.sync(self._installation, chosen, connection=job.connection.name, progress=watch)
        # What was cut short is still wished for.
        for flow, since in () if self.stopping else job.wishes.items():
            self._installation.store.schedule.fulfilled(job.connection.id, flow, since=since)

    def _over(self, connection_id: int, done: Future[None]) -> None:
        error = done.exception()
        if error is not None:
            self._resting[connection_id] = self._installation.clock.now() + plan.REST
        self._running.pop(connection_id, None)
        self.ended += 1
        if isinstance(error, BridgeError):
            _log.warning("%s", error)
        elif error is not None:
            _log.error("A run failed: %s", place(error))
        self._moved()
        self.wake()

    def _moved(self) -> None:
        for changed in list(self._listeners):
            changed()

    def _known(self) -> Known:
        return known(self._installation, busy=list(self._running), resting=dict(self._resting))

    def _erase(self, now: datetime) -> None:
        """Forget, once a day, the people whose day has come, also while no sync runs, and the runs of long ago."""
        if now.date() != self._erased_on:
            flows.erase(self._installation)
            self._installation.store.runs.prune(now)
            self._erased_on = now.date()
