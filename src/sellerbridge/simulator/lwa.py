"""Login with Amazon: who the application is, which seller let it in, and what it may see.

Statuses and error names follow RFC 6749 and the codes Amazon's own SDK knows; the wording of the descriptions is
ours. An access token lives 3,600 seconds of the practice clock, told in seconds of the caller's.
"""

from __future__ import annotations

import hashlib
import itertools
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sellerbridge.simulator.call import Json, Refusal
from sellerbridge.simulator.clock import Clock
from sellerbridge.simulator.contract.operation import Operation

ROLES = frozenset({"orders", "listings", "inventory", "finances", "buyer"})
"""What an application can be allowed: four groups of operations, and "buyer" for data about persons."""

SCOPES = frozenset({"sellingpartnerapi::notifications", "sellingpartnerapi::client_credential:rotation"})
"""The scopes of operations that no seller has to allow (none of those served here needs one)."""

LIFE = timedelta(seconds=3600)
CODE_LIFE = timedelta(minutes=5)
DENIED = "Access to requested resource is denied."


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What an application holds: Amazon's names and forms of them."""

    client_id: str
    client_secret: str
    refresh_token: str
    seller_id: str

    @classmethod
    def made_for(cls, seller_id: str) -> Credentials:
        """The credentials of the one application that `seller_id` let in: always the same."""
        return cls(
            client_id="amzn1.application-oa2-client." + _digest("client", seller_id)[:32],
            client_secret="amzn1.oa2-cs.v1." + _digest("secret", seller_id),
            refresh_token="Atzr|" + _digest("refresh", seller_id),
            seller_id=seller_id,
        )


class OAuthError(Exception):
    """A refusal of the token endpoint: `{"error", "error_description"}`."""

    def __init__(self, *, status: int, error: str, description: str) -> None:
        super().__init__(f"{status} {error}: {description}")
        self.status = status
        self.error = error
        self.description = description


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What an access token stands for. `seller_id` is empty for a grantless one.

    `resources` are the method and path template pairs of a restricted data token; None for a plain token.
    """

    seller_id: str
    expires: datetime
    resources: tuple[tuple[str, str], ...] | None = None


class Lwa:
    """The token endpoint and the token check, with the switches a test or a trainer may throw meanwhile."""

    def __init__(self, credentials: Credentials, *, clock: Clock) -> None:
        self.credentials = credentials
        self.roles = ROLES
        self.grant_types = frozenset({"refresh_token", "client_credentials", "authorization_code"})
        self.suspended = False
        self._clock = clock
        self._old_secrets: dict[str, datetime] = {}
        self._codes: dict[str, datetime] = {}
        self._grants: dict[str, Grant] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()

    # What can be done to it

    def revoke(self) -> None:
        """The seller withdraws the authorisation: the refresh token and every access token die."""
        with self._lock:
            self.credentials = replace(self.credentials, refresh_token="")
            self._grants.clear()

    def authorize(self) -> str:
        """The seller authorises the application anew: returns the new refresh token."""
        with self._lock:
            self.credentials = replace(self.credentials, refresh_token="Atzr|" + self._fresh("refresh"))
            return self.credentials.refresh_token

    def authorization_code(self) -> str:
        """The code a seller's consent page hands over: good once, for five minutes."""
        with self._lock:
            code = self._fresh("code")[:20]
            self._codes[code] = self._clock.now() + CODE_LIFE
            return code

    def rotate_secret(self, *, old_lives: timedelta = timedelta(days=7)) -> str:
        """A new client secret; the old one is good for a while longer."""
        with self._lock:
            self._old_secrets[self.credentials.client_secret] = self._clock.now() + old_lives
            secret = "amzn1.oa2-cs.v1." + self._fresh("secret")
            self.credentials = replace(self.credentials, client_secret=secret)
            return secret

    def drop_role(self, role: str) -> None:
        """Take a role away from the application; tokens live on."""
        self.roles -= {role}

    def add_role(self, role: str) -> None:
        """Give a role back."""
        self.roles |= {role}

    def expire_access_tokens(self) -> None:
        """Every access token is over from now on, as if an hour had passed."""
        with self._lock:
            now = self._clock.now()
            self._grants = {token: replace(grant, expires=now) for token, grant in self._grants.items()}

    # The token endpoint

    def token(self, form: Mapping[str, str]) -> Json:
        """The answer to POST /auth/o2/token. Raises `OAuthError`."""
        with self._lock:
            kind = _needed(form, "grant_type")
            if kind not in ("refresh_token", "client_credentials", "authorization_code"):
                raise OAuthError(status=400, error="unsupported_grant_type", description="Unknown grant_type.")
            self._check_client(form)
            if kind not in self.grant_types:
                raise OAuthError(status=400, error="unauthorized_client", description=f"{kind} is not allowed.")
            if kind == "client_credentials":
                return self._grantless(form)
            return self._seller_token(form, kind)

    def _check_client(self, form: Mapping[str, str]) -> None:
        client_id, secret = _needed(form, "client_id"), _needed(form, "client_secret")
        old_until = self._old_secrets.get(secret)
        good = secret == self.credentials.client_secret or (old_until and self._clock.now() < old_until)
        if client_id != self.credentials.client_id or not good:
            raise OAuthError(status=401, error="invalid_client", description="Client authentication failed")
        if self.suspended:
            raise OAuthError(status=403, error="access_denied", description="The application is suspended.")

    def _grantless(self, form: Mapping[str, str]) -> Json:
        if _needed(form, "scope") not in SCOPES:
            raise OAuthError(status=400, error="invalid_scope", description="The scope is unknown.")
        return self._issue(seller_id="")

    def _seller_token(self, form: Mapping[str, str], kind: str) -> Json:
        if kind == "refresh_token":
            good = _needed(form, "refresh_token") == self.credentials.refresh_token
        else:
            good = self._clock.now() < self._codes.pop(_needed(form, "code"), self._clock.now())
        if not good:
            raise OAuthError(
                status=400, error="invalid_grant", description=f"The {kind} is invalid, old or revoked."
            )
        refresh_token = self.credentials.refresh_token or self.authorize()
        return {**self._issue(seller_id=self.credentials.seller_id), "refresh_token": refresh_token}

    def _issue(self, *, seller_id: str) -> Json:
        token = "Atza|" + self._fresh("access")
        self._grants[token] = Grant(seller_id=seller_id, expires=self._clock.now() + LIFE)
        return {"access_token": token, "token_type": "bearer", "expires_in": self.life_told}

    def restricted(self, resources: tuple[tuple[str, str], ...]) -> str:
        """A restricted data token for these (method, path template) pairs."""
        with self._lock:
            token = "Atz.sprdt|" + self._fresh("restricted")
            expires = self._clock.now() + LIFE
            seller_id = self.credentials.seller_id
            self._grants[token] = Grant(seller_id=seller_id, expires=expires, resources=resources)
            return token

    @property
    def life_told(self) -> int:
        """The life of a new token in seconds of the caller's clock."""
        return max(1, int(LIFE.total_seconds() / self._clock.speed))

    # The token check

    def admit(self, token: str, *, operation: Operation, path: str) -> str:
        """The seller whose data this token opens to this operation. Raises `Refusal` 403."""
        with self._lock:
            grant = self._grants.get(token)
        if not token:
            raise denied("Access token is missing in the request header.")
        if grant is None:
            raise denied("The access token you provided is revoked, malformed or invalid.")
        if self._clock.now() >= grant.expires:
            raise denied("The access token you provided has expired.")
        missing_role = operation.role and operation.role not in self.roles
        # Amazon gives no reason for these: a role that is missing looks like a wrong region or a wrong seller.
        if not grant.seller_id or missing_role or not _opens(grant, operation.method, path):
            raise denied("")
        return grant.seller_id

    def _fresh(self, what: str) -> str:
        return _digest(what, self.credentials.client_id, str(next(self._numbers)))


def denied(details: str) -> Refusal:
    """Amazon's 403."""
    return Refusal(403, "Unauthorized", DENIED, details)


def _opens(grant: Grant, method: str, path: str) -> bool:
    if grant.resources is None:
        return True
    segments = path.split("/")
    return any(
        method == allowed and _covers(template.split("/"), segments) for allowed, template in grant.resources
    )


def _covers(template: list[str], segments: list[str]) -> bool:
    return len(template) == len(segments) and all(
        part == segment or (part.startswith("{") and part.endswith("}"))
        for part, segment in zip(template, segments, strict=True)
    )


def _needed(form: Mapping[str, str], name: str) -> str:
    if not form.get(name):
        raise OAuthError(status=400, error="invalid_request", description=f"The request lacks {name}.")
    return form[name]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
