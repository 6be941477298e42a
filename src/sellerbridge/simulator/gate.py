"""The way of one API request: path, user agent, token, throttle, contract, and only then the operation."""

from __future__ import annotations

import itertools
import logging
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

import msgspec
from starlette.responses import Response

from sellerbridge.simulator.call import Answer, Call, Refusal
from sellerbridge.simulator.clock import Clock
from sellerbridge.simulator.contract.decode import decode
from sellerbridge.simulator.contract.operation import Operation
from sellerbridge.simulator.contract.table import at_path
from sellerbridge.simulator.limits import Limits
from sellerbridge.simulator.lwa import Lwa, denied

if TYPE_CHECKING:
    from sellerbridge.simulator.seller import World

Handler = Callable[["World", Call], Answer]

_log = logging.getLogger(__name__)
_JSON = msgspec.json.Encoder(decimal_format="number")  # exact: every digit of the Decimal, no quotes

# python-amazon-sp-api puts these four names into every GET that carries none of them, whatever is asked.
# It is widely used, so Amazon evidently lets them pass. We do so for that client alone: any other sender of
# an unknown parameter has made a mistake that it should hear of.
_TOLERATED_AGENT = "python-sp-api-"
_TOLERATED = frozenset({"MarketplaceId", "MarketplaceIds", "marketplace_ids", "marketplaceIds"})


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A request as it came; the path is still percent-encoded, header names are in lower case."""

    method: str
    raw_path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""
    base_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Route:
    """Where a request leads: its operation and the text of its path parameters."""

    operation: Operation
    path: Mapping[str, str]


class Gate:
    """Answers the requests of one practice Amazon, one at a time: `lock` guards the world."""

    def __init__(
        self,
        world: World,
        *,
        clock: Clock,
        limits: Limits,
        lwa: Lwa,
        operations: Mapping[str, Handler],
        lock: threading.Lock,
    ) -> None:
        self._world = world
        self._clock = clock
        self._limits = limits
        self._lwa = lwa
        self._operations = operations
        self._ids = itertools.count(1)
        self._lock = lock

    def answer(self, incoming: Incoming) -> Response:
        """Amazon's answer: an operation's, or a documented refusal."""
        headers: dict[str, str] = {}
        try:
            route = route_of(incoming.method, incoming.raw_path)
            with self._lock:
                return _response(self._pass(route, incoming, headers), headers)
        except Refusal as refusal:
            answer = _told(refusal)
        except Exception:  # noqa: BLE001 - the outermost edge: a fault of ours is a 500, as at Amazon
            _log.exception("the practice Amazon failed at %s %s", incoming.method, incoming.raw_path)
            answer = _told(Refusal(500, "InternalFailure", "The practice Amazon failed; its log tells why."))
        return _response(answer, headers)

    def request_id(self) -> str:
        """The next x-amzn-RequestId: unique here, the same in every run."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self._lwa.credentials.seller_id}/{next(self._ids)}"))

    def _pass(self, route: Route, incoming: Incoming, headers: dict[str, str]) -> Answer:
        operation = route.operation
        # The policy asks for a user agent; Amazon does not say what happens without one, a 403 is likeliest.
        if not incoming.headers.get("user-agent"):
            raise denied("The user-agent header is missing.")
        token = incoming.headers.get("x-amz-access-token", "")
        seller_id = self._lwa.admit(token, operation=operation, path=unquote(incoming.raw_path))
        if not self._limits.take(seller_id, operation):
            raise Refusal(429, "QuotaExceeded", "You exceeded your quota for the requested resource.")
        headers["x-amzn-RateLimit-Limit"] = self._limits.header(operation)
        return self._perform(self._call(route, incoming, seller_id))

    def _call(self, route: Route, incoming: Incoming, seller_id: str) -> Call:
        lenient = incoming.headers["user-agent"].startswith(_TOLERATED_AGENT) and incoming.method == "GET"
        decoded = decode(
            route.operation,
            path=route.path,
            query=incoming.query,
            headers=incoming.headers,
            body=incoming.body,
            tolerated=_TOLERATED if lenient else frozenset(),
        )
        return Call(
            operation=route.operation.name,
            path=decoded.path,
            query=decoded.query,
            body=decoded.body,
            now=self._clock.now(),
            seller_id=seller_id,
            roles=self._lwa.roles,
            base_url=incoming.base_url,
        )

    def _perform(self, call: Call) -> Answer:
        if call.path.get("sellerId", call.seller_id) != call.seller_id:
            raise denied("")  # somebody else's listings
        handler = self._operations.get(call.operation)
        if handler is None:
            raise denied("This operation exists in Amazon's sandbox only.")
        return handler(self._world, call)


def route_of(method: str, raw_path: str) -> Route:
    """The operation at a path. Raises `Refusal`.

    A path that Amazon does not know is 403 like everything else it will not talk about; that no caller can tell a
    misspelt path from a missing role is Amazon's doing. A known path with another method is 405.
    """
    segments = tuple(unquote(segment) for segment in raw_path.removeprefix("/").split("/"))
    there = [Route(operation=operation, path=path) for operation, path in at_path(segments)]
    for route in there:
        if route.operation.method == method:
            return route
    if there:
        allowed = ", ".join(sorted({route.operation.method for route in there}))
        raise Refusal(405, "MethodNotAllowed", f"{method} is not allowed here.", f"Allowed: {allowed}")
    raise denied("")


def _told(refusal: Refusal) -> Answer:
    error = {"code": refusal.code, "message": refusal.message, "details": refusal.details}
    return Answer(status=refusal.status, json={"errors": [error]})


def _response(answer: Answer, headers: Mapping[str, str]) -> Response:
    body = b"" if answer.json is None else _JSON.encode(answer.json)
    media_type = "application/json" if body else None
    # Amazon tells the rate with successes, 400 and 404 only, so never with the 429 that would need it.
    told = headers if 200 <= answer.status <= 204 or answer.status in (400, 404) else {}
    return Response(body, answer.status, {**told, **answer.headers}, media_type)
