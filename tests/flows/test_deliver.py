from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
import pytest
from tests.flows.given import FakeAmazon, bridge, tally

from sellerbridge.bridge import Bridge
from sellerbridge.erp.port import Names
from sellerbridge.errors import Unreachable
from sellerbridge.flows.deliver import deliver
from sellerbridge.flows.progress import Silent
from sellerbridge.installation import Installation
from sellerbridge.outgoing import Delivery, Outcome, Outgoing, Receipt
from sellerbridge.store.connections import Connection


class ERP:
    """Creates what it is given, until `breaks_at` documents are written: then it is gone."""

    def __init__(self, *, breaks_at: int | None = None, calls_it: str = "{}") -> None:
        self.breaks_at = breaks_at
        self.calls_it = calls_it
        self.got: list[tuple[str, bool]] = []
        self.names: dict[tuple[str, str], str] = {}

    def deliver(self, batch: Sequence[Delivery], *, names: Names) -> Iterator[Receipt]:
        self.names = dict(names)
        for delivery in batch:
            if len(self.got) == self.breaks_at:
                raise Unreachable("The ERP does not answer.")
            self.got.append((delivery.outgoing.key, delivery.doubtful))
            yield Receipt(
                row=delivery.row, outcome=Outcome.CREATED, name=self.calls_it.format(delivery.outgoing.name)
            )


def put(opened: Installation, seller: Connection, numbers: Iterable[int], kind: str = "Item") -> None:
    documents = [Outgoing(kind=kind, key=str(n), name=str(n), body={"n": n}, about=str(n)) for n in numbers]
    with opened.database.transaction() as transaction:
        opened.store.outbox.put(transaction, seller.id, documents, keep_days=30)


def over(opened: Installation, seller: Connection, erp: Any) -> Bridge:
    return msgspec.structs.replace(bridge(opened, seller, FakeAmazon()), erp=erp)


def test_everything_due_is_told_once_items_before_orders(opened: Installation, seller: Connection) -> None:
    put(opened, seller, range(600, 603), "Sales Order")
    put(opened, seller, range(510))
    erp, counted = ERP(), tally()
    deliver(over(opened, seller, erp), counted, flow="orders", progress=Silent())
    assert [int(key) for key, _ in erp.got] == [*range(510), 600, 601, 602]
    assert counted.counts()["created"] == 513
    deliver(over(opened, seller, erp), counted, flow="orders", progress=Silent())
    assert len(erp.got) == 513


def test_later_documents_hear_under_which_names_the_erp_keeps_the_earlier(
    opened: Installation, seller: Connection
) -> None:
    put(opened, seller, [1], "Warehouse")
    put(opened, seller, [2], "Item")
    erp = ERP(calls_it="{} - AC")
    deliver(over(opened, seller, erp), tally(), flow="orders", progress=Silent())
    assert erp.names == {("Warehouse", "1"): "1 - AC"}
    put(opened, seller, [3], "Sales Order")
    again = ERP()
    deliver(over(opened, seller, again), tally(), flow="orders", progress=Silent())
    assert again.names == {("Warehouse", "1"): "1 - AC", ("Item", "2"): "2 - AC"}


def test_what_was_answered_before_the_end_stands_and_the_rest_is_in_doubt(
    opened: Installation, seller: Connection
) -> None:
    put(opened, seller, range(5))
    counted = tally()
    with pytest.raises(Unreachable):
        deliver(over(opened, seller, ERP(breaks_at=2)), counted, flow="orders", progress=Silent())
    assert counted.counts()["created"] == 2
    assert opened.store.outbox.counts() == {"due": 3, "delivered": 2, "held": 0, "failed": 0}
    again = ERP()
    deliver(over(opened, seller, again), counted, flow="orders", progress=Silent())
    assert again.got == [("2", True), ("3", True), ("4", True)]
    assert opened.store.outbox.counts()["delivered"] == 5


def test_what_the_erp_is_not_ready_for_waits_and_the_rest_goes_on(
    opened: Installation, seller: Connection
) -> None:
    put(opened, seller, range(2))
    put(opened, seller, range(2, 5), "Journal Entry")
    put(opened, seller, range(5, 7), "Sales Order")
    erp, counted = ERP(), tally()
    deliver(over(opened, seller, erp), counted, flow="money", progress=Silent(), without={"Journal Entry"})
    assert [key for key, _ in erp.got] == ["0", "1", "5", "6"]
    assert opened.store.outbox.counts()["due"] == 3
    deliver(over(opened, seller, erp), counted, flow="money", progress=Silent())
    assert erp.got[4:] == [("2", False), ("3", False), ("4", False)]  # never sent, so none is in doubt


def test_nothing_due_asks_nothing(opened: Installation, seller: Connection) -> None:
    deliver(over(opened, seller, None), tally(), flow="orders", progress=Silent())
