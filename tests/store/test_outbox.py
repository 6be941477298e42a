from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from tests.store.test_orders import keep, order

from sellerbridge.clock import HeldClock
from sellerbridge.database import Database
from sellerbridge.outgoing import Delivery, Outcome, Outgoing, Receipt
from sellerbridge.problems import Problem
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection
from sellerbridge.store.translations import Translated


def sales_order(number: int = 1, **body: Any) -> Outgoing:
    wanted = {"docstatus": 1, "customer": "AMZ-1", "grand_total": Decimal("59.97"), **body}
    key = f"302-{number}"
    return Outgoing(kind="Sales Order", key=key, name=key, body=wanted, origins={"grand_total": "sum"}, about=key)


def customer(number: int = 1) -> Outgoing:
    body = {"customer_name": "Anna Muster"}
    return Outgoing(
        kind="Customer", key=f"c{number}", name=f"AMZ-{number}", body=body, about=f"302-{number}", personal=True
    )


def put(store: Store, database: Database, seller: Connection, *wanted: Outgoing) -> int:
    with database.transaction() as transaction:
        return store.outbox.put(transaction, seller.id, wanted, keep_days=30)


def due(store: Store, seller: Connection) -> list[Delivery]:
    return store.outbox.due(seller.id, limit=100)


def settle(store: Store, seller: Connection, batch: list[Delivery], outcome: Outcome, **more: str) -> None:
    refused = outcome is Outcome.REFUSED
    receipts = [
        Receipt(row=d.row, outcome=outcome, name="" if refused else d.outgoing.name, **more) for d in batch
    ]
    store.outbox.settle(seller.id, batch, receipts)


def test_what_others_refer_to_goes_first_one_rank_at_a_time(
    store: Store, database: Database, seller: Connection
) -> None:
    put(store, database, seller, sales_order(1), customer(1), sales_order(2), customer(2))
    first = due(store, seller)
    assert [d.outgoing.kind for d in first] == ["Customer", "Customer"]
    second = store.outbox.due(seller.id, after=first[-1].row, limit=100)
    assert [d.outgoing.kind for d in second] == ["Sales Order", "Sales Order"]
    assert store.outbox.due(seller.id, after=second[-1].row, limit=100) == []


def test_a_body_comes_back_digit_by_digit(store: Store, database: Database, seller: Connection) -> None:
    body: dict[str, Any] = {
        "rate": Decimal("0.10"),
        "conversion_rate": Decimal("0.1000000000000000055511151231257827"),
        "qty": 3,
    }
    put(store, database, seller, sales_order(**body))
    back = due(store, seller)[0].outgoing.body
    assert {name: str(back[name]) for name in body} == {name: str(value) for name, value in body.items()}
    assert isinstance(back["rate"], Decimal)


def test_what_is_so_already_is_not_due_again(store: Store, database: Database, seller: Connection) -> None:
    assert put(store, database, seller, sales_order()) == 1
    settle(store, seller, due(store, seller), Outcome.CREATED)
    assert put(store, database, seller, sales_order()) == 0
    assert due(store, seller) == []
    assert put(store, database, seller, sales_order(grand_total=Decimal("49.97"))) == 1
    assert due(store, seller)[0].known_name == "302-1"


def test_after_a_crash_while_sending_the_row_is_in_doubt(
    store: Store, database: Database, seller: Connection
) -> None:
    put(store, database, seller, sales_order())
    assert [d.doubtful for d in due(store, seller)] == [False]
    assert [d.doubtful for d in due(store, seller)] == [True]
    put(store, database, seller, sales_order(grand_total=Decimal(1)))
    assert [d.doubtful for d in due(store, seller)] == [True]


def test_an_answer_in_doubt_leaves_the_row_in_doubt(store: Store, database: Database, seller: Connection) -> None:
    put(store, database, seller, sales_order())
    settle(store, seller, due(store, seller), Outcome.IN_DOUBT)
    assert [d.doubtful for d in due(store, seller)] == [True]


def test_a_refusal_is_a_problem_that_closes_when_it_is_delivered(
    store: Store, database: Database, seller: Connection
) -> None:
    put(store, database, seller, sales_order(1), sales_order(2))
    batch = due(store, seller)
    settle(store, seller, batch[:1], Outcome.REFUSED, kind="erp-refused", message="no such customer")
    settle(store, seller, batch[1:], Outcome.CREATED)
    (problem,) = store.problems.open()
    assert problem.problem.message == "The ERP refused Sales Order 302-1 for 302-1: no such customer"
    assert due(store, seller) == []
    assert store.retry([problem.id]) == 1
    again = due(store, seller)
    assert [d.outgoing.key for d in again] == ["302-1"]
    settle(store, seller, again, Outcome.CREATED)
    assert store.problems.open() == []
    assert store.outbox.counts() == {"due": 0, "delivered": 2, "held": 0, "failed": 0}


def test_cancelling_what_was_never_told_tells_nothing(
    store: Store, database: Database, seller: Connection
) -> None:
    cancel = Outgoing(kind="Sales Order", key="302-1", name="302-1", body={"docstatus": 2}, about="302-1")
    assert put(store, database, seller, cancel) == 0
    put(store, database, seller, sales_order())
    put(store, database, seller, cancel)
    assert due(store, seller) == []


def test_cancelling_what_was_told_is_due(store: Store, database: Database, seller: Connection) -> None:
    cancel = Outgoing(kind="Sales Order", key="302-1", name="302-1", body={"docstatus": 2}, about="302-1")
    put(store, database, seller, sales_order())
    settle(store, seller, due(store, seller), Outcome.CREATED)
    put(store, database, seller, cancel)
    batch = due(store, seller)
    assert [(d.outgoing.body, d.known_name) for d in batch] == [({"docstatus": 2}, "302-1")]
    settle(store, seller, batch, Outcome.CANCELLED)
    assert put(store, database, seller, cancel) == 0
    assert [event.what for event in store.events.about("302-1")] == ["ERP: Sales Order 302-1 cancelled"]


def test_a_cancellation_in_doubt_is_sent_after_a_look(
    store: Store, database: Database, seller: Connection
) -> None:
    put(store, database, seller, sales_order())
    due(store, seller)
    put(store, database, seller, Outgoing(kind="Sales Order", key="302-1", name="302-1", body={"docstatus": 2}))
    assert [(d.outgoing.body, d.doubtful) for d in due(store, seller)] == [({"docstatus": 2}, True)]


def test_personal_bodies_are_sealed_and_come_back(
    store: Store, database: Database, seller: Connection, raw: Callable[[], bytes]
) -> None:
    put(store, database, seller, customer())
    assert due(store, seller)[0].outgoing.body == {"customer_name": "Anna Muster"}
    found = raw()
    assert b"AMZ-1" in found
    assert b"Muster" not in found


def test_what_was_erased_before_it_was_told_is_not_told_nor_what_refers_to_it(
    store: Store, database: Database, seller: Connection
) -> None:
    put(store, database, seller, customer(), sales_order())
    store.erase(store.outbox.about("302-1")[0].wanted_at.replace(year=2030))
    assert due(store, seller) == []


def test_a_changed_document_comes_with_what_the_erp_was_told_last(
    store: Store, database: Database, seller: Connection
) -> None:
    put(store, database, seller, sales_order(customer="first"))
    (first,) = due(store, seller)
    assert first.before is None
    settle(store, seller, [first], Outcome.CREATED)
    put(store, database, seller, sales_order(customer="second"))
    put(store, database, seller, sales_order(customer="third"))
    (changed,) = due(store, seller)
    assert changed.before == first.outgoing.body
    assert changed.outgoing.body["customer"] == "third"
    settle(store, seller, [changed], Outcome.UPDATED)
    put(store, database, seller, sales_order(customer="fourth"))
    assert due(store, seller)[0].before == changed.outgoing.body


def test_a_personal_document_leaves_no_copy_of_what_it_was(
    store: Store, database: Database, seller: Connection
) -> None:
    put(store, database, seller, customer())
    settle(store, seller, due(store, seller), Outcome.CREATED)
    put(store, database, seller, msgspec.structs.replace(customer(), body={"customer_name": "Anna Beispiel"}))
    assert due(store, seller)[0].before is None


def test_renamed_are_those_that_others_must_call_otherwise(
    store: Store, database: Database, seller: Connection
) -> None:
    put(store, database, seller, customer(1), customer(2), customer(3), sales_order(4))
    batch = due(store, seller)
    names = ["AMZ-1", "CUST-2"]
    receipts = [Receipt(row=d.row, outcome=Outcome.CREATED, name=n) for d, n in zip(batch, names, strict=False)]
    store.outbox.settle(seller.id, batch, receipts)
    (order,) = store.outbox.due(seller.id, after=batch[-1].row, limit=100)
    booked = Receipt(row=order.row, outcome=Outcome.CREATED, name="SAL-ORD-4")
    store.outbox.settle(seller.id, [order], [booked])

    assert store.outbox.renamed(seller.id) == {("Customer", "AMZ-2"): "CUST-2"}


def test_news_tells_what_put_would_do_and_does_nothing(
    store: Store, database: Database, seller: Connection
) -> None:
    put(store, database, seller, sales_order(1))
    wanted = [sales_order(1), sales_order(2)]
    assert [o.key for o in store.outbox.news(seller.id, wanted)] == ["302-2"]
    assert [d.outgoing.key for d in due(store, seller)] == ["302-1"]


def test_names_are_those_that_the_erp_holds(store: Store, database: Database, seller: Connection) -> None:
    put(store, database, seller, sales_order(1), sales_order(2))
    batch = due(store, seller)
    settle(store, seller, batch[:1], Outcome.CREATED)
    settle(store, seller, batch[1:], Outcome.REFUSED, kind="erp-refused", message="no such customer")
    assert store.outbox.names(seller.id, "Sales Order", ["302-1", "302-2", "302-3"]) == {"302-1": "302-1"}


@pytest.mark.parametrize("mended", [True, False])
def test_a_held_record_opens_a_problem_and_a_mended_one_closes_it(
    store: Store, seller: Connection, mended: bool
) -> None:
    hold = Problem(kind="unknown-sku", about="302-1", facts={"sku": "X"})
    store.translations.keep_orders(seller.id, [Translated(about="302-1", problem=hold)], keep_days=30)
    second = Translated(
        about="302-1", documents=(sales_order(),) if mended else (), problem=None if mended else hold
    )
    store.translations.keep_orders(seller.id, [second], keep_days=30)
    found = [(p.problem.kind, p.attempts) for p in store.problems.open()]
    assert found == ([] if mended else [("unknown-sku", 2)])


def test_a_stand_in_is_put_only_where_nothing_is(store: Store, database: Database, seller: Connection) -> None:
    nameless = Outgoing(
        kind="Customer", key="c1", name="AMZ-1", body={"customer_name": "Erased buyer"}, only_if_missing=True
    )
    assert put(store, database, seller, nameless) == 1
    assert put(store, database, seller, customer()) == 1
    assert put(store, database, seller, nameless) == 0
    assert due(store, seller)[0].outgoing.body == {"customer_name": "Anna Muster"}


def test_an_order_whose_buyer_is_erased_before_the_delivery_waits_once_more(
    store: Store, database: Database, seller: Connection, clock: HeldClock
) -> None:
    """Without its Customer the Sales Order would be refused for ever; the order knows how to do without the person."""
    keep(store, seller, order())
    about = order().order_id
    person = Outgoing(kind="Customer", key="c1", name="AMZ-1", body={"n": "A"}, about=about, personal=True)
    store.translations.keep_orders(seller.id, [Translated(about=about, documents=(person,))], keep_days=2)
    assert store.orders.waiting_count(seller.id) == 0
    clock.sleep(3 * 86400)
    store.erase(clock.now())
    assert store.orders.waiting_count(seller.id) == 1
    assert due(store, seller) == []
    nameless = Outgoing(kind="Customer", key="c1", name="AMZ-1", body={"n": "Erased"}, only_if_missing=True)
    assert put(store, database, seller, nameless) == 1


def test_a_customer_whom_the_erp_knows_keeps_the_name_when_erased_here(
    store: Store, database: Database, seller: Connection, clock: HeldClock
) -> None:
    put(store, database, seller, customer())
    settle(store, seller, due(store, seller), Outcome.CREATED)
    put(store, database, seller, msgspec.structs.replace(customer(), body={"customer_name": "Anna Beispiel"}))
    clock.sleep(31 * 86400)
    store.erase(clock.now())
    nameless = Outgoing(kind="Customer", key="c1", name="AMZ-1", body={"n": "Erased"}, only_if_missing=True)
    assert put(store, database, seller, nameless) == 0
    assert due(store, seller) == []


def test_a_cancellation_that_was_done_before_the_crash_is_a_cancellation(
    store: Store, database: Database, seller: Connection
) -> None:
    """The second time the ERP answers that there is nothing left to do."""
    cancel = Outgoing(kind="Sales Order", key="302-1", name="302-1", body={"docstatus": 2}, about="302-1")
    put(store, database, seller, sales_order())
    settle(store, seller, due(store, seller), Outcome.CREATED)
    put(store, database, seller, cancel)
    due(store, seller)
    settle(store, seller, due(store, seller), Outcome.UNCHANGED)
    assert [row.state for row in store.outbox.about("302-1")] == ["cancelled"]
    assert store.outbox.names(seller.id, "Sales Order", ["302-1"]) == {}


def test_what_may_be_in_the_erp_counts_as_being_there(
    store: Store, database: Database, seller: Connection
) -> None:
    """Who cancels by hand must not have an order cancelled whose creation left no answer."""
    put(store, database, seller, sales_order())
    assert store.outbox.names(seller.id, "Sales Order", ["302-1"]) == {}
    due(store, seller)
    assert store.outbox.names(seller.id, "Sales Order", ["302-1"]) == {"302-1": "302-1"}


def test_a_refused_master_that_nobody_wants_any_more_is_given_up(
    store: Store, database: Database, seller: Connection
) -> None:
    def warehouse(name: str) -> Outgoing:
        return Outgoing(kind="Warehouse", key=name, name=name, body={"warehouse_name": name}, about=name)

    store.translations.keep_masters(seller.id, [warehouse("<bad>"), warehouse("FBA")])
    batch = due(store, seller)
    settle(store, seller, batch[:1], Outcome.REFUSED, kind="erp-refused", message="no such name")
    settle(store, seller, batch[1:], Outcome.CREATED)
    store.translations.keep_masters(seller.id, [warehouse("<bad>"), warehouse("FBA")])
    assert [p.problem.about for p in store.problems.open()] == ["<bad>"]
    store.translations.keep_masters(seller.id, [warehouse("Stores"), warehouse("FBA")])
    assert store.problems.open() == []
    assert [d.outgoing.key for d in due(store, seller)] == ["Stores"]


def test_a_master_that_was_never_told_is_given_up_unless_something_may_refer_to_it(
    store: Store, database: Database, seller: Connection
) -> None:
    def warehouse(name: str) -> Outgoing:
        return Outgoing(kind="Warehouse", key=name, name=name, body={"warehouse_name": name}, about=name)

    store.translations.keep_masters(seller.id, [warehouse("Stors")])
    put(store, database, seller, sales_order(1))
    store.translations.keep_masters(seller.id, [warehouse("Stores")])
    batch = due(store, seller)
    assert [delivery.outgoing.name for delivery in batch] == ["Stors", "Stores"]
    settle(store, seller, batch, Outcome.REFUSED, kind="erp-refused", message="no")
    settle(store, seller, store.outbox.due(seller.id, after=batch[-1].row, limit=9), Outcome.CREATED)
    store.translations.keep_masters(seller.id, [warehouse("Shop")])
    store.translations.keep_masters(seller.id, [warehouse("Stores East")])
    assert [delivery.outgoing.name for delivery in due(store, seller)] == ["Stores East"]


def fulfilled(key: str, kind: str = "Sales Invoice", **body: Any) -> Outgoing:
    return Outgoing(kind=kind, key=key, name=key, body={"docstatus": 1, **body}, about=key[:5])


def cancelled(told: Outgoing) -> Outgoing:
    return msgspec.structs.replace(told, body={"docstatus": 2})


def batches(store: Store, seller: Connection) -> list[list[str]]:
    """All that is due, batch by batch, as the delivery takes it."""
    found, after = [], 0
    while batch := store.outbox.due(seller.id, after=after, limit=2):
        found.append([f"{d.outgoing.kind} {d.outgoing.key}" for d in batch])
        after = batch[-1].row
        settle(store, seller, batch, Outcome.CREATED)
    return found


def test_fulfilment_and_money_go_in_the_order_of_reference_and_are_cancelled_the_other_way_round(
    store: Store, database: Database, seller: Connection
) -> None:
    life = [
        fulfilled("900", "Journal Entry"),
        fulfilled("302-1-R1", is_return=1),
        fulfilled("302-1-R2", "Delivery Note", is_return=1),
        fulfilled("302-1-R3", is_return=1),
        fulfilled("302-1-1"),
        fulfilled("302-1-1", "Delivery Note"),
        sales_order(1),
    ]
    put(store, database, seller, *life)
    there = [
        ["Sales Order 302-1"],
        ["Delivery Note 302-1-1"],
        ["Sales Invoice 302-1-1"],
        ["Sales Invoice 302-1-R1", "Delivery Note 302-1-R2"],
        ["Sales Invoice 302-1-R3"],
        ["Journal Entry 900"],
    ]
    assert batches(store, seller) == there
    put(store, database, seller, sales_order(2), *map(cancelled, life))
    back = [
        ["Journal Entry 900"],
        ["Sales Invoice 302-1-R1", "Delivery Note 302-1-R2"],
        ["Sales Invoice 302-1-R3"],
        ["Sales Invoice 302-1-1"],
        ["Delivery Note 302-1-1"],
        ["Sales Order 302-1"],
        ["Sales Order 302-2"],
    ]
    assert batches(store, seller) == back
    put(store, database, seller, *life)
    assert batches(store, seller) == there


def test_only_what_is_referred_to_by_name_is_remembered_by_the_name_it_got(
    store: Store, database: Database, seller: Connection
) -> None:
    put(
        store, database, seller, customer(), sales_order(), fulfilled("302-1-1"), fulfilled("900", "Journal Entry")
    )
    while batch := due(store, seller):
        receipts = [Receipt(row=d.row, outcome=Outcome.CREATED, name=f"X-{d.row}") for d in batch]
        store.outbox.settle(seller.id, batch, receipts)
    assert [kind for kind, _ in store.outbox.renamed(seller.id)] == ["Customer"]


def test_a_refusal_that_follows_from_another_does_not_hide_it(
    store: Store, database: Database, seller: Connection
) -> None:
    note = msgspec.structs.replace(sales_order(1), kind="Delivery Note")
    invoice = msgspec.structs.replace(sales_order(1), kind="Sales Invoice")
    put(store, database, seller, invoice, note)
    notes = due(store, seller)
    settle(store, seller, notes, Outcome.REFUSED, message="not enough stock", kind="erp-refused")
    invoices = store.outbox.due(seller.id, after=notes[-1].row, limit=100)
    settle(store, seller, invoices, Outcome.REFUSED, message="no such Delivery Note", kind="erp-refused")

    (problem,) = store.problems.open()
    assert problem.problem.facts["reason"] == "not enough stock"
    assert problem.attempts == 1
