"""What a flow may ask of an ERP, whichever it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import msgspec

from sellerbridge.outgoing import Delivery, Receipt


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A document as the ERP holds it. `doc` has ERPNext's field names, money as Decimal."""

    doctype: str
    name: str
    key: str
    docstatus: int
    doc: dict[str, Any]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of the preflight: what was looked at, whether it is right, and what to do if not."""

    what: str
    ok: bool
    advice: str = ""


class ERP(Protocol):
    """The port. One adapter per ERP implements it."""

    def deliver(self, batch: Sequence[Delivery]) -> Iterable[Receipt]:
        """Bring documents of one kind into the ERP, each exactly once; one receipt per delivery.

        A refused document never stops the others. Doubtful deliveries are looked up by key first.
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

    def cancels_by_itself(self) -> bool:
        """Whether `cancellations=auto` means on here."""
        ...
