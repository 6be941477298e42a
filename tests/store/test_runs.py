from __future__ import annotations

from datetime import timedelta

from tests.store.conftest import NOW, connected

from sellerbridge.store import Store
from sellerbridge.store.connections import Connection


def add(store: Store, seller: Connection, flow: str, *, seen: int, error: str = "") -> None:
    counts = {"seen": seen, "requests": {"searchOrders": 2}}
    store.runs.add(
        seller.id, flow, started=NOW, finished=NOW + timedelta(seconds=seen), error=error, counts=counts
    )


def test_the_last_run_of_each_flow_is_told(store: Store, seller: Connection) -> None:
    assert store.runs.last(seller.id) == {}
    add(store, seller, "orders", seen=1)
    add(store, seller, "products", seen=2)
    add(store, seller, "orders", seen=3, error="Amazon gave no usable answer")
    add(store, connected(store, "other"), "orders", seen=9)
    last = store.runs.last(seller.id)
    assert {flow: run.counts["seen"] for flow, run in last.items()} == {"orders": 3, "products": 2}
    assert last["orders"].error == "Amazon gave no usable answer"
    assert last["orders"].counts["requests"] == {"searchOrders": 2}
    assert (last["orders"].started, last["orders"].finished) == (NOW, NOW + timedelta(seconds=3))
