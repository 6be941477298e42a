"""What each role sees, and that what it does not see is refused in a sentence when it is sent all the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Visiting
from tests.browser.console import Console, served
from tests.browser.practised import Practised
from tests.journeys.shop import Shop

REFUSED = "Your role does not allow that. Ask an administrator."


def test_a_viewer_looks_and_nothing_else(visiting: Visiting, console: Console, home: Practised) -> None:
    visitor = visiting(console, "viewer")
    page = visitor.page
    for path in ("/", f"/orders/{home.held}", "/problems", "/products", "/activity", "/settings"):
        visitor.go(path)
        shown = page.locator("main button").all_inner_texts()
        assert not set(shown) - {"Search", "Find", "Show"}, path
    visitor.go("/settings")
    assert page.locator('main a[href*="/settings/people"]').count() == 0
    visitor.go(f"/orders/{home.booked}")
    expect(page.get_by_text("Only operators may see name and address.")).to_be_visible()
    for path, facts in (
        (f"/orders/{home.booked}/buyer", {}),
        ("/problems/retry", {"kind": "no-exchange-rate"}),
        ("/settings/sync/orders", {}),
        ("/settings/section/configuration", {"sync_every": "9"}),
        ("/settings/people", {"name": "x", "role": "administrator", "password": "a long password"}),
    ):
        status, text = visitor.post(path, **facts)
        assert (status, REFUSED in text) == (403, True), path


def test_an_operator_acts_and_changes_no_setting(visiting: Visiting, console: Console, home: Practised) -> None:
    visitor = visiting(console, "operator")
    page = visitor.page
    visitor.go("/settings")
    assert page.get_by_role("button", name="Sync orders").is_visible()
    assert page.get_by_role("button", name="Save").count() == 0
    assert page.get_by_role("button", name="Switch Amazon off").count() == 0
    visitor.go(f"/orders/{home.held}")
    assert page.get_by_role("button", name="Try again").first.is_visible()
    for path in ("/settings/section/configuration", "/settings/enabled", "/settings/people", "/settings/tokens"):
        status, text = visitor.post(path, name="x", role="viewer", password="a long password", scope="read")
        assert (status, REFUSED in text) == (403, True), path
    for path in ("/settings/people", "/settings/trail", "/settings/details", "/first-run/amazon"):
        visitor.go(path)
        expect(page.get_by_text(REFUSED)).to_be_visible()


def test_a_buyer_is_shown_to_an_operator_and_that_is_written_down(
    visiting: Visiting, home: Practised, own: Shop
) -> None:
    with served(own, "--no-sync") as console:
        visitor, chief = visiting(console, "operator"), visiting(console, "administrator")
        visitor.go(f"/orders/{home.booked}")
        assert visitor.page.get_by_text("Delivered to").count() == 0
        visitor.press("Show the buyer")
        expect(visitor.page.get_by_text("Delivered to")).to_be_visible()
        chief.go("/settings/trail")
        row = chief.page.locator("tbody tr", has_text=home.booked)
        expect(row).to_contain_text("operator")
        assert row.count() == 1


def test_an_administrator_lets_somebody_in_and_out_again(visiting: Visiting, own: Shop) -> None:
    with served(own, "--no-sync") as console:
        visitor, other = visiting(console, "administrator"), visiting(console, "viewer")
        other.go("/orders")
        assert other.heading() == "Orders"
        visitor.go("/settings/people")
        row = visitor.page.get_by_role("row").filter(has=visitor.page.get_by_role("rowheader", name="viewer"))
        visitor.click(row.get_by_text("Change"))
        visitor.click(row.get_by_role("button", name="Shut out"))
        visitor.click(visitor.page.get_by_role("dialog").get_by_role("button", name="Shut out"))
        expect(visitor.page.get_by_role("status")).to_be_visible()
        other.go("/orders")
        assert other.heading() == "Sign in", "at once, not only when the session ends"


@pytest.mark.parametrize("path", ["/", "/orders", "/settings", "/settings/people", "/events"])
def test_nobody_is_shown_the_door(visiting: Visiting, console: Console, path: str) -> None:
    visitor = visiting(console)
    visitor.go(path)
    assert visitor.heading() == "Sign in"
