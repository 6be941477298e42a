"""People, programs, the trail, one's own account: what is changed, refused, and written down."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient
from tests.console.conftest import PASSWORD

from sellerbridge.console.words.of_accounts import REFUSALS
from sellerbridge.desk import accounts
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation

As = Callable[[str], TestClient]


def deeds(opened: Installation) -> list[tuple[str, str, str]]:
    return [(deed.who, deed.what, deed.about) for deed in opened.store.accounts.deeds()]


def can_sign_in(as_: As, name: str, password: str = PASSWORD) -> bool:
    sent = {"name": name, "password": password}
    return as_("").post("/sign-in", data=sent, follow_redirects=False).status_code == 303


def test_a_person_is_added_changed_shut_out_and_let_in_again(opened: Installation, as_: As) -> None:
    client = as_("administrator")
    added = client.post("/settings/people", data={"name": " Shop  Floor ", "role": "viewer", "password": PASSWORD})
    assert "Shop Floor can sign in now." in added.text
    assert can_sign_in(as_, "shop floor")
    client.post("/settings/people/role", data={"person": "Shop Floor", "role": "operator"})
    assert accounts.named(opened.store.accounts, "Shop Floor").role == "operator"
    client.post("/settings/people/password", data={"person": "Shop Floor", "new_password": "another sentence"})
    assert not can_sign_in(as_, "Shop Floor")
    assert can_sign_in(as_, "Shop Floor", "another sentence")
    client.post("/settings/people/switch", data={"person": "Shop Floor", "enabled": "false"})
    assert not can_sign_in(as_, "Shop Floor", "another sentence")
    client.post("/settings/people/switch", data={"person": "Shop Floor", "enabled": "true"})
    assert can_sign_in(as_, "Shop Floor", "another sentence")
    mine = [(what, about) for who, what, about in reversed(deeds(opened)) if who == "administrator"]
    assert mine == [
        ("signed in", ""),
        ("added a person", "Shop Floor: Viewer"),
        ("changed the role of", "Shop Floor: Viewer → Operator"),
        ("changed the password of", "Shop Floor"),
        ("shut out", "Shop Floor"),
        ("let in again", "Shop Floor"),
    ]


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("role", {"role": "viewer"}),
        ("switch", {"enabled": "false"}),
    ],
)
def test_the_last_administrator_stays(opened: Installation, as_: As, path: str, sent: dict[str, str]) -> None:
    client = as_("administrator")
    answer = client.post(f"/settings/people/{path}", data={"person": "administrator", **sent})
    assert answer.status_code == 400
    assert "last administrator" in answer.text
    assert client.get("/settings/people").status_code == 200, "and is signed in still"
    accounts.add(opened.store.accounts, "Another", role="administrator", password=PASSWORD)
    answer = client.post(f"/settings/people/{path}", data={"person": "administrator", **sent})
    assert answer.url.path == "/sign-in"


def test_what_cannot_be_keeps_what_was_typed_and_says_why(as_: As) -> None:
    client = as_("administrator")
    short = client.post("/settings/people", data={"name": "Typed", "role": "operator", "password": "short"})
    assert short.status_code == 400
    assert 'value="Typed"' in short.text
    assert "10 to 1,000" in short.text
    assert "short" not in short.text.replace("shortest", "")
    taken = client.post("/settings/people", data={"name": "ADMINISTRATOR", "role": "viewer", "password": PASSWORD})
    assert "already" in taken.text


def test_another_role_or_password_ends_the_sessions_there_are(opened: Installation, as_: As) -> None:
    viewer = as_("viewer")
    account = accounts.named(opened.store.accounts, "viewer")
    as_("administrator").post("/settings/people/role", data={"person": "viewer", "role": "operator"})
    assert viewer.get("/account").url.path == "/sign-in"
    accounts.change(opened.store.accounts, account, role="viewer")


def test_ones_own_password_needs_the_present_one_and_ends_other_sessions(as_: As) -> None:
    here, elsewhere = as_("viewer"), as_("viewer")
    new = {"new": "another sentence", "again": "another sentence"}
    wrong = here.post("/account/password", data={"old": "guessed", **new})
    assert (wrong.status_code, "another one" in wrong.text) == (400, True)
    differs = here.post("/account/password", data={"old": PASSWORD, **new, "again": "something else"})
    assert differs.status_code == 400
    done = here.post("/account/password", data={"old": PASSWORD, **new})
    assert "The password is changed" in done.text
    assert done.url.path == "/account"
    assert elsewhere.get("/account").url.path == "/sign-in"
    assert can_sign_in(as_, "viewer", "another sentence")


def test_a_token_is_shown_once_and_opens_until_it_is_taken_back(opened: Installation, as_: As) -> None:
    client = as_("administrator")
    made = client.post("/settings/tokens", data={"name": "Reports", "scope": "act"})
    (secret,) = set(re.findall(r"sb_[\w-]{40,}", made.text))
    assert made.headers["Cache-Control"] == "no-store"
    shown = client.get("/settings/tokens").text
    assert secret not in shown
    assert "Reports" in shown
    (token,) = opened.store.accounts.tokens()
    assert token.scopes == ("read", "act")
    program = TestClient(client.app, base_url="http://127.0.0.1", headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/account").status_code == 200
    assert "never" not in client.get("/settings/tokens").text.split("<tbody>")[1].split("</tbody>")[0]
    client.post("/settings/tokens/end", data={"token": token.id})
    assert program.get("/account", follow_redirects=False).status_code == 303
    assert client.post("/settings/tokens/end", data={"token": token.id}).status_code == 400
    assert client.post("/settings/tokens", data={"name": "x", "scope": "everything"}).status_code == 400
    assert [what for _, what, _ in deeds(opened)][:2] == ["took back a token", "made a token"]
    assert secret not in str(deeds(opened))


def test_the_trail_is_paged_by_key_and_free_of_secrets(opened: Installation, as_: As) -> None:
    client = as_("administrator")
    for number in range(120):
        opened.store.accounts.did("operator", "tried again", f"order {number:03}")
    seen: list[str] = []
    url: str | None = "/settings/trail"
    while url:
        text = client.get(url).text
        seen += re.findall(r"order (\d{3})", text)
        following = re.search(r'<a href="([^"]+)" rel="next"', text)
        url = following[1] if following else None
    assert seen == [f"{number:03}" for number in reversed(range(120))]
    assert PASSWORD not in str(deeds(opened))


def test_every_refusal_is_in_the_catalogues(opened: Installation) -> None:
    found = opened.store.accounts

    def refused(deed: Callable[[], object]) -> str:
        with pytest.raises(Usage) as refusal:
            deed()
        return str(refusal.value)

    key = found.new_first_key()
    said = {refused(lambda: accounts.first_administrator(found, "A", PASSWORD, key="guessed"))}
    admin = accounts.first_administrator(found, "A", PASSWORD, key=key)
    said |= {
        refused(lambda: accounts.first_administrator(found, "A", PASSWORD, key=key)),
        refused(lambda: accounts.add(found, "a", role="viewer", password=PASSWORD)),
        refused(lambda: accounts.add(found, "", role="viewer", password=PASSWORD)),
        refused(lambda: accounts.add(found, "B", role="viewer", password="short")),
        refused(lambda: accounts.named(found, "B")),
        refused(lambda: accounts.agreed("a", "b")),
        refused(lambda: accounts.change_own_password(found, admin, old="x", new=PASSWORD)),
        refused(lambda: accounts.end_token(found, 7)),
        refused(lambda: accounts.change(found, admin, enabled=False)),
    }
    assert said == set(REFUSALS)
