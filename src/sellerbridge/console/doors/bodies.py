"""Bounds what a request may send, before anything reads it into memory."""

from __future__ import annotations

from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sellerbridge.console.doors.headers import HEADERS

_MOST = 1_000_000
_MOST_OF_A_FILE = 5_000_000
"""A CSV of mappings comes as a file of a form."""
_HEADERS = {**HEADERS, "Cache-Control": "no-store", "Connection": "close"}


class BoundedBodies:
    """Answers 413 to what is larger, whether it says so or only turns out to be."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        most = _MOST_OF_A_FILE if headers.get(b"content-type", b"").startswith(b"multipart/") else _MOST
        # Of a body in pieces the pieces count, whatever length is told beside them (RFC 9112, 6.3).
        if b"content-length" in headers and b"transfer-encoding" not in headers:
            told = headers[b"content-length"]
            fits = told.isdigit() and int(told) <= most
        else:
            body = await _read(receive, most)
            fits, receive = body is not None, _again(body or b"", receive)
        answer = self._app if fits else _too_much(scope, most)
        await answer(scope, receive, send)


async def _read(receive: Receive, most: int) -> bytes | None:
    """A body that does not say how long it is; None for one that is too long, or breaks off."""
    found, more = bytearray(), True
    while more and len(found) <= most:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        found += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(found) if len(found) <= most else None


def _again(body: bytes, receive: Receive) -> Receive:
    """What was read is there to be read once more."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        return waiting.pop() if waiting else await receive()

    return received


def _too_much(scope: Scope, most: int) -> Response:
    sentence = f"That is more than {most // 1_000_000} MB, so nothing was done."
    if scope["path"].startswith("/api/"):
        return JSONResponse({"error": sentence}, status_code=413, headers=_HEADERS)
    return PlainTextResponse(sentence, status_code=413, headers=_HEADERS)
