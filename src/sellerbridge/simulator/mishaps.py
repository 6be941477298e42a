"""How a fault looks on the wire: wrong statuses, pages of HTML, broken answers, silence."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sellerbridge.simulator.faults import DOCUMENT, TOKEN, Fault

HangUp = Callable[[Scope], None]
"""Closes the connection a request came in on, after what was already sent."""

_CODES = {
    400: ("InvalidInput", "Invalid Input"),
    403: ("Unauthorized", "Access to requested resource is denied."),
    404: ("NotFound", "The resource does not exist."),
    429: ("QuotaExceeded", "You exceeded your quota for the requested resource."),
    500: ("InternalFailure", "The service met an unexpected condition."),
    503: ("ServiceUnavailable", "The service is temporarily unavailable."),
}
_OAUTH = {401: "invalid_client", 403: "access_denied", 500: "server_error", 503: "temporarily_unavailable"}


def ill_answer(fault: Fault, operation: str) -> Response:
    """The answer of a fault that answers: `status` or `garbage`."""
    if fault.do == "garbage":
        return Response(_page(200, "Welcome"), media_type="text/html")
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    code, message = _CODES.get(fault.status, ("InternalFailure", "The service met an unexpected condition."))
    if fault.body == "html":
        return Response(_page(fault.status, message), fault.status, headers, "text/html")
    if operation == DOCUMENT:
        return storage_error(fault.status, fault.error or code, message, headers)
    told: Any = {"errors": [{"code": fault.error or code, "message": message, "details": ""}]}
    if operation == TOKEN:
        told = {"error": fault.error or _OAUTH.get(fault.status, "invalid_request"), "error_description": message}
    return Response(msgspec.json.encode(told), fault.status, headers, "application/json")


def storage_error(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Response:
    """An error of the document store, which speaks XML unlike everything else here."""
    text = f"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return Response(text, status, headers, "application/xml")


def _page(status: int, title: str) -> str:
    return f"<!DOCTYPE html><html><head><title>{status} {title}</title></head><body><h1>{title}</h1></body></html>"


async def silence(fault: Fault, scope: Scope, receive: Receive, hang_up: HangUp) -> None:
    """No answer: after a while (`hang`) or at once, the connection is closed."""
    if fault.do == "hang":
        await wait(fault.seconds, receive)
    hang_up(scope)
    await _gone(receive)


async def broken_off(response: Response, scope: Scope, receive: Receive, send: Send, hang_up: HangUp) -> None:
    """The headers promise the whole body, half of it comes, and the connection is closed."""
    await send({"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers})
    half = bytes(response.body)[: len(response.body) // 2]
    await send({"type": "http.response.body", "body": half, "more_body": True})
    hang_up(scope)
    await _gone(receive)


async def wait(seconds: float, receive: Receive) -> None:
    """Wait, but not longer than the caller does."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(_gone(receive), timeout=seconds)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
