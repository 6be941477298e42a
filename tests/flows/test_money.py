"""The money's story against a small Amazon: what is asked when, what survives a crash, what becomes of settlements."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from tests.flows.given import NOW, FakeAmazon, bridge, order, settlement, tally, transaction

from sellerbridge.amazon.errors import MissingRole, Outage, ReportFailed
from sellerbridge.amazon.finances import SETTLED
from sellerbridge.clock import HeldClock
from sellerbridge.commerce.settlement import Settlement
from sellerbridge.desk.decide import decide
from sellerbridge.desk.money.reconcile import Chosen, reconcile
from sellerbridge.errors import Later
from sellerbridge.flows import money
from sellerbridge.flows.progress import Silent
from sellerbridge.flows.run import Run, Tally
from sellerbridge.flows.sync import Plan, Report, sync
from sellerbridge.incoming import Page, Window
from sellerbridge.installation import Installation
from sellerbridge.store import waiting
from sellerbridge.store.connections import Connection
from sellerbridge.store.cursors import ORDERS, SETTLEMENTS, TRANSACTIONS, Cursor

OUTAGE = Outage("listTransactions", reason="HTTP 503")
UPTO = NOW - SETTLED
LATE = timedelta(hours=49)


@pytest.fixture
def read(opened: Installation, seller: Connection, amazon: FakeAmazon) -> Callable[..., Tally]:
    def reading(
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        asked_for: bool = False,
        **settings: object,
    ) -> Tally:
        counted = tally()
        over = bridge(opened, seller, amazon, **settings)
        money.read(over, counted, since=since, until=until, asked_for=asked_for, progress=Silent())
        return counted

    return reading


def run(opened: Installation, *names: str, **more: bool) -> Report:
    return sync(opened, Plan(**({"names": names} if names else {}), **more), progress=Silent())  # type: ignore[arg-type]


def kinds(report: Report) -> list[str]:
    return [problem.problem.kind for problem in report.problems]


def bounds(windows: list[Window]) -> list[tuple[datetime, datetime | None]]:
    return [(window.after, window.before) for window in windows]


def transactions_cursor(opened: Installation, seller: Connection) -> Cursor:
    return opened.store.cursors.get(seller.id, TRANSACTIONS)


# -- transactions: what is asked -------------------------------------------------------------------------------


def test_the_first_reading_begins_a_month_ago(
    read: Callable[..., Tally], opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    amazon.finances.pages = {0: [[transaction(1)], [transaction(2)]]}
    assert read().counts()["seen"] == 2
    assert bounds(amazon.finances.asked[0]) == [(NOW - timedelta(days=30), UPTO)]
    assert transactions_cursor(opened, seller) == Cursor(stream=TRANSACTIONS, position=UPTO, read_at=NOW)
    assert len(opened.store.transactions.about("302-0000000-0000001")) == 2


def test_long_ago_is_cut_into_pieces_that_touch(read: Callable[..., Tally], amazon: FakeAmazon) -> None:
    read(after_date=NOW - timedelta(days=400))
    (windows,) = amazon.finances.asked
    assert windows[0].after == NOW - timedelta(days=400)
    assert windows[-1].before == UPTO
    assert all(one.before == following.after for one, following in itertools.pairwise(windows))
    assert all(one.before and one.before - one.after <= timedelta(days=180) for one in windows)
    assert len(windows) == 14


def test_within_the_hour_it_is_not_asked_again(
    read: Callable[..., Tally], amazon: FakeAmazon, clock: HeldClock
) -> None:
    read()
    clock.sleep(3599)
    read()
    assert len(amazon.finances.asked) == 1
    read(asked_for=True)
    assert len(amazon.finances.asked) == 2


def test_an_hour_later_the_fresh_hour_is_read_and_the_one_where_nothing_is_missing_any_more(
    read: Callable[..., Tally], opened: Installation, seller: Connection, amazon: FakeAmazon, clock: HeldClock
) -> None:
    read()
    clock.sleep(3600)
    read()
    hour = timedelta(hours=1)
    assert bounds(amazon.finances.asked[1]) == [(UPTO - LATE, UPTO - LATE + hour), (UPTO, UPTO + hour)]
    assert transactions_cursor(opened, seller).position == UPTO + hour


def test_after_a_long_silence_everything_since_is_read_at_once(
    read: Callable[..., Tally], amazon: FakeAmazon, clock: HeldClock
) -> None:
    read()
    clock.sleep(3 * 86400)
    read()
    assert bounds(amazon.finances.asked[1]) == [(UPTO - LATE, UPTO + timedelta(days=3))]


@pytest.mark.parametrize("hours", [(1, 1, 1), (1, 60, 2), (5, 5, 100, 1), (49, 49), (48, 2)])
def test_every_moment_is_read_when_nothing_can_be_missing_any_more(
    read: Callable[..., Tally], amazon: FakeAmazon, clock: HeldClock, hours: tuple[int, ...]
) -> None:
    read()
    readings = [(clock.now(), amazon.finances.asked[-1])]
    for pause in hours:
        clock.sleep(pause * 3600)
        read()
        readings.append((clock.now(), amazon.finances.asked[-1]))
    moment = NOW - timedelta(days=29)
    while moment < clock.now() - LATE - timedelta(hours=1):
        late_enough = [
            window
            for at, windows in readings
            if at - moment >= timedelta(hours=48)
            for window in windows
            if window.before and window.after <= moment < window.before
        ]
        assert late_enough, moment
        moment += timedelta(minutes=30)


def test_a_range_is_read_once_more_and_the_cursor_stays(
    read: Callable[..., Tally], opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    read()
    before = transactions_cursor(opened, seller)
    amazon.finances.pages = {0: [[transaction(7)]]}
    read(since=NOW - timedelta(days=200), until=NOW - timedelta(days=190))
    assert bounds(amazon.finances.asked[1]) == [(NOW - timedelta(days=200), NOW - timedelta(days=190))]
    assert transactions_cursor(opened, seller) == before


# -- transactions: what a failure leaves ------------------------------------------------------------------------


def test_a_reading_that_was_cut_off_goes_on_with_the_next_page(
    read: Callable[..., Tally], opened: Installation, seller: Connection, amazon: FakeAmazon, clock: HeldClock
) -> None:
    amazon.finances.pages = {0: [[transaction(1)], OUTAGE]}
    with pytest.raises(Outage):
        read()
    amazon.finances.pages = {0: [[transaction(1)], [transaction(2)]]}
    clock.sleep(60)
    counted = read()
    resumed, rest = amazon.finances.asked[1]
    assert resumed.resume is not None
    assert (resumed.resume.token, resumed.before) == ("1", UPTO)
    assert (rest.after, rest.before) == (UPTO, UPTO + timedelta(minutes=1))
    assert counted.counts()["seen"] == 1
    assert transactions_cursor(opened, seller).position == UPTO + timedelta(minutes=1)


def test_a_paging_token_that_is_too_old_begins_the_same_window_again(
    read: Callable[..., Tally], amazon: FakeAmazon, clock: HeldClock
) -> None:
    amazon.finances.pages = {0: [[transaction(1)], OUTAGE]}
    with pytest.raises(Outage):
        read()
    clock.sleep(2 * 86400)
    amazon.finances.pages = {}
    read()
    assert amazon.finances.asked[1][0] == amazon.finances.asked[0][0]


TURNS = set(itertools.permutations([0, 0, 1, 1, 2]))
BEFORE_THE_FAILURE = sorted({turns[:cut] for turns in TURNS for cut in range(6)})[::3]


@pytest.mark.parametrize("turns", BEFORE_THE_FAILURE)
def test_whatever_the_turns_and_wherever_it_breaks_nothing_is_passed_over(
    read: Callable[..., Tally],
    opened: Installation,
    seller: Connection,
    amazon: FakeAmazon,
    turns: tuple[int, ...],
) -> None:
    """Three windows, two of them in two pages, whose pages come in these turns before it breaks off."""
    told = {
        0: [[transaction(1)], [transaction(2)]],
        1: [[transaction(3)], [transaction(4)]],
        2: [[transaction(5)]],
    }
    start = NOW - timedelta(days=80)
    amazon.finances.pages = {number: list(pages) for number, pages in told.items()}
    amazon.finances.order = turns
    read(after_date=start)
    cursor = transactions_cursor(opened, seller)
    known = {one.transaction_id for one in opened.store.transactions.about("302-0000000-0000001")}
    ends = [window.before for window in amazon.finances.asked[0]]
    # What lies before the cursor is known, and so is the page before the one it goes on with.
    by_window = ({"T1", "T2"}, {"T3", "T4"}, {"T5"})
    for end, records in zip(ends, by_window, strict=True):
        if end and cursor.position and cursor.position >= end:
            assert records <= known
    if cursor.resume:
        head = next(n for n, end in enumerate(ends) if end and (not cursor.position or end > cursor.position))
        assert cursor.resume.asked["postedAfter"] == amazon.finances.asked[0][head].after.isoformat()
        assert {"T1", "T3"} & by_window[head] <= known


def test_one_that_cannot_be_read_stops_nothing(
    read: Callable[..., Tally], opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    amazon.finances.pages = {0: [OUTAGE]}
    amazon.settlements.reports = {"R1": settlement()}
    with pytest.raises(Outage):
        read()
    assert opened.store.settlements.waiting_count(seller.id) == 1, "settlements are read all the same"


# -- settlement reports -----------------------------------------------------------------------------------------


def test_each_report_is_fetched_once(
    read: Callable[..., Tally], opened: Installation, seller: Connection, amazon: FakeAmazon, clock: HeldClock
) -> None:
    amazon.settlements.reports = {"R1": settlement("1"), "R2": settlement("2")}
    read()
    clock.sleep(6 * 3600)
    amazon.settlements.reports["R3"] = settlement("3")
    read()
    assert amazon.settlements.read_ones == ["R1", "R2", "R3"]
    assert amazon.settlements.asked == [NOW - timedelta(days=30), NOW - timedelta(days=2)]
    assert opened.store.cursors.get(seller.id, SETTLEMENTS).position == NOW + timedelta(hours=6)


def test_reports_are_looked_for_four_times_a_day(
    read: Callable[..., Tally], amazon: FakeAmazon, clock: HeldClock
) -> None:
    read()
    clock.sleep(6 * 3600 - 1)
    read()
    assert len(amazon.settlements.asked) == 1
    read(asked_for=True)
    read(since=NOW - timedelta(days=60))
    assert amazon.settlements.asked[2] == NOW - timedelta(days=60)


@pytest.mark.parametrize("why", ["row 3 has no amount", ReportFailed("X", reason="row 3 has no amount")])
def test_a_report_that_cannot_be_read_is_a_problem_and_the_others_go_on(
    opened: Installation, seller: Connection, amazon: FakeAmazon, why: str | Exception
) -> None:
    amazon.settlements.reports = {"R1": why, "R2": settlement("2")}
    report = run(opened, "money")
    assert kinds(report) == ["settlement-unreadable"]
    assert "R1 could not be read: row 3 has no amount" in report.problems[0].problem.message
    assert opened.store.settlements.one("2") is not None
    amazon.settlements.reports["R1"] = settlement("1")
    assert kinds(run(opened, "money")) == ["settlement-unreadable"], "it is not fetched again by itself"
    opened.store.retry(None)
    assert kinds(run(opened)) == []


def test_a_pace_that_allows_no_more_leaves_the_rest_for_the_next_time(
    read: Callable[..., Tally], opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    later = Later("Amazon's pace allows no more.", until=NOW)
    amazon.settlements.reports = {"R1": settlement("1"), "R2": later}
    with pytest.raises(Later):
        read()
    amazon.settlements.reports["R2"] = settlement("2")
    read()
    assert amazon.settlements.read_ones == ["R1", "R2", "R2"]


def test_amazons_own_figure_is_kept_and_its_absence_is_no_failure(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    amazon.settlements.reports = {"R1": settlement("1"), "R2": settlement("2")}
    amazon.finances.summaries = {"1": Decimal("11.97"), "2": MissingRole("listSummary", reason="no")}
    report = run(opened, "money")
    assert [head.summary for head in opened.store.settlements.heads()] == [Decimal("11.97"), None]
    assert "summary of settlement 2 was not to be had" in report.runs[0].note
    assert report.runs[0].error == ""


# -- entries ----------------------------------------------------------------------------------------------------


def entries(opened: Installation) -> dict[str, int]:
    return {held.key: held.docstatus for held in opened.books.documents(doctype="Journal Entry")}


def sold(amazon: FakeAmazon) -> None:
    shipped = order(status="SHIPPED")
    (line,) = shipped.lines
    amazon.orders.pages = [
        [msgspec.structs.replace(shipped, lines=(msgspec.structs.replace(line, quantity_fulfilled=3),))]
    ]


def test_a_settlement_becomes_an_entry_and_the_second_sync_writes_nothing(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    sold(amazon)
    amazon.settlements.reports = {"R1": settlement()}
    first = run(opened)
    assert (kinds(first), [run.error for run in first.runs]) == ([], ["", "", ""])
    (entry,) = opened.books.documents(doctype="Journal Entry")
    assert (entry.key, entry.docstatus, entry.doc["posting_date"]) == ("77", 1, "2026-11-19")
    rows = entry.doc["accounts"]
    assert sum(row["debit"] for row in rows) == sum(row["credit"] for row in rows)
    second = run(opened)
    assert [(r.created, r.updated, r.failed, r.held) for r in second.runs] == [(0, 0, 0, 0)] * 3
    amazon.settlements.reports = {"R2": settlement()}
    third = run(opened, "money")
    assert [(r.seen, r.unchanged, r.created, r.updated) for r in third.runs] == [(1, 1, 0, 0)]


def test_it_waits_for_an_order_that_is_held_and_is_booked_with_it(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    """The order's own problem is the only one: nobody has anything to do about the settlement."""
    opened.store.settings.put({"unknown_sku": "hold"})
    sold(amazon)
    amazon.settlements.reports = {"R1": settlement()}
    held = run(opened)
    assert kinds(held) == ["unknown-sku"]
    assert "Settlements wait for orders that are held" in held.runs[2].note
    assert entries(opened) == {}
    (looked_at,) = reconcile(opened, Chosen()).settlements
    assert (looked_at.state, looked_at.ties) == ("waits", False)
    assert order().order_id in looked_at.why
    assert opened.store.outbox.counts()["held"] == 2
    opened.store.settings.put({"unknown_sku": "create"})
    mended = sync(opened, Plan(reading=False), progress=Silent())
    assert kinds(mended) == []
    assert entries(opened) == {"77": 1}


def test_it_tells_of_an_order_that_amazon_does_not_confirm(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    """No other problem explains why nothing goes on."""
    amazon.orders.pages = [[order(status="PENDING")]]
    amazon.settlements.reports = {"R1": settlement()}
    report = run(opened)
    assert kinds(report) == ["settlement-waits"]
    assert order().order_id in report.problems[0].problem.message
    sold(amazon)
    assert kinds(run(opened)) == []
    assert entries(opened) == {"77": 1}


def test_a_refund_is_booked_before_the_settlement_that_pays_it(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    """It comes with the money, after the orders were translated: their turn comes once more."""
    sold(amazon)
    amazon.settlements.reports = {"R1": settlement()}
    amazon.finances.pages = {0: [[transaction(1), transaction(2, kind="Refund", total=Decimal(0), leaves=())]]}
    report = run(opened)
    assert kinds(report) == []
    assert opened.store.orders.waiting_count(seller.id) == 0
    assert entries(opened) == {"77": 1}


@pytest.mark.parametrize("choice", ["order", "off"])
def test_without_entries_the_settlements_are_kept_and_it_says_so(
    opened: Installation, seller: Connection, amazon: FakeAmazon, choice: str
) -> None:
    opened.store.settings.put({"taxes_and_charges": choice})
    amazon.settlements.reports = {"R1": settlement()}
    report = run(opened)
    assert f"taxes_and_charges={choice}" in report.runs[2].note
    assert entries(opened) == {}
    assert opened.store.settlements.waiting_count(seller.id) == 1
    assert run(opened).runs[2].note == ""
    opened.store.settings.put({"taxes_and_charges": "settlement"})
    run(opened)
    assert entries(opened) == {"77": 1}


def test_a_dry_run_shows_the_entry_and_writes_nothing(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    amazon.settlements.reports = {"R1": settlement()}
    report = run(opened, dry_run=True)
    assert [d.key for d in report.documents if d.kind == "Journal Entry"] == ["77"]
    assert entries(opened) == {}
    assert opened.store.settlements.waiting_count(seller.id) == 1


def test_a_settlement_waits_until_the_orders_of_its_period_are_read(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    amazon.settlements.reports = {"R1": settlement()}
    report = run(opened, "money")
    assert "Settlements wait until the orders" in report.runs[0].note
    assert entries(opened) == {}
    run(opened)
    assert entries(opened) == {"77": 1}


def booked_then_changed(opened: Installation, amazon: FakeAmazon, *changed: Settlement) -> Report:
    amazon.settlements.reports = {"R1": settlement()}
    assert kinds(run(opened)) == []
    amazon.settlements.reports = {f"R{number}": one for number, one in enumerate(changed, start=2)}
    return run(opened, "money")


def test_a_settlement_that_amazon_changes_after_booking_needs_a_person(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    sold(amazon)
    report = booked_then_changed(opened, amazon, settlement(principal="58.97"))
    assert kinds(report) == ["settlement-changed"]
    message = report.problems[0].problem.message
    assert "11.97 EUR" in message
    assert "10.97 EUR" in message
    assert entries(opened) == {"77": 1}
    assert kinds(run(opened)) == ["settlement-changed"], "it stays until somebody decides"


def test_one_that_amazon_changes_back_is_no_matter(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    sold(amazon)
    assert kinds(booked_then_changed(opened, amazon, settlement(principal="58.97"), settlement())) == []


def test_a_bad_settlement_does_not_stop_the_others(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    amazon.settlements.reports = {"R1": settlement("1", total=Decimal("11.98")), "R2": settlement("2")}
    report = run(opened)
    assert kinds(report) == ["settlement-differs"]
    assert entries(opened) == {"2": 1}


def written(of: Run) -> int:
    return of.created + of.updated


def decides(opened: Installation, choice: str) -> None:
    (problem,) = opened.store.problems.open()
    decide(opened.store, [problem.id], choice, reason="seen in Seller Central")


def paid_out(opened: Installation) -> dict[str, Decimal]:
    """What the submitted entries have as paid out or left owing, by name."""
    found = opened.books.documents(doctype="Journal Entry")
    return {
        one.name: sum(
            row["debit"] - row["credit"] for row in one.doc["accounts"] if row["account"] == "Amazon Payouts"
        )
        for one in found
        if one.docstatus == 1
    }


def test_cancelled_it_is_made_anew_as_amazon_says_now(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    sold(amazon)
    booked_then_changed(opened, amazon, settlement(principal="58.97"))
    assert paid_out(opened) == {"77": Decimal("11.97")}
    (problem,) = opened.store.problems.open()
    (shown,) = decide(opened.store, [problem.id], "cancel", dry_run=True)
    assert (shown.anew, [document.name for document in shown.documents]) == (True, ["77"])
    decides(opened, "cancel")
    assert kinds(run(opened)) == []
    assert paid_out(opened) == {"77-1": Decimal("10.97")}
    assert [written(one) for one in run(opened).runs] == [0, 0, 0]
    amazon.settlements.reports = {"R9": settlement(principal="57.97")}
    assert kinds(run(opened, "money")) == ["settlement-changed"], "once more is another matter"


def test_kept_it_stays_and_a_further_change_is_told_against_what_is_booked(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    sold(amazon)
    booked_then_changed(opened, amazon, settlement(principal="58.97"))
    decides(opened, "keep")
    assert kinds(run(opened)) == []
    assert paid_out(opened) == {"77": Decimal("11.97")}
    amazon.settlements.reports = {"R9": settlement(principal="57.97")}
    report = run(opened, "money")
    assert kinds(report) == ["settlement-changed"]
    facts = report.problems[0].problem.facts
    assert (facts["ours"], facts["theirs"]) == ("11.97", "9.97")


def test_one_that_amazon_empties_is_for_a_person_too(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    sold(amazon)
    nothing = settlement(lines=(), total=Decimal(0))
    assert kinds(booked_then_changed(opened, amazon, nothing)) == ["settlement-changed"]
    decides(opened, "cancel")
    assert kinds(run(opened)) == []
    assert paid_out(opened) == {}


def over_two_months(*, earlier: bool = True) -> Settlement:
    """Commission in October, the rest in November; or all of it."""
    plain = settlement()
    first, second, third = plain.lines
    posted = NOW - timedelta(days=30 if earlier else 3)
    lines = (first, msgspec.structs.replace(second, posted_at=posted), third)
    return msgspec.structs.replace(plain, lines=lines)


def test_a_month_without_lines_any_more_loses_its_entry(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    sold(amazon)
    opened.store.settings.put({"split_months": True})
    amazon.settlements.reports = {"R1": over_two_months()}
    assert kinds(run(opened)) == []
    assert entries(opened) == {"77/2026-10": 1, "77": 1}
    amazon.settlements.reports = {"R2": over_two_months(earlier=False)}
    assert kinds(run(opened, "money")) == ["settlement-changed"]
    decides(opened, "cancel")
    assert kinds(run(opened)) == []
    assert list(paid_out(opened).values()) == [Decimal("11.97")]


def test_what_is_booked_is_not_cut_otherwise_by_a_setting(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    """It is translated once more, as after an answer that got lost."""
    sold(amazon)
    opened.store.settings.put({"split_months": True})
    amazon.settlements.reports = {"R1": over_two_months()}
    run(opened)
    opened.store.settings.put({"split_months": False})
    with opened.database.transaction() as transaction:
        waiting.translate_all_again(transaction)
    assert kinds(run(opened)) == []
    assert entries(opened) == {"77/2026-10": 1, "77": 1}


def test_fees_that_stand_on_the_order_are_not_booked_by_an_entry_too(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    """Somebody changed taxes_and_charges between the two."""
    sold(amazon)
    amazon.finances.pages = {0: [[transaction()]]}
    opened.store.settings.put({"taxes_and_charges": "order"})
    run(opened)
    opened.store.settings.put({"taxes_and_charges": "settlement"})
    amazon.settlements.reports = {"R1": settlement()}
    report = run(opened, "orders", "money")
    assert kinds(report) == ["settlement-fees-twice"]
    assert order().order_id in report.problems[0].problem.message
    decides(opened, "ignore")
    assert kinds(run(opened)) == []
    assert entries(opened) == {}


def test_fees_that_an_entry_booked_are_not_put_on_the_order_too(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    sold(amazon)
    amazon.settlements.reports = {"R1": settlement()}
    opened.store.settings.put({"invoices": "off", "delivery_notes": "off", "credit_notes": "off"})
    run(opened)
    opened.store.settings.put({"taxes_and_charges": "order"})
    opened.store.transactions.keep(seller, Page(records=(transaction(),)), cursor=None, wakes=None)
    assert kinds(run(opened, "orders", "money")) == []
    totals = [one.doc["grand_total"] for one in opened.books.documents(doctype="Sales Order")]
    assert totals == [Decimal("59.97")]


@pytest.mark.parametrize(
    ("positions", "known"),
    [((None, None), None), ((UPTO, None), None), ((None, UPTO), None), ((UPTO, NOW), UPTO), ((NOW, UPTO), UPTO)],
)
def test_what_is_known_ends_where_the_first_of_both_readings_ends(
    opened: Installation,
    seller: Connection,
    amazon: FakeAmazon,
    positions: tuple[datetime | None, datetime | None],
    known: datetime | None,
) -> None:
    for stream, position in zip((ORDERS, TRANSACTIONS), positions, strict=True):
        opened.store.cursors.put(seller.id, Cursor(stream=stream, position=position, read_at=NOW))
    assert money._known_up_to(bridge(opened, seller, amazon)) == known


def test_no_settlement_is_booked_while_the_first_reading_of_orders_is_cut_off(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    """Its orders would pass for orders of before."""
    sold(amazon)
    amazon.orders.pages = [[order(2)], OUTAGE, *amazon.orders.pages]
    amazon.settlements.reports = {"R1": settlement()}
    run(opened)
    assert entries(opened) == {}
    amazon.orders.pages[1] = []
    run(opened)
    (entry,) = opened.books.documents(doctype="Journal Entry")
    assert "Amazon Earlier Orders" not in {row["account"] for row in entry.doc["accounts"]}
