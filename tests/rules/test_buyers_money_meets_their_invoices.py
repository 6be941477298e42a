"""Rule: what a buyer owes is settled against the order's own invoices, at their own rates."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.settlements import booked, entries, invoice, price, references, settlement

from sellerbridge.errors import Awaits

A = "302-0000001-0000001"


def test_two_shipments_in_two_settlements_pay_two_invoices() -> None:
    """The second settlement knows what the first paid."""
    first, second = invoice(f"{A}-1", "15.00"), invoice(f"{A}-2", "15.00")
    paid = invoice(f"{A}-1", "15.00", base_paid=Decimal("15.00"))

    assert references(*entries(settlement(price("15.00", A)), booked(A, "30.00", first, second))) == {f"{A}-1": 15}
    assert references(*entries(settlement(price("15.00", A)), booked(A, "30.00", paid, second))) == {f"{A}-2": 15}


def test_an_order_that_is_not_there_yet_holds_the_settlement() -> None:
    with pytest.raises(Awaits) as waiting:
        entries(settlement(price("15.00", A)), awaited={A})
    assert waiting.value.orders == (A,)


def test_the_invoices_rate_settles_it_and_the_difference_is_shown() -> None:
    order = booked(A, "100.00", invoice("i", "100.00", currency="USD", rate="0.90"), currency="USD", rate="0.90")
    (entry,) = entries(settlement(price("100.00", A), currency="USD"), order)

    assert references(entry) == {"i": Decimal("90.00")}
    assert {row["account"]: row["credit"] - row["debit"] for row in entry.body["accounts"]} == {
        "Amazon Payouts": Decimal("-92.37"),
        "Debtors": Decimal("90.00"),
        "Amazon Exchange Gain or Loss": Decimal("2.37"),
    }
