"""On paper a page is what it says, without what only a screen can do."""

from __future__ import annotations

from tests.browser.conftest import Visiting
from tests.browser.console import Console
from tests.browser.practised import Practised

_OF_A_SCREEN = "nav, button, select, input, textarea, .top, .skip"


def test_order_and_settlement_on_paper(visiting: Visiting, console: Console, home: Practised) -> None:
    visitor = visiting(console, "administrator")
    for path, said in ((f"/orders/{home.booked}", home.booked), (f"/money/{home.settlement}", home.settlement)):
        visitor.go(path)
        visitor.page.emulate_media(media="print")
        shown = [one for one in visitor.page.locator(_OF_A_SCREEN).all() if one.is_visible()]
        assert [one.evaluate("one => one.outerHTML") for one in shown] == [], path
        assert said in visitor.heading()
        assert visitor.page.locator("main table").first.is_visible()
