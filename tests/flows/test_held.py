"""An order that a person holds: nothing more of it reaches the books, and released it goes on where it was."""

from __future__ import annotations

import pytest
from tests.flows.given import FakeAmazon, order
from tests.flows.test_fulfilment import KEY, PAID, REST, Shop

from sellerbridge.desk.hold import hold, release
from sellerbridge.installation import Installation
from sellerbridge.store.connections import Connection

_DOCUMENTS = ("Sales Order", "Delivery Note", "Sales Invoice")


@pytest.fixture
def shop(opened: Installation, amazon: FakeAmazon, seller: Connection) -> Shop:
    return Shop(opened, amazon, seller)


def _booked(shop: Shop) -> list[str]:
    """The doctypes that the books hold of the order."""
    held = (each for kind in _DOCUMENTS for each in shop.opened.books.documents(doctype=kind))
    return [each.doctype for each in held if each.doc["amazon_order_id"] == KEY]


def _wanted(shop: Shop) -> dict[str, str]:
    """Of the order's documents: doctype → state in the outbox."""
    return {row.kind: row.state for row in shop.opened.store.outbox.about(KEY) if row.kind in _DOCUMENTS}


def test_what_ships_while_it_is_held_is_booked_once_it_is_released(shop: Shop) -> None:
    shop.sees(PAID)
    hold(shop.opened.store, KEY, reason="the buyer wrote")
    for _ in range(2):
        assert shop.sees(REST) == ["held-by-person"]
    assert _booked(shop) == ["Sales Order"]
    release(shop.opened.store, KEY)
    assert shop.sees() == []
    assert _booked(shop) == list(_DOCUMENTS)


def test_a_refund_or_a_mended_setting_does_not_let_it_go(shop: Shop) -> None:
    shop.sees(REST)
    hold(shop.opened.store, KEY, reason="the buyer wrote")
    shop.is_refunded(1, "19.99")
    shop.opened.store.settings.put({"territory": "Elsewhere"})
    assert shop.sees() == ["held-by-person"]
    assert _booked(shop) == list(_DOCUMENTS)
    release(shop.opened.store, KEY)
    assert shop.sees() == []
    assert _booked(shop) == [*_DOCUMENTS, "Sales Invoice"]


def test_documents_on_their_way_wait_and_other_orders_do_not(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as unreached:
        unreached.setattr("sellerbridge.flows.sync.deliver", lambda *_, **__: None)
        shop.sees(REST)
    assert set(_wanted(shop).values()) == {"due"}
    hold(shop.opened.store, KEY, reason="the buyer wrote")
    before = _wanted(shop)
    # The same buyer: the Customer is both orders'.
    other = order(2, fulfilled_by="AMAZON", buyer=REST.buyer)
    assert shop.sees(other) == ["held-by-person"]
    assert _booked(shop) == []
    assert _wanted(shop) == before
    assert [each.key for each in shop.opened.books.documents(doctype="Sales Order")] == [other.order_id]
    assert not shop.opened.store.work_waits(shop.seller)
    release(shop.opened.store, KEY)
    assert shop.sees() == []
    assert _booked(shop) == list(_DOCUMENTS)
