"""Rule: what Amazon keeps back, carries over or charges to a card is on accounts that come to zero again."""

from __future__ import annotations

from decimal import Decimal

from tests.settlements import balances, booked, entries, fee, other, price, settlement

A = "302-0000001-0000001"


def test_over_three_settlements_only_what_was_paid_stays() -> None:
    first = settlement(price("100.00", A), other("Current Reserve Amount", "-100.00"), settlement_id="1")
    second = settlement(
        other("Previous Reserve Amount Balance", "100.00"),
        other("Cost of Advertising", "-160.00"),
        settlement_id="2",
    )
    third = settlement(
        other("Payable to Amazon", "-60.00"),
        other("Successful charge", "60.00"),
        fee("0.00", A),
        settlement_id="3",
    )
    made = [*entries(first, booked(A, "100.00")), *entries(second), *entries(third)]

    assert [(one.key, one.body["total_debit"]) for one in made] == [
        ("1", Decimal("100.00")),
        ("2", Decimal("160.00")),
        ("3", Decimal("60.00")),
    ]
    assert {account: amount for account, amount in balances(*made).items() if amount} == {
        "Debtors": Decimal("-100.00"),
        "Amazon Advertising": Decimal("160.00"),
        "Amazon Card Charges": Decimal("-60.00"),
    }
