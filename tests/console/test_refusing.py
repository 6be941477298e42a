"""What a page says to a request that no page of ours makes, and before anybody's language is known."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from starlette.testclient import TestClient

from sellerbridge.console import app as console
from sellerbridge.console.words.speech import LANGUAGES, speech
from sellerbridge.installation import Installation

As = Callable[[str], TestClient]
MALFORMED = (
    "Something was asked for that no page here asks for; what is missing or cannot be: {names}. Go back, load the"
    " page anew and try again."
)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_form_without_a_field_is_refused_on_a_page(as_: As, code: str) -> None:
    client = as_("administrator")
    answer = client.post("/settings/people", data={"name": "Kim"}, headers={"Accept-Language": code})
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/html")
    assert speech(code).say(MALFORMED, names="role, password") in unescape(answer.text)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/activity?before=abc", "before"),
        ("/activity/abc", "run"),
        ("/problems/all", "kind"),
        ("/problems/all?kind=unknown-sku&after=x", "after"),
        ("/settings/trail?before=x", "before"),
        ("/orders/302-0000001-0000001?compare=maybe", "compare"),
    ],
)
def test_an_address_that_cannot_be_is_refused_on_a_page(as_: As, path: str, name: str) -> None:
    answer = as_("administrator").get(path)
    assert answer.status_code == 400
    assert f"cannot be: {name}." in answer.text
    assert "<h1>" in answer.text


def test_nothing_that_was_sent_is_said_again(as_: As) -> None:
    answer = as_("administrator").post("/settings/people", data={"name": "Kim", "password": "the-secret-1"})
    assert "the-secret-1" not in answer.text


@pytest.mark.parametrize("path", ["/activity?before=abc", "/problems/all"])
def test_who_is_not_signed_in_comes_to_the_door_first(as_: As, path: str) -> None:
    as_("viewer")
    assert as_("").get(path, follow_redirects=False).status_code == 303


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_said_before_a_person_is_known(as_: As, opened: Installation, code: str) -> None:
    said, wishes = speech(code), {"Accept-Language": code}
    client = as_("")
    elsewhere = client.get("/", headers={**wishes, "Host": "elsewhere.example"})
    assert (elsewhere.status_code, elsewhere.text) == (421, said.say("The console does not go by that name."))
    foreign = client.post("/sign-in", headers={**wishes, "Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert foreign.text == said.say("This request came from another site, so nothing was done.")


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_fault_of_ours_is_told_in_the_language_of_the_browser(opened: Installation, code: str) -> None:
    app = console.create_app(opened)

    @app.get("/fails")
    def fails() -> None:
        raise RuntimeError("a secret of ours")

    client = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
    answer = client.get("/fails", headers={"Accept-Language": code})
    assert answer.status_code == 500
    told = speech(code).say(
        "sellerbridge itself failed here; its log has it as {number}. Nothing is lost: go back and try again.",
        number="\0",
    )
    before, after = told.split("\0")
    assert answer.text.startswith(before)
    assert answer.text.endswith(after)
    assert "secret" not in answer.text
