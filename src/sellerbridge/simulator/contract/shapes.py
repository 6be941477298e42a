"""Shapes of values: what a parameter or a body field must look like, and what it decodes to.

Each shape reads the text of a path or query parameter (`read`) and checks a decoded JSON value (`check`).
Both raise `Mismatch` with a reason that completes the sentence "the value ...".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Protocol

from sellerbridge.simulator.call import Json

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)", re.ASCII | re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)


class Mismatch(Exception):
    """A value that does not have its shape: `at` is the way to it inside a body ("patches[0].op")."""

    def __init__(self, why: str, at: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.at = at

    def under(self, step: str) -> Mismatch:
        """The same mismatch seen from one level further out."""
        joint = "" if not self.at or self.at.startswith("[") else "."
        return Mismatch(self.why, f"{step}{joint}{self.at}")


class Shape(Protocol):
    """What a value must look like."""

    def read(self, text: str) -> Any:
        """The value that `text` stands for in a path or a query."""

    def check(self, value: Json) -> Json:
        """The JSON value, unchanged, if it has this shape."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text that is not empty; one of `one_of` when that is given."""

    one_of: tuple[str, ...] = ()
    pattern: str = ""

    def read(self, text: str) -> str:
        if not text.strip():
            raise Mismatch("is empty")
        if self.one_of and text not in self.one_of:
            raise Mismatch(f"must be one of {', '.join(self.one_of)}")
        if self.pattern and not re.fullmatch(self.pattern, text):
            raise Mismatch("has not the right form")
        return text

    def check(self, value: Json) -> Json:
        if not isinstance(value, str):
            raise Mismatch("must be a text")
        return self.read(value)


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A whole number from `least` to `most`, both included."""

    least: int | None = None
    most: int | None = None

    def read(self, text: str) -> int:
        if not _WHOLE.fullmatch(text):
            raise Mismatch("must be a whole number")
        self.check(int(text))
        return int(text)

    def check(self, value: Json) -> Json:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Mismatch("must be a whole number")
        if self.least is not None and value < self.least:
            raise Mismatch(f"must not be below {self.least}")
        if self.most is not None and value > self.most:
            raise Mismatch(f"must not be above {self.most}")
        return value


@dataclass(frozen=True, kw_only=True)
class Flag:
    """true or false."""

    def read(self, text: str) -> bool:
        # Python's str(True) is "True", and Amazon's own SDK sends it like that.
        if text.lower() not in ("true", "false"):
            raise Mismatch("must be true or false")
        return text.lower() == "true"

    def check(self, value: Json) -> Json:
        if not isinstance(value, bool):
            raise Mismatch("must be true or false")
        return value


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A point in time; read as an aware UTC datetime.

    A bare date is midnight UTC: Amazon's own example for listTransactions sends one. A time of day without its
    offset is refused, because whoever sends it has not decided which time is meant.
    """

    def read(self, text: str) -> datetime:
        if _DAY.fullmatch(text):
            text += "T00:00:00Z"
        if not _MOMENT.fullmatch(text):
            raise Mismatch("must be a date-time of ISO 8601 with an offset")
        try:
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            raise Mismatch("is no date of the calendar") from None

    def check(self, value: Json) -> Json:
        if not isinstance(value, str):
            raise Mismatch("must be a text")
        self.read(value)
        return value


@dataclass(frozen=True, kw_only=True)
class Day:
    """A date of the calendar."""

    def read(self, text: str) -> date:
        if not _DAY.fullmatch(text):
            raise Mismatch("must be a date of ISO 8601")
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise Mismatch("is no date of the calendar") from None

    def check(self, value: Json) -> Json:
        if not isinstance(value, str):
            raise Mismatch("must be a text")
        self.read(value)
        return value


@dataclass(frozen=True, kw_only=True)
class Several:
    """`least` to `most` values of one shape: a comma list in a query, an array in a body."""

    of: Shape = field(default_factory=Text)
    least: int = 1
    most: int | None = None

    def read(self, text: str) -> tuple[Any, ...]:
        values = tuple(self.of.read(part) for part in text.split(","))
        self._count(len(values))
        return values

    def check(self, value: Json) -> Json:
        if not isinstance(value, list):
            raise Mismatch("must be an array")
        self._count(len(value))
        for number, member in enumerate(value):
            try:
                self.of.check(member)
            except Mismatch as mismatch:
                raise mismatch.under(f"[{number}]") from None
        return value

    def _count(self, count: int) -> None:
        if count < self.least:
            raise Mismatch(f"must hold at least {self.least}")
        if self.most is not None and count > self.most:
            raise Mismatch(f"must hold at most {self.most}")


@dataclass(frozen=True, kw_only=True)
class Record:
    """An object with known fields; `rest` is the shape of any other field, None refuses them."""

    fields: Mapping[str, Shape] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    rest: Shape | None = None

    def read(self, text: str) -> Any:
        raise Mismatch(f"cannot be {text!r}: it is an object")

    def check(self, value: Json) -> Json:
        if not isinstance(value, dict):
            raise Mismatch("must be an object")
        for name in self.required:
            if name not in value:
                raise Mismatch("is missing", name)
        for name, member in value.items():
            self._check_field(name, member)
        return value

    def _check_field(self, name: str, member: Json) -> None:
        shape = self.fields.get(name, self.rest)
        if shape is None:
            raise Mismatch("is not known here", name)
        try:
            shape.check(member)
        except Mismatch as mismatch:
            raise mismatch.under(name) from None


@dataclass(frozen=True, kw_only=True)
class Anything:
    """Any JSON value: what Amazon itself leaves to another schema (listing attributes)."""

    def read(self, text: str) -> str:
        return text

    def check(self, value: Json) -> Json:
        return value
