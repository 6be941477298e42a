"""A settlement by months: its lines as one, or split at the ends of the months that it touches."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import UTC, date, datetime

import msgspec

from sellerbridge.commerce.settlement import Settlement, SettlementLine

Month = tuple[int, int]
"""Year and month, in UTC."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """The lines of one entry, and the day that it is dated; `month` is empty for the one that has the payout."""

    key: str
    day: date
    lines: Sequence[SettlementLine]
    month: str = ""


def day_of(moment: datetime) -> date:
    """The day of a deposit in UTC, as Amazon stamps it."""
    return moment.astimezone(UTC).date()


def parts(settlement: Settlement, *, split: bool) -> tuple[Part, ...]:
    """Oldest first; the last has the settlement's own key, the day of the deposit, and lines without a date.

    Without `split`, or where nothing was posted before the month of the deposit, it is the only one.
    """
    day = day_of(settlement.deposited_at)
    last: list[SettlementLine] = []
    earlier: dict[Month, list[SettlementLine]] = {}
    for line in settlement.lines:
        month = _month(line)
        if split and month is not None and month < (day.year, day.month):
            earlier.setdefault(month, []).append(line)
        else:
            last.append(line)
    before = [_part(settlement, month, earlier[month]) for month in sorted(earlier)]
    return (*before, Part(key=settlement.settlement_id, day=day, lines=last))


def _month(line: SettlementLine) -> Month | None:
    if line.posted_at is None:
        return None
    posted = line.posted_at.astimezone(UTC)
    return posted.year, posted.month


def _part(settlement: Settlement, month: Month, lines: Sequence[SettlementLine]) -> Part:
    name = f"{month[0]}-{month[1]:02}"
    last = date(*month, calendar.monthrange(*month)[1])
    return Part(key=f"{settlement.settlement_id}/{name}", day=last, lines=lines, month=name)
