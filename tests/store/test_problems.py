from __future__ import annotations

from typing import Any

import pytest
from tests.store.conftest import NOW, connected
from tests.store.test_orders import BOUGHT, keep, order
from tests.store.test_outbox import due, put, sales_order, settle

from sellerbridge.clock import HeldClock
from sellerbridge.commerce.listing import Listing
from sellerbridge.database import Database
from sellerbridge.incoming import Page, Unreadable
from sellerbridge.outgoing import Outcome, Outgoing
from sellerbridge.problems import Problem
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection
from sellerbridge.store.translations import Translated

LOST = Problem(kind="authorisation-lost", about="shop", facts={"operation": "getOrder"})


def kinds(store: Store) -> list[tuple[str, str]]:
    return [(p.problem.kind, p.problem.about) for p in store.problems.open()]


def translate(store: Store, seller: Connection, *results: Translated) -> None:
    store.translations.keep_orders(seller.id, results, keep_days=30)


def cancelled(number: int = 1) -> Outgoing:
    key = f"302-{number}"
    return Outgoing(kind="Sales Order", key=key, name=key, body={"docstatus": 2}, about=key)


def test_a_problem_is_open_once_and_counts_its_attempts(
    store: Store, seller: Connection, clock: HeldClock
) -> None:
    store.report(seller, LOST)
    clock.sleep(60)
    store.report(seller, LOST)
    (found,) = store.problems.open()
    assert (found.connection, found.problem.message, found.since) == ("shop", LOST.message, NOW)
    assert found.attempts == 2


def test_a_closed_problem_that_comes_back_is_a_new_one(store: Store, seller: Connection, clock: HeldClock) -> None:
    store.report(seller, LOST)
    store.report(seller, LOST)
    store.works_again(seller)
    assert store.problems.open() == []
    clock.sleep(60)
    store.report(seller, Problem(kind=LOST.kind, about="shop", facts={"operation": "searchOrders"}))
    (again,) = store.problems.open()
    assert (again.since, again.attempts) == (clock.now(), 1)
    assert again.problem.facts["operation"] == "searchOrders"


def test_each_connection_has_its_own(store: Store, seller: Connection) -> None:
    other = connected(store, "other")
    store.report(seller, LOST)
    store.report(other, LOST)
    store.works_again(seller)
    assert [p.connection for p in store.problems.open("shop")] == ["other"]
    assert store.problems.open("302-1") == []


def test_a_working_connection_closes_nothing_about_records(store: Store, seller: Connection) -> None:
    held = Problem(kind="unknown-sku", about="302-1", facts={"sku": "X"})
    translate(store, seller, Translated(about="302-1", problem=held))
    store.works_again(seller)
    assert kinds(store) == [("unknown-sku", "302-1")]


def test_one_flow_that_works_does_not_speak_for_another(store: Store, seller: Connection) -> None:
    """Reading orders shows that the authorisation stands; it says nothing about the listing reports."""
    store.report(seller, Problem(kind="report-failed", about="shop", facts={"report": "R"}), flow="products")
    store.report(seller, LOST, flow="products")
    store.works_again(seller, flow="orders")
    assert kinds(store) == [("report-failed", "shop")]
    store.works_again(seller, flow="products")
    assert kinds(store) == []


def test_what_was_unreadable_closes_when_it_is_read_and_not_before(store: Store, seller: Connection) -> None:
    """An older state that is translated anew does not make the newer one known."""
    about = order().order_id
    keep(store, seller, order(), unreadable=())
    keep(store, seller, unreadable=(Unreadable(about=about, why="two currencies"),))
    translate(store, seller, Translated(about=about, documents=()))
    assert kinds(store) == [("unreadable", about)]
    keep(store, seller, order(status="PENDING", updated_at=BOUGHT.replace(year=2025)))
    assert kinds(store) == [("unreadable", about)]
    keep(store, seller, order())
    assert kinds(store) == []


def test_a_listing_read_in_one_marketplace_is_not_yet_read_in_another(store: Store, seller: Connection) -> None:
    first, second = seller.marketplaces
    bad: Page[Listing] = Page(records=(), unreadable=(Unreadable(about="CUP", why="a price that is no number"),))
    store.products.keep(seller, first, bad)
    store.products.keep(seller, second, Page(records=(Listing(sku="CUP", marketplace_id=second),)))
    assert kinds(store) == [("unreadable", "CUP")]
    store.products.keep(seller, first, Page(records=(Listing(sku="CUP", marketplace_id=first),)))
    assert kinds(store) == []


def test_a_refusal_is_no_problem_any_more_when_amazon_cancels_the_order(
    store: Store, database: Database, seller: Connection
) -> None:
    put(store, database, seller, sales_order())
    settle(store, seller, due(store, seller), Outcome.REFUSED, kind="erp-refused", message="no such customer")
    assert kinds(store) == [("erp-refused", "302-1")]
    translate(store, seller, Translated(about="302-1", documents=(cancelled(),)))
    assert due(store, seller) == []
    assert kinds(store) == []


def test_a_refusal_stays_as_long_as_the_document_is_refused_or_tried_again(
    store: Store, database: Database, seller: Connection
) -> None:
    put(store, database, seller, sales_order())
    settle(store, seller, due(store, seller), Outcome.REFUSED, kind="erp-refused", message="no such customer")
    translate(store, seller, Translated(about="302-1", documents=(sales_order(),)))
    assert kinds(store) == [("erp-refused", "302-1")]
    assert store.retry(None) == 1
    translate(store, seller, Translated(about="302-1", documents=(sales_order(),)))
    assert kinds(store) == [("erp-refused", "302-1")]
    settle(store, seller, due(store, seller), Outcome.CREATED)
    assert kinds(store) == []


def test_a_document_that_another_order_took_over_leaves_no_problem_behind(
    store: Store, database: Database, seller: Connection
) -> None:
    """A buyer's Contact is about the last of their orders."""

    def contact(order_id: str, **body: Any) -> Outgoing:
        return Outgoing(kind="Contact", key="buyer", name="AMZ-1", body=body, about=order_id)

    put(store, database, seller, contact("302-1", first_name="-"))
    settle(store, seller, due(store, seller), Outcome.REFUSED, kind="erp-refused", message="no such customer")
    put(store, database, seller, contact("302-2", first_name="A"))
    settle(store, seller, due(store, seller), Outcome.CREATED)
    assert kinds(store) == []


@pytest.mark.parametrize("about", ["302-1", ""])
def test_retry_tries_refused_documents_and_held_records_again(
    store: Store, database: Database, seller: Connection, about: str
) -> None:
    document = Outgoing(kind="Account", key="fees", name="Fees", body={"account_name": "Fees"}, about=about)
    put(store, database, seller, document, sales_order(2))
    first = due(store, seller)
    settle(store, seller, first, Outcome.REFUSED, kind="erp-refused", message="no such group")
    settle(store, seller, store.outbox.due(seller.id, after=first[-1].row, limit=9), Outcome.CREATED)
    (problem,) = store.problems.open()
    assert store.retry([problem.id]) == 1
    assert [d.outgoing.kind for d in due(store, seller)] == ["Account"]


def test_retry_of_one_leaves_the_others(store: Store, seller: Connection) -> None:
    for number in (1, 2):
        keep(store, seller, order(number))
    held = [Problem(kind="unknown-sku", about=order(n).order_id, facts={"sku": "X"}) for n in (1, 2)]
    translate(store, seller, *(Translated(about=p.about, problem=p) for p in held))
    first = store.problems.open()[0]
    assert store.retry([first.id]) == 1
    assert [o.order_id for o in store.orders.waiting(seller.id, limit=9)] == [first.problem.about]
    assert store.retry([]) == 0
    assert store.retry(None) == 2
    assert store.orders.waiting_count(seller.id) == 2
