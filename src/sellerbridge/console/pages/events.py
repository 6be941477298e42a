"""Server-sent events: the runs that go on, and the word that something changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import msgspec
from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from sellerbridge.console.page import ViewerPage
from sellerbridge.runner.loop import Loop

router = APIRouter()

_HEARTBEAT = 15.0
_CALM = 0.25
"""Seconds between two tellings: a sync moves faster than anybody reads."""


@router.get("/events")
async def events(page: ViewerPage) -> StreamingResponse:
    """`run`: a JSON list of what goes on (empty: nothing). A comment each 15 seconds keeps the line open."""
    return StreamingResponse(_told(page.loop), media_type="text/event-stream")


async def _told(loop: Loop | None) -> AsyncIterator[str]:
    changed = asyncio.Event()
    here = asyncio.get_running_loop()

    def wake() -> None:
        here.call_soon_threadsafe(changed.set)

    end = loop.listen(wake) if loop else None
    try:
        while True:
            live = loop.live() if loop else ()
            yield f"event: run\ndata: {msgspec.json.encode(live).decode()}\n\n"
            await asyncio.sleep(_CALM)
            try:
                await asyncio.wait_for(changed.wait(), _HEARTBEAT)
            except TimeoutError:
                yield ": still here\n\n"
            changed.clear()
    finally:
        if end:
            end()
