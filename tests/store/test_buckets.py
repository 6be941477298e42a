from __future__ import annotations

import msgspec
from tests.store.conftest import NOW, connected

from sellerbridge.pace import Bucket
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection

BUCKET = Bucket(tokens=-1.25, at=NOW, rate=0.0056, burst=20)


def test_a_bucket_outlives_the_process(store: Store, seller: Connection) -> None:
    assert store.buckets(seller).load("searchOrders") is None
    store.buckets(seller).save("searchOrders", BUCKET)
    assert store.buckets(seller).load("searchOrders") == BUCKET
    fuller = msgspec.structs.replace(BUCKET, tokens=3.0)
    store.buckets(seller).save("searchOrders", fuller)
    assert store.buckets(seller).load("searchOrders") == fuller


def test_each_connection_and_operation_has_its_own(store: Store, seller: Connection) -> None:
    store.buckets(seller).save("searchOrders", BUCKET)
    assert store.buckets(seller).load("getOrder") is None
    assert store.buckets(connected(store, "other")).load("searchOrders") is None
