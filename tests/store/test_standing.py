"""What the ERP holds of an order, as the outbox knows it; on either database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sellerbridge.documents.life import Standing
from sellerbridge.outgoing import Outcome, Outgoing, Receipt
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection
from sellerbridge.store.translations import Translated

ORDER = "302-0000000-0000001"
INVOICE = ("Sales Invoice", f"{ORDER}-1")


def document(kind: str = "Sales Order", key: str = ORDER, **body: Any) -> Outgoing:
    fields = {"docstatus": 1, "grand_total": Decimal(5), "items": [{"qty": 1, "rate": Decimal(5)}], **body}
    return Outgoing(kind=kind, key=key, name=key, body=fields, about=ORDER)


def wants(store: Store, seller: Connection, *documents: Outgoing) -> None:
    store.translations.keep_orders(seller.id, [Translated(about=ORDER, documents=documents)], keep_days=30)


def tells(store: Store, seller: Connection, outcome: Outcome = Outcome.CREATED, name: str = "") -> None:
    while batch := store.outbox.due(seller.id, limit=10):
        answers = [
            Receipt(row=each.row, outcome=outcome, name=name or each.outgoing.name, kind="erp-refused")
            for each in batch
        ]
        store.outbox.settle(seller.id, batch, answers)
        if outcome is Outcome.IN_DOUBT:
            return


def standing(store: Store, seller: Connection) -> Standing:
    return store.standing.of(seller.id, [ORDER, "another"])[ORDER]


def test_nothing_is_known_of_what_was_never_wanted(store: Store, seller: Connection) -> None:
    assert store.standing.of(seller.id, [ORDER]) == {}


def test_what_waits_is_untold(store: Store, seller: Connection) -> None:
    wants(store, seller, document())
    assert standing(store, seller) == Standing(untold=frozenset({("Sales Order", ORDER)}))


def test_an_order_alone_is_known_by_name(store: Store, seller: Connection) -> None:
    wants(store, seller, document())
    tells(store, seller, name="SAL-ORD-1")
    assert standing(store, seller) == Standing(names={("Sales Order", ORDER): "SAL-ORD-1"})


@pytest.mark.parametrize("outcome", [Outcome.CREATED, Outcome.IN_DOUBT])
def test_what_hangs_on_it_comes_with_the_bodies(store: Store, seller: Connection, outcome: Outcome) -> None:
    wants(store, seller, document())
    tells(store, seller)
    wants(store, seller, document(*INVOICE))
    tells(store, seller, outcome)
    found = standing(store, seller)
    assert found.hanging() == INVOICE[1]
    (body,) = found.invoices(ORDER).values()
    assert (body["grand_total"], type(body["grand_total"]), type(body["items"][0]["rate"])) == (
        5,
        Decimal,
        Decimal,
    )


def test_the_body_is_the_one_that_was_told_last(store: Store, seller: Connection) -> None:
    wants(store, seller, document(), document(*INVOICE))
    tells(store, seller)
    wants(store, seller, document(grand_total=Decimal("6.50")))
    assert standing(store, seller).bodies["Sales Order", ORDER]["grand_total"] == 5


def test_what_was_cancelled_there_is_gone(store: Store, seller: Connection) -> None:
    wants(store, seller, document(), document(*INVOICE))
    tells(store, seller)
    wants(
        store,
        seller,
        Outgoing(kind=INVOICE[0], key=INVOICE[1], name=INVOICE[1], body={"docstatus": 2}, about=ORDER),
    )
    tells(store, seller, Outcome.CANCELLED)
    assert standing(store, seller).hanging() == ""
