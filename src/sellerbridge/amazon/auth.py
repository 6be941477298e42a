"""Refresh token to access token, at Login with Amazon (Amazon's page "Connect to the SP-API")."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta

import httpx2
import msgspec

from sellerbridge.amazon import errors, wire
from sellerbridge.clock import Clock

_LWA = "the token endpoint"
_MARGIN = 0.05
_SHORTEST_MARGIN = 30.0


class Secret:
    """A text that shows itself only when asked by name."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "***"

    def reveal(self) -> str:
        return self._text


class Credentials:
    """What an application needs to act for a seller. The two secrets are wrapped as they come in."""

    def __init__(self, *, client_id: str, client_secret: str, refresh_token: str) -> None:
        self.client_id = client_id
        self.client_secret = Secret(client_secret)
        self.refresh_token = Secret(refresh_token)

    def __repr__(self) -> str:
        return "Credentials(***)"


class _Granted(msgspec.Struct, frozen=True):
    access_token: str
    expires_in: int


class _Denied(msgspec.Struct, frozen=True):
    error: str
    error_description: str = ""


class _Held(msgspec.Struct, frozen=True):
    token: str
    until: datetime


_KINDS: Mapping[str, type[errors.AuthorisationLost | errors.WrongSecret | errors.BadRequest]] = {
    "invalid_grant": errors.AuthorisationLost,
    "access_denied": errors.AuthorisationLost,
    # OAuth: the client was recognised, but may not use this grant, so its secret is not what is wrong.
    "unauthorized_client": errors.AuthorisationLost,
    "invalid_client": errors.WrongSecret,
    "invalid_request": errors.BadRequest,
    "invalid_scope": errors.BadRequest,
    "unsupported_grant_type": errors.BadRequest,
}
"""What an OAuth error (RFC 6749, 5.2) means for the seller. Any other one is an outage."""


class AccessTokens:
    """One access token for all threads, renewed before it ends; whoever comes meanwhile waits for the same one."""

    def __init__(
        self,
        token_url: str,
        *,
        credentials: Credentials,
        http: httpx2.Client,
        clock: Clock,
        persistence: wire.Persistence,
    ) -> None:
        self._token_url = token_url
        self._credentials = credentials
        self._http = http
        self._clock = clock
        self._persistence = persistence
        self._lock = threading.Lock()
        self._held: _Held | None = None

    def current(self) -> str:
        """A token that is good for a while. Raises AuthorisationLost, WrongSecret, BadRequest, Outage, Later."""
        with self._lock:
            if self._held is None or self._held.until <= self._clock.now():
                self._held = self._persistence(self._granted)
            return self._held.token

    def forget(self, token: str) -> None:
        """Amazon refused this token: the next caller gets a fresh one. One already replaced is left alone."""
        with self._lock:
            if self._held is not None and self._held.token == token:
                self._held = None

    def _granted(self) -> _Held:
        asked = self._clock.now()
        answer = wire.sent(self._http, _LWA, self._request())
        if not answer.is_success:
            raise _denied(answer)
        try:
            granted = msgspec.json.decode(answer.content, type=_Granted)
        except (UnicodeDecodeError, msgspec.DecodeError) as error:
            raise wire.outage(_LWA, answer, "a token that cannot be read") from error
        if not granted.access_token or granted.expires_in <= 0:
            raise wire.outage(_LWA, answer, "a token without life")
        return _Held(token=granted.access_token, until=asked + _useful_life(granted.expires_in))

    def _request(self) -> httpx2.Request:
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self._credentials.refresh_token.reveal(),
            "client_id": self._credentials.client_id,
            "client_secret": self._credentials.client_secret.reveal(),
        }
        return self._http.build_request("POST", self._token_url, data=form, headers={"accept": "application/json"})


def _useful_life(expires_in: int) -> timedelta:
    """All but the last twentieth; of a short life at least half a minute is left unused, at most its half."""
    margin = max(expires_in * _MARGIN, min(_SHORTEST_MARGIN, expires_in / 2))
    return timedelta(seconds=expires_in - margin)


def _denied(answer: httpx2.Response) -> Exception:
    try:
        denied = msgspec.json.decode(answer.content, type=_Denied)
    except (UnicodeDecodeError, msgspec.DecodeError):
        return wire.outage(_LWA, answer, f"HTTP {answer.status_code} without an OAuth error")
    kind = _KINDS.get(denied.error)
    if kind is None:
        return wire.outage(_LWA, answer, errors.without_secrets(denied.error))
    reason = f"{denied.error}: {denied.error_description.rstrip('.')}"
    return kind(_LWA, reason=reason, request_id=wire.request_id(answer), status=answer.status_code)
