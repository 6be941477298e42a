"""What a stream of records is asked for, and what comes back: a window, pages, and how to go on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Continuation(msgspec.Struct, frozen=True, kw_only=True):
    """How to go on after a page: Amazon's token, and the parameters that must stay the same beside it."""

    token: str
    asked: Mapping[str, str]
    issued: datetime


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """What to ask for: everything changed after (and before) a moment, or on from an unfinished reading."""

    after: datetime
    before: datetime | None = None
    resume: Continuation | None = None


class Unreadable(msgspec.Struct, frozen=True, kw_only=True):
    """A record that could not be understood: what it is about and why; free of personal data."""

    about: str
    why: str


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """Records of one answer.

    `resume` is set while more pages follow; on the last page it is None and `until` is the moment up to
    which the stream is now known (Amazon's own upper bound).
    """

    records: tuple[T, ...]
    unreadable: tuple[Unreadable, ...] = ()
    resume: Continuation | None = None
    until: datetime | None = None
