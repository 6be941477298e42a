"""Browsers, consoles and visitors. Without a Chromium all of these tests are skipped, and say why."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from tests.browser import chromium, practised
from tests.browser.console import Console, served
from tests.browser.practised import Practised
from tests.browser.visitor import Visitor
from tests.journeys.shop import Shop

Visiting = Callable[..., Visitor]
# Five seconds, which is usual, are short on a machine that runs other tests beside these.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def program() -> str:
    path = chromium.found()
    if path is None:
        pytest.skip(chromium.MISSING)
    return path


@pytest.fixture(scope="module")
def browser(program: str) -> Iterator[Browser]:
    # Not for the whole session: while it runs, no other test of this process can run a loop of asyncio.
    with chromium.running(program) as running:
        yield running


@pytest.fixture(scope="session")
def home(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practised]:
    """A shop after its first sync, only to be looked at or copied."""
    with practised.amazon(orders=160) as amazon:
        yield practised.practised(tmp_path_factory.mktemp("browser") / "home", amazon)


@pytest.fixture(scope="session")
def console(home: Practised) -> Iterator[Console]:
    """A console on that shop, for looking only: nothing moves in it."""
    with served(home.shop, "--no-sync") as running:
        yield running


@pytest.fixture
def own(home: Practised, tmp_path: Path) -> Shop:
    """A copy of that shop that a test may change."""
    return Shop(tmp_path / "home", home.shop.amazon).prepared_from(home.shop)


@pytest.fixture
def visiting(browser: Browser) -> Iterator[Visiting]:
    """Opens a tab; after the test none of them may have had anything to complain of."""
    visitors: list[Visitor] = []
    with contextlib.ExitStack() as tabs:

        def visit(console: Console, role: str = "", **options: Any) -> Visitor:
            options = {"locale": "en-GB", "viewport": {"width": 1280, "height": 900}} | options
            context = browser.new_context(**options)
            tabs.callback(context.close)
            visitor = Visitor(context, console)
            visitors.append(visitor)
            if role:
                visitor.sign_in(role)
            return visitor

        yield visit
    assert [fault for visitor in visitors for fault in visitor.faults] == []
