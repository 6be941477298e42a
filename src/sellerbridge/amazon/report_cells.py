"""What the cells of Amazon's flat files say: columns by name, amounts, quantities, moments."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache

from sellerbridge.commerce.money import smallest_unit
from sellerbridge.sentences import Sentence

ABSENT = -1
"""The index of a column that a file lacks: rows are padded, so that their last cell is always empty."""

_NUMBER = re.compile(r"[+-]?\d+(?:[.,' \u00a0\u202f]\d+)*")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([.,' \u00a0\u202f])\d{3})(?:\1\d{3})*")

_HOURS = {
    "GMT": 0, "UTC": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MET": 1, "MEZ": 1, "CEST": 2, "MEST": 2,
    "MESZ": 2, "EET": 2, "EEST": 3, "SAST": 2, "AST": 3, "TRT": 3, "GST": 4, "SGT": 8, "JST": 9, "AEST": 10,
    "AEDT": 11, "BRT": -3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_DATES = ("%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%d.%m.%Y %H:%M:%S")


def named(header: Sequence[str], also: Mapping[str, str]) -> dict[str, int]:
    """Column name → index. Names are compared in lower case with hyphens; `also` gives other names their own."""
    found: dict[str, int] = {}
    for index, cell in enumerate(header):
        name = cell.strip().lower().replace(" ", "-")
        found.setdefault(also.get(name, name), index)
    return found


def padded(row: Sequence[str], width: int) -> list[str]:
    """The row with empty cells up to and including one beyond `width`. Raises ValueError for a longer row."""
    if len(row) > width:
        raise ValueError(Sentence("{there} cells instead of {width}", there=len(row), width=width))
    return [*row, ""] if len(row) == width else [*row, *[""] * (width + 1 - len(row))]


@lru_cache(maxsize=8192)
def amount(text: str, currency: str) -> Decimal | None:
    """Money as a file writes it: 1234.5, 12,99 or 1.234,56; None for an empty cell.

    Raises ValueError for what is no number, and for 1,234 or 1.234 where that may be read in two ways.
    """
    cell = text.strip()
    if not cell:
        return None
    if not _NUMBER.fullmatch(cell):
        raise ValueError(Sentence("an amount that is no number"))
    marks = [mark for mark in cell if not (mark.isdigit() or mark in "+-")]
    if not marks:
        return Decimal(cell)
    if _GROUPED.fullmatch(cell):
        if len(marks) == 1 and marks[0] in ".," and smallest_unit(currency) != 1:
            raise ValueError(Sentence("an amount that can be read in two ways"))
        return Decimal(_digits(cell))
    whole, fraction = cell.rsplit(marks[-1], 1)
    if marks[-1] not in ".," or marks[-1] in whole:
        raise ValueError(Sentence("an amount that is no number"))
    return Decimal(f"{_digits(whole)}.{fraction}")


def _digits(text: str) -> str:
    return "".join(mark for mark in text if mark.isdigit() or mark in "+-")


def quantity(text: str) -> int | None:
    """A whole number; None for an empty cell. Raises ValueError."""
    cell = text.strip()
    if not cell:
        return None
    if not (cell.isascii() and cell.isdigit()):
        raise ValueError(Sentence("a quantity that is no whole number"))
    return int(cell)


@lru_cache(maxsize=8192)
def moment(text: str) -> datetime | None:
    """A time with the name of its zone, as listings reports write it; None where it is not understood.

    2025-03-01 12:34:56 PST, 01/03/2025 12:34:56 GMT and 2025/03/01 21:34:56 JST are such times.
    """
    written, _, zone = text.strip().rpartition(" ")
    try:
        hours = zone_hours(zone)
    except ValueError:
        return None
    for form in _DATES:
        try:
            local = datetime.strptime(written, form)  # noqa: DTZ007 - the zone follows
        except ValueError:
            continue
        return local.replace(tzinfo=timezone(timedelta(hours=hours))).astimezone(UTC)
    return None


def zone_hours(name: str) -> int:
    """Hours east of Greenwich of a zone that Amazon names. Raises ValueError for another."""
    hours = _HOURS.get(name.upper())
    if hours is None:
        raise ValueError(Sentence("a time zone that is not known"))
    return hours
