"""What needs a person, mended on its page: with scripts, and in a browser without any."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Visiting
from tests.browser.console import served
from tests.browser.practised import PASSWORD, Practised
from tests.journeys.shop import Shop

_PATIENCE = 60
"""Looks, half a second apart."""


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_missing_rate_is_set_and_its_orders_are_booked(
    visiting: Visiting, home: Practised, own: Shop, *, scripts: bool
) -> None:
    with served(own) as console:
        visitor = visiting(console, java_script_enabled=scripts)
        page = visitor.page
        visitor.go(f"/orders/{home.held}")
        page.get_by_label("Name").fill("operator")
        page.get_by_label("Password").fill(PASSWORD)
        visitor.press("Sign in")
        assert page.url.endswith(home.held), "the door leads to where one wanted to go"
        expect(page.get_by_text("no exchange rate into EUR is known").first).to_be_visible()
        assert page.locator("#documents ~ details").count() == 0

        visitor.go("/problems")
        page.get_by_label("One PLN in EUR").fill("0.235")
        visitor.press("Set this rate")
        expect(page.get_by_role("status")).to_be_visible()
        _look_until(page, gone="One PLN in EUR")
        assert page.locator("#closed ~ .table").get_by_text(home.held).count() == 1, "it tells what was closed"

        visitor.go(f"/orders/{home.held}")
        expect(page.locator("summary", has_text="Sales Order").first).to_be_visible()
        assert page.get_by_text("no exchange rate into EUR is known").count() <= 1, "in its story alone"


def test_without_scripts_a_sync_is_begun_and_its_end_is_seen(visiting: Visiting, own: Shop) -> None:
    with served(own) as console:
        visitor = visiting(console, "operator", java_script_enabled=False)
        visitor.go("/settings")
        visitor.press("Sync products")
        expect(visitor.page.get_by_role("status")).to_have_text("Sync products has begun.")
        for _ in range(_PATIENCE):
            visitor.page.wait_for_timeout(500)
            visitor.page.reload()
            if visitor.page.locator("#syncs .badge.live").count() == 0:
                break
        expect(visitor.page.locator("#syncs")).to_contain_text("products synced")


def _look_until(page: Page, *, gone: str) -> None:
    for _ in range(_PATIENCE):
        if page.get_by_label(gone).count() == 0:
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"{gone} is still there")
