"""Each language: by what the browser asks for, by the switch, kept with the person; its dates and its money."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Visiting
from tests.browser.console import Console, served
from tests.browser.practised import Practised, opened
from tests.journeys.shop import Shop

from sellerbridge.console.navigation import PLACES
from sellerbridge.console.words.speech import LANGUAGES, SOURCE, speech


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_browser_is_answered_in_its_language(
    visiting: Visiting, console: Console, home: Practised, code: str
) -> None:
    visitor, words = visiting(console, locale=code), speech(code)
    page = visitor.page
    visitor.go("/sign-in")
    assert page.locator("html").get_attribute("lang") == code
    assert visitor.heading() == words.say("Sign in")
    assert (visitor.heading() == "Sign in") == (code == SOURCE)
    visitor.sign_in("viewer")
    for place in PLACES:
        visitor.go(place.path)
        assert page.locator("html").get_attribute("lang") == code
        assert visitor.heading() == words.say(place.name)
    with opened(home.shop) as found:
        order = found.store.orders.order(home.booked)
    assert order is not None
    assert order.order.total is not None
    visitor.go(f"/orders/{home.booked}")
    text = _spaced(page.locator("main").inner_text())
    assert _spaced(words.money(order.order.total, order.order.currency)) in text
    assert _spaced(words.moment(order.order.purchased_at)) in text


def test_the_switch_counts_more_than_the_browser_and_stays_with_the_person(visiting: Visiting, own: Shop) -> None:
    with served(own, "--no-sync") as console:
        visitor = visiting(console, locale="de")
        visitor.go("/sign-in")
        visitor.click(visitor.page.get_by_role("button", name="FR"))
        expect(visitor.page.locator("html")).to_have_attribute("lang", "fr")
        visitor.sign_in("viewer")
        visitor.go("/orders")
        visitor.click(visitor.page.get_by_role("button", name="TH"))
        expect(visitor.page.locator("html")).to_have_attribute("lang", "th")
        assert visitor.page.url.endswith("/orders"), "one stays where one was"
        elsewhere = visiting(console, "viewer", locale="de")
        elsewhere.go("/orders")
        assert elsewhere.heading() == speech("th").say("Orders")


def _spaced(text: str) -> str:
    """The same with common spaces: browsers and locales choose theirs."""
    return " ".join(text.split())
