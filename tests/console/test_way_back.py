"""Changing the language leads back to a page that can be looked at, also from the answer to something sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from starlette.testclient import TestClient

As = Callable[[str], TestClient]


def way_back(text: str) -> str:
    found = re.search(r'action="/language"[^>]*>\s*<input type="hidden" name="back" value="([^"]*)"', text)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize(
    ("sent", "back"),
    [
        ("/problems/decide", "/problems"),
        ("/problems/rate", "/problems"),
        ("/activity/run", "/activity"),
        ("/settings/section/configuration", "/settings"),
        ("/settings/clock", "/settings/clock"),
        ("/money/accounts", "/money/accounts"),
        ("/orders/302-1/decide", "/orders/302-1"),
    ],
)
def test_what_was_refused_leads_to_where_it_was_sent_from(as_: As, sent: str, back: str) -> None:
    typed = dict.fromkeys(("connection", "flow", "minutes", "word", "account", "sync_every", "problem"), "x")
    typed |= {"problem": "1", "choice": "ignore", "currency": "EUR", "rate": "none"}
    client = as_("administrator")
    answer = client.post(sent, data=typed)
    assert answer.status_code >= 400, answer.text
    assert way_back(answer.text) == back
    again = client.post("/language", data={"language": "de", "back": back})
    assert again.status_code in (200, 404), "an order that is not there says so, in German"
    assert 'lang="de"' in again.text


def test_a_filter_is_kept(as_: As) -> None:
    client = as_("viewer")
    back = way_back(client.get("/orders?state=held&marketplace=DE").text)
    assert back == "/orders?state=held&marketplace=DE"
    moved = client.post("/language", data={"language": "fr", "back": back}, follow_redirects=False)
    assert moved.headers["location"] == back
