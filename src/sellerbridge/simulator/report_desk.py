"""The report desk: reports asked for, the queue they wait in, schedules, and documents to fetch."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from sellerbridge.simulator.call import Refusal
from sellerbridge.simulator.dice import dice, uuid_like
from sellerbridge.simulator.history import History
from sellerbridge.simulator.report import KEPT, Report, Schedule, period
from sellerbridge.simulator.report_files import Request, Written, written
from sellerbridge.simulator.settlement_reports import SettlementReports

Status = Literal["IN_QUEUE", "IN_PROGRESS", "DONE", "CANCELLED", "FATAL"]
_ENCODED = "~encoded"
_SMALL = 4_096
"""Documents up to this many bytes come as they are; larger ones are compressed."""


class ReportDesk:
    """Keeps the reports of one world. Contents are written when first needed, as of the moment they were ready."""

    def __init__(self, world: History, settlements: SettlementReports) -> None:
        self.seconds: float = 45
        self._world = world
        self._settlements = settlements
        self._reports: dict[str, Report] = {}
        self._schedules: dict[str, Schedule] = {}
        self._written: dict[str, Written] = {}
        self._scheduled = 0

    # -- reports --------------------------------------------------------------------------------------------

    def ask(self, request: Request, now: datetime, schedule_id: str = "") -> Report:
        """Puts a report into the queue."""
        number = len(self._reports)
        digits = dice(self._world.seed, "report", number).randrange(10**7)
        report = Report(
            report_id=f"5{number:05d}{digits:07d}",
            number=number,
            request=request,
            created=now,
            taken_up=now + timedelta(seconds=self.seconds / 3),
            ready=now + timedelta(seconds=self.seconds),
            schedule_id=schedule_id,
        )
        self._reports[report.report_id] = report
        return report

    def report(self, report_id: str, now: datetime) -> Report | None:
        """A report by its id, for as long as Amazon keeps it."""
        return next((report for report in self.reports(now) if report.report_id == report_id), None)

    def reports(self, now: datetime) -> list[Report]:
        """All reports Amazon still keeps, newest first."""
        self._run_schedules(now)
        kept = [report for report in self._reports.values() if now - report.created <= KEPT]
        kept += self._settlements.reports(now)
        return sorted(kept, key=lambda report: (report.created, report.number), reverse=True)

    def status(self, report: Report, now: datetime) -> Status:
        """Where a report is at a moment; CANCELLED also means that there was no data."""
        if report.closes is not None:
            return "DONE"
        if report.cancelled is not None:
            return "CANCELLED"
        if now < report.taken_up:
            return "IN_QUEUE"
        if now < report.ready:
            return "IN_PROGRESS"
        return self.contents(report).outcome

    def contents(self, report: Report) -> Written:
        """What a finished report says."""
        if report.closes is not None:
            return self._settlements.written(report, report.closes)
        if report.report_id not in self._written:
            self._written[report.report_id] = written(self._world, report.request, report.ready)
        return self._written[report.report_id]

    # -- documents ------------------------------------------------------------------------------------------

    def document_id(self, report: Report) -> str:
        """The document of a finished report."""
        return f"amzn1.spdoc.1.4.practice.{uuid_like(self._world.seed, 'document', report.report_id)}"

    def by_document(self, document_id: str, now: datetime) -> Report | None:
        """The finished report a document belongs to."""
        for report in self.reports(now):
            if self.document_id(report) == document_id:
                return report if self.status(report, now) in ("DONE", "FATAL") else None
        return None

    def address(self, document_id: str, *, encoded: bool) -> str:
        """The last part of a document's presigned path; `encoded` has gzip told as Content-Encoding."""
        return document_id + (_ENCODED if encoded else "")

    def compressed(self, report: Report) -> bool:
        """Whether a report's document is gzip."""
        return len(self.contents(report).body) > _SMALL

    def document(self, address: str, now: datetime) -> tuple[bytes, str, dict[str, str]] | Refusal:
        """The bytes at a document's address, their Content-Type and headers."""
        report = self.by_document(address.removesuffix(_ENCODED), now)
        if report is None:
            return Refusal(404, "NoSuchKey", "There is no such document.")
        contents = self.contents(report)
        if not self.compressed(report):
            return contents.body, contents.content_type, {}
        headers = {"Content-Encoding": "gzip"} if address.endswith(_ENCODED) else {}
        return gzip.compress(contents.body, mtime=0), contents.content_type, headers

    # -- schedules ------------------------------------------------------------------------------------------

    def schedule(self, schedule: Schedule) -> Schedule:
        """Keeps a schedule in place of any for the same type and stores."""
        self._schedules = {
            known.schedule_id: known
            for known in self._schedules.values()
            if (known.report_type, sorted(known.marketplace_ids))
            != (schedule.report_type, sorted(schedule.marketplace_ids))
        }
        self._schedules[schedule.schedule_id] = schedule
        return schedule

    def new_schedule_id(self) -> str:
        """An id no schedule had before."""
        self._scheduled += 1
        return f"7{self._scheduled:05d}{dice(self._world.seed, 'schedule', self._scheduled).randrange(10**7):07d}"

    def schedules(self, now: datetime) -> list[Schedule]:
        """The schedules that stand."""
        self._run_schedules(now)
        return list(self._schedules.values())

    def cancel_schedule(self, schedule_id: str) -> bool:
        """Ends a schedule; False if there is none."""
        return self._schedules.pop(schedule_id, None) is not None

    def _run_schedules(self, now: datetime) -> None:
        for schedule in list(self._schedules.values()):
            following = schedule.following
            while following <= now:
                start = following - period(schedule.period)
                request = Request(
                    report_type=schedule.report_type,
                    marketplace_ids=schedule.marketplace_ids,
                    start=start,
                    end=following,
                    options=schedule.options,
                )
                self.ask(request, following, schedule.schedule_id)
                following += period(schedule.period)
            self._schedules[schedule.schedule_id] = replace(schedule, following=following)
