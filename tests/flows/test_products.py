from __future__ import annotations

from datetime import timedelta

import pytest
from tests.flows.given import DE, NOW, UK, FakeAmazon, bridge, listing, tally

from sellerbridge.amazon.errors import Outage, ReportFailed
from sellerbridge.amazon.listings import TooManyChanges
from sellerbridge.amazon.reports import ReportState
from sellerbridge.clock import HeldClock
from sellerbridge.errors import Later
from sellerbridge.flows import products
from sellerbridge.flows.progress import Silent
from sellerbridge.installation import Installation
from sellerbridge.store.connections import Connection

FATAL = ReportState(status="FATAL", failure="no stock data")
CANCELLED = ReportState(status="CANCELLED")


def read(opened: Installation, seller: Connection, amazon: FakeAmazon) -> None:
    products.read(bridge(opened, seller, amazon), tally(), progress=Silent())


def skus(opened: Installation, seller: Connection) -> dict[str, list[str]]:
    found = opened.store.products.waiting(seller, limit=100)
    return {product.sku: [one.status for one in product.listings] for product in found}


def test_the_full_report_once_a_day_and_a_search_in_between(
    opened: Installation, seller: Connection, amazon: FakeAmazon, clock: HeldClock
) -> None:
    amazon.listings.reported[DE] = [listing("A")]
    read(opened, seller, amazon)
    assert (amazon.reports.requested, amazon.listings.asked) == ([DE, UK], [])
    clock.sleep(3600)
    amazon.listings.news[DE] = [listing("B")]
    read(opened, seller, amazon)
    assert amazon.reports.requested == [DE, UK]
    assert amazon.listings.asked == [(site, NOW - timedelta(minutes=10)) for site in (DE, UK)]
    assert skus(opened, seller) == {"A": ["Active"], "B": ["Active"]}
    clock.sleep(3600)
    read(opened, seller, amazon)
    assert amazon.listings.asked[-1] == (UK, NOW + timedelta(minutes=50))
    clock.sleep(23 * 3600)
    read(opened, seller, amazon)
    assert amazon.reports.requested == [DE, UK, DE, UK]
    assert skus(opened, seller) == {"A": ["Active"], "B": ["Deleted"]}


def test_too_many_changes_are_read_from_the_report(
    opened: Installation, seller: Connection, amazon: FakeAmazon, clock: HeldClock
) -> None:
    read(opened, seller, amazon)
    clock.sleep(3600)
    amazon.listings.news[UK] = TooManyChanges("too many")
    amazon.listings.reported[UK] = [listing("A", UK)]
    read(opened, seller, amazon)
    assert amazon.reports.requested == [DE, UK, UK]
    assert skus(opened, seller) == {"A": ["Active"]}


def test_one_failed_report_stops_no_other_and_is_asked_for_anew(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    amazon.reports.states[DE] = FATAL
    amazon.listings.reported[UK] = [listing("A", UK)]
    with pytest.raises(ReportFailed, match="DE: no stock data"):
        read(opened, seller, amazon)
    assert skus(opened, seller) == {"A": ["Active"]}
    amazon.reports.states.clear()
    amazon.listings.reported[DE] = [listing("B")]
    read(opened, seller, amazon)
    assert amazon.reports.requested == [DE, UK, DE]
    assert set(skus(opened, seller)) == {"A", "B"}


def test_a_cancelled_report_deletes_nothing(
    opened: Installation, seller: Connection, amazon: FakeAmazon, clock: HeldClock
) -> None:
    amazon.listings.reported[DE] = [listing("A")]
    read(opened, seller, amazon)
    clock.sleep(25 * 3600)
    amazon.reports.states[DE] = CANCELLED
    read(opened, seller, amazon)
    assert skus(opened, seller) == {"A": ["Active"]}


@pytest.mark.parametrize("end", [Later("not yet", until=NOW), Outage("getReport", reason="HTTP 503")])
def test_a_report_is_asked_for_once_however_often_the_program_ends(
    opened: Installation, seller: Connection, amazon: FakeAmazon, clock: HeldClock, end: Exception
) -> None:
    amazon.reports.waiting = end
    for _ in range(3):
        with pytest.raises(type(end)):
            read(opened, seller, amazon)
        clock.sleep(600)
    assert amazon.reports.requested == [DE, UK]
    amazon.reports.waiting = None
    amazon.listings.reported[DE] = [listing("A")]
    read(opened, seller, amazon)
    assert amazon.reports.requested == [DE, UK]
    clock.sleep(1)
    read(opened, seller, amazon)
    assert amazon.listings.asked[0] == (DE, NOW - timedelta(minutes=10)), "from when the report was asked for"


def test_a_report_that_amazon_forgot_is_asked_for_anew(
    opened: Installation, seller: Connection, amazon: FakeAmazon, clock: HeldClock
) -> None:
    amazon.reports.waiting = Later("not yet", until=NOW)
    with pytest.raises(Later):
        read(opened, seller, amazon)
    clock.sleep(2 * 86400)
    amazon.reports.waiting = None
    read(opened, seller, amazon)
    assert amazon.reports.requested == [DE, UK, DE, UK]


def test_a_clock_that_was_years_ahead_does_not_end_the_reading(
    opened: Installation, seller: Connection, amazon: FakeAmazon, clock: HeldClock
) -> None:
    clock.sleep(3 * 365 * 86400)
    read(opened, seller, amazon)
    clock.sleep(-3 * 365 * 86400)
    amazon.listings.reported[DE] = [listing("A")]
    read(opened, seller, amazon)
    assert skus(opened, seller) == {"A": ["Active"]}
