"""A document as the site told it, and the next thing to do about a wanted one. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import msgspec


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A document there: the fields that were asked for, or `whole`, with its rows."""

    doc: Mapping[str, Any]
    whole: bool = False

    @property
    def name(self) -> str:
        return str(self.doc["name"])

    @property
    def docstatus(self) -> int:
        return int(self.doc.get("docstatus") or 0)

    @property
    def modified(self) -> str:
        """When it was saved last, in the site's zone: sent back with a change, so that no other one is lost."""
        return str(self.doc["modified"])

    def made_by(self, user: str) -> bool:
        return bool(self.doc.get("owner") == user)

    def last_saved_by(self, user: str) -> bool:
        return bool(self.doc.get("modified_by") == user)

    def untouched_since_made_by(self, user: str) -> bool:
        """Made by that user and never saved again by anybody."""
        return self.made_by(user) and self.doc.get("creation") == self.doc.get("modified")


class Settled(msgspec.Struct, frozen=True):
    """Nothing is left to do; it goes by that name."""

    name: str


class Read(msgspec.Struct, frozen=True):
    """Read the whole document: its rows matter."""

    name: str


class Create(msgspec.Struct, frozen=True):
    """Make it, in one request."""

    body: Mapping[str, Any]


class Put(msgspec.Struct, frozen=True, kw_only=True):
    """Change these fields and no others."""

    found: Found
    fields: Mapping[str, Any]


class Retire(msgspec.Struct, frozen=True, kw_only=True):
    """Take the key from a submitted document, so that the one which amends it can carry it."""

    found: Found
    value: str


class Cancel(msgspec.Struct, frozen=True, kw_only=True):
    """Cancel a submitted document; `retired` if it gave up its key for that."""

    found: Found
    retired: bool = False


Step: TypeAlias = Settled | Read | Create | Put | Retire | Cancel
