"""The settlement reports: Amazon makes one by itself when a period is over, and another when one was wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sellerbridge.simulator.history import History
from sellerbridge.simulator.marketplaces import MARKETPLACES, Marketplace
from sellerbridge.simulator.mistakes import KINDS, Mistake, right, wrong
from sellerbridge.simulator.periods import Period, begins, closed, stores
from sellerbridge.simulator.report import KEPT, Report
from sellerbridge.simulator.report_files import Request, Written
from sellerbridge.simulator.settlement_file import settlement_table
from sellerbridge.simulator.settlements import Settlements

SETTLEMENT_REPORT = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
MADE_AFTER = timedelta(hours=5)
_CORRECTED_AFTER = timedelta(days=4)
_FIRST_NUMBER = 1_000_000
_REMEMBERED = 2


class SettlementReports:
    """The reports of one world's settlements. Each of the `mistakes` is in a file, the newest first."""

    def __init__(self, world: History, settlements: Settlements, mistakes: Sequence[str] = ()) -> None:
        """Raises ValueError for a mistake nobody knows, or if there are fewer files than mistakes."""
        self._world = world
        self._settlements = settlements
        self._mistaken = _placed(world, mistakes)
        self._written: dict[str, Written] = {}

    def reports(self, now: datetime) -> list[Report]:
        """Those that Amazon has made and still keeps, oldest first."""
        made = [report for period in closed(self._world, now) for report in self._of(period)]
        return [report for report in made if report.created <= now <= report.created + KEPT]

    def written(self, report: Report, period: Period) -> Written:
        """What the report that closes a period says."""
        if report.report_id not in self._written:
            kept = list(self._written.items())[1 - _REMEMBERED :]
            self._written = dict(kept) | {report.report_id: self._write(report, period)}
        return self._written[report.report_id]

    def mistakes(self) -> list[Mistake]:
        """What is wrong with which settlement."""
        return [
            wrong(self._world.seed, self._settlements.settlement(period), kind)[1]
            for period, kind in self._mistaken.items()
        ]

    def _of(self, period: Period) -> Iterator[Report]:
        end = begins(self._world, period.number + 1)
        yield self._report(period, end + MADE_AFTER)
        if self._mistaken.get(period) == "reissued":
            yield self._report(period, end + _CORRECTED_AFTER, first=False)

    def _report(self, period: Period, at: datetime, *, first: bool = True) -> Report:
        places = _by_turns(stores(self._world, period.currency), period.number)
        rank = period.number * 100 + [place.currency for place in self._world.places].index(period.currency) * 2
        number = _FIRST_NUMBER + rank + (not first)
        request = Request(
            report_type=SETTLEMENT_REPORT,
            marketplace_ids=tuple(place.id for place in places),
            start=begins(self._world, period.number),
            end=begins(self._world, period.number + 1),
        )
        return Report(
            report_id=f"8{number:012d}",
            number=number,
            request=request,
            created=at,
            taken_up=at,
            ready=at,
            closes=period,
            first=first,
        )

    def _write(self, report: Report, period: Period) -> Written:
        settlement = self._settlements.settlement(period)
        kind = self._mistaken.get(period) if report.first else None
        issue = wrong(self._world.seed, settlement, kind)[0] if kind else right(settlement)
        place = MARKETPLACES[report.request.marketplace_ids[0]]
        text = settlement_table(issue, place).text()
        content_type = f"text/plain; charset={place.charset}"
        return Written(
            outcome="DONE", body=text.encode(place.charset, errors="replace"), content_type=content_type
        )


def _placed(world: History, mistakes: Sequence[str]) -> dict[Period, str]:
    unknown = [kind for kind in mistakes if kind not in KINDS]
    if unknown:
        raise ValueError(f"there is no mistake {unknown[0]!r}; there are {', '.join(KINDS)}")
    files = list(closed(world, world.now0 - _CORRECTED_AFTER))[::-1]
    if len(files) < len(mistakes):
        raise ValueError(f"{len(mistakes)} mistakes need as many settlements, and there are {len(files)}")
    return dict(zip(files, mistakes, strict=False))


def _by_turns(places: list[Marketplace], number: int) -> list[Marketplace]:
    """The stores of a currency, another one first each time: its habits shape the file."""
    first = number % len(places)
    return places[first:] + places[:first]
