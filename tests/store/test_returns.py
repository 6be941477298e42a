"""What came back to Amazon: kept once, numbered for ever, and its order waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from tests.store.conftest import NOW, connected

from sellerbridge.commerce.order import Order
from sellerbridge.commerce.returned import Returned
from sellerbridge.incoming import Page, Unreadable
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection
from sellerbridge.store.translations import Translated

ONE, OTHER = "302-0000001-0000001", "302-0000001-0000002"


def returned(mark: str = "a", order_id: str = ONE, **more: Any) -> Returned:
    told = Returned(mark=mark, order_id=order_id, sku="CUP", quantity=1, disposition="SELLABLE", received_at=NOW)
    return msgspec.structs.replace(told, **more)


def keep(store: Store, seller: Connection, *rows: Returned) -> tuple[int, int, int]:
    kept = store.returns.keep(seller, Page(records=rows))
    return kept.seen, kept.changed, kept.unchanged


@pytest.fixture
def booked(store: Store, seller: Connection) -> str:
    """An order that is mirrored and translated."""
    order = Order(
        order_id=ONE, marketplace_id="A1PA6795UKMFR9", status="SHIPPED", purchased_at=NOW, updated_at=NOW
    )
    store.orders.keep(seller, Page(records=(order,)), cursor=None, keep_days=30)
    store.translations.keep_orders(seller.id, [Translated(about=ONE)], keep_days=30)
    assert store.orders.waiting_count(seller.id) == 0
    return ONE


def test_a_return_makes_its_order_wait_once(store: Store, seller: Connection, booked: str) -> None:
    assert keep(store, seller, returned(), returned("b", OTHER)) == (2, 2, 0)
    assert [order.order_id for order in store.orders.waiting(seller.id, limit=9)] == [booked]
    store.translations.keep_orders(seller.id, [Translated(about=booked)], keep_days=30)
    assert keep(store, seller, returned(), returned("b", OTHER)) == (2, 0, 2)
    assert store.orders.waiting_count(seller.id) == 0


def test_what_came_earlier_and_is_told_later_gets_the_next_number(store: Store, seller: Connection) -> None:
    day = timedelta(days=1)
    keep(store, seller, returned("b", received_at=NOW), returned("a", received_at=NOW - day))
    keep(store, seller, returned("c", received_at=NOW - 5 * day), returned("d", OTHER), returned("b"))
    found = store.returns.of_orders(seller.id, [ONE, OTHER, "302-0000001-0000003"])
    assert {name: [(r.mark, r.number) for r in returns] for name, returns in found.items()} == {
        ONE: [("a", 1), ("b", 2), ("c", 3)],
        OTHER: [("d", 1)],
    }


def test_another_disposition_is_the_same_return(store: Store, seller: Connection, booked: str) -> None:
    keep(store, seller, returned())
    store.translations.keep_orders(seller.id, [Translated(about=booked)], keep_days=30)
    later = NOW + timedelta(days=2)
    assert keep(store, seller, returned(received_at=later)) == (1, 0, 1)
    assert keep(store, seller, returned(disposition="DEFECTIVE", received_at=later)) == (1, 1, 0)
    (found,) = store.returns.of_orders(seller.id, [booked])[booked]
    assert (found.number, found.disposition, found.received_at) == (1, "DEFECTIVE", NOW)
    assert store.orders.waiting_count(seller.id) == 1
    assert [event.what for event in store.events.about(booked)] == [
        "Amazon: 1 of CUP came back and can be sold again",
        "Amazon: 1 of CUP came back as DEFECTIVE: not put back on stock",
    ]


def test_a_report_that_tells_a_piece_twice_has_it_once(store: Store, seller: Connection) -> None:
    assert keep(store, seller, returned(), returned(disposition="DEFECTIVE"))[1] == 1
    assert len(store.returns.of_orders(seller.id, [ONE])[ONE]) == 1


def test_another_connection_has_its_own(store: Store, seller: Connection) -> None:
    other = connected(store, "other")
    keep(store, seller, returned())
    keep(store, other, returned())
    assert [len(store.returns.of_orders(each.id, [ONE])[ONE]) for each in (seller, other)] == [1, 1]


def test_an_unreadable_row_is_told_until_its_order_reads_well(store: Store, seller: Connection) -> None:
    bad = Unreadable(about=ONE, why="a return of no pieces")
    store.returns.keep(seller, Page(records=(), unreadable=(bad,)))
    (problem,) = store.problems.open(ONE)
    assert "a return of no pieces" in problem.problem.message
    keep(store, seller, returned())
    assert store.problems.open(ONE) == []
