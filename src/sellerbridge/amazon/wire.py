"""One request and its raw answer: time-outs, user agent, which answers are an outage, and trying again.

A status of 429 or 5xx, a broken or silent connection and a redirect are an outage; everything else is an answer.
"""

from __future__ import annotations

import logging
import platform
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx2
import msgspec
import tenacity

from sellerbridge.amazon.errors import Outage
from sellerbridge.clock import Clock
from sellerbridge.errors import Later
from sellerbridge.sentences import Sentence, joined

T = TypeVar("T")

_TIMEOUT = httpx2.Timeout(60.0, connect=10.0)
_LONGEST_PAUSE = 30.0
_jitter = tenacity.wait_random_exponential(multiplier=0.5, max=_LONGEST_PAUSE)

for _talkative in ("httpx2", "httpcore2"):  # they would log URLs, among them presigned ones, and headers
    logging.getLogger(_talkative).setLevel(logging.WARNING)


class Persistence(msgspec.Struct, frozen=True, kw_only=True):
    """How long to go on: so many retries with full jitter, waits of at most `patience` seconds."""

    clock: Clock
    max_retries: int
    patience: float

    def __call__(self, action: Callable[[], T]) -> T:
        """The action's answer. Raises its last Outage, or Later when Amazon asks for more patience."""
        again = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(Outage),
            stop=tenacity.stop_after_attempt(self.max_retries + 1),
            wait=self._pause,
            sleep=self.clock.sleep,
            reraise=True,
        )
        return again(action)

    def _pause(self, state: tenacity.RetryCallState) -> float:
        outage = state.outcome.exception() if state.outcome else None
        asked = (outage.retry_after or 0.0) if isinstance(outage, Outage) else 0.0
        if asked > self.patience:
            until = self.clock.now() + timedelta(seconds=asked)
            raise Later(
                "Amazon asks to wait {asked:.0f} s before the next call.", asked=asked, until=until
            ) from outage
        return max(asked, _jitter(state))


def opened(app_version: str) -> httpx2.Client:
    """A connection pool that says who we are, as Amazon's guide asks of every application."""
    python = ".".join(platform.python_version_tuple()[:2])
    agent = f"sellerbridge/{app_version} (Language=Python/{python})"
    return httpx2.Client(timeout=_TIMEOUT, headers={"user-agent": agent})


def sent(http: httpx2.Client, operation: str, request: httpx2.Request) -> httpx2.Response:
    """Send and read the whole answer. Raises Outage; a redirect is one too, for Amazon sends none."""
    try:
        answer = http.send(request)
    except httpx2.TransportError as error:
        raise broken(operation, error) from error
    if answer.status_code == 429 or answer.status_code >= 500 or answer.is_redirect:
        raise outage(operation, answer, f"HTTP {answer.status_code}")
    return answer


def broken(operation: str, error: httpx2.TransportError) -> Outage:
    """The outage of a connection that failed or fell silent, with the host it was to and never the query."""
    what = Sentence("no connection") if isinstance(error, httpx2.ConnectError) else type(error).__name__
    return Outage(operation, reason=joined((what, error.request.url.netloc.decode()), by=", "))


def outage(operation: str, answer: httpx2.Response, reason: str) -> Outage:
    """The outage that an answer stands for."""
    return Outage(
        operation,
        reason=reason,
        request_id=request_id(answer),
        status=answer.status_code,
        retry_after=_retry_after(answer),
    )


def request_id(answer: httpx2.Response) -> str:
    """What Amazon's support asks for."""
    told: str = answer.headers.get("x-amzn-requestid", "")
    return told


def _retry_after(answer: httpx2.Response) -> float | None:
    """Seconds, or a date as HTTP also allows; None where Amazon says nothing we understand."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
        told = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return None
    return max(0.0, (_aware(moment) - _aware(told)).total_seconds())


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
