"""A person may find right what the ERP holds, although Amazon says something else."""

from __future__ import annotations

import pytest

from sellerbridge.desk import problems
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation
from sellerbridge.outgoing import Outcome, Outgoing, Receipt
from sellerbridge.problems import Problem
from sellerbridge.store.connections import Connection


def item(title: str) -> Outgoing:
    return Outgoing(kind="Item", key="RED-MUG", name="RED-MUG", body={"item_name": title}, about="RED-MUG")


def told(opened: Installation, seller: Connection, wanted: Outgoing, outcome: Outcome, kind: str = "") -> None:
    with opened.database.transaction() as transaction:
        opened.store.outbox.put(transaction, seller.id, [wanted], keep_days=30)
    (delivery,) = opened.store.outbox.due(seller.id, limit=5)
    receipt = Receipt(row=delivery.row, outcome=outcome, name="RED-MUG", kind=kind, message="it is Mug there")
    opened.store.outbox.settle(seller.id, [delivery], [receipt])


def test_what_is_accepted_stays_until_amazon_says_something_new(opened: Installation, seller: Connection) -> None:
    store = opened.store
    told(opened, seller, item("Red mug"), Outcome.CREATED)
    told(opened, seller, item("Crimson mug"), Outcome.REFUSED, "changed-by-person")
    (problem,) = store.problems.open()
    assert problems.accept(store, [problem.id], reason="our own title") == 1
    assert store.problems.open() == []
    assert store.outbox.counts()["failed"] == 0
    assert store.outbox.news(seller.id, [item("Crimson mug")]) == []
    assert len(store.outbox.news(seller.id, [item("Scarlet mug")])) == 1
    (event,) = store.events.about("RED-MUG")
    assert event.what == "a person: Item RED-MUG is right as it is (our own title)"


def test_what_the_erp_does_not_hold_cannot_be_accepted(opened: Installation, seller: Connection) -> None:
    opened.store.report(
        seller, Problem(kind="erp-refused", about="X", facts={"document": "Item X", "reason": "no"})
    )
    (problem,) = opened.store.problems.open()
    with pytest.raises(Usage, match="erp-refused: the ERP holds nothing there that could be accepted"):
        problems.accept(opened.store, [problem.id], reason="why not")
    with pytest.raises(Usage, match="There is no open problem 99"):
        problems.accept(opened.store, [99], reason="why not")
