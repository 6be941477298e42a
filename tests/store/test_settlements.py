from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
from tests.store.conftest import NOW, connected

from sellerbridge.commerce.settlement import Settlement, SettlementLine
from sellerbridge.outgoing import Outgoing
from sellerbridge.problems import Problem
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection
from sellerbridge.store.cursors import SETTLEMENTS, Cursor
from sellerbridge.store.orders import Kept
from sellerbridge.store.translations import Translated

ORDER = "302-0000000-0000001"


def line(amount: str, **more: Any) -> SettlementLine:
    told = {"transaction_type": "Order", "amount_type": "ItemPrice", "description": "Principal", "order_id": ORDER}
    return SettlementLine(amount=Decimal(amount), **(told | more))


def settlement(settlement_id: str = "77", **changes: Any) -> Settlement:
    told = Settlement(
        settlement_id=settlement_id,
        currency="EUR",
        total=Decimal("50.97"),
        started_at=NOW - timedelta(days=16),
        ended_at=NOW - timedelta(days=2),
        deposited_at=NOW - timedelta(days=1),
        lines=(
            line("59.97", posted_at=NOW),
            line("-9.00", amount_type="ItemFees"),
            line("0.00", order_id="other"),
        ),
    )
    return msgspec.structs.replace(told, **changes)


def kept(
    store: Store, seller: Connection, told: Settlement | None = None, report: str = "R1", day: int = 0, **more: Any
) -> Kept:
    return store.settlements.keep(
        seller, told or settlement(), report_id=report, reported_at=NOW + timedelta(days=day), **more
    )


_ENTRY = Outgoing(kind="Journal Entry", key="77", name="77", body={"docstatus": 1}, origins={}, about="77")


def translated(store: Store, seller: Connection, problem: Problem | None = None) -> None:
    made = () if problem else (_ENTRY,)
    store.translations.keep_settlements(seller.id, [Translated(about="77", documents=made, problem=problem)])


def state(store: Store) -> str:
    (head,) = store.settlements.heads()
    return head.state


def test_what_was_kept_comes_back_equal(store: Store, seller: Connection) -> None:
    assert kept(store, seller, summary=Decimal("50.97")) == Kept(seen=1, changed=1, unchanged=0)
    assert list(store.settlements.waiting(seller.id)) == store.settlements.all() == [settlement()]
    assert store.settlements.one("77") == settlement()
    assert store.settlements.one("78") is None
    (head,) = store.settlements.heads()
    assert (head.settlement_id, head.total, head.lines, head.state) == ("77", Decimal("50.97"), 3, "waiting")
    assert (head.summary, head.booked_total, head.currency) == (Decimal("50.97"), None, "EUR")


def test_they_come_in_the_order_of_their_deposit(store: Store, seller: Connection) -> None:
    kept(store, seller, settlement("1"), "R1")
    kept(store, seller, settlement("2", deposited_at=NOW - timedelta(days=9)), "R2")
    assert [one.settlement_id for one in store.settlements.waiting(seller.id)] == ["2", "1"]
    assert [one.settlement_id for one in store.settlements.heads(["1"])] == ["1"]
    assert store.settlements.waiting_count(seller.id) == 2


def test_the_same_again_changes_nothing(store: Store, seller: Connection) -> None:
    kept(store, seller)
    translated(store, seller)
    assert kept(store, seller, report="R2", day=1) == Kept(seen=1, changed=0, unchanged=1)
    assert state(store) == "translated"
    assert store.settlements.read_reports(seller.id, ["R1", "R2", "R3"]) == {"R1", "R2"}
    assert store.settlements.read_reports(connected(store, "second").id, ["R1"]) == set()


def test_a_report_of_before_does_not_undo_a_later_one(store: Store, seller: Connection) -> None:
    kept(store, seller, settlement(total=Decimal(1)), "R2", day=1)
    assert kept(store, seller, report="R1", day=0).changed == 0
    assert store.settlements.one("77") == settlement(total=Decimal(1))


def test_a_changed_one_waits_and_remembers_what_was_booked(store: Store, seller: Connection) -> None:
    kept(store, seller)
    kept(store, seller, settlement(total=Decimal(51)), "R2", day=1)
    assert store.settlements.booked_totals(seller.id, ["77"]) == {}, "nothing was booked yet"
    translated(store, seller)
    for number, total in enumerate(("52", "53"), start=3):
        kept(store, seller, settlement(total=Decimal(total)), f"R{number}", day=number)
        assert store.settlements.booked_totals(seller.id, ["77", "78"]) == {"77": Decimal(51)}
        assert state(store) == "waiting"
    assert [event.what for event in store.events.about("77")][-1] == "Amazon: settlement changed, 52 became 53 EUR"
    store.translations.keep_settlements(seller.id, [Translated(about="77")])
    assert store.settlements.booked_totals(seller.id, ["77"]) == {"77": Decimal(51)}, (
        "a person left what is booked"
    )
    translated(store, seller)
    assert store.settlements.booked_totals(seller.id, ["77"]) == {}


def test_what_settlements_say_of_an_order(store: Store, seller: Connection) -> None:
    kept(store, seller)
    kept(store, seller, settlement("78", lines=(line("-5.00", transaction_type="Refund"),)), "R2")
    kept(store, seller, settlement("79", lines=(line("1.00", order_id="another"),)), "R3")
    first, second = store.settlements.of_order(ORDER)
    assert (first.settlement_id, [one.amount for one in first.lines]) == (
        "77",
        [Decimal("59.97"), Decimal("-9.00")],
    )
    assert (second.settlement_id, first.total, first.deposited_at) == (
        "78",
        Decimal("50.97"),
        NOW - timedelta(days=1),
    )
    kept(store, seller, settlement(lines=()), "R4", day=4)
    assert [part.settlement_id for part in store.settlements.of_order(ORDER)] == ["78"]


def test_a_report_that_cannot_be_read_is_fetched_again_after_a_retry(store: Store, seller: Connection) -> None:
    store.cursors.put(seller.id, Cursor(stream=SETTLEMENTS, position=NOW, read_at=NOW))
    store.settlements.refuse(seller, "R1", "row 3 has no amount")
    (problem,) = store.problems.open()
    assert problem.problem.kind == "settlement-unreadable"
    assert "R1 could not be read: row 3 has no amount" in problem.problem.message
    assert store.settlements.read_reports(seller.id, ["R1"]) == {"R1"}
    assert store.retry([problem.id]) == 1
    assert store.settlements.read_reports(seller.id, ["R1"]) == set()
    assert store.cursors.get(seller.id, SETTLEMENTS).position is None
    kept(store, seller)
    assert store.problems.open() == []


def test_a_held_one_waits_again_after_a_retry(store: Store, seller: Connection) -> None:
    kept(store, seller)
    translated(store, seller, Problem(kind="settlement-changed", about="77"))
    assert (state(store), store.outbox.counts()["held"]) == ("held", 1)
    store.retry(None)
    assert state(store) == "waiting"
    translated(store, seller)
    assert store.problems.open() == []


def test_one_that_awaits_orders_is_looked_at_when_one_arrives(store: Store, seller: Connection) -> None:
    kept(store, seller)
    store.translations.keep_settlements(seller.id, [Translated(about="77", awaits=(ORDER,))])
    assert (state(store), store.outbox.counts()["held"]) == ("awaiting", 1)
    assert store.problems.open() == []
    store.translations.keep_orders(seller.id, [Translated(about=ORDER)], keep_days=30)
    assert state(store) == "waiting"
    translated(store, seller, Problem(kind="settlement-changed", about="77"))
    store.translations.keep_orders(seller.id, [Translated(about=ORDER)], keep_days=30)
    assert state(store) == "held", "an order does not help that"


def test_settlements_are_work_only_where_they_become_entries(store: Store, seller: Connection) -> None:
    kept(store, seller)
    for choice, waits in (("settlement", True), ("order", False), ("off", False)):
        store.settings.put({"taxes_and_charges": choice})
        assert store.work_waits(seller) is waits
