"""Frappe's rate limit: so many seconds of the server's time in a window, for the whole site; off by default."""

from __future__ import annotations

import time

import msgspec

from sellerbridge.simulator.erpnext.answers import Answer
from sellerbridge.simulator.erpnext.refusal import Refusal
from sellerbridge.simulator.erpnext.site import Site

_MICROSECONDS = 1_000_000


class RateLimit:
    """Counts by `conf["rate_limit"]` of the site: {"window": seconds, "limit": seconds of server time}."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._spent = 0
        self._window = -1

    def refusal(self) -> Refusal | None:
        """None while there is time left in the window; 429 afterwards."""
        conf = self._site.conf.get("rate_limit")
        if conf is None:
            return None
        window = int(time.time() // conf["window"])
        if window != self._window:
            self._window, self._spent = window, 0
        if self._spent < conf["limit"] * _MICROSECONDS:
            return None
        return Refusal(kind="TooManyRequestsError")

    def with_headers(self, answer: Answer, *, seconds: float) -> Answer:
        """The answer, with what is left of the window; the seconds it took are spent."""
        conf = self._site.conf.get("rate_limit")
        if conf is None:
            return answer
        limit = int(conf["limit"] * _MICROSECONDS)
        if answer.status != 429:
            # A request costs a real site some milliseconds, and this one less.
            self._spent += max(int(seconds * _MICROSECONDS), 5_000)
        reset = str(int(conf["window"] - time.time() % conf["window"]))
        headers = {"X-RateLimit-Limit": str(limit), "X-RateLimit-Reset": reset}
        headers["X-RateLimit-Remaining"] = str(max(limit - self._spent, 0))
        if answer.status == 429:
            headers["Retry-After"] = reset
        return msgspec.structs.replace(answer, headers={**answer.headers, **headers})
