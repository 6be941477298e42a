from __future__ import annotations

import itertools
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from tests.store.conftest import NOW, connected
from tests.store.test_orders import keep, order

from sellerbridge.commerce.transaction import Leaf, Transaction, TransactionItem
from sellerbridge.incoming import Page, Unreadable
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection
from sellerbridge.store.cursors import TRANSACTIONS, Cursor
from sellerbridge.store.orders import Kept
from sellerbridge.store.translations import Translated

ORDER = "302-0000000-0000001"


def moved(transaction_id: str = "T1", **changes: Any) -> Transaction:
    told = Transaction(
        transaction_id=transaction_id,
        kind="Shipment",
        status="RELEASED",
        posted_at=NOW - timedelta(days=3),
        currency="EUR",
        total=Decimal("50.97"),
        order_id=ORDER,
        related={"SHIPMENT_ID": "S1"},
        items=(TransactionItem(sku="CUP", quantity=2, total=Decimal("50.97")),),
        leaves=(Leaf(path=("Sales", "Price"), amount=Decimal("50.97")),),
    )
    return msgspec.structs.replace(told, **changes)


def deferred(transaction_id: str = "T1", **changes: Any) -> Transaction:
    return moved(transaction_id, status="DEFERRED", deferral="B2B", matures_at=NOW, **changes)


def release(of: str = "T1", transaction_id: str = "T2", **changes: Any) -> Transaction:
    return moved(transaction_id, related={"DEFERRED_TRANSACTION_ID": of}, **changes)


def kept(store: Store, seller: Connection, *told: Transaction, **more: Any) -> Kept:
    return store.transactions.keep(seller, Page(records=told), cursor=more.pop("cursor", None), **more)


def test_what_was_kept_comes_back_equal_oldest_first(store: Store, seller: Connection) -> None:
    first = moved("T2", posted_at=NOW - timedelta(days=5))
    second, other = moved("T1"), moved("T3", order_id="other")
    assert kept(store, seller, second, first, other) == Kept(seen=3, changed=3, unchanged=0)
    assert store.transactions.about(ORDER) == (first, second)
    assert store.transactions.of_orders(seller.id, [ORDER, "other", "unknown"]) == {
        ORDER: (first, second),
        "other": (other,),
    }


def test_what_is_known_is_not_written_again(store: Store, seller: Connection) -> None:
    kept(store, seller, moved(), moved("T2"))
    assert kept(store, seller, moved(), moved("T2")) == Kept(seen=2, changed=0, unchanged=2)
    assert kept(store, seller, moved(description="new")) == Kept(seen=1, changed=1, unchanged=0)


def test_two_connections_keep_theirs_apart(store: Store, seller: Connection) -> None:
    kept(store, seller, moved())
    assert store.transactions.of_orders(connected(store, "second").id, [ORDER]) == {}


def test_the_cursor_moves_with_the_page(store: Store, seller: Connection) -> None:
    cursor = Cursor(stream=TRANSACTIONS, position=NOW, read_at=NOW)
    kept(store, seller, moved(), cursor=cursor)
    assert store.cursors.get(seller.id, TRANSACTIONS) == cursor


@pytest.mark.parametrize("sightings", list(itertools.permutations([deferred(), release(), deferred()])))
def test_deferred_money_counts_once_in_whatever_order_it_is_told(
    store: Store, seller: Connection, sightings: tuple[Transaction, ...]
) -> None:
    for one in sightings:
        kept(store, seller, one)
    told = {one.transaction_id: one.status for one in store.transactions.about(ORDER)}
    assert told == {"T1": "DEFERRED_RELEASED", "T2": "RELEASED"}
    assert store.transactions.deferred() == []


def test_both_on_one_page(store: Store, seller: Connection) -> None:
    kept(store, seller, release(), deferred())
    assert [one.waits for one in store.transactions.about(ORDER)] == [False, False]
    assert kept(store, seller, release(), deferred()).changed == 0


def test_amazons_own_word_that_it_is_released_is_taken(store: Store, seller: Connection) -> None:
    kept(store, seller, deferred())
    kept(store, seller, msgspec.structs.replace(deferred(), status="DEFERRED_RELEASED"))
    kept(store, seller, deferred())
    (told,) = store.transactions.about(ORDER)
    assert told.status == "DEFERRED_RELEASED"


def test_what_is_pending_is_summed_by_currency(store: Store, seller: Connection) -> None:
    kept(
        store,
        seller,
        deferred(),
        deferred("T2", total=Decimal("0.03")),
        deferred("T3", currency="JPY", total=Decimal(500)),
        moved("T4"),
        moved("T5", kind="Transfer", total=Decimal("-50.97")),
    )
    assert [(p.currency, p.count, p.total) for p in store.transactions.deferred()] == [
        ("EUR", 2, Decimal("51.00")),
        ("JPY", 1, Decimal(500)),
    ]
    assert [(p.currency, p.count, p.total) for p in store.transactions.unsettled()] == [
        ("EUR", 1, Decimal("50.97"))
    ]


@pytest.mark.parametrize(
    ("told", "wakes", "again"),
    [
        (moved(kind="Refund"), ("Refund",), True),
        (moved(), ("Refund",), False),
        (moved(), None, True),
        (moved(kind="Refund", order_id=""), None, False),
    ],
)
def test_an_order_whose_money_moved_is_looked_at_again(
    store: Store, seller: Connection, told: Transaction, wakes: tuple[str, ...] | None, *, again: bool
) -> None:
    keep(store, seller, order())
    for _ in range(2):  # news once; the second time it is known
        store.translations.keep_orders(seller.id, [Translated(about=order().order_id)], keep_days=30)
        told = msgspec.structs.replace(told, order_id=told.order_id and order().order_id)
        kept(store, seller, told, wakes=wakes)
        assert store.orders.waiting_count(seller.id) == int(again)
        again = False


def test_one_that_cannot_be_read_is_a_problem_until_it_can(store: Store, seller: Connection) -> None:
    bad = Page[Transaction](records=(), unreadable=(Unreadable(about="T1", why="its parts add up to less"),))
    store.transactions.keep(seller, bad, cursor=None)
    (problem,) = store.problems.open("T1")
    assert "its parts add up to less" in problem.problem.message
    kept(store, seller, moved())
    assert store.problems.open() == []
