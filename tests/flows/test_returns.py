"""What came back to Amazon is read once a day, where there are Delivery Notes that it can be against."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.flows.given import DE, NOW, UK, FakeAmazon, bridge, tally

from sellerbridge.amazon.errors import ReportFailed
from sellerbridge.amazon.reports import ReportState
from sellerbridge.clock import HeldClock
from sellerbridge.errors import Later
from sellerbridge.flows import returns
from sellerbridge.flows.progress import Silent
from sellerbridge.installation import Installation
from sellerbridge.store.connections import Connection

HEADER = ["return-date", "order-id", "sku", "quantity", "detailed-disposition", "license-plate-number"]
ROW = ["2026-11-18T08:00:00+00:00", "302-0000000-0000001", "CUP", "1", "SELLABLE", "LPN1"]
DONE = ReportState(status="DONE", document_id="document")
DAY = timedelta(days=1)


class Flow:
    """The reading, on a clock that the test moves."""

    def __init__(self, opened: Installation, seller: Connection, amazon: FakeAmazon) -> None:
        self.opened, self.seller, self.reports, self.amazon = opened, seller, amazon.reports, amazon
        self.reports.states["returns"] = DONE
        self.reports.returned = [HEADER, ROW]

    def read(self, **more: object) -> int:
        """How many rows it saw."""
        since, counted = more.pop("since", None), tally()
        bridged = bridge(self.opened, self.seller, self.amazon, **more)
        returns.read(bridged, counted, since=since, progress=Silent())  # type: ignore[arg-type]
        return counted.counts()["seen"]

    @property
    def asked(self) -> list[tuple[int, int]]:
        """The windows asked for, as days before the first moment."""
        return [
            ((NOW - start).days, (NOW - end).days) for start, end in self.reports.returns_asked if start and end
        ]

    def known(self) -> int:
        return len(self.opened.store.returns.of_orders(self.seller.id, [ROW[1]]).get(ROW[1], ()))


@pytest.fixture
def flow(opened: Installation, seller: Connection, amazon: FakeAmazon) -> Flow:
    assert tuple(seller.marketplaces) == (DE, UK)
    return Flow(opened, seller, amazon)


def test_it_is_read_once_a_day_with_a_long_look_back(flow: Flow, clock: HeldClock) -> None:
    assert flow.read() == 1
    assert (flow.read(), flow.asked) == (0, [(30, 0)])
    clock.sleep(DAY.total_seconds() + 60)
    assert flow.read() == 1
    assert flow.asked == [(30, 0), (35, -2)]
    assert flow.known() == 1


def test_the_first_reading_begins_where_the_orders_do(flow: Flow) -> None:
    flow.read(after_date=NOW - 100 * DAY)
    assert flow.asked == [(100, 0)]


def test_since_widens_what_is_asked_and_asks_at_once(flow: Flow) -> None:
    flow.read()
    flow.read(since=NOW - 200 * DAY)
    flow.read(since=NOW - DAY)
    assert flow.asked == [(30, 0), (200, 0), (35, 0)]


def test_without_delivery_notes_nothing_is_asked(flow: Flow) -> None:
    assert flow.read(delivery_notes="off") == 0
    assert flow.asked == []


def test_a_report_that_takes_long_is_read_by_the_next_run(
    flow: Flow, monkeypatch: pytest.MonkeyPatch, clock: HeldClock
) -> None:
    with monkeypatch.context() as slow:
        slow.setattr(flow.reports, "wait", lambda *_, **__: {})
        with pytest.raises(Later, match="still makes the report of returns"):
            flow.read()
    clock.sleep(120)
    assert flow.read() == 1
    assert len(flow.asked) == 1, "the same report, not another one"


def test_a_report_that_is_never_made_is_asked_for_anew(
    flow: Flow, monkeypatch: pytest.MonkeyPatch, clock: HeldClock
) -> None:
    with monkeypatch.context() as slow:
        slow.setattr(flow.reports, "wait", lambda *_, **__: {})
        with pytest.raises(Later):
            flow.read()
    clock.sleep(3 * DAY.total_seconds())
    assert flow.read() == 1
    assert len(flow.asked) == 2


@pytest.mark.parametrize("state", [ReportState(status="FATAL", failure="too many"), DONE])
def test_a_failed_report_is_told_and_asked_for_anew(flow: Flow, state: ReportState) -> None:
    flow.reports.states["returns"], flow.reports.returned = state, [["other", "columns"]]
    with pytest.raises(ReportFailed):
        flow.read()
    flow.reports.states["returns"], flow.reports.returned = DONE, [HEADER, ROW]
    assert flow.read() == 1
    assert len(flow.asked) == 2


def test_no_returns_is_an_answer(flow: Flow) -> None:
    flow.reports.states["returns"] = ReportState(status="CANCELLED")
    assert (flow.read(), flow.read()) == (0, 0)
    assert len(flow.asked) == 1
