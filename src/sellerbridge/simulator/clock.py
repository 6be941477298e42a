"""The time of the practice world: it can run fast, be pushed forward, or stand still."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """A clock that starts at `start` (default: now) and runs `speed` times as fast as the wall's."""

    def __init__(self, start: datetime | None = None, *, speed: float = 1.0) -> None:
        """Refuses (ValueError) a naive start and a speed that is not above zero."""
        start = start or datetime.now(UTC)
        if start.tzinfo is None:
            raise ValueError("the start of a clock must be aware")
        if speed <= 0:
            raise ValueError("the speed of a clock must be above zero")
        self.speed = speed
        self._reading = start.astimezone(UTC)
        self._began = time.monotonic()
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The moment it is in the practice world, in UTC."""
        with self._lock:
            return self._reading + self._run()

    def advance(self, by: timedelta) -> None:
        """Push the clock forward; it never goes back."""
        if by < timedelta(0):
            raise ValueError("a clock does not go back")
        with self._lock:
            self._reading += by

    def _run(self) -> timedelta:
        return timedelta(seconds=(time.monotonic() - self._began) * self.speed)


class HeldClock(Clock):
    """A clock that stands still until it is advanced: for tests."""

    def _run(self) -> timedelta:
        return timedelta(0)
