"""What an answer stands for: data, a refusal, something rolled back for sure, or a deed whose end nobody knows."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import msgspec

from sellerbridge.erp.erpnext.refusals import TOO_LARGE, SiteRefused, Told, told
from sellerbridge.errors import BridgeError
from sellerbridge.sentences import Sentence

_decoder = msgspec.json.Decoder(float_hook=Decimal)

_ENVELOPES = ("data", "message", "docs")
"""Of a resource, of a method, and of the methods that serve the desk."""

COLLISION = 0.25
"""How much a collision of two requests says that fewer at once would help: one happens, a row of them tells."""

_COLLIDED = frozenset({"QueryDeadlockError", "QueryTimeoutError"})
_COLLIDED_CODES = frozenset({1020, 1205, 1213})
"""MariaDB: row changed since read, lock wait, deadlock. Frappe rolls the request back; 508 on older sites."""

_TOO_MANY = frozenset({"TooManyRequestsError"})
_TOO_MANY_CODES = frozenset({1040, 1203})
"""MariaDB has no connection left."""

_CLOSED = frozenset({"SessionStopped", "InReadOnlyMode"})
"""The site is being updated."""

_CONNECTION_LOST_CODES = frozenset({2006, 2013, 2014, 2055})
"""MariaDB went away under Frappe: if that was during the commit, the deed may be done."""


class NoAnswer(Exception):
    """Nothing that says yes or no came; `reason` tells a person why.

    `lost`         whether the deed may be done all the same; else it was rolled back or never begun
    `passing`      whether the same request may be answered a little later
    `strain`       how much it says that fewer requests at once would help: 1 at once, less if it comes often
    `retry_after`  seconds that the site asked to wait
    `final`        what to raise when it does not pass; None: that nobody answered
    """

    def __init__(
        self,
        reason: str,
        *,
        lost: bool = False,
        passing: bool = True,
        strain: float = 0.0,
        retry_after: float | None = None,
        final: BridgeError | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.lost = lost
        self.passing = passing
        self.strain = strain
        self.retry_after = retry_after
        self.final = final


def data(status: int, content: bytes, *, retry_after: str = "") -> Any:
    """What the answer holds, numbers as Decimal or int. Raises SiteRefused and NoAnswer."""
    body = _decoded(content)
    no = told(body)
    if no is not None:
        raise _refusal(no, status, retry_after)
    if 200 <= status < 300 and isinstance(body, dict):
        return next((body[name] for name in _ENVELOPES if name in body), None)
    raise _stranger(status, retry_after)


def _refusal(no: Told, status: int, retry_after: str) -> BridgeError | NoAnswer:
    """A no of the site's own, apart from those that only say "not now"."""
    code = _database_code(no)
    reason = f"{no.exc_type}{f' {code}' if code else ''}, HTTP {status}"
    if no.exc_type in _TOO_MANY or status == 429 or code in _TOO_MANY_CODES:
        return NoAnswer(reason, strain=1.0, retry_after=_seconds(retry_after))
    if no.exc_type in _COLLIDED or code in _COLLIDED_CODES or status == 508:
        return NoAnswer(reason, strain=COLLISION)
    if no.exc_type in _CLOSED:
        return NoAnswer(reason, retry_after=_seconds(retry_after))
    if code in _CONNECTION_LOST_CODES:
        return NoAnswer(reason, lost=True)
    if _met_another(no):
        return NoAnswer(reason, strain=COLLISION, final=no.refused(status))
    return no.refused(status)


def _stranger(status: int, retry_after: str) -> NoAnswer | SiteRefused:
    """An answer not in Frappe's form: a page of the web server, a proxy, a login or the site's maintenance.

    Below 500 it was refused before the site saw it. A redirect is never followed: it would drop body or secret.
    """
    seconds = _seconds(retry_after)
    if status == 413:
        text = Sentence(
            "the request is larger than the web server before the site takes (nginx: client_max_body_size)"
        )
        return SiteRefused(exc_type=TOO_LARGE, status=status, text=text)
    if status == 429:
        return NoAnswer("HTTP 429", strain=1.0, retry_after=seconds)
    if 300 <= status < 400:
        return NoAnswer(
            Sentence("HTTP {status}, a redirect: is the address right, and https?", status=status), passing=False
        )
    if 400 <= status < 500:
        return NoAnswer(
            Sentence("HTTP {status}, not from the site itself: is the address right?", status=status),
            passing=False,
        )
    if status >= 500:
        return NoAnswer(f"HTTP {status}", lost=True, strain=1.0, retry_after=seconds)
    return NoAnswer(
        Sentence("HTTP {status}, but a page instead of data: is the address right?", status=status), lost=True
    )


def _met_another(no: Told) -> bool:
    """Two requests made the same side record at once; this one was rolled back and finds it next time.

    The first reservation of an item makes its Bin. The loser is told that a document is missing, but nothing
    raised that message: the one who says which link is wrong raises it. Or the database's own error comes
    through, which Frappe translates for the document itself and not for records beside it.
    """
    if no.exc_type == "DoesNotExistError":
        return bool(no.messages) and not any(message.raised for message in no.messages)
    if no.exc_type == "UniqueValidationError":
        return no.exception.startswith("('Bin',")
    return no.exc_type == "IntegrityError" and _database_code(no) == 1062


def _database_code(no: Told) -> int | None:
    """The number of a MariaDB error that came through unexplained."""
    found = re.match(r"\((\d{4}),", no.exception)
    return int(found[1]) if found else None


def _decoded(content: bytes) -> Any:
    """None for what is no JSON."""
    try:
        content.decode("utf-8")  # msgspec looks at the bytes of a text only when it needs the text
        return _decoder.decode(content)
    except (UnicodeDecodeError, msgspec.DecodeError):
        return None


def _seconds(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() else None
