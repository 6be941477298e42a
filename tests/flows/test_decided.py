"""What a person decided stands through every later sync, on either database, until there is something new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.flows.conftest import connected
from tests.flows.given import NOW, FakeAmazon, bridge, order

from sellerbridge import installation
from sellerbridge.clock import HeldClock
from sellerbridge.commerce.order import Order
from sellerbridge.desk.decide import decide
from sellerbridge.flows.decided import decided
from sellerbridge.flows.progress import Silent
from sellerbridge.flows.sync import Plan, sync
from sellerbridge.installation import Installation
from sellerbridge.problems import Problem
from sellerbridge.store.translations import Translated

WRONG = order(total=Decimal("59.98"))
GONE = order(status="CANCELLED", updated_at=NOW)


class Shop:
    """A seller whose orders change, and who decides."""

    def __init__(self, opened: Installation, amazon: FakeAmazon) -> None:
        self.opened = opened
        self.amazon = amazon

    def sees(self, *orders: Order) -> list[str]:
        """The kinds of problem that are open after a sync that reads these orders."""
        self.amazon.orders.pages = [list(orders)]
        sync(self.opened, Plan(names=("orders",)), progress=Silent())
        return self.open()

    def tries_again(self) -> list[str]:
        self.opened.store.settings.put({"warehouse": f"Stores {len(self.amazon.orders.asked)}"})
        return self.sees()

    def open(self) -> list[str]:
        return [problem.problem.kind for problem in self.opened.store.problems.open()]

    def decides(self, choice: str, reason: str = "so it is") -> None:
        numbers = [problem.id for problem in self.opened.store.problems.open()]
        decide(self.opened.store, numbers, choice, reason=reason)

    def state(self) -> str:
        mirrored = self.opened.store.orders.order(WRONG.order_id)
        return mirrored.state if mirrored else ""

    def booked(self) -> list[int]:
        return [held.docstatus for held in self.opened.books.documents(doctype="Sales Order")]


@pytest.fixture
def shop(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, amazon: FakeAmazon, clock: HeldClock
) -> Iterator[Shop]:
    monkeypatch.setenv("SELLERBRIDGE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SELLERBRIDGE_DATABASE", empty_url)
    monkeypatch.delenv("SELLERBRIDGE_KEY", raising=False)
    with installation.opened(clock=clock) as opened:
        opened.store.erp.choose("books")
        opened.store.settings.put({"cancellations": "off", "invoices": "off", "delivery_notes": "off"})
        connected(opened, "shop")
        yield Shop(opened, amazon)


def later(known: Order, hours: int, **changes: Any) -> Order:
    return msgspec.structs.replace(known, updated_at=known.updated_at + timedelta(hours=hours), **changes)


def test_what_is_ignored_stays_so_until_amazon_says_anything_new(shop: Shop) -> None:
    assert shop.sees(WRONG) == ["total-differs"]
    shop.decides("ignore", "entered by hand")
    assert shop.open() == []
    for _ in range(2):
        assert shop.sees(WRONG) == []
        assert shop.tries_again() == []
    assert (shop.state(), shop.booked()) == ("translated", [])
    assert shop.sees(later(WRONG, 1)) == ["total-differs"]
    shop.decides("ignore")
    assert shop.sees(later(WRONG, 2, total=Decimal("59.97"))) == []
    assert shop.booked() == [1]


def test_what_is_kept_stays_in_the_erp_until_another_complaint(shop: Shop) -> None:
    assert shop.sees(order()) == []
    assert shop.sees(GONE) == ["cancelled-after-booking"]
    shop.decides("keep", "sold by hand")
    assert shop.sees(GONE) == []
    assert shop.sees(later(GONE, 1, replaces="302-0000000-0000009")) == []  # the same complaint
    assert shop.tries_again() == []
    assert (shop.state(), shop.booked()) == ("translated", [1])
    assert shop.sees(later(WRONG, 30)) == ["total-differs"]


def test_what_is_to_be_cancelled_is_cancelled_though_the_switch_is_off(shop: Shop) -> None:
    shop.sees(order())
    assert shop.sees(GONE) == ["cancelled-after-booking"]
    shop.decides("cancel", reason="")
    assert shop.sees() == []
    assert (shop.state(), shop.booked()) == ("translated", [2])
    for _ in range(2):
        assert shop.sees(GONE) == []
        assert shop.tries_again() == []
    assert shop.booked() == [2]


def test_what_was_made_of_the_order_is_cancelled_before_it(shop: Shop) -> None:
    shop.opened.store.settings.put({"invoices": "on", "delivery_notes": "on"})
    (line,) = order().lines
    left = msgspec.structs.replace(line, quantity_fulfilled=line.quantity)
    assert shop.sees(order(status="SHIPPED", fulfilled_by="AMAZON", lines=(left,))) == []
    made = [held.doctype for held in shop.opened.books.documents() if held.docstatus == 1]
    assert made == ["Sales Order", "Delivery Note", "Sales Invoice"]
    assert shop.sees(msgspec.structs.replace(GONE, fulfilled_by="AMAZON")) == ["cancelled-after-fulfilment"]
    shop.decides("cancel")
    for _ in range(2):
        assert shop.sees() == []
        assert [held.docstatus for held in shop.opened.books.documents() if held.doctype in made] == [2, 2, 2]
        assert shop.tries_again() == []


def test_of_two_complaints_of_a_kind_the_second_is_asked_about_when_the_first_is_settled(shop: Shop) -> None:
    (seller,) = shop.opened.store.connections.all()
    shop.sees(order())
    complaints = tuple(
        Problem(kind="refund-unplaced", about=WRONG.order_id, facts={"refund": name})
        for name in ("R1", "R2", "R3")
    )
    over = bridge(shop.opened, seller, shop.amazon)
    told = Translated(about=WRONG.order_id, doubts=complaints)
    for left in (complaints, complaints[1:], complaints[2:]):
        (result,) = decided(over, [told])
        assert result.doubts == left[:1]
        shop.opened.store.translations.keep_orders(seller.id, [result], keep_days=30)
        assert shop.state() == "doubtful"
        shop.decides("ignore")
    assert decided(over, [told]) == [Translated(about=WRONG.order_id)]


def test_another_erp_is_asked_to_do_nothing_that_was_decided_about_the_first(shop: Shop) -> None:
    shop.sees(order())
    shop.sees(GONE)
    shop.decides("keep")
    shop.sees(wrong := order(2, total=Decimal("1.00")))
    shop.decides("ignore")
    shop.opened.store.erp.choose("erpnext", url="https://erp.example", api_key="k", api_secret="s")
    (seller,) = shop.opened.store.connections.all()
    (left,) = shop.opened.store.decisions.standing(seller.id, [GONE.order_id, wrong.order_id])
    assert (left.kind, left.choice) == ("total-differs", "ignore")
