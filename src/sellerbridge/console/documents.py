"""A document to come, as a person reads it: what it is, what it is about, its day, its lines, its total."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from sellerbridge.console.words.marks import N_
from sellerbridge.outgoing import Outgoing

_DAYS = ("transaction_date", "posting_date")
_MOST_LINES = 3

DOCTYPES = {
    "Sales Order": N_("Sales Orders"),
    "Item": N_("Items"),
    "Customer": N_("Customers"),
    "Sales Invoice": N_("Sales Invoices"),
    "Delivery Note": N_("Delivery Notes"),
    "Journal Entry": N_("Journal Entries"),
    "Item Price": N_("Prices"),
}
"""What counts for a merchant, most telling first; the rest is what these refer to."""


class Readable(msgspec.Struct, frozen=True, kw_only=True):
    """One document; `total` is None where it has none (an Item). `lines`: quantity and item. No buyer's data."""

    doctype: str
    about: str
    day: date | None
    lines: tuple[str, ...]
    total: Decimal | None
    currency: str


def readable(documents: Iterable[Outgoing]) -> tuple[Readable, ...]:
    """Documents, as a person reads them."""
    return tuple(_readable(document) for document in documents)


def _readable(document: Outgoing) -> Readable:
    body = document.body
    return Readable(
        doctype=document.kind,
        about=document.about or document.name,
        day=next((date.fromisoformat(str(body[field])[:10]) for field in _DAYS if body.get(field)), None),
        lines=_lines(body),
        total=_total(body),
        currency=str(body.get("currency") or ""),
    )


def _lines(body: Mapping[str, Any]) -> tuple[str, ...]:
    rows = body.get("items") or ()
    shown = tuple(f"{row.get('qty', '')} \u00d7 {row.get('item_code', '')}" for row in rows[:_MOST_LINES])
    if not rows and body.get("item_name"):
        return (str(body["item_name"]),)
    return (*shown, "…") if len(rows) > _MOST_LINES else shown


def _total(body: Mapping[str, Any]) -> Decimal | None:
    """What the rows and charges add up to; ERPNext adds the same."""
    rows = body.get("items")
    if not rows or not all("rate" in row and "qty" in row for row in rows):
        return None
    charges = sum((Decimal(row.get("tax_amount") or 0) for row in body.get("taxes") or ()), Decimal(0))
    return sum((Decimal(row["qty"]) * Decimal(row["rate"]) for row in rows), charges)


def counted(counts: Mapping[str, int]) -> tuple[list[tuple[str, int]], int]:
    """How many of each that counts, in that order, as (words, number); and how many of all the rest together."""
    telling = [(word, counts[doctype]) for doctype, word in DOCTYPES.items() if counts.get(doctype)]
    return telling, sum(counts.values()) - sum(number for _, number in telling)
