"""Settlement → Journal Entry: rows, references, months, currencies, and what holds it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest
from tests.settlements import (
    balances,
    booked,
    entries,
    fee,
    invoice,
    line,
    other,
    price,
    references,
    rows_of,
    settlement,
)

from sellerbridge.documents.chart import CARRIED_OVER, EARLIER_ORDERS, EXCHANGE, IN_TRANSIT
from sellerbridge.errors import Awaits, Hold

A, B, C = "302-0000001-0000001", "302-0000002-0000002", "302-0000003-0000003"
AUGUST = datetime(2026, 8, 31, 23, 59, tzinfo=UTC)


def test_one_entry_with_the_settlements_id_day_and_total() -> None:
    (entry,) = entries(
        settlement(price("20.00", A), fee("-3.00", A)), booked(A, "20.00", invoice(f"{A}-1", "20.00"))
    )

    assert (entry.kind, entry.key, entry.name, entry.about) == ("Journal Entry", "9001", "9001", "9001")
    body = entry.body
    assert (body["posting_date"], body["cheque_no"], body["amazon_settlement_id"]) == (
        "2026-09-16",
        "9001",
        "9001",
    )
    assert body["total_debit"] == body["total_credit"] == Decimal("20.00")
    assert body["multi_currency"] == 0
    assert balances(entry) == {
        "Amazon Payouts": Decimal("17.00"),
        "Amazon Commission": Decimal("3.00"),
        "Debtors": Decimal("-20.00"),
    }
    (owed,) = rows_of(entry, "Debtors")
    assert (owed["party_type"], owed["party"]) == ("Customer", f"Buyer - {A}")
    assert (owed["reference_type"], owed["reference_name"], owed["is_advance"]) == (
        "Sales Invoice",
        f"{A}-1",
        "No",
    )
    assert owed["credit_in_account_currency"] == owed["credit"] == Decimal("20.00")


def test_fees_are_added_up_by_account_and_type() -> None:
    told = settlement(
        price("50.00", A), fee("-3.00", A), fee("-2.00", B), fee("-0.40", A, "VariableClosingFee"), fee("1.00", A)
    )
    (entry,) = entries(told, booked(A, "50.00"))

    assert [(row["user_remark"], row["debit"]) for row in rows_of(entry, "Amazon Commission")] == [
        ("Commission: 3 lines", Decimal("4.00")),
        ("VariableClosingFee: 1 line", Decimal("0.40")),
    ]


def test_the_oldest_invoice_is_paid_first_unless_one_is_of_that_amount() -> None:
    order = booked(A, "60.00", invoice("i1", "10.00"), invoice("i2", "20.00"), invoice("i3", "30.00"))

    assert references(*entries(settlement(price("25.00", A)), order)) == {"i1": Decimal(10), "i2": Decimal(15)}
    assert references(*entries(settlement(price("30.00", A)), order)) == {"i3": Decimal(30)}


def test_what_other_settlements_paid_is_not_open() -> None:
    order = booked(A, "30.00", invoice("i1", "10.00", base_paid=Decimal(10)), invoice("i2", "20.00"))

    assert references(*entries(settlement(price("15.00", A)), order)) == {"i2": Decimal(15)}


def test_more_than_is_invoiced_stands_on_the_buyers_account() -> None:
    order = booked(A, "10.00", invoice("i1", "10.00"))
    (entry,) = entries(settlement(price("10.01", A)), order)

    assert references(entry) == {"i1": Decimal("10.00")}
    assert [row["credit"] for row in rows_of(entry, "Debtors")] == [Decimal("10.00"), Decimal("0.01")]


def test_without_an_invoice_it_is_an_advance_on_the_order() -> None:
    (entry,) = entries(settlement(price("12.00", A)), booked(A, "10.00"))

    first, second = rows_of(entry, "Debtors")
    assert (first["reference_type"], first["reference_name"], first["is_advance"]) == ("Sales Order", A, "Yes")
    assert first["credit"] == Decimal("10.00")
    assert "reference_name" not in second
    assert second["credit"] == Decimal("2.00")


def test_an_advance_is_not_paid_twice() -> None:
    (entry,) = entries(settlement(price("10.00", A)), booked(A, "10.00", base_paid=Decimal("4.00")))

    assert references(entry) == {A: Decimal("6.00")}


def test_an_advance_is_no_more_than_the_order_is_in_company_currency() -> None:
    """ERPNext adds up rounded rows: 0.07 there may be 0.08 at the rate, and that it refuses."""
    order = booked(A, "0.09", currency="USD", rate="0.9237", base_total=Decimal("0.07"))
    told = settlement(price("0.04", A), price("0.05", A, "TBYB Order Payment"), currency="USD")

    assert references(*entries(told, order)) == {A: Decimal("0.07")}


def test_two_payments_of_one_settlement_share_what_is_open() -> None:
    told = settlement(price("7.00", A), price("7.00", A, "TBYB Order Payment"))
    (advance,) = entries(told, booked(A, "10.00"))
    (paid,) = entries(told, booked(A, "10.00", invoice("i1", "10.00")))

    assert references(advance) == {A: Decimal("10.00")}
    assert references(paid) == {"i1": Decimal("10.00")}
    assert balances(advance)["Debtors"] == balances(paid)["Debtors"] == Decimal("-14.00")


def test_two_payments_of_a_foreign_invoice_come_to_what_it_is() -> None:
    whole = invoice("i1", "0.09", currency="USD", rate="0.9237", base_total=Decimal("0.08"))
    told = settlement(price("0.04", A), price("0.05", A, "TBYB Order Payment"), currency="USD")

    assert references(*entries(told, booked(A, "0.09", whole, currency="USD"))) == {"i1": Decimal("0.08")}


def test_a_refund_pays_out_its_credit_note() -> None:
    order = booked(A, "20.00", invoice("i1", "20.00"), invoice("r1", "-8.00"))
    told = settlement(price("20.00", A), price("-8.00", A, "Refund"))

    assert references(*entries(told, order)) == {"i1": Decimal("20.00"), "r1": Decimal("-8.00")}


def test_a_refund_without_a_credit_note_stands_on_the_buyers_account() -> None:
    (entry,) = entries(
        settlement(price("-8.00", A, "Refund"), other("Successful charge", "8.00")), booked(A, "20.00")
    )

    (row,) = rows_of(entry, "Debtors")
    assert (row["debit"], row["party"]) == (Decimal("8.00"), f"Buyer - {A}")
    assert "reference_name" not in row
    assert "no credit note" in row["user_remark"]


def test_tax_that_amazon_remits_comes_to_nothing_and_is_told() -> None:
    told = settlement(
        price("40.00", A),
        price("2.90", A, word="Tax"),
        line("Order / ItemWithheldTax / MarketplaceFacilitatorTax-Principal", "-2.90", A),
    )
    (entry,) = entries(told, booked(A, "40.00", invoice("i1", "40.00")))

    assert balances(entry) == {"Amazon Payouts": Decimal("40.00"), "Debtors": Decimal("-40.00")}
    assert "Amazon remits, in and out: 2.90 EUR" in entry.body["user_remark"]


def test_orders_of_before_have_an_account_of_their_own() -> None:
    (entry,) = entries(settlement(price("20.00", A), price("5.00", B), fee("-2.00", A)))

    assert balances(entry)[EARLIER_ORDERS] == Decimal("-25.00")
    assert rows_of(entry, EARLIER_ORDERS)[0]["user_remark"] == f"2 not in these books: {A}, {B}"


def test_it_waits_for_orders_on_their_way() -> None:
    told = settlement(price("20.00", A), price("5.00", B), fee("-2.00", C))
    with pytest.raises(Awaits) as waiting:
        entries(told, booked(A, "20.00"), awaited={B, C})

    assert waiting.value.orders == (B,), "a fee alone is nobody's debt"


def test_a_reserve_is_kept_and_released_on_its_account() -> None:
    first = settlement(price("100.00", A), other("Current Reserve Amount", "-30.00"))
    second = settlement(other("Previous Reserve Amount Balance", "30.00"), settlement_id="9002")
    made = [*entries(first, booked(A, "100.00")), *entries(second)]

    assert balances(made[0])["Amazon Reserve"] == Decimal("30.00")
    assert balances(*made)["Amazon Reserve"] == 0
    assert balances(*made)["Amazon Payouts"] == Decimal("100.00")


def test_below_zero_nothing_is_paid_and_the_next_takes_it_up() -> None:
    first = settlement(other("Storage Fee", "-40.00"))
    second = settlement(other("Payable to Amazon", "-40.00"), price("100.00", A), settlement_id="9002")
    made = [*entries(first), *entries(second, booked(A, "100.00"))]

    assert balances(made[0]) == {"Amazon Storage Fees": Decimal("40.00"), CARRIED_OVER: Decimal("-40.00")}
    assert balances(*made)[CARRIED_OVER] == 0
    assert balances(*made)["Amazon Payouts"] == Decimal("60.00")


def test_a_total_of_zero() -> None:
    (entry,) = entries(
        settlement(price("10.00", A), other("Current Reserve Amount", "-10.00")), booked(A, "10.00")
    )

    assert set(balances(entry)) == {"Debtors", "Amazon Reserve"}
    assert entries(settlement()) == ()
    assert entries(settlement(price("0.00", A)), booked(A, "0.00")) == ()


# -- currencies ---------------------------------------------------------------------------------------------------


def test_a_foreign_settlement_at_the_rate_of_its_deposit() -> None:
    told = settlement(price("20.00", A), fee("-3.00", A), currency="GBP")
    order = booked(A, "20.00", invoice("i1", "20.00", currency="GBP", rate="1.20"), currency="GBP", rate="1.20")
    (entry,) = entries(told, order)

    assert balances(entry) == {
        "Amazon Payouts": Decimal("19.55"),  # 17.00 at 1.15
        "Amazon Commission": Decimal("3.45"),
        "Debtors": Decimal("-24.00"),  # at the invoice's own 1.20
        EXCHANGE: Decimal("1.00"),
    }
    assert entry.body["multi_currency"] == 1
    assert "1 GBP = 1.15 EUR" in entry.body["user_remark"]
    assert all(row["account_currency"] == "EUR" and row["exchange_rate"] == 1 for row in entry.body["accounts"])


def test_an_invoice_is_paid_to_the_cent_that_the_document_has() -> None:
    total = invoice("i1", "10.01", currency="GBP", rate="1.15", base_total=Decimal("11.52"))
    order = booked(A, "10.01", total, currency="GBP", rate="1.15")
    (entry,) = entries(settlement(price("10.01", A), currency="GBP"), order)

    assert references(entry) == {"i1": Decimal("11.52")}  # 11.51 at the rate; ERPNext rounds row by row
    assert balances(entry)[EXCHANGE] == Decimal("0.01")


def test_parts_of_a_foreign_invoice_add_up_to_it() -> None:
    def order(paid: str) -> dict[str, Decimal]:
        one = invoice("i1", "10.00", currency="JPY", rate="0.0061", base_paid=Decimal(paid))
        one = msgspec.structs.replace(one, total=Decimal(9999))
        told = settlement(price("5000" if paid == "0" else "4999", A), currency="JPY")
        return references(*entries(told, booked(A, "9999", one, currency="JPY", rate="0.0061")))

    first = order("0")["i1"]
    assert first == Decimal("30.50")
    assert first + order(str(first))["i1"] == Decimal("60.99")


def test_an_unknown_rate_holds() -> None:
    with pytest.raises(Hold) as held:
        entries(settlement(price("20.00", A), currency="SEK"))
    assert held.value.kind == "no-exchange-rate"


def test_the_currency_must_be_that_of_its_orders_and_marketplaces() -> None:
    with pytest.raises(Hold) as held:
        entries(settlement(price("20.00", A), currency="USD"), booked(A, "20.00"))
    assert held.value.kind == "settlement-currency"
    assert held.value.facts == {"currency": "USD", "what": f"order {A}", "theirs": "EUR"}

    with pytest.raises(Hold) as held:
        entries(settlement(price("20.00", A, marketplace_name="Amazon.co.uk")))
    assert held.value.facts == {"currency": "EUR", "what": "Amazon.co.uk", "theirs": "GBP"}


# -- months -------------------------------------------------------------------------------------------------------


def test_a_settlement_over_the_end_of_a_month_can_be_two_entries() -> None:
    told = settlement(
        price("20.00", A, posted_at=AUGUST), fee("-3.00", A, posted_at=AUGUST), price("10.00", B), fee("-1.00", B)
    )
    august, september = entries(told, booked(A, "20.00"), booked(B, "10.00"), split_months=True)

    assert (august.key, august.body["posting_date"]) == ("9001/2026-08", "2026-08-31")
    assert (september.key, september.body["posting_date"]) == ("9001", "2026-09-16")
    assert august.body["amazon_settlement_id"] == "9001/2026-08"
    assert august.body["cheque_no"] == "9001"
    assert balances(august)[IN_TRANSIT] == Decimal("17.00")
    assert balances(september)["Amazon Payouts"] == Decimal("26.00")
    assert balances(august, september)[IN_TRANSIT] == 0
    assert len(entries(told, booked(A, "20.00"), booked(B, "10.00"))) == 1


def test_the_months_of_a_foreign_settlement_are_worth_its_payout() -> None:
    told = settlement(*(price("0.05", A, posted_at=AUGUST) for _ in range(3)), price("0.10", A), currency="USD")
    made = entries(told, split_months=True)

    assert balances(*made)[IN_TRANSIT] == 0
    assert balances(*made)["Amazon Payouts"] == Decimal("0.23")


# -- what does not add up -------------------------------------------------------------------------------------------


def _held(told: object, *orders: object) -> dict[str, str]:
    with pytest.raises(Hold) as held:
        entries(told, *orders)  # type: ignore[arg-type]
    assert held.value.kind == "settlement-differs"
    return dict(held.value.facts)


def test_a_cent_off_names_both_totals_and_the_order() -> None:
    facts = _held(
        settlement(price("20.01", A), price("5.00", B), fee("-3.00", A), total="22.00"),
        booked(A, "20.00", invoice("i1", "20.00")),
        booked(B, "5.00", invoice("i2", "5.00")),
    )

    assert (facts["ours"], facts["theirs"], facts["difference"]) == ("22.01", "22.00", "0.01")
    assert facts["doubts"] == f"order {A}: the buyer's part (Order) is 20.01 EUR here and 20.00 in the books"


def test_a_doubled_line_is_named() -> None:
    twice = fee("-3.00", A, sku="MUG")
    facts = _held(settlement(price("20.00", A), twice, twice, total="17.00"), booked(A, "20.00"))

    assert facts["doubts"] == f"Order / ItemFees / Commission of order {A} (-3.00 EUR) stands there 2 times"


def test_a_missing_line_is_named_by_its_order() -> None:
    facts = _held(
        settlement(price("16.81", A), price("5.00", B), total="25.00"),
        booked(A, "20.00", invoice("i1", "20.00")),
        booked(B, "5.00"),
    )

    assert facts["doubts"] == f"order {A}: the buyer's part (Order) is 16.81 EUR here and 20.00 in the books"


def test_a_missing_line_of_remitted_tax_is_named() -> None:
    facts = _held(
        settlement(
            price("40.00", A),
            price("2.90", A, word="Tax"),
            price("0.40", A, word="ShippingTax"),
            line("Order / ItemWithheldTax / MarketplaceFacilitatorTax-Principal", "-2.90", A),
            total="40.00",
        )
    )

    assert facts["doubts"] == f"order {A}: its tax and what Amazon remits of it differ by 0.40 EUR"


def test_nothing_is_named_where_nothing_stands_out() -> None:
    assert _held(settlement(other("Storage Fee", "-5.00"), total="-6.00"))["doubts"].startswith(
        "no line by itself"
    )


def test_unknown_types_are_held_together_and_the_largest_is_named() -> None:
    told = settlement(
        price("50.00", A), fee("-2.00", A, "QuantumFee"), fee("-3.00", B, "QuantumFee"), fee("-1", A, "X")
    )
    with pytest.raises(Hold) as held:
        entries(told, booked(A, "50.00"))

    assert held.value.kind == "unknown-fee"
    assert held.value.facts == {"type": "QuantumFee", "amount": "-5.00", "currency": "EUR", "more": " and 1 more"}


def test_a_fraction_of_a_cent_is_no_money() -> None:
    with pytest.raises(Hold) as held:
        entries(settlement(price("1.005", A), price("1.005", A)))
    assert held.value.kind == "unreadable"
