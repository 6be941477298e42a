"""Bounds what a request may send, before anything reads it into memory."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MOST = 1_000_000
_MOST_OF_A_FILE = 5_000_000
"""A CSV of mappings comes as a file of a form."""
_HEADERS = {"X-Content-Type-Options": "nosniff", "Connection": "close"}


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
        told = headers.get(b"content-length", b"0")
        if not told.isdigit() or int(told) > most:
            await PlainTextResponse(_sentence(most), status_code=413, headers=_HEADERS)(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise HTTPException(413, _sentence(most))
            return message

        await self._app(scope, counted, send)


def _sentence(most: int) -> str:
    return f"That is more than {most // 1_000_000} MB, so nothing was done."
