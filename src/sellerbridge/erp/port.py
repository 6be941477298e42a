"""What a flow may ask of an ERP, whichever it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

import msgspec

from sellerbridge.documents.mapping import Rate
from sellerbridge.outgoing import Delivery, Receipt

Names: TypeAlias = Mapping[tuple[str, str], str]
"""(doctype, name asked for) → name there, for what goes by another name in the ERP than the one asked for."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A document as the ERP holds it. `doc` has ERPNext's field names, money as Decimal."""

    doctype: str
    name: str
    key: str
    docstatus: int
    doc: dict[str, Any]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of the preflight: what was looked at, whether it is right, and what to do if not.

    Both are sentences, to be told in any language; `kind` names the advice, for whoever has another way to follow
    it. `needed` is False for what may stay as it is: documents are written all the same. `doctypes` are those that
    it keeps back; empty: all of them.
    """

    what: str
    ok: bool
    advice: str = ""
    needed: bool = True
    doctypes: frozenset[str] = frozenset()
    kind: str = ""

    @property
    def blocks(self) -> bool:
        """Whether it must be mended before the documents that it is about are written."""
        return self.needed and not self.ok


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """The money of an ERP that brings its own: the company's currency, and its rates, oldest first."""

    currency: str
    rates: Mapping[str, tuple[Rate, ...]]


class ERP(Protocol):
    """The port. One adapter per ERP implements it."""

    def deliver(self, batch: Sequence[Delivery], *, names: Names) -> Iterable[Receipt]:
        """Bring documents of one rank into the ERP, each exactly once; one receipt per delivery.

        A refused document never stops the others. What is not known there for sure is looked up by key first.
        A body with docstatus 2 cancels what is there. Raises Unreachable when the ERP does not answer;
        receipts already yielded stand.
        """
        ...

    def documents(self, *, doctype: str | None = None, key: str | None = None) -> Iterable[Held]:
        """What the ERP holds through us, by doctype and key, in the order of their making."""
        ...

    def check(self) -> list[Finding]:
        """The preflight: everything the settings name exists and fits."""
        ...

    def terms(self) -> Terms | None:
        """Its own currency and rates; None where settings and `rates` tell them (the embedded books)."""
        ...

    def names(self, doctype: str, wanted: Iterable[str]) -> dict[str, str]:
        """Of those names, the ones that documents may refer to, each with the name it goes by there.

        A leaf of the right company, not disabled; "Stores" is "Stores - AC" there.
        """
        ...

    def choices(self, doctype: str) -> list[str]:
        """Every name that documents may refer to, of a doctype that has few (not Item or Customer)."""
        ...

    def acts_by_itself(self) -> bool:
        """Whether a switch on `auto` means on here."""
        ...
