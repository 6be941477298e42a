"""Settlement reports: Amazon makes them by itself, about every fourteen days; here they are found and read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from sellerbridge import clock as time
from sellerbridge.amazon.client import Client
from sellerbridge.amazon.reports import Reports
from sellerbridge.amazon.settlement_report import REPORT_TYPE, settlement_from
from sellerbridge.commerce.settlement import Settlement

LISTED = timedelta(days=90)
"""Amazon keeps reports no longer (getReports, createdSince)."""
_DONE = "DONE"
_PAGE_SIZE = 100


class SettlementReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report that is there to be read."""

    report_id: str
    document_id: str
    created_at: datetime
    marketplace_id: str


class _Listed(msgspec.Struct, frozen=True, rename="camel"):
    report_id: str
    created_time: datetime
    processing_status: str
    report_document_id: str | None = None
    marketplace_ids: list[str] | None = None


class _Page(msgspec.Struct, frozen=True, rename="camel"):
    reports: list[_Listed]
    next_token: str | None = None


class Settlements:
    """The settlement reports of one connection."""

    def __init__(self, client: Client, reports: Reports, clock: time.Clock) -> None:
        self._client = client
        self._reports = reports
        self._clock = clock

    def made(self, since: datetime) -> list[SettlementReport]:
        """The reports made since then, of those the last 90 days at most, oldest first. Raises as `Client`."""
        earliest = self._clock.now() - LISTED + timedelta(minutes=5)
        found = [each for page in self._pages(max(since, earliest)) for each in page.reports]
        return sorted(map(_report, filter(_is_there, found)), key=lambda report: report.created_at)

    def read(self, report: SettlementReport) -> Settlement:
        """The settlement in a report. Raises NotUnderstood, ReportFailed for its text, and as `Client`."""
        return settlement_from(self._reports.lines(report.document_id, marketplace_id=report.marketplace_id))

    def _pages(self, since: datetime) -> Iterator[_Page]:
        asked = {"reportTypes": [REPORT_TYPE], "processingStatuses": [_DONE]}
        page = self._client.typed(
            "getReports", _Page, query={**asked, "createdSince": since, "pageSize": _PAGE_SIZE}
        )
        yield page
        while page.next_token:
            # Amazon refuses the token beside any other parameter.
            page = self._client.typed("getReports", _Page, query={"nextToken": page.next_token})
            yield page


def _is_there(listed: _Listed) -> bool:
    return listed.processing_status == _DONE and bool(listed.report_document_id)


def _report(listed: _Listed) -> SettlementReport:
    return SettlementReport(
        report_id=listed.report_id,
        document_id=listed.report_document_id or "",
        created_at=listed.created_time,
        marketplace_id=(listed.marketplace_ids or [""])[0],
    )
