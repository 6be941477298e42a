"""The fault script: which call goes wrong, and how.

A script is a list of rules; the first that strikes wins. Each rule counts the calls of its own operation since
it was added, so a rule added while the server runs starts from one. How a fault looks on the wire is told in
`mishaps`.

    [{"operation": "searchOrders", "call": 3, "do": "status", "status": 503, "body": "html"},
     {"operation": "*", "probability": 0.02, "seed": 7, "do": "reset"}]
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from sellerbridge.simulator.contract.table import OPERATIONS

TOKEN = "token"  # noqa: S105 - the name of an operation
DOCUMENT = "document"

Deed = Literal["status", "cut", "hang", "reset", "after", "garbage", "slow"]


class BadScript(ValueError):
    """A fault script that cannot mean anything: the text says where and why."""


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule of a script.

    `operation` is an operationId, "token" (the LWA endpoint), "document" (a presigned report) or "*" (every
    operationId). When it strikes: `times` calls long from the `call`-th on, or `every` n-th call, or with
    `probability` from `seed`. What it does:

    status   answers `status` with a `body` of json or html, `error` as its code, `retry_after` seconds if given
    cut      does the deed, then breaks the answer off in the middle
    hang     does nothing for `seconds`, then closes the connection
    reset    does nothing and closes the connection at once
    after    does the deed, then closes the connection without an answer
    garbage  answers 200 with a page of HTML
    slow     does the deed and answers `seconds` late
    """

    operation: str
    do: Deed
    call: int = 1
    times: int = 1
    every: int = 0
    probability: float = 0.0
    seed: int = 0
    status: int = 503
    body: Literal["json", "html"] = "json"
    error: str = ""
    retry_after: int | None = None
    seconds: float = 30.0

    def __post_init__(self) -> None:
        if self.operation not in OPERATIONS and self.operation not in (TOKEN, DOCUMENT, "*"):
            raise ValueError(f"there is no operation {self.operation!r}")
        if not 400 <= self.status <= 599:
            raise ValueError("status must be from 400 to 599")
        if self.call < 1 or self.times < 1 or self.every < 0:
            raise ValueError("call and times count from 1, every from 0")
        if not 0 <= self.probability <= 1 or self.seconds < 0:
            raise ValueError("probability must be from 0 to 1, seconds not below 0")
        if self.every and self.probability:
            raise ValueError("every and probability cannot be combined")

    def concerns(self, operation: str) -> bool:
        """Whether a call of this operation counts."""
        return self.operation == operation or (self.operation == "*" and operation in OPERATIONS)

    def strikes(self, nth: int, chance: random.Random) -> bool:
        """Whether the nth call that concerns this rule goes wrong."""
        if self.probability:
            return chance.random() < self.probability
        if self.every:
            return nth % self.every == 0
        return self.call <= nth < self.call + self.times


class Faults:
    """The rules in force; safe to change while the server runs."""

    def __init__(self, script: Iterable[Mapping[str, Any]] | Path = ()) -> None:
        """Raises `BadScript`."""
        self._lock = threading.Lock()
        self._rules: list[_Counted] = []
        self.add(*(load(script) if isinstance(script, Path) else script))

    def add(self, *rules: Mapping[str, Any]) -> None:
        """Add rules behind those in force. Raises `BadScript`, and then adds none."""
        faults = [_fault(number, rule) for number, rule in enumerate(rules, start=1)]
        with self._lock:
            self._rules.extend(_Counted(fault) for fault in faults)

    def clear(self) -> None:
        """Forget every rule."""
        with self._lock:
            self._rules.clear()

    def next(self, operation: str) -> Fault | None:
        """Count one call of an operation; the fault that befalls it, if one does."""
        with self._lock:
            struck = [rule.fault for rule in self._rules if rule.counts(operation)]
        return struck[0] if struck else None


class _Counted:
    """A rule and the calls it has seen."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self._seen = 0
        self._chance = random.Random(fault.seed)

    def counts(self, operation: str) -> bool:
        if not self.fault.concerns(operation):
            return False
        self._seen += 1
        return self.fault.strikes(self._seen, self._chance)


def load(path: Path) -> list[Mapping[str, Any]]:
    """The rules of a JSON file. Raises `BadScript`."""
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
