"""A sync that is watched, and the two buttons of the settings: each does its flow and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser import practised
from tests.browser.conftest import Visiting
from tests.browser.console import Console, served
from tests.journeys.shop import Shop

from sellerbridge.desk import clock
from sellerbridge.simulator.server import PracticeAmazon

_REMEMBERS = "window.sameTab = true"


@pytest.fixture(scope="module")
def amazon(program: str) -> Iterator[PracticeAmazon]:
    """Slow with each page of orders, so that there is something to watch."""
    slow = {"operation": "searchOrders", "every": 1, "do": "slow", "seconds": 2.5}
    with practised.amazon(orders=220, faults=[slow]) as running:
        yield running


@pytest.fixture(scope="module")
def waiting(amazon: PracticeAmazon, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A home that has read nothing yet and runs nothing by itself."""
    shop = practised.connected(tmp_path_factory.mktemp("live") / "home", amazon)
    with practised.opened(shop) as found:
        clock.pause(found, "shop")
    return shop


@pytest.fixture
def console(waiting: Shop, tmp_path: Path) -> Iterator[Console]:
    with served(Shop(tmp_path / "home", waiting.amazon).prepared_from(waiting)) as running:
        yield running


def test_a_sync_is_watched_from_its_beginning_to_its_end(visiting: Visiting, console: Console) -> None:
    visitor = visiting(console, "operator")
    page, syncs = visitor.page, visitor.page.locator("#syncs")
    visitor.go("/settings")
    visitor.press("Sync orders")
    expect(page.get_by_role("status")).to_have_text("Sync orders has begun.")
    page.evaluate(_REMEMBERS)
    expect(syncs.get_by_role("progressbar")).to_be_visible()
    expect(syncs).to_contain_text("reading orders")
    expect(syncs).to_contain_text("100")
    expect(syncs).to_contain_text("200")
    expect(syncs).to_contain_text("read,")
    expect(syncs.get_by_role("progressbar")).to_be_hidden()
    assert page.evaluate("window.sameTab") is True, "the page was never loaded again"


def test_each_button_does_its_flow_and_nothing_else(
    visiting: Visiting, console: Console, amazon: PracticeAmazon
) -> None:
    visitor = visiting(console, "operator")
    syncs = visitor.page.locator("#syncs")
    visitor.go("/settings")
    before = len(amazon.calls)
    visitor.press("Sync products")
    expect(syncs.locator("li")).to_contain_text("products synced")
    assert "searchOrders" not in {call.operation for call in amazon.calls[before:]}
    visitor.press("Sync orders")
    expect(syncs.locator("li", has_text="orders synced")).to_be_visible()
    called = {call.operation for call in amazon.calls[before:]}
    assert "searchOrders" in called
    assert "listTransactions" not in called
    visitor.go("/activity")
    ran = visitor.page.get_by_role("table").last.locator("tbody tr")
    assert ran.count() == len(("products", "orders"))


def test_a_button_pressed_after_somebody_switched_amazon_off_says_so(visiting: Visiting, console: Console) -> None:
    buttons = ("Sync products", "Sync orders")
    operators = [visiting(console, "operator") for _ in buttons]
    administrator = visiting(console, "administrator")
    for visitor in (*operators, administrator):
        visitor.go("/settings")
    administrator.press("Switch Amazon off")
    administrator.click(administrator.page.get_by_role("dialog").get_by_role("button", name="Switch Amazon off"))
    expect(administrator.page.get_by_role("status")).to_contain_text("Amazon is switched off")
    for operator, button in zip(operators, buttons, strict=True):
        operator.press(button)
        expect(operator.page.get_by_role("status")).to_have_text("Nothing was begun: Amazon is switched off.")
        assert operator.page.get_by_role("button", name=button).count() == 0
        operator.go("/activity")
        expect(operator.page.get_by_text("Nothing ran yet")).to_be_visible()
