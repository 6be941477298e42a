"""FBA returns → the orders they belong to. A part of the orders' story: goods that came back go on stock again.

Only a return that Amazon received restocks; a refund alone never does.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from sellerbridge import clock as time
from sellerbridge.amazon.errors import ReportFailed
from sellerbridge.amazon.reports import ReportState
from sellerbridge.amazon.returns import REPORT_TYPE, returns
from sellerbridge.bridge import Bridge
from sellerbridge.errors import Later
from sellerbridge.flows.progress import Progress
from sellerbridge.flows.run import Tally
from sellerbridge.incoming import Continuation
from sellerbridge.sentences import N_
from sellerbridge.store.cursors import RETURNS, Cursor

_FLOW = "orders"
_EVERY = timedelta(hours=24)
"""Amazon brings the report up to date once a day."""
_LOOK_BACK = timedelta(days=35)
"""Amazon adds to days long past, and mends dispositions; what is read again costs no further call."""
_FIRST_DAYS = timedelta(days=30)
_REPORT_LIVES = timedelta(days=2)
"""A report asked for longer ago than this is asked for anew."""
_PATIENCE_SECONDS = 60.0
"""So long the orders wait for the report, once a day; one that takes longer is read by the next run."""
_REPORT_TAKES = timedelta(minutes=3)


def read(bridge: Bridge, tally: Tally, *, since: datetime | None, progress: Progress) -> None:
    """Mirror what came back, once a day and only where there are Delivery Notes that it can be against.

    `since` widens what is asked for and asks at once; there is no end to it, for goods come back long after
    their order. Raises Later while Amazon still makes the report, ReportFailed when it made none.
    """
    cursor = bridge.store.cursors.get(bridge.connection.id, RETURNS)
    if not bridge.does("delivery_notes") or not (since or _is_due(bridge, cursor)):
        return
    progress.stage(bridge.connection.name, _FLOW, N_("reading what came back to Amazon"))
    asked = _asked(bridge, cursor, _start(bridge, cursor, since))
    state = bridge.amazon.reports.wait([asked.token], patience=_PATIENCE_SECONDS).get(asked.token)
    if state is None:
        raise Later(
            "Amazon still makes the report of returns. Nothing is lost; run it again then.",
            until=bridge.clock.now() + _REPORT_TAKES,
        )
    try:
        _keep(bridge, tally, asked, state)
    except ReportFailed:
        forgotten = msgspec.structs.replace(cursor, resume=None, read_at=bridge.clock.now())
        bridge.store.cursors.put(bridge.connection.id, forgotten)
        raise


def _is_due(bridge: Bridge, cursor: Cursor) -> bool:
    if cursor.position is None or cursor.unfinished:
        return True
    # A reading in the future was made by a clock that has been set back since.
    return not timedelta(0) <= bridge.clock.now() - cursor.position <= _EVERY


def _start(bridge: Bridge, cursor: Cursor, since: datetime | None) -> datetime:
    now = bridge.clock.now()
    if cursor.position is not None:
        usual = min(cursor.position, now) - _LOOK_BACK
    else:
        usual = bridge.settings.after_date or now - _FIRST_DAYS
    return min(since or usual, usual, now)


def _asked(bridge: Bridge, cursor: Cursor, start: datetime) -> Continuation:
    """The report that is already being made, or a new one; remembered before it is waited for."""
    now, resume = bridge.clock.now(), cursor.resume
    if resume and timedelta(0) <= now - resume.issued < _REPORT_LIVES and _reaches(resume, start):
        return resume
    report_id = bridge.amazon.reports.request(REPORT_TYPE, bridge.connection.marketplaces, start=start, end=now)
    asked = Continuation(token=report_id, asked={"dataStartTime": time.as_text(start)}, issued=now)
    bridge.store.cursors.put(bridge.connection.id, msgspec.structs.replace(cursor, resume=asked, read_at=now))
    return asked


def _reaches(resume: Continuation, start: datetime) -> bool:
    """Whether it goes as far back as is wanted now; the usual start moves on a little meanwhile."""
    return time.from_text(resume.asked["dataStartTime"]) <= start


def _keep(bridge: Bridge, tally: Tally, asked: Continuation, state: ReportState) -> None:
    """Store the report and move on. One without a document has nothing to tell: no returns (Reports API)."""
    if state.failure:
        raise ReportFailed(REPORT_TYPE, reason=state.failure, report_id=asked.token)
    if state.document_id:
        home = bridge.connection.marketplaces[0]
        for page in returns(bridge.amazon.reports.lines(state.document_id, marketplace_id=home)):
            tally.saw(bridge.store.returns.keep(bridge.connection, page))
    read_up_to = Cursor(stream=RETURNS, position=asked.issued, read_at=bridge.clock.now())
    bridge.store.cursors.put(bridge.connection.id, read_up_to)
