"""Of any settlement: debit is credit, the payout its total, buyers are paid what they paid, order does not matter."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import hypothesis.strategies as st
import msgspec
from hypothesis import assume, given, settings
from tests.settlements import MAPPING, ZERO, balances, booked, entries, invoice, line, settlement

from sellerbridge.commerce import money
from sellerbridge.commerce.settlement import Settlement, SettlementLine
from sellerbridge.documents import chart
from sellerbridge.documents.money.booked import BookedOrder
from sellerbridge.documents.money.postings import is_buyers
from sellerbridge.outgoing import Outgoing

RATES = {"EUR": Decimal(1), "GBP": Decimal("1.15"), "USD": Decimal("0.9237"), "JPY": Decimal("0.0061")}
EXAMPLES = int(os.environ.get("SELLERBRIDGE_EXAMPLES", "30"))
"""Few, for every run; many, by that variable, for a long one."""
WORDS = sorted({word for account in chart.ACCOUNTS for word in account.words})
ORDER_IDS = [f"302-000000{n}-0000001" for n in range(6)]
KEPT = {"Debtors", "Amazon Payouts", chart.IN_TRANSIT, chart.CARRIED_OVER, chart.EARLIER_ORDERS, chart.EXCHANGE}

moments = st.integers(0, 60 * 24).map(lambda hours: datetime(2026, 7, 15, tzinfo=UTC) + timedelta(hours=hours))
whole = st.integers(-9_999, 9_999)


@st.composite
def amounts(draw: st.DrawFn, currency: str) -> str:
    """Often the same few, so that invoices are met exactly and lines repeat."""
    cents = draw(st.sampled_from([0, 1, 999, 1000, 2000, -1000, -2000]) | whole)
    return str(cents * money.smallest_unit(currency))


@st.composite
def buyers_lines(draw: st.DrawFn, currency: str) -> SettlementLine:
    kind = draw(st.sampled_from(["ItemPrice", "Promotion", "ItemWithheldTax"]))
    word = "MarketplaceFacilitatorTax-Principal" if kind == "ItemWithheldTax" else draw(
        st.sampled_from(["Principal", "Shipping", "Tax", "GiftWrap"])
    )  # fmt: skip
    type_ = draw(st.sampled_from(["Order", "Refund", "Chargeback Refund"]))
    amount, order_id = draw(amounts(currency)), draw(st.sampled_from(ORDER_IDS))
    return line(f"{type_} / {kind} / {word}", amount, order_id, posted_at=draw(st.none() | moments))


@st.composite
def others(draw: st.DrawFn, currency: str) -> SettlementLine:
    words = f"{draw(st.sampled_from(['Order', 'Refund', 'other-transaction']))} / ItemFees / {draw(st.sampled_from(WORDS))}"
    order_id = draw(st.sampled_from(["", *ORDER_IDS]))
    return line(words, draw(amounts(currency)), order_id, posted_at=draw(st.none() | moments))


@st.composite
def orders(draw: st.DrawFn, order_id: str, currency: str) -> BookedOrder:
    unit = money.smallest_unit(currency)
    rate = RATES[currency] if currency == "EUR" else draw(st.sampled_from([RATES[currency], RATES[currency] * 2]))
    totals = draw(st.lists(st.sampled_from([999, 1000, 2000, 5000, -1000, -2000]), max_size=4))
    invoices = [
        invoice(f"{order_id}-{n}", str(total * unit), currency=currency, rate=str(rate))
        for n, total in enumerate(totals)
    ]
    total = max(sum((one.total for one in invoices if not one.is_return), ZERO), unit * draw(st.integers(0, 3000)))
    return booked(order_id, str(total), *invoices, currency=currency, rate=str(rate))


@st.composite
def cases(draw: st.DrawFn, currencies: Sequence[str] = tuple(RATES)) -> tuple[Settlement, list[BookedOrder]]:
    currency = draw(st.sampled_from(currencies))
    lines = draw(st.lists(buyers_lines(currency) | others(currency), max_size=25))
    known = draw(st.lists(st.sampled_from(ORDER_IDS), unique=True))
    return settlement(*lines, currency=currency), [draw(orders(order_id, currency)) for order_id in known]


def made(case: tuple[Settlement, list[BookedOrder]], **chosen: Any) -> tuple[Outgoing, ...]:
    told, known = case
    return entries(told, *known, **chosen)


@settings(max_examples=EXAMPLES, deadline=None)
@given(case=cases(), split=st.booleans())
def test_each_entry_balances_and_each_row_is_on_one_side(
    case: tuple[Settlement, list[BookedOrder]], *, split: bool
) -> None:
    for entry in made(case, split_months=split):
        body = entry.body
        debit = sum((row["debit"] for row in body["accounts"]), ZERO)
        credit = sum((row["credit"] for row in body["accounts"]), ZERO)
        assert debit == credit == body["total_debit"] == body["total_credit"]
        assert all((row["debit"] > 0) != (row["credit"] > 0) for row in body["accounts"])
        assert all(row["debit"] >= 0 and row["credit"] >= 0 for row in body["accounts"])
        assert all(money.is_exact(row["debit"] + row["credit"], "EUR") for row in body["accounts"])
        assert all(bool(row.get("party")) == (row["account"] == "Debtors") for row in body["accounts"])


@settings(max_examples=EXAMPLES, deadline=None)
@given(case=cases(), split=st.booleans())
def test_what_is_paid_out_is_the_total(case: tuple[Settlement, list[BookedOrder]], *, split: bool) -> None:
    told, _ = case
    found = balances(*made(case, split_months=split))
    worth = money.rounded(told.total * RATES[told.currency], "EUR")
    if told.total >= 0:
        assert found.get("Amazon Payouts", ZERO) == worth
    else:
        assert "Amazon Payouts" not in found
    assert (
        split
        or found.get(chart.IN_TRANSIT, ZERO) == 0
        or any("ransfer" in one.description or "Micro" in one.description for one in told.lines)
    )


@settings(max_examples=EXAMPLES, deadline=None)
@given(case=cases(["EUR"]), split=st.booleans())
def test_every_party_is_paid_what_it_paid(case: tuple[Settlement, list[BookedOrder]], *, split: bool) -> None:
    told, known = case
    paid: dict[str, Decimal] = {}
    for entry in made(case, split_months=split):
        for row in entry.body["accounts"]:
            if row.get("party"):
                paid[row["party"]] = paid.get(row["party"], ZERO) + row["credit"] - row["debit"]
    for order in known:
        theirs = sum((one.amount for one in told.lines if one.order_id == order.order_id and is_buyers(one)), ZERO)
        assert paid.get(order.customer, ZERO) == theirs


@settings(max_examples=EXAMPLES, deadline=None)
@given(case=cases(), split=st.booleans())
def test_no_invoice_is_paid_more_than_it_is(case: tuple[Settlement, list[BookedOrder]], *, split: bool) -> None:
    _, known = case
    paid: dict[str, Decimal] = {}
    for entry in made(case, split_months=split):
        for row in entry.body["accounts"]:
            if name := row.get("reference_name"):
                paid[name] = paid.get(name, ZERO) + row["credit"] - row["debit"]
    for order in known:
        for one in order.invoices:
            total = money.rounded(one.total * one.rate, "EUR")
            part = paid.get(one.key, ZERO)
            assert min(total, ZERO) <= part <= max(total, ZERO)


@settings(max_examples=EXAMPLES, deadline=None)
@given(case=cases(["EUR"]))
def test_every_account_has_the_sum_of_its_lines(case: tuple[Settlement, list[BookedOrder]]) -> None:
    told, _ = case
    found = balances(*made(case))
    named = {account.name: {*account.words} for account in chart.ACCOUNTS if account.name not in KEPT}
    for name, words in named.items():
        ours = sum(
            (one.amount for one in told.lines if one.amount_type == "ItemFees" and one.description in words), ZERO
        )
        assert found.get(name, ZERO) == -ours


@settings(max_examples=EXAMPLES, deadline=None)
@given(case=cases(), split=st.booleans(), data=st.data())
def test_the_order_of_lines_does_not_matter(
    case: tuple[Settlement, list[BookedOrder]], data: st.DataObject, *, split: bool
) -> None:
    told, known = case
    mixed = msgspec.structs.replace(told, lines=tuple(data.draw(st.permutations(told.lines))))

    ours, theirs = made(case, split_months=split), entries(mixed, *reversed(known), split_months=split)
    assert [one.fingerprint() for one in ours] == [one.fingerprint() for one in theirs]


@settings(max_examples=EXAMPLES, deadline=None)
@given(case=cases())
def test_no_row_is_further_than_a_cent_from_its_own_value(case: tuple[Settlement, list[BookedOrder]]) -> None:
    told, _ = case
    assume(told.currency != "EUR")
    for entry in made(case):
        for row in entry.body["accounts"]:
            if row["account"] in KEPT or ": " not in row["user_remark"]:
                continue
            theirs = Decimal(row["user_remark"].rsplit(", ", 1)[1].split()[0]) * RATES[told.currency]
            assert abs(row["credit"] - row["debit"] - theirs) < Decimal("0.02")


def test_every_rate_is_known() -> None:
    assert MAPPING.rates.keys() >= RATES.keys() - {"EUR"}
