"""The fault script: which call goes wrong, and how.

[{"verb": "POST", "of": "Sales Order", "call": 3, "do": "lost"},
 {"of": "*", "probability": 0.02, "seed": 7, "do": "page", "status": 502}]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from sellerbridge.simulator.erpnext import answers
from sellerbridge.simulator.erpnext.answers import Answer
from sellerbridge.simulator.erpnext.locks import deadlock
from sellerbridge.simulator.erpnext.refusal import Refusal
from sellerbridge.simulator.fault_script import Rule, Script

Deed = Literal["lost", "reset", "slow", "hang", "deadlock", "timeout", "page", "lost-page", "limited", "restart"]
DOES_THE_DEED = frozenset({"lost", "slow", "lost-page"})
ANSWERS_INSTEAD = frozenset({"deadlock", "timeout", "page", "limited"})
_TITLES = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Time-out"}


class Fault(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule. It concerns calls of a `verb` ("*" any) `of` a document type or dotted method ("*" any).

    lost       does the deed, then closes the connection without an answer
    reset      does nothing and closes the connection
    slow       does the deed and answers `seconds` late
    hang       does nothing for `seconds`, then closes the connection
    deadlock   500 QueryDeadlockError, nothing done
    timeout    500 QueryTimeoutError (a lock was not to be had), nothing done
    page       a page of HTML with `status` from a proxy, nothing done
    lost-page  does the deed, and the proxy answers its page all the same
    limited    429 TooManyRequestsError with Retry-After `seconds`
    restart    does nothing; the site hangs up on everybody and refuses connections for `seconds`
    """

    do: Deed
    verb: str = "*"
    of: str = "*"
    status: int = 502
    seconds: float = 1.0

    def concerns(self, verb: str, of: str) -> bool:
        """Whether such a call counts."""
        return self.verb in ("*", verb) and self.of in ("*", of)

    def answer(self) -> Answer:
        """What comes instead of the site's answer, for the deeds that answer."""
        if self.do == "deadlock":
            return answers.refused(deadlock(), messages=[])
        if self.do == "timeout":
            text = "(1205, 'Lock wait timeout exceeded; try restarting transaction')"
            return answers.refused(Refusal(text, kind="QueryTimeoutError"), messages=[])
        if self.do == "limited":
            answer = answers.refused(Refusal(kind="TooManyRequestsError"), messages=[])
            headers = {"Retry-After": str(int(self.seconds)), "X-RateLimit-Remaining": "0"}
            return msgspec.structs.replace(answer, headers=headers)
        title = f"{self.status} {_TITLES.get(self.status, 'Error')}"
        return answers.html(self.status, f"<html><head><title>{title}</title></head><body>{title}</body></html>")


class Faults(Script[Fault]):
    """The rules in force."""

    def __init__(self, script: Iterable[Mapping[str, Any]] | Path = ()) -> None:
        """Raises BadScript."""
        super().__init__(Fault, script)

    def next(self, verb: str, of: str) -> Fault | None:
        """Count one call; the fault that befalls it, if one does."""
        return self.first(lambda fault: fault.concerns(verb, of))
