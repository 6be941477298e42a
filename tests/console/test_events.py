"""Server-sent events: told what goes on, ended with the server, bounded in number."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from sellerbridge.console.doors.people import Person, Role
from sellerbridge.console.pages import events
from sellerbridge.installation import Installation
from sellerbridge.runner.loop import Loop

As = Callable[[str], TestClient]


@pytest.fixture
def loop(opened: Installation) -> Loop:
    return Loop(opened, stopping=threading.Event())


async def somebody() -> Person:
    return Person(name="Kim", role=Role.VIEWER)


def test_a_page_is_told_of_runs_and_of_their_end_until_the_server_stops(
    loop: Loop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "_CALM", 0)

    async def listens() -> list[str]:
        told = []
        async for text in events._told(loop, str, somebody):
            told.append(text)
            if len(told) == 1:
                assert loop.listeners == 1
                loop.ended += 1
                loop._moved()
            elif "overview" in text:
                loop.stop_soon()
        return told

    told = asyncio.run(listens())
    assert told[0] == "event: run\ndata: []\n\n"
    assert told[-1] == "event: overview\ndata: changed\n\n"
    assert loop.listeners == 0


def test_whoever_signed_out_meanwhile_is_told_nothing_more(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_CALM", 0)
    monkeypatch.setattr(events, "_HEARTBEAT", 0)

    async def nobody() -> None:
        return None

    async def listens() -> list[str]:
        return [text async for text in events._told(loop, str, nobody)]

    assert len(asyncio.run(asyncio.wait_for(listens(), 10))) <= 2
    assert loop.listeners == 0


def test_a_crowd_of_listeners_is_bounded(loop: Loop, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    client = as_("viewer")
    monkeypatch.setattr(client.app.state, "loop", loop)  # type: ignore[attr-defined]
    for _ in range(100):
        loop.listen(threading.Event().set)
    assert client.get("/events").status_code == 503


def test_nobody_is_told_nothing(as_: As) -> None:
    assert as_("").get("/events", follow_redirects=False).status_code == 303
