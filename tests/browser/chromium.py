"""The Chromium of this machine, for the tests that look at pages as people do."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = f"no Chromium on this machine (one of {', '.join(_NAMES)} on the PATH; on Debian: apt install chromium)"


def found() -> str | None:
    """Where it is; None where there is none."""
    return next((path for path in map(shutil.which, _NAMES) if path), None)


@contextlib.contextmanager
def running(program: str) -> Iterator[Browser]:
    """A browser without a window, until the block ends."""
    # Its sandbox refuses root, which tests in a container often are; they open pages of ours only.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        try:
            yield browser
        finally:
            browser.close()
