"""One call to Amazon's Selling Partner API: wait its turn, sign, send, try again, raise with the request id.

Every operation may be sent again after a lost answer. That holds for createReport too: at worst Amazon makes the
same report twice, and the first one is never looked at.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias, TypeVar
from urllib.parse import quote

import httpx2
import msgspec

from sellerbridge import clock as time
from sellerbridge.amazon import errors, wire
from sellerbridge.amazon.auth import AccessTokens, Credentials
from sellerbridge.amazon.operations import OPERATIONS, Operation
from sellerbridge.amazon.regions import Endpoint
from sellerbridge.amazon.throttle import Throttle
from sellerbridge.sentences import Sentence

T = TypeVar("T")

Value: TypeAlias = str | int | bool | datetime | Sequence[str]
"""A query parameter: times go out as ISO 8601 with Z, sequences comma-separated."""


class Client:
    """One seller's access to one region; its threads share the token, the pace and the connections."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        credentials: Credentials,
        throttle: Throttle,
        clock: time.Clock,
        max_retries: int,
        app_version: str,
    ) -> None:
        self.http = wire.opened(app_version)
        self.persistence = wire.Persistence(clock=clock, max_retries=max_retries, patience=throttle.patience)
        self._url = endpoint.url.rstrip("/")
        self._throttle = throttle
        self._tokens = AccessTokens(
            endpoint.token_url,
            credentials=credentials,
            http=self.http,
            clock=clock,
            persistence=self.persistence,
        )
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._throttled = 0

    @property
    def counts(self) -> Mapping[str, int]:
        """Requests sent, by operation, those tried again included."""
        with self._lock:
            return dict(self._counts)

    @property
    def throttled(self) -> int:
        """How often Amazon refused for pace (429)."""
        with self._lock:
            return self._throttled

    def close(self) -> None:
        """Close the connections."""
        self.http.close()

    def call(
        self,
        name: str,
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, Value] | None = None,
        body: Any = None,
    ) -> bytes:
        """The JSON text that `OPERATIONS[name]` answers; `body` goes out as JSON.

        Raises BadRequest (its `status` tells 404 from 400), MissingRole, AuthorisationLost, WrongSecret, Outage
        after the retries, and Later when the pace allows no call for longer than the throttle's patience.
        """
        return self._answer(name, path=path, query=query, body=body).content

    def typed(
        self,
        name: str,
        shape: type[T],
        *,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, Value] | None = None,
        body: Any = None,
    ) -> T:
        """The answer in a shape (a msgspec Struct). JSON numbers become Decimals exactly where the shape says so.

        Raises as `call`; an answer of another shape is an Outage at once, for asking again would not mend it.
        """
        answer = self._answer(name, path=path, query=query, body=body)
        try:
            return msgspec.json.decode(answer.content, type=shape)
        except msgspec.DecodeError as error:
            raise wire.outage(
                name, answer, Sentence("an answer of another shape: {error}", error=error)
            ) from error

    def _answer(
        self, name: str, *, path: Mapping[str, str] | None, query: Mapping[str, Value] | None, body: Any
    ) -> httpx2.Response:
        operation = OPERATIONS[name]
        url = self._url + _path(operation, path or {}) + _query(operation, query or {})
        content = None if body is None else msgspec.json.encode(body)
        answer = self._signed(operation, url, content)
        if answer.is_success:
            return answer
        refusal = errors.MissingRole if answer.status_code in (401, 403) else errors.BadRequest
        raise refusal(
            name,
            reason=_reason(answer) or f"HTTP {answer.status_code}",
            request_id=wire.request_id(answer),
            status=answer.status_code,
        )

    def _signed(self, operation: Operation, url: str, content: bytes | None) -> httpx2.Response:
        """The answer to a request with a good token: one that is refused is replaced once."""
        token = self._tokens.current()
        answer = self.persistence(lambda: self._sent(operation, url, content, token))
        if answer.status_code not in (401, 403):
            return answer
        self._tokens.forget(token)
        fresh = self._tokens.current()
        return self.persistence(lambda: self._sent(operation, url, content, fresh))

    def _sent(self, operation: Operation, url: str, content: bytes | None, token: str) -> httpx2.Response:
        """One attempt. Raises Outage when it is worth another."""
        headers = {"x-amz-access-token": token, "accept": "application/json"}
        if content is not None:
            headers["content-type"] = "application/json"
        request = self.http.build_request(operation.method, url, headers=headers, content=content)
        self._throttle.take(operation.name)
        with self._lock:
            self._counts[operation.name] += 1
        try:
            answer = wire.sent(self.http, operation.name, request)
        except errors.Outage as outage:
            if outage.status == 429:
                self._refused_for_pace(operation.name)
            raise
        self._learn_pace(operation.name, answer)
        if not _makes_sense(answer):
            raise wire.outage(operation.name, answer, f"HTTP {answer.status_code}, but no JSON")
        return answer

    def _refused_for_pace(self, name: str) -> None:
        self._throttle.empty(name)
        with self._lock:
            self._throttled += 1

    def _learn_pace(self, name: str, answer: httpx2.Response) -> None:
        """x-amzn-RateLimit-Limit is this seller's rate; without it the one known stays."""
        try:
            rate = float(answer.headers.get("x-amzn-ratelimit-limit", ""))
        except ValueError:
            return
        if 0 < rate < float("inf"):
            self._throttle.correct(name, rate)


def _path(operation: Operation, values: Mapping[str, str]) -> str:
    return operation.path.format_map({name: _segment(value) for name, value in values.items()})


def _segment(value: str) -> str:
    """A path parameter with everything encoded; "." and ".." as well, which would be taken for folders."""
    return quote(value, safe="") if value.strip(".") else value.replace(".", "%2E")


def _query(operation: Operation, values: Mapping[str, Value]) -> str:
    unknown = values.keys() - operation.queries - operation.lists
    if unknown:
        raise TypeError(f"{operation.name} takes no {', '.join(sorted(unknown))}")
    pairs = [f"{name}={_encoded(value, csv=name in operation.lists)}" for name, value in values.items()]
    return "?" + "&".join(pairs) if pairs else ""


def _encoded(value: Value, *, csv: bool) -> str:
    """Elements are encoded one by one, so that a comma inside one cannot be taken for the one between two."""
    if csv:
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise TypeError(f"a list is needed, not {value!r}")
        return ",".join(quote(element, safe="") for element in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return quote(time.as_text(value) if isinstance(value, datetime) else str(value), safe="")


def _makes_sense(answer: httpx2.Response) -> bool:
    """A success is JSON, and a refusal is not a page for browsers (which proxies and faulty gateways send)."""
    if not answer.is_success:
        return answer.status_code == 400 or "html" not in answer.headers.get("content-type", "")
    try:
        answer.content.decode("utf-8")  # msgspec looks at the bytes of a text only when it needs the text
        msgspec.json.decode(answer.content, type=msgspec.Raw)
    except (UnicodeDecodeError, msgspec.DecodeError):
        return False
    return True


class _Error(msgspec.Struct, frozen=True):
    code: str = ""
    message: str = ""
    details: str | None = None


class _Errors(msgspec.Struct, frozen=True):
    errors: list[_Error]


def _reason(answer: httpx2.Response) -> str:
    """Amazon's own words (ErrorList in its models), if it found any."""
    try:
        told = msgspec.json.decode(answer.content, type=_Errors).errors
    except (UnicodeDecodeError, msgspec.DecodeError):
        return ""
    parts = (f"{error.code} {error.message} {error.details or ''}".strip() for error in told)
    return "; ".join(part for part in parts if part)
