"""A language whose every word is dots, and what a page still says in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from gettext import NullTranslations
from html.parser import HTMLParser
from string import Formatter
from urllib.parse import urljoin, urlsplit

from starlette.testclient import TestClient


class Dots(NullTranslations):
    """Says nothing but the facts."""

    def gettext(self, message: str) -> str:
        return "".join(
            re.sub(r"[^\W\d_]", "·", text) + ("" if name is None else _braces(name, spec or "", conversion))
            for text, name, spec, conversion in Formatter().parse(message)
        )

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def _braces(name: str, spec: str, conversion: str | None) -> str:
    return f"{{{name}{f'!{conversion}' if conversion else ''}{f':{spec}' if spec else ''}}}"


class Visible(HTMLParser):
    """What a page says: its texts and the attributes that are said, but for code and what is not to be translated."""

    SAID = ("title", "alt", "placeholder", "aria-label", "data-confirm", "data-label", "label")
    VOID = ("input", "br", "img", "link", "meta", "hr")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self._apart: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in told:
            self.links.append(told["href"])
        if self._apart or tag in ("script", "style", "code") or told.get("translate") == "no":
            self._apart += [] if tag in self.VOID else [tag]
            return
        self.texts += [told[name] for name in self.SAID if name in told]
        self.texts += [value for name, value in told.items() if tag == "body" and name.startswith("data-")]

    def handle_endtag(self, tag: str) -> None:
        if self._apart and tag == self._apart[-1]:
            self._apart.pop()

    def handle_data(self, data: str) -> None:
        if not self._apart:
            self.texts.append(" ".join(data.split()))


def walk(client: TestClient, *starts: str) -> Iterator[tuple[str, Visible]]:
    """Every page that links lead to from there, one of each sort."""
    waiting, seen = list(starts), set(starts)
    while waiting:
        path = waiting.pop(0)
        answer = client.get(path)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        page = Visible(answer.text)
        yield path, page
        for link in page.links:
            to = urlsplit(urljoin(path, link))
            sort = re.sub(r"[\w.%-]*\d[\w.%-]*", "0", to.path) + "?" + re.sub(r"=[^&]*", "", to.query)
            if not to.netloc and sort not in seen:
                seen.add(sort)
                waiting.append(f"{to.path}?{to.query}" if to.query else to.path)
