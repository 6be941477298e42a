"""The fault script: which call goes wrong, and how. The first rule that strikes wins.

[{"verb": "POST", "of": "Sales Order", "call": 3, "do": "lost"},
 {"of": "*", "probability": 0.02, "seed": 7, "do": "page", "status": 502}]
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from sellerbridge.simulator.erpnext import answers
from sellerbridge.simulator.erpnext.answers import Answer
from sellerbridge.simulator.erpnext.locks import deadlock
from sellerbridge.simulator.erpnext.refusal import Refusal

Deed = Literal["lost", "reset", "slow", "hang", "deadlock", "timeout", "page", "lost-page", "limited", "restart"]
DOES_THE_DEED = frozenset({"lost", "slow", "lost-page"})
ANSWERS_INSTEAD = frozenset({"deadlock", "timeout", "page", "limited"})
_TITLES = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Time-out"}


class BadScript(ValueError):
    """A fault script that cannot mean anything: the text says where and why."""


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule. It concerns calls of a `verb` ("*" any) `of` a document type or dotted method ("*" any).

    When it strikes: `times` calls long from the `call`-th on, or `every` n-th, or with `probability` from `seed`.

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
    call: int = 1
    times: int = 1
    every: int = 0
    probability: float = 0.0
    seed: int = 0
    status: int = 502
    seconds: float = 1.0

    def __post_init__(self) -> None:
        if self.call < 1 or self.times < 1 or self.every < 0:
            raise ValueError("call and times count from 1, every from 0")
        if not 0 <= self.probability <= 1 or self.seconds < 0:
            raise ValueError("probability must be from 0 to 1, seconds not below 0")
        if not 400 <= self.status <= 599:
            raise ValueError("status must be from 400 to 599")
        if self.every and self.probability:
            raise ValueError("every and probability cannot be combined")

    def concerns(self, verb: str, of: str) -> bool:
        """Whether such a call counts."""
        return self.verb in ("*", verb) and self.of in ("*", of)

    def strikes(self, nth: int, chance: random.Random) -> bool:
        """Whether the nth call that concerns the rule goes wrong."""
        if self.probability:
            return chance.random() < self.probability
        if self.every:
            return nth % self.every == 0
        return self.call <= nth < self.call + self.times

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


class Faults:
    """The rules in force; safe to change while the site runs."""

    def __init__(self, script: Iterable[Mapping[str, Any]] | Path = ()) -> None:
        """Raises BadScript."""
        self._lock = threading.Lock()
        self._rules: list[_Counted] = []
        self.add(*(load(script) if isinstance(script, Path) else script))

    def add(self, *rules: Mapping[str, Any]) -> None:
        """Add rules behind those in force. Raises BadScript, and then adds none."""
        faults = [_fault(number, rule) for number, rule in enumerate(rules, start=1)]
        with self._lock:
            self._rules.extend(map(_Counted, faults))

    def clear(self) -> None:
        """Forget every rule."""
        with self._lock:
            self._rules.clear()

    def next(self, verb: str, of: str) -> Fault | None:
        """Count one call; the fault that befalls it, if one does."""
        with self._lock:
            struck = [rule.fault for rule in self._rules if rule.counts(verb, of)]
        return struck[0] if struck else None


class _Counted:
    """A rule and the calls it has seen."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self._seen = 0
        self._chance = random.Random(fault.seed)

    def counts(self, verb: str, of: str) -> bool:
        if not self.fault.concerns(verb, of):
            return False
        self._seen += 1
        return self.fault.strikes(self._seen, self._chance)


def load(path: Path) -> list[Mapping[str, Any]]:
    """The rules of a JSON file. Raises BadScript."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Mapping[str, Any]])
    except OSError as error:
        raise BadScript(f"The fault script {path} cannot be read: {error.strerror}.") from None
    except msgspec.DecodeError as error:
        raise BadScript(f"The fault script {path} is not a JSON list of objects: {error}.") from None


def _fault(number: int, rule: Mapping[str, Any]) -> Fault:
    try:
        return msgspec.convert(dict(rule), Fault)
    except (msgspec.ValidationError, TypeError, ValueError) as error:
        raise BadScript(f"Rule {number} of the fault script: {error}.") from None
