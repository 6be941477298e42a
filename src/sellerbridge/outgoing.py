"""One thing to tell somebody, and what they answered: the noun that both directions share."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec

OF_PEOPLE = frozenset({"Customer", "Address", "Contact"})
"""Doctypes that hold a buyer's personal data, and are named after people."""
_canonical = msgspec.json.Encoder(order="sorted", decimal_format="string")


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """A document as the ERP should hold it, or later a change that Amazon should hear of.

    `kind`     ERPNext's doctype ("Sales Order", "Item", …)
    `key`      the stable external key; with `kind` it names the thing for ever
    `name`     the document name to ask for; the ERP may answer with another
    `body`     fields in ERPNext's names; money is Decimal, dates are ISO text; `docstatus` 0 draft, 1 submitted,
               2 cancelled (then the rest of the body is empty: cancel it if it is there)
    `origins`  field → where its value came from, for `explain`
    `about`    what it is about for a person: the order id or the SKU
    `personal` whether the body holds personal data, which is then kept sealed and erased in time
    `only_if_missing` whether it stands in for one that may be there already, which is then left as it is
    """

    kind: str
    key: str
    name: str
    body: Mapping[str, Any]
    origins: Mapping[str, str] = {}
    about: str = ""
    personal: bool = False
    only_if_missing: bool = False

    def fingerprint(self) -> str:
        """The same for the same wanted document, whatever the order of its fields."""
        return hashlib.blake2b(_canonical.encode((self.name, self.body)), digest_size=16).hexdigest()


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One outbox row on its way: what is wanted, and what we know of the other side.

    `known_name` is the name under which the ERP holds it already; `doubtful` says that an earlier attempt
    left no answer, so it must be looked up by key before anything is sent. `before` is the body that was
    delivered last, where it is another and not personal: what differs from it there, a person changed.
    """

    row: int
    outgoing: Outgoing
    known_name: str | None = None
    doubtful: bool = False
    before: Mapping[str, Any] | None = None


class Outcome(StrEnum):
    """What became of a delivery."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    IN_DOUBT = "in doubt"


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The other side's answer to one delivery: the name it goes by there, or why it was refused.

    `kind` (of `problems.py`) and `message` are set when refused; both are free of personal data.
    """

    row: int
    outcome: Outcome
    name: str = ""
    kind: str = ""
    message: str = ""


def plain(value: Any) -> Any:
    """A body value as JSON has it in every answer: money as text."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value
