"""Amazon's usage plan: a token bucket per seller and operation, filled at the published rate.

A bucket starts full. Whoever passed the token check pays one token, whatever the answer turns out to be.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from sellerbridge.simulator.clock import Clock
from sellerbridge.simulator.contract.operation import Operation

Plan = Literal["published", "off"]
_NO_LIMIT = "1000"
"""Calls a second that nobody here reaches."""


class Limits:
    """The buckets of one practice Amazon, on its clock.

    `plan` "off" lets everything pass. `raised` gives single operations another rate and burst, as Amazon does for
    sellers with a higher plan: {"searchOrders": (0.0167, 20)}.
    """

    def __init__(
        self, clock: Clock, *, plan: Plan = "published", raised: Mapping[str, tuple[float, int]] | None = None
    ) -> None:
        if plan not in ("published", "off"):
            raise ValueError(f"the limits are published or off, not {plan!r}")
        self.plan: Plan = plan
        self.raised = dict(raised or {})
        self._clock = clock
        self._buckets: dict[tuple[str, str], tuple[float, datetime]] = {}
        self._lock = threading.Lock()

    def take(self, seller_id: str, operation: Operation) -> bool:
        """Take a token, or say that none is left."""
        if self.plan == "off":
            return True
        rate, burst = self._of(operation)
        with self._lock:
            now = self._clock.now()
            left, since = self._buckets.get((seller_id, operation.name), (float(burst), now))
            left = min(float(burst), left + (now - since).total_seconds() * rate)
            # 20 refills of 1/20 must make a whole token, which binary fractions do not quite.
            enough = left >= 1 - 1e-9
            self._buckets[seller_id, operation.name] = (left - enough, now)
            return enough

    def header(self, operation: Operation) -> str:
        """x-amzn-RateLimit-Limit: the rate in force, per second of the caller's wall clock; never the burst.

        With the limits off it says so, or a caller that keeps the pace by itself would gain nothing.
        """
        if self.plan == "off":
            return _NO_LIMIT
        return f"{self._of(operation)[0] * self._clock.speed:.10g}"

    def _of(self, operation: Operation) -> tuple[float, int]:
        return self.raised.get(operation.name, (operation.rate, operation.burst))
