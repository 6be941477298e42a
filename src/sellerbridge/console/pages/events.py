"""Server-sent events: the runs that go on, and the word that something changed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import msgspec
from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse, StreamingResponse

from sellerbridge.console.doors import sessions
from sellerbridge.console.doors.people import Person
from sellerbridge.console.page import ViewerPage
from sellerbridge.runner.loop import Loop

router = APIRouter()

_HEARTBEAT = 15.0
_CALM = 0.25
"""Seconds between two tellings: a sync moves faster than anybody reads."""
_LONGEST = 600.0
"""Seconds after which the browser comes again by itself, and is asked again who it is."""
_MOST = 100
"""More pages than that do not listen at once."""


@router.get("/events")
async def events(page: ViewerPage) -> Response:
    """`run`: a JSON list of what goes on (empty: nothing); `overview`: a run ended, so that figures changed.

    A comment each 15 seconds keeps the line open. 503 where too many listen.
    """
    if page.loop and page.loop.listeners >= _MOST:
        return PlainTextResponse("Too many pages are open; this one is not told what goes on.", status_code=503)
    told = _told(page.loop, page.speech.tell, partial(sessions.person, page.request))
    return StreamingResponse(told, media_type="text/event-stream")


async def _told(
    loop: Loop | None, tell: Callable[[str], str], listening: Callable[[], Awaitable[Person | None]]
) -> AsyncIterator[str]:
    changed = asyncio.Event()
    here = asyncio.get_running_loop()

    def wake() -> None:
        # A server that has just ended listens no more.
        if not here.is_closed():
            here.call_soon_threadsafe(changed.set)

    end = loop.listen(wake) if loop else None
    try:
        asked = time.monotonic()
        until, ended = asked + _LONGEST, loop.ended if loop else 0
        while time.monotonic() < until and not (loop and loop.stopping):
            if time.monotonic() > asked + _HEARTBEAT:
                asked = time.monotonic()
                # Whoever has signed out meanwhile, or was shut out, is told nothing more.
                if await listening() is None:
                    return
            live = [msgspec.structs.replace(run, doing=tell(run.doing)) for run in (loop.live() if loop else ())]
            yield f"event: run\ndata: {msgspec.json.encode(live).decode()}\n\n"
            if loop and loop.ended != ended:
                ended = loop.ended
                yield "event: overview\ndata: changed\n\n"
            await asyncio.sleep(_CALM)
            try:
                await asyncio.wait_for(changed.wait(), _HEARTBEAT)
            except TimeoutError:
                yield ": still here\n\n"
            changed.clear()
    finally:
        if end:
            end()
