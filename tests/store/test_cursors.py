from __future__ import annotations

from datetime import timedelta

from tests.store.conftest import NOW, connected

from sellerbridge.incoming import Continuation
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection
from sellerbridge.store.cursors import Cursor


def test_a_stream_never_read_has_an_empty_cursor(store: Store, seller: Connection) -> None:
    assert store.cursors.get(seller.id, "orders") == Cursor(stream="orders")
    assert store.cursors.all(seller.id) == []


def test_a_cursor_comes_back_as_it_went(store: Store, seller: Connection) -> None:
    resume = Continuation(token="Tökén==", asked={"marketplaceIds": "A,B"}, issued=NOW)
    begun = Cursor(stream="orders", position=NOW - timedelta(days=1), resume=resume, read_at=NOW)
    store.cursors.put(seller.id, begun)
    assert store.cursors.get(seller.id, "orders") == begun
    assert begun.unfinished
    ended = Cursor(stream="orders", position=NOW, read_at=NOW)
    store.cursors.put(seller.id, ended)
    assert store.cursors.get(seller.id, "orders") == ended
    assert not ended.unfinished


def test_each_connection_and_stream_has_its_own(store: Store, seller: Connection) -> None:
    other = connected(store, "other")
    store.cursors.put(seller.id, Cursor(stream="orders", position=NOW, read_at=NOW))
    store.cursors.put(seller.id, Cursor(stream="listings DE", read_at=NOW))
    assert store.cursors.get(other.id, "orders").position is None
    assert [cursor.stream for cursor in store.cursors.all(seller.id)] == ["listings DE", "orders"]
