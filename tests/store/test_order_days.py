"""Counted by day: what the counts say is what adding up the orders says, whatever became of them."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sellerbridge.commerce.order import Order
from sellerbridge.incoming import Page
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection
from sellerbridge.store.order_days import OrderDay

_DAY = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
_DE = "A1PA6795UKMFR9"


def _order(number: int = 1, *, at: int = 0, status: str = "UNSHIPPED", total: str | None = "12.34") -> Order:
    return Order(
        order_id=f"302-{number:07}-0000001",
        marketplace_id=_DE,
        status=status,
        purchased_at=_DAY,
        updated_at=_DAY + timedelta(minutes=at),
        currency="EUR" if total else "",
        total=Decimal(total) if total else None,
    )


def _keep(store: Store, seller: Connection, *orders: Order) -> None:
    store.orders.keep(seller, Page(records=orders), cursor=None, keep_days=30)


def test_an_order_counts_on_its_day_in_its_present_status(store: Store, seller: Connection) -> None:
    _keep(store, seller, _order(status="PENDING", total=None))
    _keep(store, seller, _order(at=5))

    assert store.order_days.since(date(2026, 11, 19)) == [
        OrderDay(
            marketplace_id=_DE,
            day=date(2026, 11, 19),
            status="UNSHIPPED",
            currency="EUR",
            orders=1,
            total=Decimal("12.34"),
        )
    ]
    assert store.order_days.since(date(2026, 11, 20)) == []


def test_an_order_that_a_page_has_twice_counts_once(store: Store, seller: Connection) -> None:
    _keep(store, seller, _order(), _order(at=1, status="SHIPPED"))

    assert [(day.status, day.orders) for day in store.order_days.since(date(2026, 1, 1))] == [("SHIPPED", 1)]


_TELLINGS = st.lists(
    st.lists(
        st.builds(
            _order,
            st.integers(1, 4),
            at=st.integers(0, 9),
            status=st.sampled_from(["PENDING", "UNSHIPPED", "SHIPPED", "CANCELLED"]),
            total=st.sampled_from([None, "1.00", "2.50"]),
        ),
        max_size=4,
    ),
    max_size=5,
)


_EXAMPLES = itertools.count()
"""All examples share a store, so each has orders of its own."""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tellings=_TELLINGS)
def test_the_counts_are_those_of_the_orders(store: Store, seller: Connection, tellings: list[list[Order]]) -> None:
    number = next(_EXAMPLES)
    names = [f"{number}-{i}" for i in range(1, 5)]
    before = _counted(store)
    for page in tellings:
        renamed = [
            msgspec.structs.replace(order, order_id=f"{number}-{int(order.order_id[4:11])}") for order in page
        ]
        _keep(store, seller, *renamed)
    there = [found.order for name in names if (found := store.orders.order(name))]

    after = _counted(store)
    after.subtract(before)
    assert +after == Counter((order.status, order.currency) for order in there)


def _counted(store: Store) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for day in store.order_days.since(date(2026, 1, 1)):
        found[day.status, day.currency] += day.orders
    return found
