"""Amazon's settlement reports → the mirror. A part of the money's story: each report is fetched once."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from sellerbridge.amazon.errors import ReportFailed
from sellerbridge.amazon.order_answer import NotUnderstood
from sellerbridge.amazon.settlements import SettlementReport
from sellerbridge.bridge import Bridge
from sellerbridge.commerce.settlement import Settlement
from sellerbridge.errors import Refused, Unreachable
from sellerbridge.flows.progress import Progress
from sellerbridge.flows.run import Tally
from sellerbridge.sentences import N_, Sentence, said
from sellerbridge.store.cursors import SETTLEMENTS, Cursor

_FLOW = "money"
_EVERY = timedelta(hours=6)
"""Amazon makes one about every fourteen days, and pays out days after it."""
_OVERLAP = timedelta(days=2)
"""A report is listed by when it was begun, and may have been in the making when it was looked for last."""
_FIRST_DAYS = timedelta(days=30)


def read(
    bridge: Bridge, tally: Tally, *, since: datetime | None, asked_for: bool, progress: Progress
) -> int | None:
    """Mirror the settlements whose reports were made since the last look; one that cannot be read is a problem.

    Answers how many reports were new, or None where Amazon was not asked. It is asked every six hours, or when it
    is `asked_for`; with `since` from then on, and the cursor stays where it is. What was made before the first day
    of orders is left alone: it belongs to the books of before. Raises as `amazon.client.Client`.
    """
    cursor, now = bridge.store.cursors.get(bridge.connection.id, SETTLEMENTS), bridge.clock.now()
    if not (asked_for or since or _is_due(cursor, now)):
        return None
    progress.stage(bridge.connection.name, _FLOW, N_("looking for settlement reports"))
    found = bridge.amazon.settlements.made(since or _start(bridge, cursor))
    known = bridge.store.settlements.read_reports(bridge.connection.id, [one.report_id for one in found])
    fresh = [report for report in found if report.report_id not in known]
    for number, report in enumerate(fresh, start=1):
        _read(bridge, tally, report)
        progress.count(number, len(fresh))
    if since is None:
        moved = Cursor(stream=SETTLEMENTS, position=now, read_at=now)
        bridge.store.cursors.put(bridge.connection.id, moved)
    return len(fresh)


def _is_due(cursor: Cursor, now: datetime) -> bool:
    # A reading from the future is that of a clock which has been set back since.
    return cursor.position is None or not timedelta(0) <= now - cursor.position < _EVERY


def _start(bridge: Bridge, cursor: Cursor) -> datetime:
    if cursor.position is not None:
        return min(cursor.position, bridge.clock.now()) - _OVERLAP
    return bridge.settings.after_date or bridge.clock.now() - _FIRST_DAYS


def _read(bridge: Bridge, tally: Tally, report: SettlementReport) -> None:
    try:
        settlement = bridge.amazon.settlements.read(report)
    except NotUnderstood as error:
        bridge.store.settlements.refuse(bridge.connection, report.report_id, said(error))
    except ReportFailed as error:
        bridge.store.settlements.refuse(bridge.connection, report.report_id, error.facts["reason"])
    else:
        kept = bridge.store.settlements.keep(
            bridge.connection,
            settlement,
            report_id=report.report_id,
            reported_at=report.created_at,
            summary=_summary(bridge, tally, settlement),
        )
        tally.saw(kept)


def _summary(bridge: Bridge, tally: Tally, settlement: Settlement) -> Decimal | None:
    """Amazon's own figure for the settlement, for whoever reconciles; the lines have to add up without it too."""
    try:
        return bridge.amazon.finances.net_proceeds(settlement.settlement_id, settlement.currency)
    except (Refused, Unreachable) as error:
        tally.note = Sentence(
            "Amazon's summary of settlement {settlement} was not to be had: {error}",
            settlement=settlement.settlement_id,
            error=error.sentence,
        )
        return None
