"""With taxes_and_charges=order a Sales Order comes to what Amazon pays out for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.commerce.order import Buyer, Charge, Order, OrderLine
from sellerbridge.commerce.transaction import Leaf, Transaction
from sellerbridge.documents.chart import REFUNDS
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.order import order_documents
from sellerbridge.documents.order_fees import fee
from sellerbridge.errors import Hold
from sellerbridge.settings import Settings

AT = datetime(2026, 10, 1, 9, 30, tzinfo=UTC)
ORDER_ID = "305-1234567-1234567"
GERMANY = "A1PA6795UKMFR9"
MAPPING = Mappings(products={"MUG": "MUG"}, marketplaces=(GERMANY,))
SETTINGS = Settings(taxes_and_charges="order")
FEES = ("Commission", "FBAPerUnitFulfillmentFee", "ShippingChargeback", "DigitalServicesFee")
PRICE = {
    "ITEM": (("Sales", "ProductCharges", "OurPricePrincipal"), Decimal(1)),
    "SHIPPING": (("Sales", "Shipping", "ShippingPrincipal"), Decimal(1)),
    "DISCOUNT": (("Sales", "PromotionRebates", "PromotionRebatePrincipal"), Decimal(-1)),
    "TAX": (("Sales", "ProductCharges", "OurPriceTax"), Decimal(1)),
}

cents = st.integers(1, 99_999).map(lambda number: Decimal(number).scaleb(-2))
fees = st.dictionaries(st.sampled_from(FEES), cents.map(lambda amount: -amount))


def sold(item: Decimal, shipping: Decimal, discount: Decimal, tax: Decimal) -> Order:
    """An order of one piece whose prices are net, as Amazon's own example has them; its tax is on top."""
    charges = {"ITEM": item, "SHIPPING": shipping, "DISCOUNT": discount, "TAX": tax}
    line = OrderLine(
        line_id="1",
        sku="MUG",
        quantity=1,
        charges=tuple(Charge(type=kind, amount=amount) for kind, amount in charges.items() if amount),
    )
    return Order(
        order_id=ORDER_ID,
        marketplace_id=GERMANY,
        status="SHIPPED",
        purchased_at=AT,
        updated_at=AT,
        currency="EUR",
        total=item + shipping - discount + tax,
        fulfilled_by="AMAZON",
        lines=(line,),
        buyer=Buyer(key=ORDER_ID),
    )


def moved(
    number: int,
    kind: str,
    parts: Mapping[str, Decimal],
    fees: Mapping[str, Decimal],
    *,
    status: str = "RELEASED",
    currency: str = "EUR",
    **related: str,
) -> Transaction:
    """A transaction of these parts of the price, as the seller gets them, and these fees."""
    leaves = [Leaf(path=PRICE[part][0], amount=amount) for part, amount in parts.items() if amount]
    leaves += [Leaf(path=("Expenses", "AmazonFees", name, "Base"), amount=amount) for name, amount in fees.items()]
    return Transaction(
        transaction_id=f"T{number}",
        kind=kind,
        status=status,
        posted_at=AT + timedelta(hours=number),
        currency=currency,
        total=sum((leaf.amount for leaf in leaves), Decimal(0)),
        order_id=ORDER_ID,
        related=related,
        leaves=tuple(leaves),
    )


def paid(order: Order) -> dict[str, Decimal]:
    return {charge.type: PRICE[charge.type][1] * charge.amount for charge in order.lines[0].charges}


def booked(order: Order, money: Sequence[Transaction], mapping: Mappings = MAPPING) -> dict[str, Any]:
    documents = order_documents(order, settings=SETTINGS, mapping=mapping, money=tuple(money))
    return dict(next(one.body for one in documents if one.kind == "Sales Order"))


@st.composite
def histories(draw: st.DrawFn) -> tuple[Order, list[Transaction], Decimal]:
    """An order, its transactions in any order of arrival, and what Amazon pays out for it."""
    item, discount = draw(cents), draw(cents)
    order = sold(item + discount, draw(cents | st.just(Decimal(0))), discount, draw(cents | st.just(Decimal(0))))
    sale = moved(1, "Shipment", paid(order), draw(fees))
    told = [sale]
    if draw(st.booleans()):  # Amazon kept it for a while, and tells it again when it pays
        told = [
            moved(1, "Shipment", paid(order), {}, status="DEFERRED_RELEASED"),
            moved(2, "Shipment", paid(order), draw(fees), DEFERRED_TRANSACTION_ID="T1"),
        ]
    payout = told[-1].total
    for number, kind in enumerate(draw(st.lists(st.sampled_from(("Refund", "Chargeback")), max_size=3)), start=3):
        back = {part: -amount for part, amount in paid(order).items() if draw(st.booleans())}
        told.append(moved(number, kind, back, draw(fees)))
        payout += told[-1].total
    return order, draw(st.permutations(told)), payout


@given(histories())
def test_the_order_comes_to_its_payout_to_the_cent(history: tuple[Order, list[Transaction], Decimal]) -> None:
    order, told, payout = history
    body = booked(order, told)
    assert body["grand_total"] == payout
    assert body["net_total"] + sum(row["tax_amount"] for row in body["taxes"]) == payout
    assert all(row["account_head"] for row in body["taxes"])


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_makes_no_difference(
    history: tuple[Order, list[Transaction], Decimal], random: Any
) -> None:
    order, told, _ = history
    shuffled = list(told)
    random.shuffle(shuffled)
    assert booked(order, told) == booked(order, shuffled)


def test_fees_are_rows_by_type_on_their_accounts() -> None:
    order = sold(Decimal("20.00"), Decimal("4.90"), Decimal(0), Decimal(0))
    sale = moved(
        1, "Shipment", paid(order), {"Commission": Decimal("-3.00"), "ShippingChargeback": Decimal("-4.90")}
    )
    back = moved(2, "Refund", {"ITEM": Decimal("-20.00")}, {"Commission": Decimal("2.40")})
    body = booked(order, [sale, back])
    assert [(row["description"], row["account_head"], row["tax_amount"]) for row in body["taxes"]] == [
        ("Shipping", "Amazon Shipping", Decimal("4.90")),
        ("Commission", "Amazon Commission", Decimal("-0.60")),
        ("ShippingChargeback", "Amazon Chargebacks", Decimal("-4.90")),
        ("Refund: Goods", REFUNDS, Decimal("-20.00")),
    ]
    assert body["grand_total"] == Decimal("-0.60")
    assert {row["charge_type"] for row in body["taxes"]} == {"Actual"}


def test_a_person_may_choose_the_accounts() -> None:
    order = sold(Decimal("20.00"), Decimal(0), Decimal(0), Decimal(0))
    told = [
        moved(1, "Shipment", paid(order), {"NovelFee": Decimal("-1.00")}),
        moved(2, "Refund", {"ITEM": Decimal("-5.00")}, {}),
    ]
    with pytest.raises(Hold) as held:
        booked(order, told)
    assert held.value.kind == "unknown-charge"
    assert held.value.facts == {"type": "NovelFee", "amount": "-1.00", "currency": "EUR"}
    mapped = Mappings(
        products=MAPPING.products,
        marketplaces=(GERMANY,),
        accounts={"DE:NovelFee": "Novelties", "Refund": "Returns"},
    )
    assert [row["account_head"] for row in booked(order, told, mapped)["taxes"]] == ["Novelties", "Returns"]


def test_before_finances_tell_anything_the_order_is_the_buyers() -> None:
    order = sold(Decimal("20.00"), Decimal("4.90"), Decimal(0), Decimal(0))
    assert booked(order, [])["grand_total"] == Decimal("24.90")


def test_money_in_another_currency_is_not_added_up() -> None:
    order = sold(Decimal("20.00"), Decimal(0), Decimal(0), Decimal(0))
    with pytest.raises(Hold, match="unreadable"):
        booked(order, [moved(1, "Shipment", paid(order), {}, currency="USD")])


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (("Expenses", "AmazonFees", "Commission", "Base"), "Commission"),
        (("Expenses", "AmazonFees", "Commission", "Tax"), "Tax on Fees"),
        (("Expenses", "AmazonFees", "FBA Pick & Pack Fee"), "FBA Pick & Pack Fee"),
        (("Base",), "Base"),
    ],
)
def test_a_fee_is_called_by_the_last_word_that_says_something(path: tuple[str, ...], name: str) -> None:
    assert fee(path) == name
