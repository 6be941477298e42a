"""Chance that repeats itself: everything in the world is drawn from the seed and the name of the thing."""

from __future__ import annotations

import base64
import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")

_SPACE = 10**14
_FACTOR = 48_271_190_533_717  # odd and no multiple of 5, so it can be undone modulo 10**14
_UNDO = pow(_FACTOR, -1, _SPACE)


def dice(seed: int, *name: object) -> Random:
    """The generator that belongs to a thing, wherever and whenever it is asked for."""
    return Random(f"{seed}/{'/'.join(map(str, name))}")


class Odds(Generic[T]):
    """Options with weights, drawn as often as their weight says."""

    def __init__(self, options: Sequence[tuple[T, int]]) -> None:
        self._options = [option for option, _ in options]
        self._marks = list(accumulate(weight for _, weight in options))

    def draw(self, chance: Random) -> T:
        """One of the options."""
        return self._options[bisect_right(self._marks, chance.random() * self._marks[-1])]


def scrambled(seed: int, number: int) -> str:
    """Fourteen digits that look like chance, one to one with a number below 10**14."""
    return f"{(number * _FACTOR + seed * 7_919_773_137) % _SPACE:014d}"


def unscrambled(seed: int, digits: str) -> int:
    """The number behind `scrambled` digits."""
    return (int(digits) - seed * 7_919_773_137) * _UNDO % _SPACE


def token(seed: int, *name: object, size: int = 32) -> str:
    """URL-safe text of the given length that belongs to a thing."""
    text = f"{seed}/{'/'.join(map(str, name))}".encode()
    digest = hashlib.sha512(text).digest()
    return base64.urlsafe_b64encode(digest).decode().replace("-", "x").replace("_", "y")[:size]


def uuid_like(seed: int, *name: object) -> str:
    """A UUID's shape that belongs to a thing."""
    text = hashlib.sha256(f"{seed}/{'/'.join(map(str, name))}".encode()).hexdigest()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:32]}"
