"""Invoices and credit notes of any order add up to Amazon's figures, however the order was shipped and looked at."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.documents.generated import BOUGHT, MAPPING, Told, orders

from sellerbridge.commerce import money
from sellerbridge.commerce.fulfilled import steps
from sellerbridge.commerce.money import ZERO, smallest_unit
from sellerbridge.commerce.order import Order
from sellerbridge.commerce.transaction import Leaf, Transaction, TransactionItem
from sellerbridge.documents.life import Standing
from sellerbridge.documents.lines import Rows, of_line, rows
from sellerbridge.documents.order import order_documents
from sellerbridge.documents.switches import Switches
from sellerbridge.errors import Hold
from sellerbridge.outgoing import Outgoing
from sellerbridge.settings import Settings

SETTINGS = Settings(vat={"DE": Decimal(19), "UK": Decimal(20), "PL": Decimal(23)})
ALL = Switches(delivery_notes=True, invoices=True, credit_notes=True, cancellations=True)
MANY = settings(max_examples=int(os.environ.get("SELLERBRIDGE_EXAMPLES", "40")), deadline=None)
"""SELLERBRIDGE_EXAMPLES=5000 for a long run."""


class ERP:
    """What was told, by kind and key; `fails` loses some of it, as a refusal would."""

    def __init__(self) -> None:
        self.bodies: dict[tuple[str, str], Mapping[str, Any]] = {}
        self.untold: set[tuple[str, str]] = set()
        self.doubts: list[Hold] = []

    def looks_at(self, order: Order, money: tuple[Transaction, ...] = (), *, fails: Iterable[int] = ()) -> None:
        held = Standing(
            names={place: place[1] for place in self.bodies},
            bodies=dict(self.bodies),
            untold=frozenset(self.untold - self.bodies.keys()),
        )
        self.doubts = []
        made = order_documents(
            order,
            settings=SETTINGS,
            mapping=MAPPING,
            switches=ALL,
            money=money,
            standing=held,
            doubt=self.doubts.append,
        )
        lost = set(fails)
        for number, document in enumerate(d for d in made if d.kind in ("Sales Invoice", "Delivery Note")):
            self._told(document, lost=number in lost)
        for document in made:
            if document.kind == "Sales Order":
                self._told(document, lost=False)

    def _told(self, document: Outgoing, *, lost: bool) -> None:
        place = document.kind, document.key
        if document.body["docstatus"] == 2:
            self.bodies.pop(place, None)
            self.untold.discard(place)
        elif lost:
            self.untold.add(place)
        else:
            assert place not in self.bodies or document.kind == "Sales Order", "a booked document stays as it is"
            self.bodies[place] = document.body

    def of(self, kind: str, *, returns: bool = False) -> list[Mapping[str, Any]]:
        return [
            body
            for (its, _), body in self.bodies.items()
            if its == kind and bool(body.get("is_return")) is returns
        ]

    def total(self, kind: str, *, returns: bool = False) -> Decimal:
        return sum((body["grand_total"] for body in self.of(kind, returns=returns)), ZERO)


def due(order: Order) -> Decimal:
    """What the buyer owes the seller, from the rows that are proven elsewhere."""
    return rows(order, settings=SETTINGS, mapping=MAPPING).grand_total


def pieces(bodies: Iterable[Mapping[str, Any]], *, paid: bool = False) -> Counter[str]:
    """By line; `paid` leaves out free ones: alone in a step they are on no invoice."""
    counted = Counter[str]()
    for row in (row for body in bodies for row in body["items"]):
        if row["rate"] or not paid:
            counted[row["amazon_order_item_id"]] += row["qty"]
    return counted


@st.composite
def sightings(draw: st.DrawFn, order: Order) -> list[Order]:
    """The order as its pieces leave, oldest first; the last one is wholly shipped."""
    seen, counts = [], dict.fromkeys((line.line_id for line in order.lines), 0)
    for number in range(draw(st.integers(0, 3))):
        for line in order.lines:
            counts[line.line_id] = draw(st.integers(counts[line.line_id], line.quantity))
        seen.append(_at(order, counts, "PARTIALLY_SHIPPED" if any(counts.values()) else "UNSHIPPED", number))
    return [*seen, _at(order, {line.line_id: line.quantity for line in order.lines}, "SHIPPED", 9)]


def _at(order: Order, counts: Mapping[str, int], status: str, number: int) -> Order:
    lines = tuple(msgspec.structs.replace(line, quantity_fulfilled=counts[line.line_id]) for line in order.lines)
    later = order.updated_at + timedelta(days=number)
    return msgspec.structs.replace(order, lines=lines, status=status, updated_at=later, fulfilled_by="AMAZON")


def mirrored(seen: Iterable[Order]) -> list[Order]:
    """As the mirror keeps them: what is older than the known state is passed over, steps only grow."""
    kept: list[Order] = []
    for order in seen:
        if kept and order.updated_at < kept[-1].updated_at:
            continue
        known = kept[-1].shipments if kept else ()
        kept.append(msgspec.structs.replace(order, shipments=steps(order, known)))
    return kept


@MANY
@given(st.data(), orders())
def test_all_invoices_add_up_to_the_order(data: st.DataObject, generated: tuple[Order, list[Told]]) -> None:
    erp, (order, _) = ERP(), generated
    for seen in mirrored(data.draw(sightings(order))):
        erp.looks_at(seen, fails=data.draw(st.sets(st.integers(0, 4), max_size=2)))
    erp.looks_at(seen)

    assert erp.total("Sales Invoice") == erp.total("Delivery Note") == due(order)
    assert erp.doubts == []
    for kind in ("Sales Invoice", "Delivery Note"):
        for body in erp.of(kind):
            assert body["grand_total"] == body["net_total"] + body["total_taxes_and_charges"]
            assert all(row["amount"] == row["rate"] * row["qty"] for row in body["items"])
            assert all(money.is_exact(row["tax_amount"], order.currency) for row in body["taxes"])
    assert pieces(erp.of("Delivery Note")) == {line.line_id: line.quantity for line in order.lines}


@MANY
@given(st.data(), orders())
def test_invoices_take_the_rows_of_the_sales_order(
    data: st.DataObject, generated: tuple[Order, list[Told]]
) -> None:
    """So that the ERP finds each of them there, and never more than is ordered."""
    erp = ERP()
    for seen in mirrored(data.draw(sightings(generated[0]))):
        erp.looks_at(seen)

    ordered, delivered = Counter[tuple[str, Decimal]](), Counter[tuple[str, Decimal]]()
    for counted, kind in ((ordered, "Sales Order"), (delivered, "Delivery Note")):
        for body in erp.of(kind):
            for row in body["items"]:
                counted[row["amazon_order_item_id"], row["rate"]] += row["qty"]
    assert ordered == delivered


@MANY
@given(st.data(), orders())
def test_the_end_does_not_depend_on_what_was_seen_when(
    data: st.DataObject, generated: tuple[Order, list[Told]]
) -> None:
    """Looks that are skipped, repeated or out of order: the steps differ; the Sales Order, the sums, the charges by
    type and the pieces do not.
    """
    whole = data.draw(sightings(generated[0]))
    some = [*data.draw(st.lists(st.sampled_from(whole), max_size=6)), whole[-1]]
    first, second = ERP(), ERP()
    for erp, seen in ((first, whole), (second, some)):
        for order in mirrored(seen):
            erp.looks_at(order)

    for kind in ("Sales Order", "Sales Invoice", "Delivery Note"):
        assert first.total(kind) == second.total(kind)
    assert pieces(first.of("Delivery Note")) == pieces(second.of("Delivery Note"))
    assert pieces(first.of("Sales Invoice"), paid=True) == pieces(second.of("Sales Invoice"), paid=True)
    assert first.of("Sales Order") == second.of("Sales Order")
    charges = [_charges(erp.of("Sales Invoice")) for erp in (first, second)]
    assert charges[0] == charges[1]


def _charges(bodies: Iterable[Mapping[str, Any]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for row in (row for body in bodies for row in body["taxes"]):
        sums[row["description"]] = sums.get(row["description"], ZERO) + row["tax_amount"]
    return {name: amount for name, amount in sums.items() if amount}


@MANY
@given(st.data(), orders())
def test_what_is_cancelled_after_a_first_invoice_is_never_invoiced(
    data: st.DataObject, generated: tuple[Order, list[Told]]
) -> None:
    """The first invoices stay; the rest adjusts so that the sum is the order as it stands. The Sales Order, which
    cannot be amended any more, is told.
    """
    order, _ = generated
    line = data.draw(st.sampled_from(order.lines))
    assume(line.quantity > 2)
    shipped, left = 1, data.draw(st.integers(2, line.quantity - 1))
    less = _reduced(order, line.line_id, left)
    erp = ERP()
    first, second = mirrored(
        [
            _at(
                order,
                dict.fromkeys((one.line_id for one in order.lines), 0) | {line.line_id: shipped},
                "PARTIALLY_SHIPPED",
                1,
            ),
            _at(less, {one.line_id: one.quantity for one in less.lines}, "SHIPPED", 2),
        ]
    )
    erp.looks_at(first)
    before = erp.of("Sales Invoice")
    erp.looks_at(second)

    assert erp.of("Sales Invoice")[: len(before)] == before
    if before:
        assert erp.total("Sales Invoice") == due(less)
    assert pieces(erp.of("Delivery Note"))[line.line_id] == left
    assert [doubt.kind for doubt in erp.doubts] == ["changed-after-fulfilment"]
    assert erp.of("Sales Order")[0]["grand_total"] == due(order)


def _reduced(order: Order, line_id: str, left: int) -> Order:
    """As Amazon does: fewer pieces, and of each charge the share of what is left."""

    def share(amount: Decimal, quantity: int) -> Decimal:
        return money.rounded(amount * left / quantity, order.currency)

    lines = []
    for line in order.lines:
        if line.line_id == line_id:
            charges = tuple(
                msgspec.structs.replace(charge, amount=share(charge.amount, line.quantity), parts=())
                for charge in line.charges
            )
            line = msgspec.structs.replace(line, quantity=left, charges=charges, total=None)  # noqa: PLW2901
        lines.append(line)
    return msgspec.structs.replace(order, lines=tuple(lines), total=None, complete=False)


def refund_of(order: Order, whole: Rows, number: int, given: Mapping[str, int], *, part: Decimal) -> Transaction:
    """What Amazon says when so many pieces of these lines are refunded, or a part of what they cost."""
    items = []
    for line in whole.lines:
        count = given.get(line.line.line_id, 0)
        if not count:
            continue
        brought = of_line(line, inside=whole.tax_inside)
        amounts = {
            kind: money.rounded(amount * count * part / line.line.quantity, order.currency)
            for kind, amount in brought.items()
        }
        leaves = [Leaf(path=_PATHS[kind], amount=-amount) for kind, amount in amounts.items() if amount]
        fee = Leaf(path=("Expenses", "AmazonFees", "Commission", "Base"), amount=smallest_unit(order.currency))
        items.append(
            TransactionItem(
                sku=line.line.sku,
                quantity=count,
                total=sum((leaf.amount for leaf in (*leaves, fee)), ZERO),
                leaves=(*leaves, fee),
            )
        )
    return Transaction(
        transaction_id=f"T{number}",
        kind="Refund",
        status="RELEASED",
        posted_at=BOUGHT + timedelta(days=10 + number),
        currency=order.currency,
        total=sum((item.total for item in items), ZERO),
        order_id=order.order_id,
        related={"REFUND_ID": f"F{number}"},
        items=tuple(items),
        leaves=tuple(leaf for item in items for leaf in item.leaves),
    )


_PATHS = {
    "ITEM": ("Sales", "ProductCharges", "OurPricePrincipal"),
    "SHIPPING": ("Sales", "Shipping", "ShippingPrincipal"),
    "GIFT_WRAP": ("Sales", "GiftWrap", "GiftWrapPrincipal"),
    "COD_FEE": ("Sales", "CODFee", "CODFeePrincipal"),
    "OTHER": ("Sales", "OTHER"),
    "DISCOUNT": ("Sales", "PromotionRebates", "PromotionRebatePrincipal"),
    "TAX": ("Sales", "ProductCharges", "OurPriceTax"),
}


def buyers(refunds: Iterable[Transaction]) -> Decimal:
    return sum((leaf.amount for one in refunds for leaf in one.leaves if leaf.path[0] == "Sales"), ZERO)


@MANY
@given(st.data(), orders())
def test_credit_notes_are_what_the_buyer_gets_back(
    data: st.DataObject, generated: tuple[Order, list[Told]]
) -> None:
    order, _ = generated
    whole = rows(order, settings=SETTINGS, mapping=MAPPING)
    left = {line.line_id: line.quantity for line in order.lines}
    refunds: list[Transaction] = []
    for number in range(data.draw(st.integers(1, 4))):
        given = {line_id: data.draw(st.integers(0, count)) for line_id, count in left.items()}
        part = data.draw(st.sampled_from([Decimal(1), Decimal(1), Decimal("0.5"), Decimal("0.13")]))
        left = {line_id: count - given[line_id] for line_id, count in left.items()}
        refunds.append(refund_of(order, whole, number, given, part=part))
    erp = ERP()
    for seen in mirrored(data.draw(sightings(order))):
        erp.looks_at(seen)
    arrived: list[Transaction] = []
    for one in data.draw(st.permutations(refunds)):
        arrived.append(one)
        if data.draw(st.booleans()):
            erp.looks_at(seen, tuple(arrived), fails=data.draw(st.sets(st.integers(0, 2), max_size=1)))
    erp.looks_at(seen, tuple(arrived))

    if erp.of("Sales Invoice"):
        lost = sum((Decimal(d.facts["amount"]) for d in erp.doubts if d.kind == "refund-unplaced"), ZERO)
        assert erp.total("Sales Invoice", returns=True) - lost == buyers(refunds)
    _check_notes(erp)


def _check_notes(erp: ERP) -> None:
    """As ERPNext checks a return: no more pieces than the invoice has, at no higher rate, and in its currency."""
    invoices = {key: body for (kind, key), body in erp.bodies.items() if kind == "Sales Invoice"}
    back = Counter[tuple[str, str]]()
    for note in erp.of("Sales Invoice", returns=True):
        assert note["grand_total"] == note["net_total"] + note["total_taxes_and_charges"]
        assert note["items"], "a credit note without goods is none to ERPNext"
        against = note.get("return_against", "")
        if not against:
            continue
        original = invoices[against]
        assert note["conversion_rate"] == original["conversion_rate"]
        assert note["posting_date"] >= original["posting_date"]
        for row in note["items"]:
            same = [given for given in original["items"] if given["item_code"] == row["item_code"]]
            back[against, row["item_code"]] -= row["qty"]
            assert row["qty"] < 0
            assert row["rate"] <= max(given["rate"] for given in same)
            assert back[against, row["item_code"]] <= sum(given["qty"] for given in same)
