"""What a program hears instead of an answer: one document, its sentence in the language of the request."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from sellerbridge.console.api import reading
from sellerbridge.console.api.writing import written
from sellerbridge.console.page import Forbidden, Page, SignIn
from sellerbridge.desk.settings import Faults
from sellerbridge.errors import BridgeError, Unreachable
from sellerbridge.sentences import N_

_SIGN_IN = N_("Sign in, or send a token: Authorization: Bearer …")
_STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (Forbidden, 403),
    (reading.Missing, 404),
    (reading.Malformed, 400),
    (reading.WrongMedia, 415),
    (reading.Unfit, 422),
    (Faults, 422),
    (Unreachable, 502),
    (BridgeError, 409),
)
"""The first that fits. 409: understood, and refused as things stand; the sentence says why."""


class Refusal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why nothing was done, in a sentence; `faults` say by name which values cannot be."""

    error: str
    faults: Mapping[str, str] = {}


def concerns(request: Request) -> bool:
    """Whether a program asks, and not a person who looks at a page."""
    return request.url.path.startswith("/api/") or request.url.path == "/metrics"


def refused(request: Request, error: Exception) -> Response:
    """The answer to a request that failed."""
    if isinstance(error, SignIn):
        headers = {"WWW-Authenticate": "Bearer"}
        return told(Page(request).say(_SIGN_IN), status=401, headers=headers)
    if isinstance(error, HTTPException):
        return told(_of_http(request, error), status=error.status_code, headers=error.headers)
    status = next(status for kind, status in _STATUSES if isinstance(error, kind))
    sentence = error.sentence if isinstance(error, BridgeError) else str(error)
    return told(Page(request).speech.tell(sentence), status=status, faults=getattr(error, "by_name", {}))


def told(
    sentence: str,
    *,
    status: int,
    faults: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The document itself."""
    return written(Refusal(error=sentence, faults=faults or {}), status=status, headers=headers)


def _of_http(request: Request, error: HTTPException) -> str:
    page = Page(request)
    if error.status_code == 404:
        return page.say(reading.NOTHING)
    if error.status_code == 405:
        return page.say("This address knows other methods; the header Allow names them.")
    return str(error.detail)
