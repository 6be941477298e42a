"""Refunds as Amazon tells them, and the credit notes they become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.rules.conftest import MAPPING, line_of, sale_of

from sellerbridge.commerce.order import Order, OrderLine
from sellerbridge.commerce.shipment import Shipment
from sellerbridge.commerce.transaction import Leaf, Transaction, TransactionItem
from sellerbridge.documents.order import order_documents
from sellerbridge.documents.refunded import charge_type, refunds
from sellerbridge.documents.switches import Switches
from sellerbridge.errors import Hold
from sellerbridge.settings import Settings

SENT = datetime(2026, 10, 3, tzinfo=UTC)
SALES = {
    "ITEM": ("Sales", "ProductCharges", "OurPricePrincipal"),
    "TAX": ("Sales", "ProductCharges", "OurPriceTax"),
    "SHIPPING": ("Sales", "Shipping", "ShippingPrincipal"),
    "DISCOUNT": ("Sales", "PromotionRebates", "PromotionRebatePrincipal"),
    "WITHHELD": ("Sales", "MarketplaceWithheldTax", "MarketplaceFacilitatorVAT-Principal"),
    "GOODWILL": ("Sales", "Goodwill", "GoodwillPrincipal"),
    "FEE": ("Expenses", "AmazonFees", "Commission", "Base"),
}


def sale(*lines: OrderLine, total: str, steps: Sequence[Mapping[str, int]] = (), **fields: Any) -> Order:
    """A shipped order; `steps` by SKU, all at once if none are given."""
    whole = {line.sku: line.quantity for line in lines}
    shipments = tuple(
        Shipment(
            number=number,
            shipped_at=SENT + timedelta(days=number),
            pieces=tuple((line.line_id, step[line.sku]) for line in lines if step.get(line.sku)),
        )
        for number, step in enumerate(steps or [whole], start=1)
    )
    return sale_of(*lines, total=total, status="SHIPPED", shipments=shipments, **fields)


def item(sku: str, pieces: int = 1, **amounts: str) -> TransactionItem:
    leaves = tuple(Leaf(path=SALES[kind], amount=Decimal(amount)) for kind, amount in amounts.items())
    total = sum((leaf.amount for leaf in leaves), Decimal(0))
    return TransactionItem(sku=sku, quantity=pieces, total=total, leaves=leaves)


def refund(*items: TransactionItem, number: int = 1, **fields: Any) -> Transaction:
    return Transaction(
        **{
            "transaction_id": f"T{number}",
            "kind": "Refund",
            "status": "RELEASED",
            "posted_at": SENT + timedelta(days=10 + number),
            "currency": "EUR",
            "total": sum((one.total for one in items), Decimal(0)),
            "related": {"REFUND_ID": f"F{number}"},
            "items": items,
            "leaves": tuple(leaf for one in items for leaf in one.leaves),
            **fields,
        }
    )


def notes(order: Order, *money: Transaction, vat: str = "") -> tuple[dict[str, dict[str, Any]], list[Hold]]:
    doubts: list[Hold] = []
    made = order_documents(
        order,
        settings=Settings(vat={"DE": Decimal(vat)} if vat else {}),
        mapping=MAPPING,
        switches=Switches(invoices=True, credit_notes=True),
        money=money,
        doubt=doubts.append,
    )
    return {d.key: dict(d.body) for d in made if d.kind == "Sales Invoice" and d.body.get("is_return")}, doubts


def shown(note: Mapping[str, Any]) -> tuple[list[tuple[str, int, str]], dict[str, str], str]:
    rows = [(row["amazon_order_item_id"], row["qty"], str(row["rate"])) for row in note["items"]]
    taxes = {row["description"]: str(row["tax_amount"]) for row in note["taxes"]}
    return rows, taxes, str(note["grand_total"])


MUGS = line_of("MUG", 3, ITEM="59.97", TAX="9.58")
"""50.39 net: 1 for 16.79 and 2 for 16.80."""


def test_whole_pieces_come_back_at_the_invoices_rates() -> None:
    order = sale(MUGS, total="59.97")
    found, _ = notes(order, refund(item("MUG", 2, ITEM="-33.59", TAX="-6.39", FEE="4.80")))

    (note,) = found.values()
    assert shown(note) == ([("item-MUG", -1, "16.79"), ("item-MUG", -1, "16.80")], {"Tax": "-6.39"}, "-39.98")
    assert (note["is_return"], note["return_against"], note["update_stock"]) == (1, f"{order.order_id}-1", 0)
    assert (list(found), note["amazon_invoice_key"]) == ([f"{order.order_id}-RF1"], f"{order.order_id}-RF1")
    assert all(row["sales_order"] == order.order_id for row in note["items"])


def test_a_part_of_the_price_is_one_piece_at_that_part() -> None:
    (note,) = notes(sale(MUGS, total="59.97"), refund(item("MUG", 0, ITEM="-4.20", TAX="-0.80")))[0].values()
    assert shown(note) == ([("item-MUG", -1, "4.20")], {"Tax": "-0.80"}, "-5.00")


def test_more_than_a_piece_but_not_two() -> None:
    (note,) = notes(sale(MUGS, total="59.97"), refund(item("MUG", 2, ITEM="-20.00", TAX="0.00")))[0].values()
    assert shown(note) == ([("item-MUG", -1, "16.80"), ("item-MUG", -1, "3.20")], {}, "-20.00")


def test_of_several_lines_with_one_sku_the_one_that_fits_is_taken() -> None:
    small = line_of("MUG", 1, ITEM="5.00", fields={"line_id": "small"})
    large = line_of("MUG", 1, ITEM="20.00", fields={"line_id": "large"})
    order = sale_of(
        small,
        large,
        total="25.00",
        status="SHIPPED",
        shipments=(Shipment(number=1, shipped_at=SENT, pieces=(("small", 1), ("large", 1))),),
    )
    (exact,) = notes(order, refund(item("MUG", 1, ITEM="-5.00")))[0].values()
    (partial,) = notes(order, refund(item("MUG", 1, ITEM="-6.00")))[0].values()
    assert shown(exact)[0] == [("small", -1, "5.00")]
    assert shown(partial)[0] == [("large", -1, "6.00")]


def test_a_refund_over_two_invoices_has_a_credit_note_on_each() -> None:
    order = sale(MUGS, total="59.97", steps=[{"MUG": 1}, {"MUG": 2}])
    found, _ = notes(order, refund(item("MUG", 3, ITEM="-50.39", TAX="-9.58")))

    first, second = found.items()
    assert (first[0], second[0]) == (f"{order.order_id}-RF1", f"{order.order_id}-RF1.2")
    assert [note["return_against"] for _, note in (first, second)] == [
        f"{order.order_id}-1",
        f"{order.order_id}-2",
    ]
    assert first[1]["grand_total"] + second[1]["grand_total"] == Decimal("-59.97")


def test_a_second_refund_of_the_same_piece_stands_alone() -> None:
    """ERPNext takes no more pieces back than it sold; the money is still the buyer's."""
    order = sale(line_of("MUG", 1, ITEM="20.00"), total="20.00")
    found, doubts = notes(
        order, refund(item("MUG", 0, ITEM="-4.00")), refund(item("MUG", ITEM="-16.00"), number=2)
    )

    assert [note.get("return_against") for note in found.values()] == [f"{order.order_id}-1", None]
    assert [str(note["grand_total"]) for note in found.values()] == ["-4.00", "-16.00"]
    assert doubts == []


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (item("MUG", ITEM="-60.00", TAX="0.00"), "50.39 of that SKU is invoiced and not given back yet"),
        (item("POT", ITEM="-5.00"), "its SKU is on no invoice of the order"),
        (item("MUG", ITEM="-50.00", TAX="-10.00"), "59.97 of the order is invoiced and not given back yet"),
    ],
    ids=["more goods than were invoiced", "a SKU that was not sold", "more than was invoiced"],
)
def test_what_cannot_be_placed_is_told_and_harms_no_other(one: TransactionItem, why: str) -> None:
    good = refund(item("MUG", ITEM="-16.80"), number=2)
    found, (doubt,) = notes(sale(MUGS, total="59.97"), refund(one), good)

    assert (doubt.kind, doubt.facts["why"], doubt.facts["refund"]) == ("refund-unplaced", why, "F1")
    assert [str(note["grand_total"]) for note in found.values()] == ["-16.80"]


def test_before_anything_is_invoiced_a_refund_waits() -> None:
    order = sale_of(MUGS, total="59.97")
    found, (doubt,) = notes(order, refund(item("MUG", ITEM="-16.80")))
    assert (found, doubt.facts["why"]) == ({}, "nothing of the order is invoiced yet")


def test_shipping_alone_is_given_back_with_a_piece_for_nothing() -> None:
    order = sale(line_of("MUG", 2, ITEM="40.00", SHIPPING="4.90"), total="44.90")
    (note,) = notes(order, refund(item("MUG", 0, SHIPPING="-4.90")))[0].values()
    assert shown(note) == ([("item-MUG", -1, "0")], {"Shipping": "-4.90"}, "-4.90")


def test_a_discount_is_taken_back() -> None:
    order = sale(line_of("MUG", 1, ITEM="20.00", DISCOUNT="2.00"), total="18.00")
    (note,) = notes(order, refund(item("MUG", ITEM="-20.00", DISCOUNT="2.00")))[0].values()
    assert shown(note) == ([("item-MUG", -1, "20.00")], {"Discounts": "2.00"}, "-18.00")


def test_tax_that_amazon_remitted_is_not_given_back_by_the_seller() -> None:
    order = sale(line_of("MUG", 2, ITEM="23.80", TAX="3.80", fields={"facilitated": True}), total="23.80")
    given = refund(item("MUG", 1, ITEM="-10.00", TAX="-1.90", WITHHELD="1.90"))
    assert shown(notes(order, given)[0].popitem()[1]) == ([("item-MUG", -1, "10.00")], {}, "-10.00")


@pytest.mark.parametrize("kind", ["ITEM", "GOODWILL"])
def test_where_finances_tell_no_tax_the_lines_own_is_taken_out(kind: str) -> None:
    order = sale(line_of("MUG", 2, ITEM="40.00"), total="40.00")
    (note,) = notes(order, refund(item("MUG", 1, **{kind: "-20.00"})), vat="19")[0].values()
    assert str(note["grand_total"]) == "-20.00"
    assert shown(note)[1]["Tax"] == "-3.20"


def test_an_unknown_charge_asks_for_its_account() -> None:
    strange = TransactionItem(
        sku="MUG", total=Decimal(-1), leaves=(Leaf(path=("Sales", "Stardust"), amount=Decimal("-1.00")),)
    )
    found, (doubt,) = notes(sale(MUGS, total="59.97"), refund(strange))
    assert found == {}
    assert (doubt.kind, doubt.facts["type"]) == ("unknown-charge", "Stardust")


def test_a_refund_that_was_deferred_counts_once() -> None:
    first = refund(item("MUG", ITEM="-16.80"), status="DEFERRED_RELEASED")
    again = refund(
        item("MUG", ITEM="-16.80"), number=2, related={"REFUND_ID": "F1", "DEFERRED_TRANSACTION_ID": "T1"}
    )
    for money in ((first, again), (again, first), (first,), (again,)):
        assert list(notes(sale(MUGS, total="59.97"), *money)[0]) == ["305-1234567-1234567-RF1"]


def test_two_refunds_under_one_name_are_two() -> None:
    one, two = refund(item("MUG", ITEM="-1.00")), refund(item("MUG", ITEM="-2.00"), number=2)
    same = [one, Transaction(**{f: getattr(two, f) for f in two.__struct_fields__} | {"related": one.related})]
    assert [name for name, _ in refunds(same)] == ["F1", "T2"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("Sales", "ProductCharges", "OurPricePrincipal"), "ITEM"),
        (("Sales", "Product Charges"), "ITEM"),
        (("Product Charges", "Principle"), "ITEM"),
        (("Sales", "Tax", "OurPriceTax"), "TAX"),
        (("Sales", "Shipping", "ShippingTax"), "TAX"),
        (("Sales", "MarketplaceWithheldTax", "MarketplaceFacilitatorVAT-Shipping"), "TAX"),
        (("Sales", "PromotionRebates", "ShippingPrincipal"), "DISCOUNT"),
        (("Sales", "GiftWrap", "GiftWrapPrincipal"), "GIFT_WRAP"),
        (("Sales", "CODFee", "CODFeePrincipal"), "COD_FEE"),
        (("Sales", "Goodwill", "GoodwillPrincipal"), "Goodwill"),
        (("Expenses", "AmazonFees", "Commission", "Tax"), None),
        (("Expenses", "FBA fees"), None),
    ],
)
def test_the_words_of_finances(path: tuple[str, ...], kind: str | None) -> None:
    assert charge_type(path) == kind
