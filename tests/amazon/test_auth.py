from __future__ import annotations

import threading
from collections.abc import Iterator

import httpx2
import pytest
from tests.amazon.door import TOKEN_PATH, Answer, Door, html

from sellerbridge.amazon import errors, wire
from sellerbridge.amazon.auth import AccessTokens, Credentials, Secret
from sellerbridge.clock import HeldClock

SECRET = "amzn1.oa2-cs.v1.practice"
REFRESH = "Atzr|practice"


@pytest.fixture
def http() -> Iterator[httpx2.Client]:
    with wire.opened("1") as opened:
        yield opened


@pytest.fixture
def tokens(door: Door, clock: HeldClock, http: httpx2.Client) -> AccessTokens:
    return AccessTokens(
        door.token_url,
        credentials=Credentials(client_id="client", client_secret=SECRET, refresh_token=REFRESH),
        http=http,
        clock=clock,
        persistence=wire.Persistence(clock=clock, max_retries=2, patience=30),
    )


def grant(token: str, *, expires_in: int = 3600) -> Answer:
    return Answer(json={"access_token": token, "token_type": "bearer", "expires_in": expires_in})


def test_the_form_is_oauths(door: Door, tokens: AccessTokens) -> None:
    assert tokens.current() == "Atza|1"
    (asked,) = door.calls(TOKEN_PATH)
    assert asked.verb == "POST"
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert asked.target == TOKEN_PATH
    assert b"grant_type=refresh_token" in asked.body
    assert b"refresh_token=Atzr%7Cpractice" in asked.body


@pytest.mark.parametrize(("life", "good_for"), [(3600, 3420), (60, 30), (10, 5), (7200, 6840)])
def test_a_token_is_renewed_before_it_ends(
    door: Door, tokens: AccessTokens, clock: HeldClock, life: int, good_for: int
) -> None:
    door.says(TOKEN_PATH, grant("first", expires_in=life), grant("second"))
    assert tokens.current() == "first"
    clock.sleep(good_for - 1)
    assert tokens.current() == "first"
    clock.sleep(1)
    assert tokens.current() == "second"


def test_threads_wait_for_one_token(door: Door, tokens: AccessTokens) -> None:
    got: list[str] = []
    threads = [threading.Thread(target=lambda: got.append(tokens.current())) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == ["Atza|1"] * 12
    assert len(door.calls(TOKEN_PATH)) == 1


def test_only_the_refused_token_is_forgotten(door: Door, tokens: AccessTokens) -> None:
    old = tokens.current()
    tokens.forget(old)
    new = tokens.current()
    tokens.forget(old)
    assert (old, new, tokens.current()) == ("Atza|1", "Atza|2", "Atza|2")


@pytest.mark.parametrize(
    ("status", "error", "means", "kind"),
    [
        (400, "invalid_grant", errors.AuthorisationLost, "authorisation-lost"),
        (400, "access_denied", errors.AuthorisationLost, "authorisation-lost"),
        (400, "unauthorized_client", errors.AuthorisationLost, "authorisation-lost"),
        (401, "invalid_client", errors.WrongSecret, "wrong-secret"),
        (400, "invalid_request", errors.BadRequest, "bad-request"),
        (400, "invalid_scope", errors.BadRequest, "bad-request"),
    ],
)
def test_a_refusal_is_told_apart_at_once(
    door: Door, tokens: AccessTokens, *, status: int, error: str, means: type[errors.BadRequest], kind: str
) -> None:
    told = {"error": error, "error_description": f"about {REFRESH} and {SECRET}"}
    door.says(TOKEN_PATH, Answer(status=status, json=told, headers={"x-amzn-RequestId": "req-1"}))
    with pytest.raises(means) as refused:
        tokens.current()
    assert len(door.calls(TOKEN_PATH)) == 1
    assert (refused.value.kind, refused.value.status) == (kind, status)
    assert refused.value.request_id == "req-1"
    assert SECRET not in str(refused.value)
    assert REFRESH not in str(refused.value)
    assert SECRET not in str(refused.value.facts)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(status=500, json={"error": "server_error"}), id="server error"),
        pytest.param(Answer(status=503, json={"error": "temporarily_unavailable"}), id="unavailable"),
        pytest.param(Answer(status=400, json={"error": "temporarily_unavailable"}), id="unavailable as 400"),
        pytest.param(html(503), id="HTML"),
        pytest.param(html(400), id="HTML as 400"),
        pytest.param(html(200), id="HTML as 200"),
        pytest.param(Answer(json={"access_token": "", "expires_in": 3600}), id="empty token"),
        pytest.param(Answer(json={"access_token": "x", "expires_in": 0}), id="token without life"),
        pytest.param(Answer(silent=True), id="silence"),
    ],
)
def test_an_outage_is_tried_again_and_then_told(door: Door, tokens: AccessTokens, answer: Answer) -> None:
    door.says(TOKEN_PATH, answer)
    with pytest.raises(errors.Outage):
        tokens.current()
    assert len(door.calls(TOKEN_PATH)) == 3
    door.says(TOKEN_PATH, answer, grant("back"))
    assert tokens.current() == "back"


def test_secrets_do_not_show() -> None:
    held = Credentials(client_id="client", client_secret=SECRET, refresh_token=REFRESH)
    shown = f"{held!r} {held} {held.client_secret!r} {held.client_secret} {Secret('x')}"
    assert SECRET not in shown
    assert REFRESH not in shown
    assert held.refresh_token.reveal() == REFRESH
