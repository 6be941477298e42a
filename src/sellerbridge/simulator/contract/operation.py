"""An operation of Amazon's API as a row of the contract, and the rules between its parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sellerbridge.simulator.contract.shapes import Record, Shape, Text

Values = Mapping[str, Any]
Complaint = tuple[str, str]
"""The parameter complained about, and what is wrong with it."""

Rule = Callable[[Values], Complaint | None]
"""What must hold between the decoded query parameters of one request."""


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A query or header parameter under Amazon's name."""

    name: str
    shape: Shape = field(default_factory=Text)
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What Amazon publishes about one operation.

    `rate` is requests a second, `burst` the size of the full bucket. `role` is what the application must be
    allowed to see ("orders", "listings", "inventory", "finances"; "" asks for none). A path parameter that has
    no shape of its own is any text.
    """

    name: str
    method: str
    path: str
    rate: float
    burst: int
    success: int = 200
    role: str = ""
    path_shapes: Mapping[str, Shape] = field(default_factory=dict)
    query: tuple[Parameter, ...] = ()
    headers: tuple[Parameter, ...] = ()
    body: Record | None = None
    rules: tuple[Rule, ...] = ()
    sandbox_only: bool = False

    @property
    def segments(self) -> tuple[str, ...]:
        """The path template cut at its slashes; a placeholder keeps its braces."""
        return tuple(self.path.strip("/").split("/"))


def exactly_one(*names: str) -> Rule:
    """One of the parameters and no second."""

    def rule(values: Values) -> Complaint | None:
        given = [name for name in names if name in values]
        if len(given) == 1:
            return None
        return (given or names)[-1], f"exactly one of {', '.join(names)} must be given"

    return rule


def at_least_one(*names: str) -> Rule:
    """One of the parameters or more."""

    def rule(values: Values) -> Complaint | None:
        if any(name in values for name in names):
            return None
        return names[0], f"one of {', '.join(names)} must be given"

    return rule


def needs(name: str, *others: str, when: str = "") -> Rule:
    """`name` (if it equals `when`, where that is given) is refused without each of the others."""

    def rule(values: Values) -> Complaint | None:
        if name not in values or (when and values[name] != when):
            return None
        for other in others:
            if other not in values:
                return other, f"is required with {name}{when and ' ' + when}"
        return None

    return rule


def apart(name: str, *others: str) -> Rule:
    """`name` is refused together with any of the others."""

    def rule(values: Values) -> Complaint | None:
        for other in others:
            if name in values and other in values:
                return other, f"cannot be used with {name}"
        return None

    return rule


def alone(name: str) -> Rule:
    """`name` is refused together with anything else."""

    def rule(values: Values) -> Complaint | None:
        if name in values and len(values) > 1:
            return name, "must be the only parameter"
        return None

    return rule
