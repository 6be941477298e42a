"""Orders without money: what is kept says what a look through all orders says, whatever became of them."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.conftest import connected

from sellerbridge.commerce.order import Order
from sellerbridge.commerce.transaction import Transaction
from sellerbridge.incoming import Page
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection
from sellerbridge.store.unpaid import Unpaid

_WHEN = datetime(2026, 11, 19, 12, tzinfo=UTC)


def _order(number: int = 1, *, at: int = 0, status: str = "SHIPPED", total: str | None = "12.34") -> Order:
    return Order(
        order_id=f"302-{number:07}-0000001",
        marketplace_id="A1PA6795UKMFR9",
        status=status,
        purchased_at=_WHEN - timedelta(days=number),
        updated_at=_WHEN + timedelta(minutes=at),
        currency="EUR" if total else "",
        total=Decimal(total) if total else None,
    )


def _money(number: int = 1, *, at: int = 0) -> Transaction:
    return Transaction(
        transaction_id=f"T{number}-{at}",
        order_id=f"302-{number:07}-0000001",
        kind="Shipment",
        status="RELEASED",
        posted_at=_WHEN,
        currency="EUR",
        total=Decimal("10.00"),
    )


def _tell(store: Store, seller: Connection, told: Order | Transaction) -> None:
    if isinstance(told, Order):
        store.orders.keep(seller, Page(records=(told,)), cursor=None, keep_days=30)
    else:
        store.transactions.keep(seller, Page(records=(told,)), cursor=None)


def test_the_oldest_are_named_first_and_money_takes_them_off(store: Store, seller: Connection) -> None:
    store.orders.keep(seller, Page(records=tuple(map(_order, (1, 2, 3)))), cursor=None, keep_days=30)
    found = Unpaid(connection_id=seller.id, count=3, order_ids=(_order(3).order_id, _order(2).order_id))
    assert store.unpaid.all(named=2) == [found]
    _tell(store, seller, _money(3))
    assert [(one.count, one.order_ids[0]) for one in store.unpaid.all(named=1)] == [(2, _order(2).order_id)]


_TELLINGS = st.lists(
    st.one_of(
        st.builds(
            _order,
            st.integers(1, 3),
            at=st.integers(0, 9),
            status=st.sampled_from(["UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED"]),
            total=st.sampled_from([None, "0.00", "2.50"]),
        ),
        st.builds(_money, st.integers(1, 4), at=st.integers(0, 1)),
    ),
    max_size=8,
)
_shops = itertools.count()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(_TELLINGS)
def test_what_is_kept_is_what_a_look_at_everything_says(store: Store, told: list[Order | Transaction]) -> None:
    place = next(_shops)
    seller = connected(store, f"shop{place}")
    # The store has the orders of the examples before: these are others.
    told = [msgspec.structs.replace(one, order_id=one.order_id.replace("302", f"{place + 400}")) for one in told]
    for one in told:
        _tell(store, seller, one)
    paid = {one.order_id for one in told if isinstance(one, Transaction)}
    latest = [store.orders.order(number) for number in {one.order_id for one in told if isinstance(one, Order)}]
    owed = sorted(
        (each.order.purchased_at, each.order.order_id)
        for each in (one for one in latest if one)
        if each.order.status in {"SHIPPED", "PARTIALLY_SHIPPED"}
        and each.order.total
        and each.order.order_id not in paid
    )
    kept = [one for one in store.unpaid.all(named=9) if one.connection_id == seller.id]
    assert [number for one in kept for number in one.order_ids] == [number for _, number in owed]
    assert sum(one.count for one in kept) == len(owed)
