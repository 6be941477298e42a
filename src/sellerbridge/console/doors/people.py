"""Who may do what: the three roles, and the person behind a request."""

from __future__ import annotations

from enum import IntEnum

import msgspec


class Role(IntEnum):
    """What a person may do; each may do all that those before may."""

    VIEWER = 1
    """Looks at everything."""
    OPERATOR = 2
    """Syncs, retries, decides, maps."""
    ADMINISTRATOR = 3
    """Settings, connections, the ERP, people, tokens."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks: somebody signed in, or a program with a token. `language` is the one they chose, or empty."""

    name: str
    role: Role
    language: str = ""
    account_id: int | None = None
