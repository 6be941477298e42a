"""A report on its way, a schedule that makes them again and again, and how long they are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sellerbridge.simulator.periods import Period
from sellerbridge.simulator.report_files import Request

KEPT = timedelta(days=90)


@dataclass(kw_only=True, slots=True)
class Report:
    """It is taken up after a third of the desk's time, and ready at `ready`. A report that Amazon makes by itself
    closes a settlement period; `first` is False when it corrects one that was wrong.
    """

    report_id: str
    number: int
    request: Request
    created: datetime
    taken_up: datetime
    ready: datetime
    schedule_id: str = ""
    cancelled: datetime | None = None
    closes: Period | None = None
    first: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Schedule:
    """A report to be made again and again, the next time at `following`."""

    schedule_id: str
    report_type: str
    marketplace_ids: Sequence[str]
    options: Mapping[str, str]
    period: str
    following: datetime


def period(text: str) -> timedelta:
    """Amazon's ISO 8601 periods; P1M counts as thirty days."""
    if text == "P1M":
        return timedelta(days=30)
    units = {"D": timedelta(days=1), "H": timedelta(hours=1), "M": timedelta(minutes=1)}
    return int(text.removeprefix("PT").removeprefix("P")[:-1]) * units[text[-1]]
