"""Every page by light and dark, desktop and phone: nothing that axe minds, nothing wider than the screen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
from fastapi.routing import APIRoute
from tests.browser.conftest import Visiting
from tests.browser.console import Console, served
from tests.browser.findings import GRAVE, findings
from tests.browser.practised import PAGES, Practised, pages
from tests.browser.visitor import Visitor
from tests.journeys.shop import Shop

from sellerbridge.console.pages import PAGES as PAGES_OF_THE_CONSOLE

DESKTOP, PHONE, SMALL_PHONE = (1280, 900), (360, 740), (320, 640)
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_LOOKS = [(scheme, size) for scheme in _SCHEMES for size in (DESKTOP, PHONE)]
_TOO_WIDE = "() => document.scrollingElement.scrollWidth - innerWidth"


def _looked_at(visitor: Visitor, path: str) -> list[str]:
    """What is wrong with a page in all looks."""
    visitor.go(path)
    grave, mild = list[str](), list[str]()
    for scheme, (width, height) in _LOOKS:
        visitor.page.emulate_media(color_scheme=scheme)
        visitor.page.set_viewport_size({"width": width, "height": height})
        for found in findings(visitor.page, colours=scheme == "dark"):
            told = f"{scheme} {width}: {found.impact} {found.rule} at {found.where}"
            (grave if found.impact in GRAVE else mild).append(told)
    print("\n  ".join([f"AXE {path.partition('?')[0]}: {len(grave)} grave, {len(mild)} mild", *mild]))
    return grave + _fits(visitor, path)


def _fits(visitor: Visitor, path: str) -> list[str]:
    wrong = []
    for width, height in (PHONE, SMALL_PHONE):
        visitor.page.set_viewport_size({"width": width, "height": height})
        over = visitor.page.evaluate(_TOO_WIDE)
        wrong += [f"{path} is {over} too wide for {width}"] if over > 0 else []
    return wrong


_NO_PAGES = re.compile(r"/events|/first-run/next|.*\.(csv|beancount|json)|/(health|ready|metrics)|/api/.*")
"""Answers for programs, downloads, and what leads on by itself."""
_AT_THE_DOOR = {"/sign-in", "/first-run"}


def test_no_page_is_left_out() -> None:
    routes = [route for router in PAGES_OF_THE_CONSOLE for route in router.routes if isinstance(route, APIRoute)]
    addresses = [route for route in routes if "GET" in (route.methods or set())]
    left_out = [
        route.path
        for route in addresses
        if not _NO_PAGES.fullmatch(route.path)
        and route.path not in _AT_THE_DOOR
        and not any(route.path_regex.fullmatch(path.partition("?")[0]) for path in PAGES.values())
    ]
    assert left_out == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_grave_for_an_administrator(
    visiting: Visiting, console: Console, home: Practised, name: str
) -> None:
    assert _looked_at(visiting(console, "administrator"), pages(home)[name]) == []


@pytest.mark.parametrize("name", ["overview", "order-held", "problems", "settings", "people", "activity"])
def test_nothing_grave_for_a_viewer(visiting: Visiting, console: Console, home: Practised, name: str) -> None:
    assert _looked_at(visiting(console, "viewer"), pages(home)[name]) == []


def test_nothing_grave_at_the_door(visiting: Visiting, console: Console, home: Practised, tmp_path: Path) -> None:
    assert _looked_at(visiting(console), "/sign-in") == []
    with served(Shop(tmp_path / "home", home.shop.amazon), "--no-sync", fresh=True) as fresh:
        visitor = visiting(fresh)
        assert _looked_at(visitor, "/first-run") == []
        assert visitor.page.get_by_label("Key").is_visible()
        assert _looked_at(visitor, fresh.link.removeprefix(fresh.url)) == []
        assert visitor.page.get_by_label("Your name").is_visible()


@pytest.mark.parametrize("code", ["fr", "de", "th"])
def test_every_page_fits_a_phone_in_every_language(
    visiting: Visiting, console: Console, home: Practised, code: str
) -> None:
    visitor = visiting(console, "administrator", locale=code)
    wrong = []
    for path in pages(home).values():
        visitor.go(path)
        wrong += _fits(visitor, path)
        assert visitor.page.locator("html").get_attribute("lang") == code
    assert wrong == [], "\n".join(wrong)


def test_the_menu_of_a_phone_is_closed_until_it_is_opened(visiting: Visiting, console: Console) -> None:
    visitor = visiting(console, "viewer", viewport={"width": 360, "height": 740})
    visitor.go("/")
    orders = visitor.page.get_by_role("link", name="Orders", exact=True)
    assert orders.is_hidden()
    visitor.page.locator("summary", has_text="Menu").click()
    orders.locator("visible=true").click()
    assert visitor.heading() == "Orders"
    assert visitor.page.get_by_role("link", name="Money", exact=True).is_hidden()
