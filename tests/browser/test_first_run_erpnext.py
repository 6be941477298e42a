"""From an empty console to the first orders in an ERPNext; and a site that is slow, or away."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser import practised
from tests.browser.conftest import Visiting
from tests.browser.console import Console, served
from tests.browser.practised import PASSWORD
from tests.browser.visitor import Visitor
from tests.journeys.shop import Shop

from sellerbridge.desk import accounts
from sellerbridge.desk import erp as desk
from sellerbridge.simulator.erpnext.faults import Faults
from sellerbridge.simulator.erpnext.founding import founded
from sellerbridge.simulator.erpnext.rules.registry import RULES
from sellerbridge.simulator.erpnext.server import PracticeERPNext
from sellerbridge.simulator.server import PracticeAmazon

_RATES = {"EUR": 1.08, "GBP": 1.27, "PLN": 0.25}


@pytest.fixture(scope="module")
def amazon(program: str) -> Iterator[PracticeAmazon]:
    with practised.amazon(orders=12) as running:
        yield running


@pytest.fixture
def site(program: str) -> Iterator[PracticeERPNext]:
    with _serving() as running:
        yield running


@pytest.fixture
def shop(tmp_path: Path, amazon: PracticeAmazon) -> Shop:
    return _connected(tmp_path / "home", amazon)


@pytest.fixture(scope="module")
def chosen(
    tmp_path_factory: pytest.TempPathFactory, amazon: PracticeAmazon
) -> Iterator[tuple[Console, PracticeERPNext]]:
    """A console whose ERP is that site, with its fields made; nothing syncs."""
    shop = _connected(tmp_path_factory.mktemp("chosen") / "home", amazon)
    with _serving() as site, practised.opened(shop) as found:
        found.store.settings.put({"company": "Acme"})
        lent, ours = site.logins["administrator"], site.logins["connector"]
        found.store.erp.choose("erpnext", url=ours.url, api_key=ours.api_key, api_secret=ours.api_secret)
        desk.create_fields(found, api_key=lent.api_key, secret=lent.api_secret)
        with served(shop, "--no-sync") as running:
            yield running, site


def test_from_the_address_to_the_first_orders_there(visiting: Visiting, shop: Shop, site: PracticeERPNext) -> None:
    with served(shop) as console:
        visitor = visiting(console, "administrator")
        page = visitor.page
        visitor.go("/first-run/next")
        expect(page.locator("h1")).to_have_text("Where shall the documents go?")
        _type(visitor, site, secret="0123456789abcde")
        expect(page.get_by_text("The ERP does not accept this key and secret")).to_be_visible()
        _type(visitor, site)
        expect(page.get_by_text("Something is to be done first")).to_be_visible()
        assert "sellerbridge erp" not in page.locator("main").inner_text(), "no commands on a page"

        visitor.press("Make the missing custom fields")
        visitor.click(page.get_by_role("dialog").get_by_role("button", name="Make the missing custom fields"))
        expect(page.get_by_role("alert")).to_contain_text("the user made for sellerbridge may not")
        lent = site.logins["administrator"]
        page.get_by_label("An administrator's API key").fill(lent.api_key)
        page.get_by_label("Its API secret").fill(lent.api_secret)
        visitor.press("Make the fields with this key")
        expect(page.locator("#check")).to_contain_text("Ready")
        expect(page.get_by_role("status")).to_have_text("Made 21 fields.")
        assert page.get_by_label("API key", exact=True).input_value() == site.logins["connector"].api_key

        visitor.follow("Go on to the order details")
        expect(page.get_by_label("Warehouse", exact=True)).to_have_value("Stores - AC")
        visitor.press("Save and go on")
        visitor.press("Start the dry run")
        expect(page.get_by_role("heading", name="What comes with the first sync")).to_be_visible()
        assert "Sales Order" not in _written(site)
        visitor.press("Switch on and sync")
        expect(page.get_by_role("status")).to_contain_text("The first sync has begun")
        visitor.go("/orders")
        _reload_until(page, "main table .badge.ok")
        assert "Sales Order" in _written(site)
        visitor.click(page.locator("main table tr", has=page.locator(".badge.ok")).get_by_role("link"))
        visitor.follow("Compare with what the ERP holds now")
        expect(page.locator("#documents")).to_be_visible()
        badges = page.locator("summary .badge").all_inner_texts()
        assert badges.count("In the ERP") >= len(("Customer", "Sales Order"))
        assert "The ERP has something else" not in badges, "it ends names in the company's abbreviation"


def test_a_slow_site_freezes_no_page(visiting: Visiting, chosen: tuple[Console, PracticeERPNext]) -> None:
    console, site = chosen
    visitor = visiting(console, "administrator")
    site.faults = Faults([{"every": 1, "do": "slow", "seconds": 0.2}])
    visitor.go("/settings/erp")
    expect(visitor.page.locator("#check")).to_contain_text("The ERP is being asked")
    site.faults = Faults([])
    expect(visitor.page.locator("#check")).to_contain_text("Ready")


def test_a_site_that_is_away_is_told_at_once_and_asked_again(
    visiting: Visiting, chosen: tuple[Console, PracticeERPNext]
) -> None:
    console, site = chosen
    visitor = visiting(console, "administrator")
    visitor.go("/settings/erp")
    expect(visitor.page.locator("#check")).to_contain_text("Ready")
    site.stop()
    visitor.press("Check again")
    expect(visitor.page.get_by_role("alert")).to_contain_text("The ERP does not answer now")
    visitor.go("/settings/details")
    expect(visitor.page.get_by_role("status")).to_contain_text("names are typed here")
    site.start()
    visitor.go("/settings/erp")
    visitor.press("Check again")
    expect(visitor.page.locator("#check")).to_contain_text("Ready")


@contextlib.contextmanager
def _serving() -> Iterator[PracticeERPNext]:
    """A site in dollars, with rates for what Amazon pays in."""
    year = datetime.now(UTC).year
    rates = [
        {"doctype": "Currency Exchange", "date": f"{year - 1}-01-01", "from_currency": currency}
        | {"to_currency": "USD", "exchange_rate": rate, "for_selling": 1}
        for currency, rate in _RATES.items()
    ]
    with PracticeERPNext(founded(rules=RULES, years=range(year - 1, year + 2), records=rates)) as running:
        yield running


def _connected(home: Path, amazon: PracticeAmazon) -> Shop:
    """Amazon is connected, and nothing is switched on yet."""
    shop = Shop(home, amazon)
    sites = [word for each in amazon.world.marketplaces for word in ("--marketplace", each)]
    shop.here("settings", "set", "enabled=off")
    shop.here(
        *("connect", "shop", "--seller-id", amazon.world.seller_id, *sites),
        *("--client-id", amazon.credentials.client_id),
        *("--endpoint", amazon.url, "--token-endpoint", amazon.token_url),
    )
    with practised.opened(shop) as found:
        accounts.add(found.store.accounts, "administrator", role="administrator", password=PASSWORD)
    return shop


def _type(visitor: Visitor, site: PracticeERPNext, *, secret: str = "") -> None:
    login = site.logins["connector"]
    for label, value in (
        ("Address of the ERP", login.url),
        ("API key", login.api_key),
        ("API secret", secret or login.api_secret),
    ):
        visitor.page.get_by_label(label, exact=True).fill(value)
    visitor.press("Test and go on")


def _written(site: PracticeERPNext) -> set[str]:
    """The doctypes of which documents were sent there, one or many at a time."""
    return {call.of for call in site.calls if call.verb == "POST"}


def _reload_until(page: Page, there: str) -> None:
    for _ in range(60):
        if page.locator(there).count():
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError(f"{there} does not come")
