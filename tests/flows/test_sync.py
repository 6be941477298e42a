from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.flows.conftest import connected
from tests.flows.given import DE, NOW, FakeAmazon, listing, order

from sellerbridge.amazon.errors import AuthorisationLost, Outage
from sellerbridge.amazon.reports import ReportState
from sellerbridge.clock import HeldClock
from sellerbridge.errors import Later, Stopped, Unreachable, Usage
from sellerbridge.flows.progress import Silent
from sellerbridge.flows.sync import Plan, Report, sync
from sellerbridge.installation import Installation
from sellerbridge.store.connections import Connection

OUTAGE = Outage("searchOrders", reason="HTTP 503")


def run(opened: Installation, *names: str, connection: str | None = None, **plan: Any) -> Report:
    return sync(opened, Plan(names=names or Plan().names, **plan), connection=connection, progress=Silent())


def kinds(report: Report) -> list[str]:
    return [found.problem.kind for found in report.problems]


def held(opened: Installation, doctype: str) -> dict[str, int]:
    return {document.key: document.docstatus for document in opened.books.documents(doctype=doctype)}


def test_products_and_orders_come_in_and_the_second_time_nothing_changes(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    amazon.listings.reported[DE] = [listing()]
    amazon.orders.pages = [[order(1)], [order(2)]]
    first = run(opened)
    assert (first.exit_code, [(r.flow, r.seen, r.held, r.failed) for r in first.runs]) == (
        0,
        [("products", 1, 0, 0), ("orders", 2, 0, 0), ("money", 0, 0, 0)],
    )
    assert held(opened, "Sales Order") == {order(1).order_id: 1, order(2).order_id: 1}
    second = run(opened)
    assert [(r.created, r.updated, r.unchanged) for r in second.runs] == [(0, 0, 0), (0, 0, 2), (0, 0, 0)]
    assert set(opened.store.runs.last(seller.id)) == {"products", "orders", "money"}


def test_an_order_that_comes_and_goes_between_two_syncs_leaves_nothing(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    amazon.orders.pages = [[order(status="PENDING", total=None, buyer=None, recipient=None)]]
    run(opened)
    amazon.orders.pages = [[order(status="CANCELLED", updated_at=NOW)]]
    assert run(opened).exit_code == 0
    assert held(opened, "Sales Order") == {}


def test_an_order_that_is_cancelled_after_it_was_booked_is_cancelled_once(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    amazon.orders.pages = [[order()]]
    run(opened)
    amazon.orders.pages = [[order(status="CANCELLED", updated_at=NOW)]]
    assert [run(opened).runs[1].updated for _ in range(2)] == [1, 0]
    assert held(opened, "Sales Order") == {order().order_id: 2}


def test_a_buyer_erased_before_the_delivery_costs_no_order(
    opened: Installation, seller: Connection, amazon: FakeAmazon, clock: HeldClock
) -> None:
    """The ERP did not answer for longer than the buyer's data may be kept."""
    amazon.orders.pages = [[order()]]

    def gone(_: object) -> list[object]:
        raise Unreachable("The ERP does not answer.")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sellerbridge.erp.books.adapter.Books.deliver", lambda _, batch, **__: gone(batch))
        assert run(opened).exit_code == 3
    clock.sleep(40 * 86400)
    amazon.orders.pages = [[]]
    assert run(opened).exit_code == 0
    assert held(opened, "Sales Order") == {order().order_id: 1}
    (customer,) = opened.books.documents(doctype="Customer")
    assert customer.doc["customer_name"] == "Erased buyer"


def test_what_waits_is_written_although_amazon_does_not_answer(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    amazon.orders.pages = [[order(1)], OUTAGE]
    report = run(opened)
    assert (report.exit_code, report.runs[1].unreachable) == (3, True)
    assert "HTTP 503" in report.runs[1].error
    assert held(opened, "Sales Order") == {order(1).order_id: 1}


def test_a_pace_that_allows_no_more_is_no_failure(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    until = NOW + timedelta(minutes=5)
    amazon.orders.pages = [Later("Amazon's pace allows no more.", until=until)]
    report = run(opened)
    assert (report.exit_code, report.runs[1].resume_at, report.runs[1].error) == (0, until, "")


def test_a_lost_authorisation_needs_a_person_until_amazon_answers_again(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    lost = AuthorisationLost("searchOrders", reason="revoked")
    amazon.orders.pages, amazon.finances.pages = [lost], {0: [lost]}
    report = run(opened)
    assert (report.exit_code, kinds(report)) == (1, ["authorisation-lost"])
    amazon.orders.pages, amazon.finances.pages = [[]], {}
    assert run(opened).problems == ()


def test_a_failed_report_needs_a_person_although_the_orders_come_in(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    amazon.reports.states[DE] = ReportState(status="FATAL", failure="no data")
    report = run(opened)
    assert (report.exit_code, kinds(report)) == (1, ["report-failed"])
    assert "no data" in report.problems[0].problem.message
    assert kinds(run(opened, "orders")) == ["report-failed"]
    amazon.reports.states.clear()
    assert run(opened).problems == ()


def test_a_held_order_needs_a_person_and_says_so_each_time(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    amazon.orders.pages = [[order(currency="ZWL")]]
    assert [run(opened).exit_code for _ in range(2)] == [1, 1]


def test_one_connection_that_fails_does_not_stop_the_next(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    connected(opened, "second")
    amazon.orders.pages = [OUTAGE]
    assert [(r.connection, r.flow) for r in run(opened).runs] == [
        ("shop", "products"),
        ("shop", "orders"),
        ("shop", "money"),
        ("second", "products"),
        ("second", "orders"),
        ("second", "money"),
    ]


def test_two_connections_that_see_the_same_order_book_it_once(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    connected(opened, "second")
    amazon.listings.reported[DE] = [listing()]
    amazon.orders.pages = [[order()]]
    for _ in range(2):
        assert run(opened).exit_code == 0
    assert held(opened, "Sales Order") == {order().order_id: 1}
    assert held(opened, "Item") == {"CUP": 0}


def test_a_dry_run_writes_no_document(opened: Installation, seller: Connection, amazon: FakeAmazon) -> None:
    amazon.orders.pages = [[order()]]
    report = run(opened, dry_run=True)
    assert "Sales Order" in {document.kind for document in report.documents}
    assert list(opened.books.documents()) == []
    run(opened, reading=False)
    assert held(opened, "Sales Order") == {order().order_id: 1}


def test_without_a_connection_or_an_erp_or_when_switched_off_nothing_is_done(
    opened: Installation, amazon: FakeAmazon
) -> None:
    with pytest.raises(Usage, match="no connection yet"):
        run(opened)
    connected(opened, "shop")
    with pytest.raises(Usage, match="no connection 'shp'"):
        run(opened, connection="shp")
    opened.store.settings.put({"enabled": False})
    with pytest.raises(Usage, match="switched off"):
        run(opened)
    opened.store.settings.put({"enabled": None})
    opened.store.erp.choose("")
    with pytest.raises(Usage, match="No ERP"):
        run(opened)
    assert amazon.reports.requested == []


def test_a_sync_at_work_is_not_joined(
    opened: Installation, seller: Connection, amazon: FakeAmazon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sellerbridge.flows.sync._LOCK_WAIT_SECONDS", 0.1)
    busy = pytest.raises(Usage, match="at work on connection shop")
    with opened.database.lock("connection shop", wait_seconds=0), busy:
        run(opened)
    assert amazon.reports.requested == []


class _StopsAt(Silent):
    """The program ends when that piece of work begins."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.begun: list[tuple[str, str]] = []

    def stage(self, connection: str, flow: str, text: str) -> None:
        self.begun.append((connection, flow))
        if self._text in text:
            raise Stopped(at=NOW)


@pytest.mark.parametrize(
    ("at", "logged"), [("reading orders", ["products"]), ("making sales orders", ["orders", "products"])]
)
def test_what_was_stopped_before_it_began_is_no_run_and_nothing_more_begins(
    opened: Installation, seller: Connection, amazon: FakeAmazon, at: str, logged: list[str]
) -> None:
    amazon.listings.reported[DE] = [listing()]
    amazon.orders.pages = [[order(1)]]
    watching = _StopsAt(at)
    sync(opened, Plan(), progress=watching)
    assert (seller.name, "money") not in watching.begun
    assert sorted(opened.store.runs.last(seller.id)) == logged
    assert run(opened).exit_code == 0
    assert held(opened, "Sales Order") == {order(1).order_id: 1}


def test_orders_alone_bring_the_items_of_products_that_were_read_before(
    opened: Installation, seller: Connection, amazon: FakeAmazon
) -> None:
    """A dry run reads products and orders; then somebody asks for the orders."""
    amazon.listings.reported[DE] = [listing()]
    amazon.orders.pages = [[order(1)]]
    run(opened, dry_run=True)
    report = run(opened, "orders")
    assert (report.exit_code, [r.flow for r in report.runs]) == (0, ["orders"])
    assert list(held(opened, "Item")) == [listing().sku]
    assert held(opened, "Sales Order") == {order(1).order_id: 1}
