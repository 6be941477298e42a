"""The door: the first administrator, signing in and out, sessions, where requests come from and what they bring."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import argon2
import pytest
from argon2.exceptions import VerifyMismatchError
from starlette.testclient import TestClient
from tests.console.conftest import PASSWORD

from sellerbridge.clock import HeldClock, SystemClock
from sellerbridge.console.app import create_app
from sellerbridge.desk import accounts
from sellerbridge.desk.accounts import _NOBODY
from sellerbridge.errors import NoDatabase
from sellerbridge.installation import Installation
from sellerbridge.store.accounts import SESSION_IDLES, SESSION_LIVES

As = Callable[[str], TestClient]
PLACES = ("/", "/orders", "/products", "/money", "/problems", "/activity", "/settings")
COOKIE = "sellerbridge_session"


@pytest.fixture
def known(opened: Installation) -> None:
    accounts.add(opened.store.accounts, "Known", role="administrator", password=PASSWORD)


def sign_in(client: TestClient, name: str = "Known", password: str = PASSWORD, **more: str) -> int:
    sent = {"name": name, "password": password, **more}
    return client.post("/sign-in", data=sent, follow_redirects=False).status_code


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("place", PLACES)
def test_nobody_is_shown_the_door(as_: As, place: str) -> None:
    answer = as_("").get(place, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("place", PLACES)
def test_a_viewer_sees_every_place(as_: As, place: str) -> None:
    assert as_("viewer").get(place).status_code == 200


def test_a_name_that_nobody_has_takes_as_long_as_a_wrong_password() -> None:
    real = argon2.PasswordHasher()
    assert not real.check_needs_rehash(_NOBODY)
    with pytest.raises(VerifyMismatchError):
        real.verify(_NOBODY, PASSWORD)


# --- the first administrator


@pytest.mark.parametrize("place", [*PLACES, "/sign-in"])
def test_while_there_is_no_account_every_page_leads_to_the_first_run(as_: As, place: str) -> None:
    assert as_("").get(place, follow_redirects=False).headers["location"] == "/first-run"
    assert "<h1>Welcome" in as_("").get(place).text


def first(client: TestClient, key: str, **more: str) -> int:
    sent = {"key": key, "name": "First", "password": PASSWORD, "again": PASSWORD, **more}
    return client.post("/first-run", data=sent, follow_redirects=False).status_code


def test_the_key_makes_one_administrator_and_then_nothing(opened: Installation, as_: As) -> None:
    client, key = as_(""), opened.store.accounts.new_first_key()
    page = client.get("/first-run", params={"key": key})
    assert 'name="again"' in page.text
    assert "key=" not in str(page.url), "it stays in no history"
    assert first(client, key) == 303
    assert client.get("/account").status_code == 200
    assert opened.store.accounts.all()[0].role == "administrator"
    assert first(as_(""), key, name="Second") == 400
    assert first(as_(""), opened.store.accounts.new_first_key(), name="Second") == 400
    assert [account.name for account in opened.store.accounts.all()] == ["First"]


@pytest.mark.parametrize(
    ("key", "more"),
    [
        ("guessed", {}),
        ("", {}),
        (None, {"password": "short", "again": "short"}),
        (None, {"again": "something else entirely"}),
        (None, {"name": "   "}),
    ],
)
def test_what_does_not_fit_makes_no_account_and_says_why(
    opened: Installation, as_: As, key: str | None, more: dict[str, str]
) -> None:
    right = opened.store.accounts.new_first_key()
    client = as_("")
    sent = {"key": right if key is None else key, "name": "First", "password": PASSWORD, "again": PASSWORD, **more}
    answer = client.post("/first-run", data=sent)
    assert answer.status_code in {400, 422}
    assert not opened.store.accounts.any()
    assert first(client, right) == 303, "and the key is not used up by it"


def test_only_the_newest_key_counts(opened: Installation, as_: As) -> None:
    before, now = (opened.store.accounts.new_first_key() for _ in range(2))
    assert as_("").get("/first-run", params={"key": before}).status_code == 403
    assert first(as_(""), before) == 400
    assert first(as_(""), now) == 303


# --- signing in


@pytest.mark.usefixtures("known")
def test_a_wrong_password_and_an_unknown_name_hear_the_same(as_: As) -> None:
    wrong = as_("").post("/sign-in", data={"name": "Known", "password": "something else"})
    unknown = as_("").post("/sign-in", data={"name": "Nobody", "password": "something else"})
    assert (wrong.status_code, unknown.status_code) == (403, 403)
    assert wrong.text.replace("Known", "Nobody") == unknown.text


@pytest.mark.usefixtures("known")
def test_an_unknown_name_is_checked_as_a_known_one(opened: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    checked = []

    class Counting:
        def verify(self, digest: str, _password: str) -> bool:
            checked.append(digest[:20])
            return True

    monkeypatch.setattr(accounts, "_hasher", Counting())
    assert accounts.proven(opened.store.accounts, "Nobody", "x") is None
    assert accounts.proven(opened.store.accounts, "known", "x") is not None
    assert len(checked) == 2
    assert checked[0].partition("m=")[0] == checked[1].partition("m=")[0]


@pytest.mark.usefixtures("known")
def test_who_tries_passwords_waits_longer_and_longer(as_: As) -> None:
    client = as_("")
    assert [sign_in(client, password="wrong wrong") for _ in range(5)] == [403] * 5
    answer = client.post("/sign-in", data={"name": "  KNOWN ", "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= 3
    assert "Wait " in answer.text
    assert sign_in(client, "Another", "wrong wrong") == 403, "others are not locked out by it"


@pytest.mark.usefixtures("known")
def test_signing_in_makes_a_new_session_and_ends_the_old_one(as_: As) -> None:
    client = as_("")
    client.cookies.set(COOKIE, "planted-by-a-neighbour", domain="127.0.0.1")
    sign_in(client)
    first_one = {c.value for c in client.cookies.jar if c.name == COOKIE} - {"planted-by-a-neighbour"}
    assert len(first_one) == 1
    client.cookies.clear()
    client.cookies.set(COOKIE, first_one.pop() or "")
    assert client.get("/account").url.path == "/account"
    old = client.cookies[COOKIE]
    sign_in(client)
    client.cookies.clear()
    client.cookies.set(COOKIE, old)
    assert client.get("/account").url.path == "/sign-in"


def test_signed_out_the_cookie_opens_nothing(as_: As) -> None:
    client = as_("viewer")
    kept = client.cookies[COOKIE]
    client.post("/sign-out")
    assert COOKIE not in client.cookies
    client.cookies.set(COOKIE, kept)
    assert client.get("/").url.path == "/sign-in"


@pytest.mark.parametrize(
    ("used_every", "lasts"), [(SESSION_IDLES * 1.01, False), (SESSION_IDLES * 0.9, True)], ids=["idle", "used"]
)
def test_a_session_ends_where_nobody_uses_it_and_at_the_latest_after_two_weeks(
    opened: Installation, as_: As, used_every: timedelta, lasts: bool
) -> None:
    as_("viewer")
    clock = HeldClock(SystemClock().now())
    opened.store.accounts._clock = clock
    account = opened.store.accounts.named("viewer")
    assert account
    secret, passed = opened.store.accounts.begin_session(account.id), timedelta(0)
    while passed + used_every < SESSION_LIVES:
        clock.sleep(used_every.total_seconds())
        passed += used_every
        assert (opened.store.accounts.of_session(secret) is not None) == lasts
    clock.sleep((SESSION_LIVES - passed).total_seconds())
    assert opened.store.accounts.of_session(secret) is None


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "evil",
        "",
    ],
)
def test_signing_in_leads_to_pages_of_ours_alone(as_: As, back: str) -> None:
    client = as_("viewer")
    for path, sent in (("/sign-in", {"name": "viewer", "password": PASSWORD}), ("/language", {"language": "fr"})):
        answer = client.post(path, data={**sent, "back": back}, follow_redirects=False)
        assert answer.headers["location"] in {"/", "/%09/evil.example"}


def test_the_cookies_are_closed(opened: Installation, as_: As) -> None:
    as_("viewer")
    behind_tls = TestClient(
        create_app(opened, behind_tls=True, public_name="shop.example"),
        base_url="https://shop.example",
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    sent = {"name": "viewer", "password": PASSWORD}
    secure = behind_tls.post("/sign-in", data=sent, follow_redirects=False).headers["set-cookie"]
    assert secure.startswith("__Host-sellerbridge_session=")
    assert {"httponly", "secure", "path=/", "samesite=lax"} <= set(secure.lower().split("; "))
    assert "domain" not in secure.lower()
    assert behind_tls.get("/account").url.path == "/account"
    plain = as_("").post("/sign-in", data=sent, follow_redirects=False).headers["set-cookie"]
    assert "httponly" in plain.lower()


def test_the_language_chosen_stays_with_the_person(as_: As) -> None:
    as_("viewer").post("/language", data={"language": "de"})
    assert '<html lang="de"' in as_("viewer").get("/account").text
    as_("viewer").post("/language", data={"language": "xx"})
    assert '<html lang="de"' in as_("viewer").get("/account").text


# --- where requests come from


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"}, False),
        ({"Origin": "http://127.0.0.1"}, True),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "http://127.0.0.1:9"}, False),
        ({"Origin": "null"}, False),
        ({}, False),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_only_a_page_of_ours_changes_anything(
    opened: Installation, headers: dict[str, str], passes: bool, method: str
) -> None:
    client = TestClient(create_app(opened), base_url="http://127.0.0.1", headers=headers)
    answer = client.request(method, "/sign-out", follow_redirects=False)
    assert (answer.status_code != 403) == passes
    assert client.get("/static/app.css").status_code == 200


@pytest.mark.parametrize(
    ("host", "answered"),
    [
        ("127.0.0.1:8400", True),
        ("localhost:8400", True),
        ("[::1]:8400", True),
        ("LOCALHOST", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example:8400", False),
        ("localhost.evil.example", False),
        ("", False),
        ("shop.example", False),
    ],
)
def test_only_names_of_this_machine_are_answered(opened: Installation, host: str, answered: bool) -> None:
    client = TestClient(create_app(opened), base_url="http://127.0.0.1")
    assert (client.get("/sign-in", headers={"Host": host}).status_code != 421) == answered


@pytest.mark.parametrize("host", ["shop.example", "Shop.Example:443", "127.0.0.1:8400"])
def test_behind_a_proxy_the_public_name_is_answered_too(opened: Installation, host: str) -> None:
    client = TestClient(create_app(opened, behind_tls=True, public_name="shop.example"))
    assert client.get("/static/app.css", headers={"Host": host}).status_code == 200


# --- what requests bring


def test_more_than_a_form_needs_is_refused(as_: As) -> None:
    client = as_("viewer")
    assert client.post("/language", data={"language": "x" * 1_100_000}).status_code == 413

    def unannounced() -> Iterator[bytes]:
        yield from (b"language=" + b"x" * 100_000 for _ in range(20))

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/language", content=unannounced(), headers=form).status_code == 413
    assert client.post("/language", data={"language": "fr"}, follow_redirects=False).status_code == 303


def test_a_method_that_a_page_does_not_know_is_answered_with_those_it_knows(as_: As) -> None:
    answer = as_("viewer").put("/orders")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")


def test_a_length_that_is_told_beside_pieces_hides_none_of_them(as_: As) -> None:
    client = as_("viewer")

    def pieces() -> Iterator[bytes]:
        yield from (b"language=" + b"x" * 100_000 for _ in range(20))

    headers = {
        "Content-Type": "application/x-www-form-urlencoded", "Content-Length": "5", "Transfer-Encoding": "chunked",
    }  # fmt: skip
    answer = client.post("/language", content=pieces(), headers=headers)
    assert answer.status_code == 413
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("planted", ["\\x", "\\ud800", "%ff", "%", "\\"])
def test_a_sentence_that_a_neighbour_planted_breaks_no_page(as_: As, planted: str) -> None:
    client = as_("viewer")
    assert client.get("/account", headers={"Cookie": f"sellerbridge_said={planted}"}).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/activity?before={}", "/activity/{}", "/settings/trail?before={}", "/problems/all?kind=unknown-sku&after={}",
        "/money/1?after={}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("number", ["9223372036854775808", "-1", "9" * 5000])
def test_a_number_that_no_database_holds_names_nothing(as_: As, address: str, number: str) -> None:
    assert as_("administrator").get(address.format(number)).status_code in {303, 400, 404}


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/problems/retry", {"problem": "9" * 5000}),
        ("/problems/decide", {"problem": "9" * 5000, "choice": "keep", "reason": "so"}),
        ("/settings/tokens/end", {"token": "9" * 30}),
        ("/settings/clock", {"connection": "north", "flow": "orders", "minutes": "9" * 5000}),
    ],
)
def test_nor_does_one_that_a_form_sends(as_: As, path: str, sent: dict[str, str]) -> None:
    assert as_("administrator").post(path, data=sent).status_code == 400


def test_a_fault_is_logged_by_its_place_and_never_by_its_own_words(
    opened: Installation, as_: As, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    words = "jana@example.org"

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(words)

    client = as_("administrator")
    monkeypatch.setattr(opened.store.accounts, "deeds", broken)
    answer = client.get("/settings/trail")
    assert answer.status_code == 500
    assert answer.headers["Cache-Control"] == "no-store"
    (record,) = caplog.records
    assert "pages/trail.py" in record.getMessage()
    number = next(word for word in record.getMessage().split() if word in answer.text)
    assert len(number) == 8
    assert "jana" not in caplog.text + answer.text


def test_where_the_database_is_away_nobody_hears_where_it_is(
    opened: Installation, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_("administrator")

    def away(*_: object, **__: object) -> None:
        raise NoDatabase("The database sqlite:////home/jana/x.db does not answer: disk full.")

    for place in ("of_session", "deeds"):
        with monkeypatch.context() as patch:
            patch.setattr(opened.store.accounts, place, away)
            for path in ("/settings/trail", "/api/v1/trail"):
                answer = client.get(path)
                assert answer.status_code == 503
                assert "database does not answer" in answer.text
                assert "jana" not in answer.text


def test_every_answer_closes_the_rest(as_: As) -> None:
    client = as_("viewer")
    for path in ("/", "/nothing", "/static/app.css", "/static/nothing"):
        headers = client.get(path).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("place", [*PLACES, "/account", "/settings/people", "/settings/tokens", "/settings/trail"])
def test_no_page_carries_what_its_policy_forbids(as_: As, place: str) -> None:
    text = as_("administrator").get(place).text
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", text)
