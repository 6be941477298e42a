"""Rule: a settlement becomes one balanced entry whose payout is Amazon's total; else it is held and shown."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.settlements import balances, booked, entries, fee, invoice, other, price, settlement

from sellerbridge.errors import Hold

A, B = "302-0000001-0000001", "302-0000002-0000002"


def test_the_worked_example_of_the_page() -> None:
    """docs/money.md, "A worked example"."""
    told = settlement(
        price("59.97", A),
        price("4.99", A, word="Shipping"),
        price("-19.99", B, "Refund"),
        fee("-9.74", A),
        fee("-3.10", A, "FBAPerUnitFulfillmentFee"),
        fee("3.00", B),
        fee("-0.60", B, "RefundCommission"),
        other("Storage Fee", "-6.40"),
        other("Previous Reserve Amount Balance", "30.00"),
        other("Current Reserve Amount", "-12.00"),
    )
    (entry,) = entries(
        told,
        booked(A, "64.96", invoice(f"{A}-1", "64.96")),
        booked(B, "19.99", invoice(f"{B}-1", "19.99", base_paid=Decimal("19.99")), invoice(f"{B}-R1", "-19.99")),
    )

    assert balances(entry) == {
        "Amazon Payouts": Decimal("46.13"),
        "Debtors": Decimal("-44.97"),
        "Amazon Commission": Decimal("6.74"),
        "Amazon Fulfilment Fees": Decimal("3.10"),
        "Amazon Refund Fees": Decimal("0.60"),
        "Amazon Storage Fees": Decimal("6.40"),
        "Amazon Reserve": Decimal("-18.00"),
    }


@pytest.mark.parametrize(
    ("total", "amount"),
    [("16.99", "-3.00"), ("17.01", "-3.00"), ("17.00", "-3.01")],
    ids=["less", "more", "a fee"],
)
def test_a_cent_is_enough_to_hold_it(total: str, amount: str) -> None:
    with pytest.raises(Hold) as held:
        entries(settlement(price("20.00", A), fee(amount, A), total=total), booked(A, "20.00"))
    assert held.value.kind == "settlement-differs"


def test_there_is_no_other_line() -> None:
    (entry,) = entries(settlement(price("20.00", A), fee("-3.00", A)), booked(A, "20.00"))
    assert len(entry.body["accounts"]) == 3
