"""Login with Amazon: every grant, every refusal, and what happens to tokens meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from sellerbridge.simulator.call import Refusal
from sellerbridge.simulator.clock import Clock, HeldClock
from sellerbridge.simulator.contract.table import OPERATIONS
from sellerbridge.simulator.lwa import Credentials, Lwa, OAuthError

START = datetime(2026, 11, 1, tzinfo=UTC)
PATH = "/orders/2026-01-01/orders"


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock(START)


@pytest.fixture
def lwa(clock: HeldClock) -> Lwa:
    return Lwa(Credentials.made_for("A1"), clock=clock)


def form(lwa: Lwa, **changes: str) -> dict[str, str]:
    held = lwa.credentials
    return {
        "grant_type": "refresh_token",
        "refresh_token": held.refresh_token,
        "client_id": held.client_id,
        "client_secret": held.client_secret,
        **changes,
    }


def access_token(lwa: Lwa) -> str:
    return str(lwa.token(form(lwa))["access_token"])


def admit(lwa: Lwa, token: str, operation: str = "searchOrders") -> str:
    return lwa.admit(token, operation=OPERATIONS[operation], path=PATH)


def test_a_refresh_token_buys_an_access_token_for_an_hour(lwa: Lwa, clock: HeldClock) -> None:
    told = lwa.token(form(lwa))
    assert (told["token_type"], told["expires_in"]) == ("bearer", 3600)
    assert told["access_token"].startswith("Atza|")
    assert told["refresh_token"] == lwa.credentials.refresh_token
    clock.advance(timedelta(seconds=3599))
    assert admit(lwa, told["access_token"]) == "A1"
    clock.advance(timedelta(seconds=1))
    with pytest.raises(Refusal, match="403"):
        admit(lwa, told["access_token"])


def test_on_a_fast_clock_the_life_is_told_in_the_callers_seconds() -> None:
    fast = Lwa(Credentials.made_for("A1"), clock=Clock(START, speed=60))
    assert fast.token(form(fast))["expires_in"] == 60


def test_the_same_seller_has_the_same_credentials_and_another_has_others() -> None:
    assert Credentials.made_for("A1") == Credentials.made_for("A1")
    assert Credentials.made_for("A1").refresh_token != Credentials.made_for("A2").refresh_token


@pytest.mark.parametrize(
    ("spoil", "status", "error"),
    [
        pytest.param(lambda f: f.pop("grant_type"), 400, "invalid_request", id="no grant_type"),
        pytest.param(lambda f: f.pop("client_id"), 400, "invalid_request", id="no client_id"),
        pytest.param(lambda f: f.pop("client_secret"), 400, "invalid_request", id="no client_secret"),
        pytest.param(lambda f: f.pop("refresh_token"), 400, "invalid_request", id="no refresh_token"),
        pytest.param(lambda f: f.update(grant_type="password"), 400, "unsupported_grant_type", id="another grant"),
        pytest.param(lambda f: f.update(client_id="other"), 401, "invalid_client", id="another application"),
        pytest.param(lambda f: f.update(client_secret="wrong"), 401, "invalid_client", id="a wrong secret"),
        pytest.param(lambda f: f.update(refresh_token="Atzr|x"), 400, "invalid_grant", id="a wrong refresh token"),
        pytest.param(
            lambda f: f.update(grant_type="client_credentials", scope="all"),
            400,
            "invalid_scope",
            id="a wrong scope",
        ),
        pytest.param(
            lambda f: f.update(grant_type="client_credentials"),
            400,
            "invalid_request",
            id="grantless without a scope",
        ),
        pytest.param(
            lambda f: f.update(grant_type="authorization_code", code="x"), 400, "invalid_grant", id="a wrong code"
        ),
    ],
)
def test_a_bad_token_request_is_refused_by_its_oauth_name(
    lwa: Lwa, spoil: Callable[[dict[str, str]], object], status: int, error: str
) -> None:
    sent = form(lwa)
    spoil(sent)
    with pytest.raises(OAuthError) as refused:
        lwa.token(sent)
    assert (refused.value.status, refused.value.error) == (status, error)
    assert refused.value.description


def test_a_revoked_refresh_token_is_an_invalid_grant_and_its_access_tokens_die(lwa: Lwa) -> None:
    token, sent = access_token(lwa), form(lwa)
    lwa.revoke()
    with pytest.raises(OAuthError) as refused:
        lwa.token(sent)
    assert refused.value.error == "invalid_grant"
    with pytest.raises(Refusal) as denied:
        admit(lwa, token)
    assert "revoked" in denied.value.details


def test_a_new_authorisation_brings_a_new_refresh_token(lwa: Lwa) -> None:
    old = form(lwa)
    lwa.revoke()
    new = lwa.authorize()
    assert new != old["refresh_token"]
    assert admit(lwa, lwa.token(form(lwa, refresh_token=new))["access_token"]) == "A1"
    with pytest.raises(OAuthError):
        lwa.token(old)


def test_a_rotated_secret_leaves_the_old_one_a_while(lwa: Lwa, clock: HeldClock) -> None:
    old = form(lwa)
    new_secret = lwa.rotate_secret(old_lives=timedelta(days=7))
    assert lwa.token(old)
    assert lwa.token({**old, "client_secret": new_secret})
    clock.advance(timedelta(days=7))
    with pytest.raises(OAuthError) as refused:
        lwa.token(old)
    assert (refused.value.status, refused.value.error) == (401, "invalid_client")
    assert lwa.token({**old, "client_secret": new_secret})


def test_an_authorisation_code_is_good_once_and_for_five_minutes(lwa: Lwa, clock: HeldClock) -> None:
    sent = form(lwa, grant_type="authorization_code", code=lwa.authorization_code())
    told = lwa.token(sent)
    assert told["refresh_token"] == lwa.credentials.refresh_token
    with pytest.raises(OAuthError, match="invalid_grant"):
        lwa.token(sent)
    late = form(lwa, grant_type="authorization_code", code=lwa.authorization_code())
    clock.advance(timedelta(minutes=5))
    with pytest.raises(OAuthError):
        lwa.token(late)


def test_a_code_after_a_revocation_brings_a_new_refresh_token(lwa: Lwa) -> None:
    lwa.revoke()
    told = lwa.token(form(lwa, grant_type="authorization_code", code=lwa.authorization_code()))
    assert told["refresh_token"] == lwa.credentials.refresh_token != ""


def test_a_grantless_token_opens_no_sellers_data(lwa: Lwa) -> None:
    told = lwa.token(form(lwa, grant_type="client_credentials", scope="sellingpartnerapi::notifications"))
    assert "refresh_token" not in told
    with pytest.raises(Refusal):
        admit(lwa, told["access_token"])


def test_a_grant_the_application_may_not_use_and_a_suspended_application(lwa: Lwa) -> None:
    lwa.grant_types -= {"refresh_token"}
    with pytest.raises(OAuthError) as refused:
        lwa.token(form(lwa))
    assert (refused.value.status, refused.value.error) == (400, "unauthorized_client")
    lwa.suspended = True
    with pytest.raises(OAuthError) as denied:
        lwa.token(form(lwa))
    assert (denied.value.status, denied.value.error) == (403, "access_denied")


def test_a_dropped_role_closes_its_operations_and_no_others(lwa: Lwa) -> None:
    token = access_token(lwa)
    lwa.drop_role("finances")
    with pytest.raises(Refusal) as denied:
        admit(lwa, token, "listTransactions")
    assert (denied.value.status, denied.value.details) == (403, "")
    assert admit(lwa, token, "searchOrders") == "A1"
    lwa.add_role("finances")
    assert admit(lwa, token, "listTransactions") == "A1"


@pytest.mark.parametrize(("token", "told"), [("", "missing"), ("Atza|made-up", "malformed")])
def test_a_missing_and_an_unknown_token_are_told_apart(lwa: Lwa, token: str, told: str) -> None:
    with pytest.raises(Refusal) as denied:
        admit(lwa, token)
    assert (denied.value.status, denied.value.code) == (403, "Unauthorized")
    assert told in denied.value.details


def test_access_tokens_can_be_made_to_expire_early(lwa: Lwa) -> None:
    token = access_token(lwa)
    lwa.expire_access_tokens()
    with pytest.raises(Refusal) as denied:
        admit(lwa, token)
    assert "expired" in denied.value.details
    assert admit(lwa, access_token(lwa)) == "A1"


def test_a_restricted_token_opens_the_paths_it_names_and_no_others(lwa: Lwa) -> None:
    token = lwa.restricted(
        (("GET", "/reports/2021-06-30/documents/D1"), ("GET", "/orders/2026-01-01/orders/{id}"))
    )
    document, order = OPERATIONS["getReportDocument"], OPERATIONS["getOrder"]
    assert lwa.admit(token, operation=document, path="/reports/2021-06-30/documents/D1") == "A1"
    assert lwa.admit(token, operation=order, path="/orders/2026-01-01/orders/1") == "A1"
    with pytest.raises(Refusal):
        lwa.admit(token, operation=document, path="/reports/2021-06-30/documents/D2")
    with pytest.raises(Refusal):
        lwa.admit(token, operation=OPERATIONS["searchOrders"], path=PATH)
