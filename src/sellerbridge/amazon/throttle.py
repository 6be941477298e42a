"""Amazon's pace, kept before Amazon has to: one bucket per operation, filled as published, corrected by Amazon."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from sellerbridge.amazon.operations import OPERATIONS
from sellerbridge.clock import Clock
from sellerbridge.errors import Later
from sellerbridge.pace import Bucket, Buckets, MemoryBuckets

__all__ = ("Bucket", "Buckets", "MemoryBuckets", "Throttle")


class Throttle:
    """The turns of one connection, shared by its threads.

    Seeded with the published rate and burst; the header x-amzn-RateLimit-Limit corrects the rate either way.
    Two processes that call the same operation at once may each read the bucket before the other writes it; the
    lock per connection and flow keeps that rare, and Amazon's 429 empties the bucket then.
    """

    def __init__(self, buckets: Buckets, clock: Clock, patience: float) -> None:
        """`patience`: the longest wait, in seconds, that is slept through."""
        self.patience = patience
        self._buckets = buckets
        self._clock = clock
        self._lock = threading.Lock()

    def take(self, operation: str) -> None:
        """Wait for a turn. Raises Later when that takes more than `patience` seconds; no token is used then."""
        with self._lock:
            now = self._clock.now()
            bucket, wait = self._bucket(operation).taken(now)
            if wait > self.patience:
                raise self.later(operation, wait)
            self._buckets.save(operation, bucket)
        if wait:
            self._clock.sleep(wait)

    def correct(self, operation: str, rate: float) -> None:
        """Amazon named its rate for this seller: lower or higher than the published one."""
        self._change(operation, lambda bucket, now: bucket if bucket.rate == rate else bucket.corrected(rate, now))

    def empty(self, operation: str) -> None:
        """Amazon answered 429."""
        self._change(operation, Bucket.emptied)

    def later(self, operation: str, wait: float) -> Later:
        """The error that ends a flow until so many seconds from now."""
        until = self._clock.now() + timedelta(seconds=wait)
        return Later(
            "Amazon's pace for {operation} allows the next call in {wait:.0f} s.",
            operation=operation,
            wait=wait,
            until=until,
        )

    def _change(self, operation: str, change: Callable[[Bucket, datetime], Bucket]) -> None:
        with self._lock:
            before = self._bucket(operation)
            after = change(before, self._clock.now())
            if after is not before:
                self._buckets.save(operation, after)

    def _bucket(self, operation: str) -> Bucket:
        kept = self._buckets.load(operation)
        if kept is not None:
            return kept
        published = OPERATIONS[operation]
        return Bucket(tokens=published.burst, at=self._clock.now(), rate=published.rate, burst=published.burst)
