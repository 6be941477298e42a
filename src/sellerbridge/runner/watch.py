"""What the runs that go on are doing: the latest of each, for whoever looks; and the word to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import msgspec

from sellerbridge.clock import Clock
from sellerbridge.errors import Stopped


class Live(msgspec.Struct, frozen=True, kw_only=True):
    """A run that goes on: what it does, how much of it is done, of how much if anybody knows."""

    connection: str
    flow: str = ""
    doing: str = ""
    done: int = 0
    total: int | None = None
    since: datetime


class Watch:
    """Follows one connection's runs. Told to stop, it ends them at their next safe point.

    Flows tell their progress between two pages or batches, where nothing is half done: that is where they stop.
    """

    def __init__(
        self, connection: str, *, clock: Clock, stopping: threading.Event, changed: Callable[[], None]
    ) -> None:
        self._clock = clock
        self._stopping = stopping
        self._changed = changed
        self._over = False
        self.live = Live(connection=connection, since=clock.now())

    def end(self) -> None:
        """Let this one run end at its next safe point."""
        self._over = True

    def stage(self, connection: str, flow: str, text: str) -> None:
        """A new piece of work begins. Raises Stopped when it is time to."""
        since = self.live.since if flow == self.live.flow else self._clock.now()
        self._show(Live(connection=connection, flow=flow, doing=text, since=since))

    def count(self, done: int, total: int | None) -> None:
        """So much is done. Raises Stopped when it is time to."""
        self._show(msgspec.structs.replace(self.live, done=done, total=total))

    def _show(self, live: Live) -> None:
        self.live = live
        self._changed()
        if self._over or self._stopping.is_set():
            raise Stopped(at=self._clock.now())


class StoppableClock:
    """The clock of a service: who sleeps is woken when it is time to stop, with Stopped."""

    def __init__(self, clock: Clock, stopping: threading.Event) -> None:
        self._clock = clock
        self._stopping = stopping

    def now(self) -> datetime:
        return self._clock.now()

    def sleep(self, seconds: float) -> None:
        """Let time pass. Raises Stopped when it is time to."""
        if self._stopping.wait(seconds):
            raise Stopped(at=self._clock.now())
