"""What Amazon can answer instead of what was asked, told apart by what has to happen next.

    Refused                    (sellerbridge.errors: a person has to change something)
    ├── AuthorisationLost      the seller's authorisation ended: authorise the application again
    ├── WrongSecret            client id or secret is wrong or expired: connect again with the current one
    ├── MissingRole            a fresh token is refused: role, seller id or region do not fit
    ├── BadRequest             Amazon does not understand the request: an error of this program
    └── ReportFailed           Amazon made no report, or one that cannot be read
    Unreachable                (sellerbridge.errors: run again later)
    └── Outage                 no answer, or none that makes sense, after the retries

Texts name the next step and the request id that Amazon's support asks for; never tokens, secrets, queries
or bodies.
"""

from __future__ import annotations

from typing import ClassVar

from sellerbridge.errors import Refused, Unreachable
from sellerbridge.sentences import N_, Sentence

_LONGEST_WORD = 48
_LONGEST_REASON = 200


class _Answered(Refused):
    """Amazon said no to `operation`. The facts fill the sentence of the problem kind."""

    kind_of_problem: ClassVar[str]
    text: ClassVar[str]

    def __init__(self, operation: str, *, reason: str = "", request_id: str = "", status: int = 0) -> None:
        self.operation = operation
        self.request_id = request_id
        self.status = status
        facts = {
            "operation": operation,
            "reason": without_secrets(reason) or Sentence("no reason given"),
            "request_id": request_id or Sentence("unknown"),
        }
        super().__init__(Sentence(self.text, **facts), kind=self.kind_of_problem, **facts)


class AuthorisationLost(_Answered):
    """The refresh token is revoked, expired or another application's."""

    kind_of_problem = "authorisation-lost"
    text = N_(
        "Amazon no longer accepts the seller's authorisation ({reason}, request {request_id}). Authorise the"
        " application again in Seller Central and run sellerbridge connect with the new refresh token."
    )


class WrongSecret(_Answered):
    """The client id and client secret do not belong together, or the secret expired (after 180 days)."""

    kind_of_problem = "wrong-secret"
    text = N_(
        "Amazon does not accept the client id and client secret ({reason}, request {request_id}). A secret expires"
        " after 180 days: copy the current one from the Solution Provider Portal and run sellerbridge connect."
    )


class MissingRole(_Answered):
    """Refused (403) although the access token is fresh."""

    kind_of_problem = "missing-role"
    text = N_(
        "Amazon refuses {operation} ({reason}, request {request_id}). Check the application's roles in the"
        " Solution Provider Portal, the seller id and the region, then authorise it again."
    )


class BadRequest(_Answered):
    """Refused as wrong (400, 404, 413, 415); `status` tells which."""

    kind_of_problem = "bad-request"
    text = N_(
        "Amazon refused {operation} as wrong: {reason} (request {request_id}). Update sellerbridge; if it stays,"
        " report this text."
    )


class ReportFailed(Refused):
    """No report, or one that is not what it should be. `report` is its type, `report_id` its id, if asked for."""

    def __init__(self, report: str, *, reason: str, report_id: str = "") -> None:
        self.report = report
        self.report_id = report_id
        why = without_secrets(reason) or Sentence("no reason given")
        sentence = Sentence(
            "Amazon could not make the report {report}: {reason}. It is asked for again at the next sync.",
            report=report,
            reason=why,
        )
        super().__init__(
            sentence,
            kind="report-failed",
            report=report,
            reason=why,
        )


class Outage(Unreachable):
    """No sensible answer. `retry_after` is how long Amazon asked to wait, in seconds."""

    def __init__(
        self,
        operation: str,
        *,
        reason: str,
        request_id: str = "",
        status: int = 0,
        retry_after: float | None = None,
    ) -> None:
        self.operation = operation
        self.request_id = request_id
        self.status = status
        self.retry_after = retry_after
        request = Sentence(", request {request_id}", request_id=request_id) if request_id else ""
        super().__init__(
            "Amazon gave no usable answer to {operation} ({reason}{request}). Nothing is lost; run it again"
            " later.",
            operation=operation,
            reason=reason,
            request=request,
        )


def without_secrets(text: str) -> str:
    """A text of Amazon's, shortened, without what may be a token, a URL or an e-mail address; of a sentence
    of ours its facts.
    """
    if isinstance(text, Sentence) and text.facts:
        said = text.facts.items()
        return Sentence(
            text.text, **{n: without_secrets(fact) if isinstance(fact, str) else fact for n, fact in said}
        )
    words = (word if _harmless(word) else "…" for word in text.split())
    return " ".join(words)[:_LONGEST_REASON]


def _harmless(word: str) -> bool:
    return len(word) <= _LONGEST_WORD and not any(mark in word for mark in ("|", "@", "://", "amzn1."))
