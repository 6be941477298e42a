"""After something was mended: the sync that takes it up, at once where one can come, and a sentence on when."""

from __future__ import annotations

from collections.abc import Iterable

from sellerbridge.console.page import Page
from sellerbridge.desk import clock
from sellerbridge.errors import Usage
from sellerbridge.store.problems import OpenProblem


def taken_up(page: Page, chosen: Iterable[OpenProblem]) -> str:
    """Have the next sync come at once where it can, and say when it comes."""
    try:
        clock.take_up(page.installation, chosen)
    except Usage:
        return page.say("The next sync takes it up, once syncing is switched on.")
    if page.loop is None:
        return page.say("The next sync takes it up.")
    page.wake()
    return page.say("A sync takes it up now.")
