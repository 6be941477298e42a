"""What comes back goes on stock against what went out, never more, and only what can be sold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.commerce.order import AMAZON, Charge, Order, OrderLine
from sellerbridge.commerce.returned import Returned
from sellerbridge.commerce.shipment import Shipment
from sellerbridge.documents.life import Standing
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.order import order_documents
from sellerbridge.documents.restock import Restocked, restock
from sellerbridge.documents.switches import Switches
from sellerbridge.errors import Hold
from sellerbridge.outgoing import Outgoing
from sellerbridge.settings import Settings

SHIPPED = datetime(2026, 10, 1, 22, tzinfo=UTC)
BACK = SHIPPED + timedelta(days=9)
ORDER = Order(
    order_id="302-1",
    marketplace_id="A1PA6795UKMFR9",
    status="SHIPPED",
    purchased_at=SHIPPED,
    updated_at=SHIPPED,
    fulfilled_by=AMAZON,
    lines=(
        OrderLine(line_id="1", sku="CUP", asin="B00000CUP1", quantity=3),
        OrderLine(line_id="2", sku="POT", asin="B00000POT1", quantity=2),
    ),
)


def line(line_id: str, pieces: int, rate: str) -> dict[str, Any]:
    price = Decimal(rate)
    return {
        "item_code": {"1": "CUP", "2": "POT"}[line_id],
        "qty": pieces,
        "uom": "Nos",
        "conversion_factor": 1,
        "rate": price,
        "price_list_rate": price,
        "amount": price * pieces,
        "warehouse": "Amazon FBA",
        "against_sales_order": "302-1",
        "amazon_order_item_id": line_id,
    }


def note(number: int, *rows: dict[str, Any], day: str = "2026-10-01", **more: Any) -> Outgoing:
    body = {
        "docstatus": 1,
        "customer": "Buyer - 302-1",
        "company": "My Company",
        "posting_date": day,
        "set_posting_time": 1,
        "currency": "GBP",
        "conversion_rate": Decimal("1.1713"),
        "set_warehouse": "Amazon FBA",
        "amazon_order_id": "302-1",
        "amazon_shipment_id": f"302-1-{number}",
        "items": list(rows),
        "taxes": [{"charge_type": "Actual", "account_head": "VAT", "tax_amount": Decimal("1.00")}],
    }
    return Outgoing(kind="Delivery Note", key=f"302-1-{number}", name=f"302-1-{number}", body=body | more)


def back(number: int, sku: str = "CUP", pieces: int = 1, **more: Any) -> Returned:
    told = Returned(
        mark=str(number),
        order_id="302-1",
        sku=sku,
        quantity=pieces,
        disposition="SELLABLE",
        received_at=BACK,
        number=number,
    )
    return msgspec.structs.replace(told, **more)


def made(returns: Sequence[Returned], *notes: Outgoing) -> Restocked:
    bodies = {one.key: one.body for one in notes}
    return restock(ORDER, returns, bodies, settings=Settings())


NOTES = (note(1, line("1", 2, "3.33"), line("2", 1, "8.00")), note(2, line("1", 1, "3.34"), line("2", 1, "8.00")))


def test_a_return_is_a_delivery_note_the_other_way_round() -> None:
    found = made([back(1, pieces=2)], *NOTES)
    assert found.unplaced is None
    (document,) = found.documents
    assert (document.kind, document.key, document.name, document.about) == (
        "Delivery Note",
        "302-1-R1",
        "302-1-R1",
        "302-1",
    )
    body = document.body
    assert (body["docstatus"], body["is_return"], body["return_against"]) == (1, 1, "302-1-1")
    assert (body["posting_date"], body["amazon_shipment_id"]) == ("2026-10-10", "302-1-R1")
    (row,) = body["items"]
    assert (row["item_code"], row["qty"], row["rate"], row["amount"]) == (
        "CUP",
        -2,
        Decimal("3.33"),
        Decimal("-6.66"),
    )
    assert row["warehouse"] == "Amazon FBA"
    assert "against_sales_order" not in row  # or the ERP would want to deliver it once more
    assert (body["grand_total"], body["base_grand_total"]) == (Decimal("-6.66"), Decimal("-7.80"))
    assert body["taxes"] == []
    assert document.origins.keys() == body.keys()


def test_what_spans_two_notes_is_two_documents() -> None:
    first, second = made([back(1, pieces=3)], *NOTES).documents
    assert [(d.key, d.body["return_against"], d.body["items"][0]["qty"]) for d in (first, second)] == [
        ("302-1-R1", "302-1-1", -2),
        ("302-1-R1.2", "302-1-2", -1),
    ]


def test_other_goods_than_sellable_are_on_no_stock_but_have_come_back() -> None:
    found = made([back(1, pieces=2, disposition="CUSTOMER_DAMAGED"), back(2), back(3)], *NOTES)
    damaged, restocked = found.documents
    assert (damaged.key, damaged.body) == ("302-1-R1", {"docstatus": 2})
    assert (restocked.key, restocked.body["return_against"]) == ("302-1-R2", "302-1-2")
    assert found.unplaced is not None
    assert found.unplaced.facts == {"pieces": "1 of CUP", "date": "2026-10-10"}


def test_more_than_was_sent_is_not_invented() -> None:
    found = made([back(1, pieces=5), back(2, "PAN"), back(3, "POT")], *NOTES)
    assert found.unplaced is not None
    assert found.unplaced.kind == "return-unplaced"
    assert found.unplaced.facts["pieces"] == "2 of CUP, 1 of PAN"
    assert [document.key for document in found.documents] == ["302-1-R1", "302-1-R1.2", "302-1-R3"]


def test_without_any_note_nothing_is_booked() -> None:
    assert made([], *NOTES) == Restocked()
    found = made([back(1)])
    assert found.documents == ()
    assert found.unplaced is not None


def test_a_piece_under_another_sku_is_known_by_its_asin() -> None:
    (document,) = made([back(1, "CUP-OLD", asin="B00000POT1")], *NOTES).documents
    assert document.body["items"][0]["item_code"] == "POT"


def test_no_return_is_before_its_delivery() -> None:
    (document,) = made([back(1, received_at=SHIPPED - timedelta(days=9))], *NOTES).documents
    assert document.body["posting_date"] == "2026-10-01"


_RETURNS = st.lists(
    st.tuples(
        st.sampled_from(["CUP", "POT"]), st.integers(1, 3), st.sampled_from(["SELLABLE", "DEFECTIVE", "sellable"])
    ),
    max_size=6,
).map(lambda told: [back(n, sku, pieces, disposition=d) for n, (sku, pieces, d) in enumerate(told, start=1)])


@given(_RETURNS, st.randoms())
def test_every_piece_is_on_stock_or_unsellable_or_unplaced(returns: list[Returned], dice: Any) -> None:
    found = made(returns, *NOTES)
    out = {row["item_code"]: Counter[str]() for n in NOTES for row in n.body["items"]}
    for document in found.documents:
        for row in document.body.get("items", ()):
            out[row["item_code"]][document.body["return_against"]] -= row["qty"]
    for sku, sent in (("CUP", {"302-1-1": 2, "302-1-2": 1}), ("POT", {"302-1-1": 1, "302-1-2": 1})):
        assert all(pieces <= sent[key] for key, pieces in out[sku].items())
        told = sum(r.quantity for r in returns if r.sku == sku)
        good = sum(r.quantity for r in returns if r.sku == sku and r.sellable)
        assert max(0, good - max(0, told - sum(sent.values()))) <= out[sku].total() <= good
    assert (found.unplaced is None) == all(
        sum(r.quantity for r in returns if r.sku == sku) <= most for sku, most in (("CUP", 3), ("POT", 2))
    )
    mixed = list(returns)
    dice.shuffle(mixed)
    assert made(mixed, *NOTES).documents == found.documents


@given(_RETURNS, st.integers(0, 6))
def test_what_comes_later_leaves_the_earlier_as_it_is(returns: list[Returned], known: int) -> None:
    before = made(returns[:known], *NOTES).documents
    assert made(returns, *NOTES).documents[: len(before)] == before


SOLD = msgspec.structs.replace(
    ORDER,
    currency="EUR",
    total=Decimal("30.00"),
    lines=(
        OrderLine(
            line_id="1",
            sku="CUP",
            quantity=3,
            charges=(Charge(type="ITEM", amount=Decimal("30.00")),),
            total=Decimal("30.00"),
        ),
    ),
    shipments=(
        Shipment(number=1, shipped_at=SHIPPED, pieces=(("1", 2),)),
        Shipment(number=2, shipped_at=SHIPPED, pieces=(("1", 1),)),
    ),
)


def documents(*returns: Returned, standing: Standing | None = None, notes: bool = True) -> list[Outgoing]:
    found = order_documents(
        SOLD,
        settings=Settings(),
        mapping=Mappings(items={"CUP": "CUP"}),
        switches=Switches(delivery_notes=notes),
        returns=returns,
        standing=standing,
    )
    return [document for document in found if document.kind == "Delivery Note"]


def test_an_order_puts_back_what_its_own_notes_sent() -> None:
    assert [d.key for d in documents(back(1, pieces=3))] == ["302-1-1", "302-1-2", "302-1-R1", "302-1-R1.2"]
    assert documents(back(1), notes=False) == []
    with pytest.raises(Hold) as hold:
        documents(back(1, pieces=4))
    assert hold.value.kind == "return-unplaced"


def test_what_is_there_stays_and_is_taken_back_when_it_cannot_be_sold_after_all() -> None:
    told = documents(back(1))
    standing = Standing(
        names={(d.kind, d.key): d.name for d in told} | {("Sales Order", "302-1"): "302-1"},
        bodies={(d.kind, d.key): d.body for d in told},
    )
    assert documents(back(1), standing=standing) == []
    (second,) = documents(back(1), back(2, pieces=2), standing=standing)[:1]
    assert (second.key, second.body["return_against"]) == ("302-1-R2", "302-1-1")
    (gone,) = documents(back(1, disposition="DEFECTIVE"), standing=standing)
    assert (gone.key, gone.body["docstatus"]) == ("302-1-R1", 2)
