from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from sellerbridge.clock import HeldClock
from sellerbridge.commerce.order import Address, Buyer, Order, OrderLine
from sellerbridge.incoming import Continuation, Page, Unreadable
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection
from sellerbridge.store.cursors import Cursor
from sellerbridge.store.orders import Kept

BOUGHT = datetime(2026, 10, 20, 8, 0, tzinfo=UTC)
ANNA = Buyer(name="Anna Muster", email="anna@marketplace.example")
HOME = Address(name="Anna Muster", lines=("Musterweg 1",), city="Bonn", postal_code="53111", country="DE")


def order(number: int = 1, **changes: Any) -> Order:
    plain = Order(
        order_id=f"302-0000000-000000{number}",
        marketplace_id="A1PA6795UKMFR9",
        status="UNSHIPPED",
        purchased_at=BOUGHT,
        updated_at=BOUGHT,
        currency="EUR",
        total=Decimal("59.97"),
        lines=(OrderLine(line_id="1", sku="CUP", quantity=3, total=Decimal("59.97")),),
        buyer=ANNA,
        recipient=HOME,
    )
    return msgspec.structs.replace(plain, **changes)


def keep(store: Store, seller: Connection, *orders: Order, **page: Any) -> Kept:
    cursor = page.pop("cursor", None)
    return store.orders.keep(seller, Page(records=orders, **page), cursor=cursor, keep_days=30)


def waiting(store: Store, seller: Connection) -> list[Order]:
    return store.orders.waiting(seller.id, limit=100)


def test_a_kept_order_comes_back_whole_and_waits(store: Store, seller: Connection) -> None:
    assert keep(store, seller, order()) == Kept(seen=1, changed=1, unchanged=0)
    (back,) = waiting(store, seller)
    assert back.buyer is not None
    assert back.buyer.key not in {"", back.order_id}
    assert msgspec.structs.replace(back, buyer=ANNA) == order()


def test_the_same_again_changes_nothing(store: Store, seller: Connection) -> None:
    keep(store, seller, order(1), order(2))
    assert keep(store, seller, order(1), order(2), order(3)) == Kept(seen=3, changed=1, unchanged=2)


def test_page_and_cursor_are_kept_together_or_not_at_all(store: Store, seller: Connection) -> None:
    resume = Continuation(token="next", asked={"lastUpdatedAfter": "2026-10-01T00:00:00Z"}, issued=BOUGHT)
    keep(store, seller, order(1), cursor=Cursor(stream="orders", resume=resume, read_at=BOUGHT))
    assert store.cursors.get(seller.id, "orders").resume == resume
    broken = order(2, updated_at=BOUGHT.replace(tzinfo=None))
    with pytest.raises(ValueError, match="time zone"):
        keep(store, seller, order(3), broken, cursor=Cursor(stream="orders", position=BOUGHT, read_at=BOUGHT))
    assert store.cursors.get(seller.id, "orders").resume == resume
    assert [o.order_id for o in waiting(store, seller)] == [order(1).order_id]


def test_an_older_state_never_replaces_a_newer_one(store: Store, seller: Connection) -> None:
    later = order(status="SHIPPED", updated_at=BOUGHT + timedelta(days=1))
    keep(store, seller, later)
    assert keep(store, seller, order()).changed == 0
    assert waiting(store, seller)[0].status == "SHIPPED"


def test_a_report_does_not_replace_what_is_known_in_full(store: Store, seller: Connection) -> None:
    keep(store, seller, order())
    assert keep(store, seller, order(complete=False, updated_at=BOUGHT + timedelta(days=1))).changed == 0
    assert waiting(store, seller)[0].complete


def test_silence_about_a_person_does_not_forget_the_person(store: Store, seller: Connection) -> None:
    keep(store, seller, order())
    key = waiting(store, seller)[0].buyer
    keep(store, seller, order(status="SHIPPED", updated_at=BOUGHT + timedelta(days=1), buyer=None, recipient=None))
    (back,) = waiting(store, seller)
    assert (back.status, back.buyer, back.recipient) == ("SHIPPED", key, HOME)


def test_the_same_buyer_has_one_key_and_namesakes_have_two(store: Store, seller: Connection) -> None:
    namesake = Buyer(name="Anna Muster", email="other@marketplace.example")
    keep(
        store,
        seller,
        order(1),
        order(2, buyer=ANNA),
        order(3, buyer=namesake),
        order(4, buyer=Buyer(name="Anna Muster")),
    )
    keys = [o.buyer.key for o in waiting(store, seller) if o.buyer]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3
    assert keys[3] == order(4).order_id


def test_a_pending_order_has_no_buyer_and_gets_one_when_it_is_confirmed(store: Store, seller: Connection) -> None:
    keep(store, seller, order(status="PENDING", buyer=None, recipient=None, total=None))
    assert waiting(store, seller)[0].buyer is None
    keep(store, seller, order(updated_at=BOUGHT + timedelta(hours=1)))
    (back,) = waiting(store, seller)
    assert back.buyer is not None
    assert back.buyer.name == "Anna Muster"


def test_an_erased_person_leaves_the_key(store: Store, seller: Connection, clock: HeldClock) -> None:
    keep(store, seller, order(deliver_by=BOUGHT + timedelta(days=5)))
    before = waiting(store, seller)[0].buyer
    assert store.erase(BOUGHT + timedelta(days=34)) == 0
    assert store.erase(BOUGHT + timedelta(days=36)) == 1
    (back,) = waiting(store, seller)
    assert before is not None
    assert back.buyer == Buyer(key=before.key)
    assert back.recipient is None


def test_persons_of_orders_older_than_the_limit_are_not_kept_at_all(store: Store, seller: Connection) -> None:
    keep(store, seller, order(purchased_at=BOUGHT - timedelta(days=90)))
    assert waiting(store, seller)[0].recipient is None


def test_no_name_address_or_email_lies_open_in_the_database(
    store: Store, seller: Connection, raw: Callable[[], bytes]
) -> None:
    keep(store, seller, order())
    found = raw()
    assert b"302-0000000-0000001" in found
    for personal in ("Anna", "Muster", "anna@", "Musterweg", "53111", "the-client-secret", "the-refresh-token"):
        assert personal.encode() not in found


def test_changes_are_told_as_events(store: Store, seller: Connection) -> None:
    keep(store, seller, order())
    keep(store, seller, order(status="SHIPPED", updated_at=BOUGHT + timedelta(days=1)))
    (event,) = store.events.about(order().order_id)
    assert (event.time, event.what) == (BOUGHT + timedelta(days=1), "Amazon: UNSHIPPED became SHIPPED")


def test_an_unreadable_record_becomes_a_problem_and_the_others_are_kept(store: Store, seller: Connection) -> None:
    page: Page[Order] = Page(records=(order(),), unreadable=(Unreadable(about="302-9", why="two currencies"),))
    store.orders.keep(seller, page, cursor=None, keep_days=30)
    (problem,) = store.problems.open()
    assert (problem.problem.kind, problem.problem.about) == ("unreadable", "302-9")
    assert "two currencies" in problem.problem.message
    assert len(waiting(store, seller)) == 1


def test_counts_by_marketplace_and_status(store: Store, seller: Connection) -> None:
    keep(
        store,
        seller,
        order(1),
        order(2, total=Decimal("0.03")),
        order(3, status="SHIPPED", currency="JPY", total=Decimal(500)),
    )
    assert [(c.status, c.currency, c.count, c.total) for c in store.orders.counts()] == [
        ("SHIPPED", "JPY", 1, Decimal(500)),
        ("UNSHIPPED", "EUR", 2, Decimal("60.00")),
    ]


def test_a_total_with_a_fraction_of_a_cent_is_kept_whole_and_counted_nowhere(
    store: Store, seller: Connection
) -> None:
    keep(store, seller, order(1), order(2, total=Decimal("0.035")))
    assert [o.total for o in waiting(store, seller)] == [Decimal("59.97"), Decimal("0.035")]
    assert [(c.count, c.total) for c in store.orders.counts()] == [(2, Decimal("59.97"))]


def test_waiting_goes_on_after_the_last_one(store: Store, seller: Connection) -> None:
    keep(store, seller, *(order(n) for n in range(1, 8)))
    first = store.orders.waiting(seller.id, limit=4)
    second = store.orders.waiting(seller.id, after=first[-1].order_id, limit=4)
    assert [len(first), len(second)] == [4, 3]
    assert store.orders.waiting_count(seller.id) == 7


def test_the_steps_of_its_fulfilment_are_kept_beside_what_amazon_said(store: Store, seller: Connection) -> None:
    def seen(fulfilled: int, hours: int) -> Order:
        (line,) = order().lines
        lines = (msgspec.structs.replace(line, quantity_fulfilled=fulfilled),)
        return order(lines=lines, status="PARTIALLY_SHIPPED", updated_at=BOUGHT + timedelta(hours=hours))

    keep(store, seller, seen(1, 1))
    keep(store, seller, seen(3, 5))
    assert keep(store, seller, seen(1, 1), seen(3, 5)).changed == 0
    (back,) = waiting(store, seller)
    assert [(step.number, step.pieces) for step in back.shipments] == [(1, (("1", 1),)), (2, (("1", 2),))]
    assert back.shipments[1].shipped_at == BOUGHT + timedelta(hours=5)
    mirrored = store.orders.order(back.order_id)
    assert mirrored is not None
    assert mirrored.order.shipments == back.shipments


def test_an_order_that_was_kept_before_its_steps_were_gets_them_when_it_is_seen_again(
    store: Store, seller: Connection
) -> None:
    keep(store, seller, order())
    assert keep(store, seller, order(status="SHIPPED")).changed == 1
    assert len(waiting(store, seller)[0].shipments) == 1
