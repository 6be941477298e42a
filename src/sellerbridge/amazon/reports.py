"""Reports API 2021-06-30: ask for a report, wait for it, read its rows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import IO

import msgspec

from sellerbridge import clock as time
from sellerbridge.amazon import report_text
from sellerbridge.amazon.client import Client
from sellerbridge.amazon.errors import BadRequest, Outage, ReportFailed
from sellerbridge.errors import Later
from sellerbridge.sentences import Sentence

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 15.0
_GROWTH = 1.6
_LINES_OF_REASON = 3


class ReportState(msgspec.Struct, frozen=True, kw_only=True):
    """How far Amazon is: `status` is its word (IN_QUEUE, IN_PROGRESS, DONE, CANCELLED, FATAL).

    DONE has a document. CANCELLED has none: somebody cancelled it, or there is no data. `failure` says why there
    is none where there should be one (FATAL, or DONE without a document); `wait` fills it.
    """

    status: str
    document_id: str = ""
    report_type: str = ""
    failure: str = ""

    @property
    def finished(self) -> bool:
        """Whether it will not change any more."""
        return self.status in ("DONE", "CANCELLED", "FATAL")


class _Created(msgspec.Struct, frozen=True, rename="camel"):
    report_id: str


class _Report(msgspec.Struct, frozen=True, rename="camel"):
    processing_status: str
    report_type: str
    report_document_id: str | None = None


class Reports:
    """The reports of one connection. A document may be read for as long as Amazon keeps it (30 to 90 days)."""

    def __init__(self, client: Client, clock: time.Clock) -> None:
        self._client = client
        self._clock = clock

    def request(
        self,
        report_type: str,
        marketplace_ids: Sequence[str],
        *,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> str:
        """Ask for a report (at most 25 marketplaces; of orders 30 days) and answer its id. Raises as `Client`."""
        body: dict[str, object] = {"reportType": report_type, "marketplaceIds": list(marketplace_ids)}
        if start is not None:
            body["dataStartTime"] = time.as_text(start)
        if end is not None:
            body["dataEndTime"] = time.as_text(end)
        return self._client.typed("createReport", _Created, body=body).report_id

    def state(self, report_id: str) -> ReportState:
        """How far a report is. Raises as `Client`."""
        report = self._client.typed("getReport", _Report, path={"reportId": report_id})
        return ReportState(
            status=report.processing_status,
            document_id=report.report_document_id or "",
            report_type=report.report_type,
        )

    def wait(
        self,
        report_ids: Sequence[str],
        *,
        patience: float = 900.0,
        progress: Callable[[int], None] | None = None,
    ) -> dict[str, ReportState]:
        """The states that will not change any more, by id; `progress` hears how many there are.

        All of them, or those that are there after `patience` seconds. A failed one says why in its `failure`.
        Raises as `Client`.
        """
        deadline = self._clock.now() + timedelta(seconds=patience)
        pause, done = _FIRST_PAUSE, dict[str, ReportState]()
        while True:
            last = self._clock.now() + timedelta(seconds=pause) > deadline
            self._look(report_ids, done, every=last)
            if progress:
                progress(len(done))
            if last or len(done) == len(set(report_ids)):
                return done
            self._clock.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * _GROWTH)

    def lines(self, document_id: str, *, marketplace_id: str = "") -> Iterator[list[str]]:
        """The rows of a document as cells, the header first; the marketplace helps where no charset is declared.

        Nothing is yielded before the whole document is here. Raises as `Client`; Outage when it cannot be had
        whole.
        """
        with tempfile.TemporaryFile() as spool:
            declared = self._fetched(document_id, spool)
            yield from report_text.rows(spool, declared=declared, marketplace_id=marketplace_id)

    def _fetched(self, document_id: str, spool: IO[bytes]) -> str:
        """Fetch into the file; a URL that expired meanwhile is replaced once. The declared charset."""
        try:
            return self._download(document_id, spool)
        except report_text.Expired:
            pass
        try:
            return self._download(document_id, spool)
        except report_text.Expired as error:
            raise Outage(
                Sentence("the report document"), reason=Sentence("a fresh URL is refused"), status=403
            ) from error

    def _download(self, document_id: str, spool: IO[bytes]) -> str:
        document = self._client.typed(
            "getReportDocument", report_text.Document, path={"reportDocumentId": document_id}
        )
        return self._client.persistence(lambda: report_text.fetch(self._client.http, document, into=spool))

    def _look(self, report_ids: Sequence[str], done: dict[str, ReportState], *, every: bool) -> None:
        """Ask up to the first one that is not finished, which the others can wait for; or about every one."""
        for report_id in report_ids:
            if report_id in done:
                continue
            state = self._known(report_id)
            if state.status == "FATAL" and not state.failure:
                state = msgspec.structs.replace(state, failure=self._reason(state))
            elif state.status == "DONE" and not state.document_id:
                state = msgspec.structs.replace(state, failure="it is done, but has no document")
            if state.finished:
                done[report_id] = state
            elif not every:
                return

    def _known(self, report_id: str) -> ReportState:
        """How far a report is; one that Amazon does not know any more has failed."""
        try:
            return self.state(report_id)
        except BadRequest as refusal:
            if refusal.status != 404:
                raise
            return ReportState(status="FATAL", failure="Amazon does not know it any more")

    def _reason(self, state: ReportState) -> str:
        """What the document of a FATAL report says, if it can be read now."""
        if not state.document_id:
            return "Amazon gives no reason"
        try:
            told = list(islice(self.lines(state.document_id), _LINES_OF_REASON))
        except (Later, Outage, ReportFailed):
            return "Amazon's reason cannot be read now"
        return " ".join(cell for row in told for cell in row)
