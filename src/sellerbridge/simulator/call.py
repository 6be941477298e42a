"""One authorised, validated call on its way to an operation, and the answer on its way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = Any
"""What the wire carries. A `Decimal` inside leaves as a JSON number with all its digits (Finances);
money in Orders and Listings is text and must be put here as text."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """A request that passed the token check, the throttle and the operation's contract.

    `path` and `query` hold decoded values under Amazon's parameter names: text, whole numbers,
    booleans, aware UTC datetimes, and tuples where Amazon takes a comma list. A parameter that
    was not sent is absent. `roles` are what the application may see; without
    "buyer" (PII) the personal fields are left out.
    """

    operation: str
    path: Mapping[str, Any]
    query: Mapping[str, Any]
    body: Json
    now: datetime
    seller_id: str
    roles: frozenset[str]
    base_url: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What an operation answers: a status and its JSON (None is an empty body)."""

    status: int = 200
    json: Json = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(eq=False)
class Refusal(Exception):
    """A documented refusal: becomes `{"errors": [{"code", "message", "details"}]}`."""

    status: int
    code: str
    message: str
    details: str = ""
