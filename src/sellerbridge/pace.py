"""The pace a remote operation allows: a token bucket, its arithmetic, and where buckets are kept.

Amazon's page "Usage Plans and Rate Limits": one bucket per application, selling partner and operation. Rates are
requests per second.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import msgspec

_JITTER = 0.25
"""Seconds by which one request may overtake the one before it on the way to Amazon."""


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens left at a moment. Below zero are those promised to callers who still wait for their turn."""

    tokens: float
    at: datetime
    rate: float
    burst: int

    @property
    def capacity(self) -> float:
        """The burst, less what refills while requests overtake each other on the way."""
        return max(1.0, self.burst - self.rate * _JITTER)

    def refilled(self, now: datetime) -> Bucket:
        """As it is at `now`. A clock that was set back gives nothing and takes nothing."""
        passed = max(0.0, (now - self.at).total_seconds())
        return msgspec.structs.replace(self, tokens=min(self.capacity, self.tokens + passed * self.rate), at=now)

    def taken(self, now: datetime) -> tuple[Bucket, float]:
        """With one token less, and the seconds its taker has to wait for it."""
        after = self.refilled(now)
        after = msgspec.structs.replace(after, tokens=after.tokens - 1)
        return after, max(0.0, -after.tokens / after.rate)

    def corrected(self, rate: float, now: datetime) -> Bucket:
        """At the rate that Amazon named."""
        return msgspec.structs.replace(self.refilled(now), rate=rate)

    def emptied(self, now: datetime) -> Bucket:
        """After Amazon refused for pace: nothing is left, whatever was reckoned."""
        after = self.refilled(now)
        return msgspec.structs.replace(after, tokens=min(0.0, after.tokens))


class Buckets(Protocol):
    """Where the buckets of one connection are kept."""

    def load(self, operation: str) -> Bucket | None:
        """The bucket as it was saved, or None for one never used."""
        ...

    def save(self, operation: str, bucket: Bucket) -> None:
        """Keep it."""
        ...


class MemoryBuckets:
    """Buckets that last as long as the process."""

    def __init__(self) -> None:
        self._kept: dict[str, Bucket] = {}

    def load(self, operation: str) -> Bucket | None:
        return self._kept.get(operation)

    def save(self, operation: str, bucket: Bucket) -> None:
        self._kept[operation] = bucket
