"""How one report writes numbers and dates, found out from its own cells: one reading must fit them all.

Settlement reports of one seller differ from store to store: decimal comma or point, day or month first. A file
that can be read in two ways is refused, for a guess would be somebody's money.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache

from sellerbridge.amazon.report_cells import zone_hours
from sellerbridge.commerce.money import is_exact
from sellerbridge.sentences import Sentence

_BLANKS = str.maketrans("", "", " \u00a0\u202f'")
_MINUS = "\u2212"
_MARKS = {".": ",", ",": "."}
"""The mark before the cents, and the one between the thousands."""

_NUMBERS = {
    decimal: re.compile(rf"[+-]?(?:\d+|\d{{1,3}}(?:\{group}\d{{3}})+)(?:\{decimal}\d{{1,2}})?")
    for decimal, group in _MARKS.items()
}

_MOMENT = re.compile(
    r"(\d{1,4})([-./])(\d{1,2})\2(\d{1,4})"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?"
    r"\s*([A-Za-z]{1,5}|[+-]\d{2}:?\d{2})?"
)
_DAY_FIRST, _MONTH_FIRST, _YEAR_FIRST = (2, 1, 0), (2, 0, 1), (0, 1, 2)
"""Where year, month and day stand among the three numbers. A year that comes first is seen by its length."""


class TwoReadings(ValueError):
    """The cells fit no reading, or more than one; says which."""


Amounts = Callable[[str], Decimal]
Moments = Callable[[str], datetime]


def amounts(cells: Iterable[str], currency: str) -> Amounts:
    """The reading of money that fits all these cells. No currency has more than two decimals here, so three
    digits behind a mark are thousands.

    Raises TwoReadings.
    """
    told = {_bare(cell) for cell in cells}
    fitting = [mark for mark in _MARKS if all(_fits(cell, mark, currency) for cell in told)]
    if not fitting:
        raise TwoReadings("its amounts have neither a decimal point nor a decimal comma throughout")
    # Where both fit there is no mark at all, and the two readings are the same.
    return lambda cell: _number(_bare(cell), fitting[0])


def _bare(cell: str) -> str:
    """Without blanks, which stand between thousands in French; with a plain minus."""
    return cell.strip().replace(_MINUS, "-").translate(_BLANKS)


def _fits(cell: str, decimal: str, currency: str) -> bool:
    return bool(_NUMBERS[decimal].fullmatch(cell)) and is_exact(_number(cell, decimal), currency)


@lru_cache(maxsize=8192)
def _number(cell: str, decimal: str) -> Decimal:
    return Decimal(cell.replace(_MARKS[decimal], "").replace(decimal, "."))


def moments(cells: Iterable[str], *, makes_sense: Callable[[Moments], bool]) -> Moments:
    """The reading of dates and times that fits all these cells. Without a zone they are UTC, as V2 has it.

    `makes_sense` judges where day and month could change places (a period that ends before it begins).
    Raises TwoReadings.
    """
    told = {cell.strip() for cell in cells}
    readings = [_moments(order) for order in (_DAY_FIRST, _MONTH_FIRST)]
    fitting = [read for read in readings if all(_reads(read, cell) for cell in told) and makes_sense(read)]
    if not fitting:
        raise TwoReadings("its dates cannot be read, or the period ends before it begins")
    if len({tuple(read(cell) for cell in sorted(told)) for read in fitting}) > 1:
        raise TwoReadings("its dates can be read with the day first and with the month first")
    return fitting[0]


def _moments(order: tuple[int, int, int]) -> Moments:
    return lambda cell: _moment(cell.strip(), order)


def _reads(read: Moments, cell: str) -> bool:
    try:
        read(cell)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=8192)
def _moment(cell: str, order: tuple[int, int, int]) -> datetime:
    """The moment in UTC. Raises ValueError where it is none in this order."""
    found = _MOMENT.fullmatch(cell)
    if not found:
        raise ValueError(Sentence("no date"))
    first, mark, second, third, hour, minute, second_of, zone = found.groups()
    numbers = (first, second, third)
    year, month, day = (numbers[place] for place in (_YEAR_FIRST if len(first) == 4 else order))
    if len(year) != 4 or len(day) > 2 or (mark == "." and order == _MONTH_FIRST):
        raise ValueError(Sentence("no date in this order"))  # with dots nobody puts the month first
    local = datetime(
        int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second_of or 0), tzinfo=_zone(zone)
    )
    return local.astimezone(UTC)


def _zone(name: str | None) -> timezone:
    if not name or name in ("Z", "z"):
        return UTC
    if name[0] in "+-":
        hours, minutes = int(name[1:3]), int(name[-2:])
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(-offset if name[0] == "-" else offset)
    return timezone(timedelta(hours=zone_hours(name)))
