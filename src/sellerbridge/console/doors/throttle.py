"""Slows down whoever tries passwords: by the name tried and by the address it comes from."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from sellerbridge.clock import Clock

_FREE = 5
"""Tries of a name that cost nothing: people mistype."""
_FREE_OF_AN_ADDRESS = 20
"""An office shares one address."""
_FIRST_WAIT = timedelta(seconds=2)
_LONGEST_WAIT = timedelta(minutes=15)
_FORGOTTEN = timedelta(hours=1)
_REMEMBERED = 10_000
"""Names and addresses, the latest; so a flood of them fills no memory."""


class Throttle:
    """Failed tries, by what they have in common. Each doubles the wait before the next one counts."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tries: OrderedDict[tuple[str, str], tuple[int, datetime]] = OrderedDict()

    def begin(self, name: str, address: str) -> timedelta:
        """Take up a try, which counts as failed until `succeeded`; or how long to wait before the next.

        It counts before the password is looked at, so that many tries at once find no gap.
        """
        now = self._clock.now()
        with self._lock:
            wait = max(self._wait(key, free, now) for key, free in _keys(name, address))
            if wait > timedelta(0):
                return wait
            for key, _ in _keys(name, address):
                failed, last = self._tries.pop(key, (0, now))
                self._tries[key] = (1 if now - last > _FORGOTTEN else failed + 1, now)
            while len(self._tries) > _REMEMBERED:
                self._tries.popitem(last=False)
        return timedelta(0)

    def succeeded(self, name: str, address: str) -> None:
        """That was the right password: its name starts anew; of its address only this try is taken back.

        Otherwise somebody with an account of their own could try those of others for ever.
        """
        with self._lock:
            (of_name, _), (of_address, _) = _keys(name, address)
            self._tries.pop(of_name, None)
            if of_address in self._tries:
                failed, last = self._tries[of_address]
                self._tries[of_address] = (failed - 1, last)

    def _wait(self, key: tuple[str, str], free: int, now: datetime) -> timedelta:
        failed, last = self._tries.get(key, (0, now))
        # Tries that lie ahead are of before the clock was set back: nobody waits for that.
        if failed < free or not timedelta(0) <= now - last <= _FORGOTTEN:
            return timedelta(0)
        # The exponent is bounded, or the number itself would be what takes time.
        wait: timedelta = min(_FIRST_WAIT * 2 ** min(failed - free, 20), _LONGEST_WAIT)
        return max(last + wait - now, timedelta(0))


def _keys(name: str, address: str) -> tuple[tuple[tuple[str, str], int], ...]:
    return (("name", " ".join(name.split()).casefold()[:100]), _FREE), (("address", address), _FREE_OF_AN_ADDRESS)
