"""Pictures of every page: `python -m tests.browser.pictures FOLDER [LANGUAGE …]`, in light, dark and on a phone.

With `--readme` those of the README instead. It needs a Chromium; Thai needs a font that has it (on Debian:
fonts-thai-tlwg or fonts-noto-core).
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser
from tests.browser import chromium, practised
from tests.browser.console import Console, served
from tests.browser.practised import Practised, pages
from tests.browser.visitor import Visitor
from tests.journeys.shop import AmazonsTime

from sellerbridge.console.words.speech import LANGUAGES

_ORDERS, _DAYS = 700, 6
"""A month of orders before, and so many days on which it synced once."""
_DAYS_WITH_RATE = 24
"""Of the days before, these have a rate for the zloty: some orders are older."""


class Look(NamedTuple):
    """How a page is looked at."""

    name: str
    scheme: Literal["light", "dark"]
    width: int
    height: int
    scale: float = 1


LOOKS = (
    Look("desktop-light", "light", 1280, 800),
    Look("desktop-dark", "dark", 1280, 800),
    Look("phone-light", "light", 390, 780),
)
_OF_README = {
    "overview": Look("readme", "light", 1240, 1000, 0.75),
    "order": Look("readme", "light", 1240, 1000, 0.75),
    "problems": Look("readme", "dark", 1240, 1000, 0.75),
}
"""The page, which is the picture's name too, and its look: no more than 150 kB each."""


def main() -> None:
    """Take them, and tell where they are."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("languages", nargs="*", default=["en", "fr"], help="en and fr without any")
    asked.add_argument("--readme", action="store_true", help="only the pictures of the README")
    given = asked.parse_args()
    program = chromium.found()
    if program is None or not set(given.languages) <= set(LANGUAGES):
        sys.exit(chromium.MISSING if program is None else f"The console speaks {', '.join(LANGUAGES)}.")
    with _history() as home, served(home.shop, "--no-sync") as console, chromium.running(program) as browser:
        if given.readme:
            _readme(browser, console, pages(home), given.folder)
        else:
            for language in given.languages:
                _all(browser, console, pages(home), given.folder / language, language)
    print(f"The pictures are in {given.folder}.")


@contextlib.contextmanager
def _history() -> Iterator[Practised]:
    """A shop that is some days old, with something of everything in it."""
    mistakes = ("cent_off", "unknown_type")
    with (
        tempfile.TemporaryDirectory() as folder,
        practised.amazon(orders=_ORDERS, ago=_DAYS, mistakes=mistakes) as amazon,
    ):
        shop = practised.connected(Path(folder) / "home", amazon)
        known = amazon.world.now0.date() - timedelta(days=_DAYS_WITH_RATE)
        shop.here("rates", "set", "PLN=0.2350", "--date", str(known))
        for _ in range(_DAYS):
            shop.here("sync", expect=1, clock=AmazonsTime(amazon.clock))
            amazon.clock.advance(timedelta(days=1))
        shop.here("sync", expect=1, clock=AmazonsTime(amazon.clock))
        yield practised.seen(shop)


def _all(browser: Browser, console: Console, found: Mapping[str, str], folder: Path, language: str) -> None:
    for look in LOOKS:
        door, visitor = _visitor(browser, console, look, language), _visitor(browser, console, look, language)
        door.go("/sign-in")
        _take(door, folder / f"sign-in-{look.name}.png")
        visitor.sign_in("administrator")
        for name, path in found.items():
            visitor.go(path)
            _take(visitor, folder / f"{name}-{look.name}.png")
        door.context.close()
        visitor.context.close()


def _readme(browser: Browser, console: Console, found: Mapping[str, str], folder: Path) -> None:
    for name, look in _OF_README.items():
        visitor = _visitor(browser, console, look, "en-GB")
        visitor.sign_in("operator")
        visitor.go(found[name])
        _take(visitor, folder / f"{name}.png", whole=False)
        visitor.context.close()


def _visitor(browser: Browser, console: Console, look: Look, language: str) -> Visitor:
    context = browser.new_context(
        locale=language,
        color_scheme=look.scheme,
        viewport={"width": look.width, "height": look.height},
        device_scale_factor=look.scale,
        reduced_motion="reduce",
    )
    return Visitor(context, console)


def _take(visitor: Visitor, file: Path, *, whole: bool = True) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    visitor.page.screenshot(path=file, full_page=whole)


if __name__ == "__main__":
    main()
