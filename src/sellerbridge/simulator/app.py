"""The practice Amazon as an ASGI application: three doors (API, token, documents), faults at each of them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl

import msgspec
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from sellerbridge.simulator import documents, mishaps
from sellerbridge.simulator.call import Refusal
from sellerbridge.simulator.clock import Clock
from sellerbridge.simulator.faults import DOCUMENT, TOKEN, Fault, Faults
from sellerbridge.simulator.gate import Gate, Handler, Incoming, route_of
from sellerbridge.simulator.limits import Limits
from sellerbridge.simulator.lwa import Credentials, Lwa, OAuthError
from sellerbridge.simulator.sellers import get_account, get_marketplace_participations
from sellerbridge.simulator.tokens import create_restricted_data_token

if TYPE_CHECKING:
    from sellerbridge.simulator.seller import World

TOKEN_PATH = "/auth/o2/token"  # noqa: S105 - a path
UNKNOWN = "unknown"
NO_ANSWER = 0


class Received(NamedTuple):
    """One request as the practice Amazon saw it.

    `operation` is an operationId, "token", "document" or "unknown"; `status` 0 stands for a closed connection;
    `time` is the practice clock's.
    """

    operation: str
    status: int
    time: datetime


def create_app(
    world: World,
    *,
    clock: Clock,
    limits: Limits,
    faults: Faults,
    credentials: Credentials,
    operations: Mapping[str, Handler] | None = None,
    hang_up: mishaps.HangUp | None = None,
) -> Starlette:
    """The application over one world. `app.state` holds its `lwa` and the `calls` received so far.

    `operations` default to the world's; `hang_up` is how the server closes a connection (without one, faults that
    close the connection end in the server's own way).
    """
    lwa = Lwa(credentials, clock=clock)
    served: dict[str, Handler] = {
        "getMarketplaceParticipations": get_marketplace_participations,
        "getAccount": get_account,
        "createRestrictedDataToken": create_restricted_data_token(lwa),
        **(_world_operations() if operations is None else operations),
    }
    # Answers are computed on worker threads, and the world is not made for two of them.
    lock = threading.Lock()
    gate = Gate(world, clock=clock, limits=limits, lwa=lwa, operations=served, lock=lock)
    store = documents.Documents(world, clock=clock, lock=lock)
    front = _Front(gate, store=store, lwa=lwa, clock=clock, faults=faults, hang_up=hang_up or _leave_open)
    app = Starlette(routes=[Mount("/", app=front)])
    app.state.lwa = lwa
    app.state.calls = front.calls
    return app


def _world_operations() -> Mapping[str, Handler]:
    from sellerbridge.simulator.operations import OPERATIONS  # noqa: PLC0415 - not needed for another set

    return OPERATIONS


def _leave_open(_scope: Scope) -> None:
    """Without a server at hand no connection can be closed."""


class _Front:
    """Receives every request, lets the faults have their say, and hands it to the door it knocks at."""

    def __init__(
        self,
        gate: Gate,
        *,
        store: documents.Documents,
        lwa: Lwa,
        clock: Clock,
        faults: Faults,
        hang_up: mishaps.HangUp,
    ) -> None:
        self.calls: list[Received] = []
        self._gate = gate
        self._store = store
        self._lwa = lwa
        self._clock = clock
        self._faults = faults
        self._hang_up = hang_up

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry."""
        try:
            incoming = await _incoming(scope, receive)
        except ClientDisconnect:  # the caller left before the body was whole: there is nobody to answer
            return
        operation = _operation(incoming)
        fault = self._faults.next(operation)
        if fault and fault.do in ("hang", "reset"):
            self._note(operation, NO_ANSWER)
            await mishaps.silence(fault, scope, receive, self._hang_up)
            return
        if fault and fault.do in ("status", "garbage"):
            response = mishaps.ill_answer(fault, operation)
        else:
            response = await asyncio.to_thread(self._door(operation), incoming)
        response.headers["x-amzn-RequestId"] = self._gate.request_id()
        self._note(operation, NO_ANSWER if fault and fault.do in ("after", "cut") else response.status_code)
        await self._send(response, fault, scope, receive, send)

    async def _send(
        self, response: Response, fault: Fault | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if fault and fault.do == "after":
            await mishaps.silence(fault, scope, receive, self._hang_up)
        elif fault and fault.do == "cut":
            await mishaps.broken_off(response, scope, receive, send, self._hang_up)
        else:
            if fault and fault.do == "slow":
                await mishaps.wait(fault.seconds, receive)
            await response(scope, receive, send)

    def _note(self, operation: str, status: int) -> None:
        self.calls.append(Received(operation, status, self._clock.now()))

    def _door(self, operation: str) -> Callable[[Incoming], Response]:
        return {TOKEN: self._token, DOCUMENT: self._store.answer}.get(operation, self._gate.answer)

    def _token(self, incoming: Incoming) -> Response:
        try:
            return _oauth(200, self._lwa.token(_form(incoming)))
        except OAuthError as error:
            return _oauth(error.status, {"error": error.error, "error_description": error.description})


def _operation(incoming: Incoming) -> str:
    if incoming.raw_path == TOKEN_PATH:
        return TOKEN
    if incoming.raw_path.startswith(documents.PATH):
        return DOCUMENT
    try:
        return route_of(incoming.method, incoming.raw_path).operation.name
    except Refusal:
        return UNKNOWN


async def _incoming(scope: Scope, receive: Receive) -> Incoming:
    request = Request(scope, receive)
    # Not the Host header: python-amazon-sp-api cuts a letter off a host that is not https.
    host, port = scope.get("server") or ("127.0.0.1", 0)
    return Incoming(
        method=request.method,
        raw_path=scope["raw_path"].decode("ascii", "replace"),
        query=scope["query_string"].decode("ascii", "replace"),
        headers=dict(request.headers),
        body=await request.body(),
        base_url=f"http://{host}:{port}",
    )


def _form(incoming: Incoming) -> Mapping[str, str]:
    if incoming.method != "POST":
        raise OAuthError(status=405, error="invalid_request", description="The token endpoint takes POST only.")
    if "application/x-www-form-urlencoded" not in incoming.headers.get("content-type", ""):
        raise OAuthError(status=400, error="invalid_request", description="The request must be a form.")
    pairs = parse_qsl(incoming.body.decode("utf-8", "replace"))
    if len(dict(pairs)) != len(pairs):
        raise OAuthError(status=400, error="invalid_request", description="A parameter was given twice.")
    return dict(pairs)


def _oauth(status: int, told: object) -> Response:
    headers = {"cache-control": "no-store", "pragma": "no-cache"}
    return Response(msgspec.json.encode(told), status, headers, "application/json;charset=UTF-8")
