"""From the printed link to the first orders in the books, by mouse and by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser import practised
from tests.browser.conftest import Visiting
from tests.browser.console import Console, served
from tests.browser.practised import PASSWORD
from tests.browser.visitor import Visitor
from tests.journeys.shop import Shop

from sellerbridge.simulator.server import PracticeAmazon


@pytest.fixture(scope="module")
def amazon(program: str) -> Iterator[PracticeAmazon]:
    with practised.amazon(orders=40) as running:
        yield running


@pytest.fixture
def fresh(tmp_path: Path, amazon: PracticeAmazon) -> Iterator[Console]:
    with served(Shop(tmp_path / "home", amazon), fresh=True) as running:
        yield running


def _orders_are_booked(visitor: Visitor) -> None:
    """The overview's figure comes by itself; the orders' page shows what was made of them."""
    expect(visitor.page.locator("#runs")).to_contain_text("Orders")
    visitor.follow("Orders")
    booked = visitor.page.locator("main table .badge.ok").first
    for _ in range(20):
        if booked.is_visible():
            break
        visitor.page.wait_for_timeout(250)
        visitor.page.reload()
    assert booked.is_visible()


def test_from_the_link_to_the_first_orders_with_the_practice_seller(visiting: Visiting, fresh: Console) -> None:
    visitor = visiting(fresh)
    page = visitor.page
    _make_the_account(visitor)
    expect(page.locator("h1")).to_have_text("Connect Amazon")
    visitor.press("Connect the practice seller")
    expect(page.locator("h1")).to_have_text("Where shall the documents go?")
    visitor.press("Use the embedded books")
    expect(page.locator("h1")).to_have_text("Order details")
    visitor.press("Save and go on")
    visitor.press("Start the dry run")
    expect(page.get_by_role("heading", name="What comes with the first sync")).to_be_visible()
    expect(page.get_by_text("What will need you")).to_be_visible()
    visitor.press("Switch on and sync")
    expect(page.get_by_role("status")).to_contain_text("The first sync has begun")
    _orders_are_booked(visitor)
    print(f"FIRST RUN mouse: {visitor.clicks} clicks, {visitor.seconds():.1f} s")
    assert visitor.clicks <= 8


def test_the_credentials_of_a_seller_are_tested_live(
    visiting: Visiting, fresh: Console, amazon: PracticeAmazon
) -> None:
    visitor = visiting(fresh)
    page = visitor.page
    _make_the_account(visitor)
    held = amazon.credentials
    visitor.click(page.get_by_text("Another address than Amazon's"))
    for label, value in {
        "Name of this connection": "shop",
        "Seller ID": held.seller_id,
        "Client ID": held.client_id,
        "Client secret": "a wrong one",
        "Refresh token": held.refresh_token,
        "Address of the API": amazon.url,
        "Address for access tokens": amazon.token_url,
    }.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Germany", exact=True).check()
    visitor.press("Test and go on")
    expect(page.get_by_role("alert").first).to_be_visible()
    assert page.get_by_label("Client secret").input_value() == "", "a secret is never sent back"
    page.get_by_label("Client secret").fill(held.client_secret)
    page.get_by_label("Refresh token").fill(held.refresh_token)
    visitor.press("Test and go on")
    expect(page.locator("h1")).to_have_text("Where shall the documents go?")
    assert held.client_secret not in page.content()


def test_by_keyboard_alone(visiting: Visiting, fresh: Console) -> None:
    visitor = visiting(fresh)
    page, keyboard = visitor.page, visitor.page.keyboard
    visitor.go(fresh.link.removeprefix(fresh.url))
    for label, typed in (("Your name", "boss"), ("Password", PASSWORD), ("The same password again", PASSWORD)):
        visitor.tab_to(label)
        keyboard.type(typed)
    keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Connect Amazon")
    for button, key, heading in (
        ("Connect the practice seller", "Space", "Where shall the documents go?"),
        ("Use the embedded books", "Enter", "Order details"),
        ("Save and go on", "Enter", "See what would be written"),
        ("Start the dry run", "Space", "See what would be written"),
    ):
        visitor.tab_to(button)
        keyboard.press(key)
        expect(page.locator("h1")).to_have_text(heading)
    expect(page.get_by_role("heading", name="What comes with the first sync")).to_be_visible()
    visitor.tab_to("Switch on and sync")
    keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The first sync has begun")
    expect(page.locator("#runs")).to_contain_text("Orders")
    visitor.page.reload()
    visitor.tab_to("To the page")
    visitor.tab_to("Orders")
    keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Orders")
    print(f"FIRST RUN keyboard: {visitor.seconds():.1f} s")


def _make_the_account(visitor: Visitor) -> None:
    visitor.go(visitor.console.link.removeprefix(visitor.console.url))
    assert "key=" not in visitor.page.url, "it is kept in no history"
    visitor.page.get_by_label("Your name").fill("boss")
    visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.page.get_by_label("The same password again").fill(PASSWORD)
    visitor.press("Make the account and go on")
