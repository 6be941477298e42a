from __future__ import annotations

from tests.flows.given import FakeAmazon, bridge, order, tally

from sellerbridge.errors import Hold
from sellerbridge.flows import orders
from sellerbridge.flows.progress import Silent
from sellerbridge.flows.translate import translated
from sellerbridge.incoming import Page
from sellerbridge.installation import Installation
from sellerbridge.outgoing import Outgoing
from sellerbridge.store.connections import Connection

DOCUMENT = Outgoing(kind="Item", key="CUP", name="CUP", body={})


def test_documents_pass() -> None:
    assert translated("302-1", lambda: (DOCUMENT,)).documents == (DOCUMENT,)


def test_what_holds_a_record_becomes_its_problem() -> None:
    def held() -> tuple[Outgoing, ...]:
        raise Hold("unknown-sku", sku="X")

    result = translated("302-1", held)
    assert result.documents == ()
    assert result.problem is not None
    assert (result.problem.kind, result.problem.message) == (
        "unknown-sku",
        "Order 302-1 has the SKU X, which is not among the listings.",
    )


def test_a_fault_of_ours_is_told_by_type_and_place_never_by_its_text() -> None:
    def broken() -> tuple[Outgoing, ...]:
        raise KeyError("Anna Muster, Musterweg 1")

    problem = translated("302-1", broken).problem
    assert problem is not None
    assert problem.kind == "internal-error"
    assert "KeyError in test_translate.py, line" in problem.message
    assert "Anna" not in problem.message
    assert "Muster" not in str(problem)


def test_one_bad_order_costs_no_other(opened: Installation, seller: Connection, amazon: FakeAmazon) -> None:
    page = Page(records=(order(1), order(2, currency="ZWL"), order(3)))
    opened.store.orders.keep(seller, page, cursor=None, keep_days=30)
    counted = tally()
    orders.translate(bridge(opened, seller, amazon), counted, dry_run=False, progress=Silent())
    assert counted.counts()["held"] == 1
    assert [(p.problem.kind, p.problem.about) for p in opened.store.problems.open()] == [
        ("no-exchange-rate", order(2).order_id)
    ]
    assert opened.store.orders.waiting_count(seller.id) == 0
    assert opened.store.outbox.counts()["held"] == 1


def test_a_dry_run_shows_what_is_new_and_keeps_it_waiting(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    opened.store.orders.keep(seller, Page(records=(order(),)), cursor=None, keep_days=30)
    over = bridge(opened, seller, amazon)
    shown = [orders.translate(over, tally(), dry_run=True, progress=Silent()) for _ in range(2)]
    assert shown[0] == shown[1]
    assert {document.kind for document in shown[0]} >= {"Customer", "Item", "Sales Order"}
    assert opened.store.orders.waiting_count(seller.id) == 1
    assert opened.store.outbox.due_count(seller.id) == 0
