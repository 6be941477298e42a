"""Any life of an order, seen at any moments: the books against a model of what they should hold.

The model knows the order as Amazon does, the looks that were taken, and the rules of docs/books.md; mirror, flow,
outbox and books are the real ones.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.flows.conftest import connected
from tests.flows.given import DE, NOW, FakeAmazon, bridge

from sellerbridge import installation
from sellerbridge.clock import HeldClock
from sellerbridge.commerce import money
from sellerbridge.commerce.order import Charge, Order, OrderLine
from sellerbridge.commerce.transaction import Leaf, Transaction, TransactionItem
from sellerbridge.documents.masters import master_documents
from sellerbridge.flows import deliver, orders
from sellerbridge.flows.progress import Silent
from sellerbridge.flows.run import Tally
from sellerbridge.incoming import Page

ORDER_ID = "302-0000000-0000001"
PRICES = (Decimal("10.00"), Decimal("24.99"))
SHIPPING = Decimal("4.90")
EXAMPLES = int(os.environ.get("SELLERBRIDGE_EXAMPLES", "20"))
TRANSITIONS: Counter[tuple[str, str]] = Counter()
"""(state before, event), over all examples."""
_HOME = Path(tempfile.mkdtemp(prefix="order-life-"))


class Model:
    """The order as Amazon knows it."""

    def __init__(self, fulfilled_by: str, quantities: tuple[int, int]) -> None:
        self.fulfilled_by = fulfilled_by
        self.bought = quantities
        self.ordered = list(quantities)
        self.shipped = [0, 0]
        self.refunded = [0, 0]
        self.status = "PENDING"
        self.asked = False
        self.dearer = Decimal(0)
        self.town = "Bonn"
        self.minutes = 0

    @property
    def open(self) -> bool:
        return self.status in ("UNSHIPPED", "PARTIALLY_SHIPPED")

    @property
    def over(self) -> bool:
        return self.status in ("CANCELLED", "UNFULFILLABLE")

    def amounts(self, line: int, quantity: int) -> tuple[Decimal, Decimal, Decimal]:
        """Goods, shipping and the tax in both, for so many of a line's pieces."""
        whole = self.bought[line]
        goods = money.rounded((PRICES[line] + self.dearer) * quantity / whole, "EUR")
        shipping = money.rounded(SHIPPING * quantity / whole, "EUR") if line == 0 else Decimal(0)
        tax = money.rounded((goods + shipping) * 19 / 119, "EUR")
        return goods, shipping, tax

    def line(self, line: int) -> OrderLine:
        goods, shipping, tax = self.amounts(line, self.ordered[line])
        charges = [Charge(type="ITEM", amount=goods), Charge(type="TAX", amount=tax)]
        if shipping:
            charges.append(Charge(type="SHIPPING", amount=shipping))
        return OrderLine(
            line_id=f"L{line}",
            sku=f"SKU-{line}",
            quantity=self.ordered[line],
            quantity_fulfilled=self.shipped[line],
            charges=() if self.status == "PENDING" else tuple(charges),
            total=None if self.status == "PENDING" else goods + shipping,
            cancel_requested=self.asked,
        )

    def possible(self) -> list[str]:
        """What may happen next; the ends of the story more rarely than its course."""
        if self.over:
            return ["nothing"]
        found = ["paid"] * 6 if self.status == "PENDING" else []
        if self.open:
            found += ["ships"] * 3
            if sum(self.ordered) - sum(self.shipped) > 1:
                found.append("cancels some")
        if self.status == "UNSHIPPED" and not self.dearer:
            found.append("price changes")
        if self.status in ("PENDING", "UNSHIPPED", "PARTIALLY_SHIPPED"):
            found.append("cancels all")
        if self.status in ("PENDING", "UNSHIPPED"):
            found.append("cannot be fulfilled")
        if any(a > b for a, b in zip(self.shipped, self.refunded, strict=True)):
            found += ["refunds"] * 2
        return [*found, *(["asked to cancel"] if not self.asked else []), "address changes"]

    def nothing(self, _: st.DataObject) -> None:
        """Amazon stamps it anew, and says the same."""

    def paid(self, _: st.DataObject) -> None:
        self.status = "UNSHIPPED"

    def ships(self, data: st.DataObject) -> None:
        left = [self.ordered[n] - self.shipped[n] for n in (0, 1)]
        more = [data.draw(st.integers(0, count)) for count in left]
        self.shipped = [self.shipped[n] + (more if any(more) else left)[n] for n in (0, 1)]
        self.status = "SHIPPED" if self.shipped == self.ordered else "PARTIALLY_SHIPPED"

    def cancels_some(self, data: st.DataObject) -> None:
        line = data.draw(st.sampled_from([n for n in (0, 1) if self.ordered[n] > self.shipped[n]]))
        left = self.ordered[line] - self.shipped[line]
        self.ordered[line] -= data.draw(st.integers(1, left if sum(self.ordered) > left else left - 1))
        if self.shipped == self.ordered:
            self.status = "SHIPPED"

    def price_changes(self, _: st.DataObject) -> None:
        self.dearer = Decimal("1.11")

    def cancels_all(self, _: st.DataObject) -> None:
        """Also after a first parcel, which comes back unopened."""
        self.status, self.ordered = "CANCELLED", [0, 0]

    def cannot_be_fulfilled(self, _: st.DataObject) -> None:
        self.status = "UNFULFILLABLE"

    def asked_to_cancel(self, _: st.DataObject) -> None:
        self.asked = True

    def address_changes(self, _: st.DataObject) -> None:
        self.town = "Kiel" if self.town == "Bonn" else "Bonn"

    @property
    def total(self) -> Decimal:
        return sum((sum(self.amounts(n, self.ordered[n])[:2], Decimal(0)) for n in (0, 1)), Decimal(0))

    def seen(self) -> Order:
        booked = self.status not in ("PENDING", "CANCELLED", "UNFULFILLABLE")
        return Order(
            order_id=ORDER_ID,
            marketplace_id=DE,
            status=self.status,
            purchased_at=NOW - timedelta(days=5),
            updated_at=NOW - timedelta(days=4) + timedelta(minutes=self.minutes),
            currency="EUR" if booked else "",
            total=self.total if booked else None,
            fulfilled_by=self.fulfilled_by,
            ship_country=self.town,
            lines=(self.line(0), self.line(1)),
        )


class OrderLife(RuleBasedStateMachine):
    """Events at Amazon's, and looks at what became of them."""

    @initialize(
        fulfilled_by=st.sampled_from(["AMAZON", "MERCHANT"]), first=st.integers(2, 4), second=st.integers(0, 3)
    )
    def placed(self, fulfilled_by: str, first: int, second: int) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=_HOME))
        shutil.copytree(_HOME / "template", self.folder / "home")
        os.environ["SELLERBRIDGE_HOME"] = str(self.folder / "home")
        self.context = installation.opened(clock=HeldClock(NOW))
        self.opened = self.context.__enter__()
        self.seller = self.opened.store.connections.all()[0]
        self.model = Model(fulfilled_by, (first, second + 1))
        self.kept: list[Order] = []
        self.told: list[Transaction] = []
        self.looked = False
        self.booked: dict[str, Any] = {}

    def teardown(self) -> None:
        if hasattr(self, "context"):
            self.context.__exit__(None, None, None)
            shutil.rmtree(self.folder)

    @rule(data=st.data())
    def something_happens(self, data: st.DataObject) -> None:
        """At Amazon's; it is seen at once, or together with what comes next."""
        event = data.draw(st.sampled_from(self.model.possible()))
        TRANSITIONS[self.model.status, event] += 1
        self.model.minutes += 1
        self.looked = False
        change = getattr(self, f"_{event.replace(' ', '_')}", None) or getattr(self.model, event.replace(" ", "_"))
        change(data)
        if data.draw(st.sampled_from([True, True, False])):
            self.looks()

    @precondition(lambda self: not self.looked)
    @rule()
    def looks(self) -> None:
        self.kept.append(self.model.seen())
        self.look(self.kept[-1])

    @precondition(lambda self: self.kept and self.looked)
    @rule(which=st.integers(0, 9))
    def reads_a_page_again(self, which: int) -> None:
        """The last one or an older one: nothing moves."""
        before = self._shown()
        self.look(self.kept[-1 - which % len(self.kept)])
        assert self._shown() == before

    def _refunds(self, data: st.DataObject) -> None:
        model = self.model
        line = data.draw(st.sampled_from([n for n in (0, 1) if model.shipped[n] > model.refunded[n]]))
        count = data.draw(st.integers(1, model.shipped[line] - model.refunded[line]))
        upper, lower = model.amounts(line, model.refunded[line] + count), model.amounts(line, model.refunded[line])
        goods, shipping, _ = (high - low for high, low in zip(upper, lower, strict=True))
        model.refunded[line] += count
        self.told.append(_refund(len(self.told), line, count, goods, shipping))

    def look(self, *seen: Order) -> None:
        store, over = self.opened.store, bridge(self.opened, self.seller, FakeAmazon(), company_currency="EUR")
        for order in seen:
            store.orders.keep(self.seller, Page(records=(order,)), cursor=None, keep_days=30)
        store.transactions.keep(self.seller, Page(records=tuple(self.told)), cursor=None)
        orders.translate(over, Tally(), dry_run=False, progress=Silent())
        deliver.deliver(over, Tally(), flow="orders", progress=Silent())
        self.looked = True

    def _shown(self) -> list[tuple[str, str, int]]:
        return sorted((d.doctype, d.name, d.docstatus) for d in self.opened.books.documents())

    # What must hold after each look

    @invariant()
    def books_are_right(self) -> None:
        if not getattr(self, "looked", False):
            return
        model, problems = self.model, {p.problem.kind for p in self.opened.store.problems.open(ORDER_ID)}
        assert problems <= EXPECTED, problems
        assert ("cancel-requested" in problems) == self._asking()
        orders_ = self._of("Sales Order")
        if model.status == "PENDING":
            assert orders_ == []
            return
        if model.status == "CANCELLED":
            assert ("cancelled-after-fulfilment" in problems) == bool(orders_)
            return
        if model.status == "UNFULFILLABLE":
            assert ("unfulfillable-after-booking" in problems) == bool(orders_)
            return
        (order,) = orders_
        invoices, notes = self._of("Sales Invoice"), self._of("Sales Invoice", returns=True)
        if "changed-after-fulfilment" in problems:
            assert invoices
            assert order["grand_total"] != model.total
        else:
            assert order["grand_total"] == model.total
        assert _pieces(invoices) == sum(model.shipped)
        if "changed-after-fulfilment" in problems:
            # Invoices stay as they are; where no step came after the change, cents of its rounding are left over.
            assert model.status != "SHIPPED" or abs(_total(invoices) - model.total) < Decimal("0.05")
        elif model.status == "SHIPPED":
            assert _total(invoices) == model.total
        else:
            assert _total(invoices) < model.total
        delivered = _pieces(self._of("Delivery Note"))
        assert delivered == (sum(model.shipped) if model.fulfilled_by == "AMAZON" else 0)
        back = sum(
            (leaf.amount for one in self.told for leaf in one.leaves if leaf.path[0] == "Sales"), Decimal(0)
        )
        assert _total(notes) == back

    def _asking(self) -> bool:
        model = self.model
        return model.asked and model.open and model.fulfilled_by == "MERCHANT"

    def _of(self, kind: str, *, returns: bool = False) -> list[dict[str, Any]]:
        held = self.opened.books.documents(doctype=kind)
        return [d.doc for d in held if d.docstatus == 1 and bool(d.doc.get("is_return")) is returns]


EXPECTED = {
    "cancel-requested",
    "cancelled-after-fulfilment",
    "changed-after-fulfilment",
    "unfulfillable-after-booking",
}


def _pieces(docs: list[dict[str, Any]]) -> int:
    return sum(int(row["qty"]) for doc in docs for row in doc["items"])


def _total(docs: list[dict[str, Any]]) -> Decimal:
    return sum((doc["grand_total"] for doc in docs), Decimal(0))


def _refund(number: int, line: int, count: int, goods: Decimal, shipping: Decimal) -> Transaction:
    """Finances tell goods and shipping gross here: of a seller outside the VAT service."""
    leaves = [Leaf(path=("Sales", "ProductCharges", "OurPricePrincipal"), amount=-goods)]
    if shipping:
        leaves.append(Leaf(path=("Sales", "Shipping", "ShippingPrincipal"), amount=-shipping))
    leaves.append(Leaf(path=("Expenses", "AmazonFees", "Commission", "Base"), amount=Decimal("0.60")))
    total = sum((leaf.amount for leaf in leaves), Decimal(0))
    item = TransactionItem(sku=f"SKU-{line}", quantity=count, total=total, leaves=tuple(leaves))
    return Transaction(
        transaction_id=f"T{number}",
        kind="Refund",
        status="RELEASED",
        posted_at=NOW - timedelta(days=1) + timedelta(minutes=number),
        currency="EUR",
        total=total,
        order_id=ORDER_ID,
        related={"REFUND_ID": f"F{number}"},
        items=(item,),
        leaves=tuple(leaves),
    )


@pytest.fixture(autouse=True, scope="module")
def template() -> Any:
    """An installation with its masters told, to be copied for each life."""
    before = os.environ.get("SELLERBRIDGE_HOME")
    os.environ["SELLERBRIDGE_HOME"] = str(_HOME / "template")
    with installation.opened(clock=HeldClock(NOW)) as opened:
        opened.store.erp.choose("books")
        opened.store.settings.put({"company_currency": "EUR"})
        seller = connected(opened, "shop")
        over = bridge(opened, seller, FakeAmazon(), company_currency="EUR")
        opened.store.translations.keep_masters(seller.id, master_documents(over.settings, mapping=over.mapping()))
        deliver.deliver(over, Tally(), flow="orders", progress=Silent())
    yield
    shutil.rmtree(_HOME)
    if before is None:
        del os.environ["SELLERBRIDGE_HOME"]
    else:
        os.environ["SELLERBRIDGE_HOME"] = before


OrderLife.TestCase.settings = settings(max_examples=EXAMPLES, stateful_step_count=20, deadline=None)
TestOrderLife = OrderLife.TestCase
