"""A person at a browser, who notices whatever the browser complains of."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response
from tests.browser.console import Console
from tests.browser.practised import PASSWORD

_OURS = "127.0.0.1"
_OWN_SCHEMES = {"data", "about", "blob", "chrome-error"}


class Visitor:
    """One tab. `faults`: errors in its console (a breach of the policy is one), foreign requests, missing assets."""

    def __init__(self, context: BrowserContext, console: Console) -> None:
        self.context = context
        self.console = console
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.clicks = 0
        self._began = time.monotonic()
        self.page.on("console", self._complained)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def go(self, path: str) -> None:
        """Open a page of the console."""
        self.page.goto(self.console.url + path, wait_until="load")

    def sign_in(self, role: str) -> None:
        """As the person of that role, without walking through the door."""
        self.post("/sign-in", name=role, password=PASSWORD)

    def post(self, path: str, **facts: str) -> tuple[int, str]:
        """Send a form that no page may have shown; its status and its text."""
        answer = self.context.request.post(
            self.console.url + path, form=dict(facts), headers={"Sec-Fetch-Site": "same-origin"}
        )
        return answer.status, answer.text()

    def press(self, words: str) -> None:
        """Click the button of these words."""
        self.click(self.page.get_by_role("button", name=words, exact=True))

    def follow(self, words: str) -> None:
        """Click the link of these words."""
        self.click(self.page.get_by_role("link", name=words, exact=True))

    def click(self, target: Locator) -> None:
        """Click, and count it."""
        self.clicks += 1
        target.first.click()

    def tab_to(self, words: str, *, most: int = 60) -> None:
        """Reach by the tabulator key what is called so, as somebody without a mouse does."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(_FOCUSED) == words:
                return
        raise AssertionError(f"the tabulator key does not reach {words!r} on {self.page.url}")

    def heading(self) -> str:
        """The page's title in the page."""
        return self.page.locator("h1").inner_text()

    def seconds(self) -> float:
        """Since the tab was opened."""
        return time.monotonic() - self._began

    def _complained(self, message: ConsoleMessage) -> None:
        # What could not be loaded is told by the answer itself, which knows what it was for.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in _OWN_SCHEMES and url.hostname != _OURS:
            self.faults.append(f"{self.page.url} asked {request.url}")

    def _answered(self, answer: Response) -> None:
        of_a_page = answer.request.resource_type == "document"
        if answer.status >= (500 if of_a_page else 400):
            self.faults.append(f"{self.page.url} got {answer.status} from {answer.url}")


_FOCUSED = """() => {
  const one = document.activeElement;
  const label = one.labels && one.labels.length ? one.labels[0].textContent : "";
  return (label || one.getAttribute("aria-label") || one.textContent || "").trim();
}"""
"""What the element that has the focus is called."""
