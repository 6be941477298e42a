"""Fault scripts, whatever they make go wrong: read, checked, and each rule's calls counted.

A script is a list of rules; the first that strikes wins. A rule counts the calls that concern it since it was
added, so one added while the server runs starts from one.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec


class BadScript(ValueError):
    """A fault script that cannot mean anything: the text says where and why."""


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a fault strikes: `times` calls long from the `call`-th on, or `every` n-th call, or with `probability`
    from `seed`. `status` is what is answered where something is, `seconds` how long something takes.
    """

    call: int = 1
    times: int = 1
    every: int = 0
    probability: float = 0.0
    seed: int = 0
    status: int = 503
    seconds: float = 30.0

    def __post_init__(self) -> None:
        if not 400 <= self.status <= 599:
            raise ValueError("status must be from 400 to 599")
        if self.call < 1 or self.times < 1 or self.every < 0:
            raise ValueError("call and times count from 1, every from 0")
        if not 0 <= self.probability <= 1 or self.seconds < 0:
            raise ValueError("probability must be from 0 to 1, seconds not below 0")
        if self.every and self.probability:
            raise ValueError("every and probability cannot be combined")

    def strikes(self, nth: int, chance: random.Random) -> bool:
        """Whether the nth call that concerns this rule goes wrong."""
        if self.probability:
            return chance.random() < self.probability
        if self.every:
            return nth % self.every == 0
        return self.call <= nth < self.call + self.times


R = TypeVar("R", bound=Rule)


class Script(Generic[R]):
    """The rules in force; safe to change while the server runs."""

    def __init__(self, kind: type[R], script: Iterable[Mapping[str, Any]] | Path = ()) -> None:
        """Rules of that kind, or a file of them. Raises BadScript."""
        self._kind = kind
        self._lock = threading.Lock()
        self._rules: list[_Counted[R]] = []
        self.add(*(load(script) if isinstance(script, Path) else script))

    def add(self, *rules: Mapping[str, Any]) -> None:
        """Add rules behind those in force. Raises BadScript, and then adds none."""
        read = [_rule(self._kind, number, rule) for number, rule in enumerate(rules, start=1)]
        with self._lock:
            self._rules.extend(map(_Counted, read))

    def clear(self) -> None:
        """Forget every rule."""
        with self._lock:
            self._rules.clear()

    def first(self, concerns: Callable[[R], bool]) -> R | None:
        """Count one call for each rule that it concerns; the first of these that strikes, if one does."""
        with self._lock:
            struck = [counted.rule for counted in self._rules if concerns(counted.rule) and counted.strikes()]
        return struck[0] if struck else None


class _Counted(Generic[R]):
    """A rule and the calls it has seen."""

    def __init__(self, rule: R) -> None:
        self.rule = rule
        self._seen = 0
        self._chance = random.Random(rule.seed)

    def strikes(self) -> bool:
        self._seen += 1
        return self.rule.strikes(self._seen, self._chance)


def load(path: Path) -> list[Mapping[str, Any]]:
    """The rules of a JSON file. Raises BadScript."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Mapping[str, Any]])
    except OSError as error:
        raise BadScript(f"The fault script {path} cannot be read: {error.strerror}.") from None
    except msgspec.DecodeError as error:
        raise BadScript(f"The fault script {path} is not a JSON list of objects: {error}.") from None


def _rule(kind: type[R], number: int, rule: Mapping[str, Any]) -> R:
    try:
        return msgspec.convert(dict(rule), kind)
    except (msgspec.ValidationError, TypeError, ValueError) as error:
        raise BadScript(f"Rule {number} of the fault script: {error}.") from None
