from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.flows.given import NOW, FakeAmazon, bridge, order, tally

from sellerbridge.amazon.errors import Outage
from sellerbridge.clock import HeldClock
from sellerbridge.flows import orders
from sellerbridge.flows.progress import Silent
from sellerbridge.installation import Installation
from sellerbridge.store.connections import Connection

UNTIL = NOW - timedelta(minutes=2)
OUTAGE = Outage("searchOrders", reason="HTTP 503")


def read(
    opened: Installation,
    seller: Connection,
    amazon: FakeAmazon,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    after_date: datetime | None = None,
) -> None:
    over = bridge(opened, seller, amazon, after_date=after_date)
    orders.read(over, tally(), since=since, until=until, progress=Silent())


def waiting(opened: Installation, seller: Connection) -> int:
    return opened.store.orders.waiting_count(seller.id)


def test_the_first_reading_begins_a_month_ago_and_the_next_where_it_ended(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    amazon.orders.pages = [[order(1)], [order(2)]]
    read(opened, seller, amazon)
    read(opened, seller, amazon)
    assert [window.after for window in amazon.orders.asked] == [
        NOW - timedelta(days=30),
        UNTIL - timedelta(minutes=10),
    ]
    assert waiting(opened, seller) == 2


def test_the_first_reading_begins_where_the_setting_says(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    read(opened, seller, amazon, after_date=NOW - timedelta(days=90))
    assert amazon.orders.asked[0].after == NOW - timedelta(days=90)


def test_a_reading_that_was_cut_off_goes_on_with_the_next_page(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    amazon.orders.pages = [[order(1)], OUTAGE, [order(3)]]
    with pytest.raises(Outage):
        read(opened, seller, amazon)
    assert waiting(opened, seller) == 1
    amazon.orders.pages[1] = [order(2)]
    read(opened, seller, amazon)
    resume = amazon.orders.asked[1].resume
    assert resume is not None
    assert resume.token == "1"
    assert waiting(opened, seller) == 3
    assert opened.store.cursors.get(seller.id, "orders").position == UNTIL


def test_a_paging_token_that_is_too_old_begins_the_same_window_again(
    opened: Installation, seller: Connection, amazon: FakeAmazon, clock: HeldClock
) -> None:
    amazon.orders.pages = [[order(1)], OUTAGE]
    with pytest.raises(Outage):
        read(opened, seller, amazon)
    clock.sleep(2 * 86400)
    amazon.orders.pages = [[order(1)], [order(2)]]
    read(opened, seller, amazon)
    first, second = amazon.orders.asked
    assert second.resume is None
    assert second.after == first.after, "two days of orders would be passed over"
    assert waiting(opened, seller) == 2


def test_a_range_is_read_once_more_and_the_cursor_stays(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    read(opened, seller, amazon)
    before = opened.store.cursors.get(seller.id, "orders")
    amazon.orders.pages = [[order(1)], [order(2)]]
    since, until = NOW - timedelta(days=200), NOW - timedelta(days=100)
    read(opened, seller, amazon, since=since, until=until)
    assert (amazon.orders.asked[1].after, amazon.orders.asked[1].before) == (since, until)
    assert opened.store.cursors.get(seller.id, "orders") == before
    assert waiting(opened, seller) == 2


def test_a_broken_range_leaves_an_unfinished_reading_as_it_was(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    amazon.orders.pages = [[order(1)], OUTAGE]
    for since in (None, NOW - timedelta(days=200)):
        with pytest.raises(Outage):
            read(opened, seller, amazon, since=since)
    resume = opened.store.cursors.get(seller.id, "orders").resume
    assert resume is not None
    assert resume.asked["lastUpdatedAfter"] == (NOW - timedelta(days=30)).isoformat()
