"""Orders that ship, change and are refunded: what the books hold, what a person is told, and what stands through it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from tests.flows.given import NOW, FakeAmazon, order

from sellerbridge.commerce.order import Charge, Order, OrderLine
from sellerbridge.commerce.transaction import Leaf, Transaction, TransactionItem
from sellerbridge.desk.decide import decide
from sellerbridge.flows.progress import Silent
from sellerbridge.flows.sync import Plan, sync
from sellerbridge.incoming import Page
from sellerbridge.installation import Installation
from sellerbridge.store.connections import Connection

PAID = order(fulfilled_by="AMAZON")
KEY = PAID.order_id


def later(known: Order, days: int, fulfilled: int, **changes: Any) -> Order:
    (line,) = known.lines
    moved = msgspec.structs.replace(line, quantity_fulfilled=fulfilled)
    moment = known.purchased_at + timedelta(days=days)
    return msgspec.structs.replace(known, **{"lines": (moved,), "updated_at": moment, **changes})


def reduced(known: Order, quantity: int, total: str) -> Order:
    (line,) = known.lines
    amount = Decimal(total)
    charges = (Charge(type="ITEM", amount=amount),)
    line = msgspec.structs.replace(line, quantity=quantity, charges=charges, total=amount)
    return msgspec.structs.replace(known, lines=(line,), total=amount)


FIRST = later(PAID, 1, 1, status="PARTIALLY_SHIPPED")
REST = later(PAID, 2, 3, status="SHIPPED")
FEWER = later(reduced(PAID, 2, "39.98"), 2, 1, status="PARTIALLY_SHIPPED")
FEWER_SHIPPED = later(reduced(PAID, 2, "39.98"), 3, 2, status="SHIPPED")


class Shop:
    def __init__(self, opened: Installation, amazon: FakeAmazon, seller: Connection) -> None:
        self.opened, self.amazon, self.seller = opened, amazon, seller

    def sees(self, *orders: Order) -> list[str]:
        """The kinds of problem that are open after a sync that reads these."""
        self.amazon.orders.pages = [list(orders)]
        sync(self.opened, Plan(names=("orders",)), progress=Silent())
        return [one.problem.kind for one in self.opened.store.problems.open()]

    def is_refunded(self, number: int, amount: str) -> None:
        leaves = (Leaf(path=("Sales", "ProductCharges", "OurPricePrincipal"), amount=-Decimal(amount)),)
        item = TransactionItem(sku="CUP", quantity=1, total=-Decimal(amount), leaves=leaves)
        told = Transaction(
            transaction_id=f"T{number}",
            kind="Refund",
            status="RELEASED",
            posted_at=NOW + timedelta(minutes=number),
            currency="EUR",
            total=-Decimal(amount),
            order_id=KEY,
            items=(item,),
            leaves=leaves,
        )
        self.opened.store.transactions.keep(self.seller, Page(records=(told,)), cursor=None)

    def holds(self, kind: str) -> list[tuple[str, str]]:
        """Name and total of what is submitted."""
        held = self.opened.books.documents(doctype=kind)
        return sorted((d.name, str(d.doc["grand_total"])) for d in held if d.docstatus == 1)


@pytest.fixture
def shop(opened: Installation, amazon: FakeAmazon, seller: Connection) -> Shop:
    return Shop(opened, amazon, seller)


def test_each_step_has_its_delivery_note_and_invoice(shop: Shop) -> None:
    assert shop.sees(PAID) == []
    assert (shop.holds("Delivery Note"), shop.holds("Sales Invoice")) == ([], [])
    shop.sees(FIRST)
    assert shop.holds("Sales Invoice") == shop.holds("Delivery Note") == [(f"{KEY}-1", "19.99")]
    shop.sees(REST)
    steps = [(f"{KEY}-1", "19.99"), (f"{KEY}-2", "39.98")]
    assert shop.holds("Sales Invoice") == shop.holds("Delivery Note") == steps
    assert shop.holds("Sales Order") == [(KEY, "59.97")]


def test_the_merchants_own_shipments_are_invoiced_and_noted_elsewhere(shop: Shop) -> None:
    shop.sees(later(order(), 2, 3, status="SHIPPED"))
    assert (shop.holds("Sales Invoice"), shop.holds("Delivery Note")) == ([(f"{KEY}-1", "59.97")], [])


def test_a_step_that_was_not_looked_at_is_part_of_the_next(shop: Shop) -> None:
    shop.sees(REST)
    shop.sees(FIRST, REST)
    assert shop.holds("Sales Invoice") == [(f"{KEY}-1", "59.97")]


def test_what_is_cancelled_after_a_first_parcel_is_told_and_never_invoiced(shop: Shop) -> None:
    shop.sees(FIRST)
    assert shop.sees(FEWER) == ["changed-after-fulfilment"]
    (problem,) = shop.opened.store.problems.open()
    facts = problem.problem.facts
    assert (facts["ours"], facts["theirs"], facts["hanging"]) == ("59.97", "39.98", f"{KEY}-1")
    shop.sees(FEWER_SHIPPED)
    assert shop.holds("Sales Invoice") == [(f"{KEY}-1", "19.99"), (f"{KEY}-2", "19.99")]
    assert shop.holds("Sales Order") == [(KEY, "59.97")]


@pytest.mark.parametrize(
    ("known", "then", "kind"),
    [
        (FIRST, later(PAID, 3, 1, status="CANCELLED"), "cancelled-after-fulfilment"),
        (PAID, later(PAID, 3, 0, status="UNFULFILLABLE"), "unfulfillable-after-booking"),
    ],
)
def test_what_amazon_takes_back_too_late_is_for_a_person(shop: Shop, known: Order, then: Order, kind: str) -> None:
    shop.sees(known)
    before = shop.holds("Sales Order"), shop.holds("Sales Invoice")
    assert shop.sees(then) == [kind]
    assert (shop.holds("Sales Order"), shop.holds("Sales Invoice")) == before


def test_an_order_that_can_never_be_fulfilled_is_not_booked(shop: Shop) -> None:
    assert shop.sees(later(PAID, 3, 0, status="UNFULFILLABLE")) == []
    assert shop.holds("Sales Order") == []


@pytest.mark.parametrize(
    "end",
    [later(order(), 3, 3, status="SHIPPED"), later(order(), 3, 0, status="CANCELLED")],
    ids=["ships", "ends"],
)
def test_a_buyer_who_asks_to_cancel_is_told_of_until_it_is_settled(shop: Shop, end: Order) -> None:
    (line,) = order().lines
    asked = (msgspec.structs.replace(line, cancel_requested=True),)
    assert shop.sees(order(lines=asked, updated_at=NOW - timedelta(hours=12))) == ["cancel-requested"]
    assert shop.holds("Sales Order") == [(KEY, "59.97")]
    (ended,) = end.lines
    still = (msgspec.structs.replace(ended, cancel_requested=True),)
    assert shop.sees(msgspec.structs.replace(end, lines=still)) == []


def test_at_amazon_nobody_here_decides_about_a_request_to_cancel(shop: Shop) -> None:
    (line,) = PAID.lines
    asked = (msgspec.structs.replace(line, cancel_requested=True),)
    assert shop.sees(msgspec.structs.replace(PAID, lines=asked)) == []


def test_refunds_come_back_as_credit_notes_and_one_that_does_not_fit_stops_nothing(shop: Shop) -> None:
    shop.is_refunded(1, "19.99")
    shop.is_refunded(2, "99.00")
    assert shop.sees(REST) == ["refund-unplaced"]
    assert shop.holds("Sales Invoice") == [(f"{KEY}-1", "59.97"), (f"{KEY}-RT1", "-19.99")]
    mirrored = shop.opened.store.orders.order(KEY)
    assert mirrored is not None
    assert mirrored.state == "doubtful"


def test_a_piece_is_refunded_in_two_parts(shop: Shop) -> None:
    one = reduced(PAID, 1, "19.99")
    shop.is_refunded(1, "5.00")
    shop.sees(later(one, 2, 1, status="SHIPPED"))
    shop.is_refunded(2, "14.99")
    assert shop.sees() == []
    assert [total for _, total in shop.holds("Sales Invoice")] == ["19.99", "-5.00", "-14.99"]


def test_dates_of_an_order_on_its_way_are_left_as_they_are(shop: Shop) -> None:
    shop.sees(FIRST)
    assert shop.sees(msgspec.structs.replace(REST, deliver_by=NOW + timedelta(days=9))) == []
    assert len(shop.holds("Sales Order")) == 1


def test_what_never_reached_the_erp_and_is_cancelled_is_forgotten(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Amazon cancels before a note or an invoice was told: nothing is made of them later."""
    with monkeypatch.context() as unreached:
        unreached.setattr("sellerbridge.flows.sync.deliver", lambda *_, **__: None)
        shop.sees(FIRST)
        shop.sees(later(PAID, 3, 1, status="CANCELLED"))
    assert shop.sees() == []
    assert [shop.holds(kind) for kind in ("Sales Order", "Sales Invoice", "Delivery Note")] == [[], [], []]


GONE = later(PAID, 3, 1, status="CANCELLED")


def decides(shop: Shop, kind: str, choice: str) -> None:
    (problem,) = (one for one in shop.opened.store.problems.open() if one.problem.kind == kind)
    decide(shop.opened.store, [problem.id], choice, reason="it left")


@pytest.mark.parametrize("lines", [GONE.lines, reduced(GONE, 0, "0.00").lines], ids=["priced", "emptied"])
def test_what_is_kept_of_a_cancelled_order_is_still_refunded(shop: Shop, lines: tuple[OrderLine, ...]) -> None:
    shop.sees(FIRST)
    assert shop.sees(msgspec.structs.replace(GONE, lines=lines)) == ["cancelled-after-fulfilment"]
    decides(shop, "cancelled-after-fulfilment", "keep")
    assert shop.sees() == []
    shop.is_refunded(1, "19.99")
    assert shop.sees() == []
    assert shop.holds("Sales Invoice") == [(f"{KEY}-1", "19.99"), (f"{KEY}-RT1", "-19.99")]
    assert shop.sees() == []
    assert len(shop.holds("Sales Invoice")) == 2


def test_what_is_refunded_of_a_cancelled_order_needs_no_decision_first(shop: Shop) -> None:
    shop.sees(FIRST)
    shop.is_refunded(1, "19.99")
    assert shop.sees(GONE) == ["cancelled-after-fulfilment"]
    assert shop.holds("Sales Invoice") == [(f"{KEY}-1", "19.99"), (f"{KEY}-RT1", "-19.99")]
    decides(shop, "cancelled-after-fulfilment", "cancel")
    assert shop.sees() == []
    assert [shop.holds(kind) for kind in ("Sales Order", "Sales Invoice", "Delivery Note")] == [[], [], []]


def test_what_waits_from_before_waits_for_the_reading_of_its_order(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The invoice was made and not delivered; meanwhile Amazon cancelled the order."""
    shop.sees(PAID)
    with monkeypatch.context() as unreached:
        unreached.setattr("sellerbridge.flows.sync.deliver", lambda *_, **__: None)
        shop.sees(FIRST)
    shop.amazon.orders.pages = [[GONE]]
    sync(shop.opened, Plan(), progress=Silent())
    assert [shop.holds(kind) for kind in ("Sales Order", "Sales Invoice", "Delivery Note")] == [[], [], []]
    assert [one.problem.kind for one in shop.opened.store.problems.open()] == []


def test_the_first_look_dates_no_shipment_by_a_change_of_long_after(shop: Shop) -> None:
    """The order was refunded before anybody here looked at it: its revenue stays in the month of its sale."""
    due = PAID.purchased_at + timedelta(days=2)
    shop.sees(later(msgspec.structs.replace(PAID, ship_by=due), 40, 3, status="SHIPPED"))
    (invoice,) = shop.opened.books.documents(doctype="Sales Invoice")
    assert invoice.doc["posting_date"] == due.date().isoformat()
