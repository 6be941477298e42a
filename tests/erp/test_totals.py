from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from tests.erp import given

from sellerbridge.commerce import money
from sellerbridge.erp.books import totals
from sellerbridge.erp.books.checks import Doc
from sellerbridge.errors import Refused

cents = st.integers(min_value=0, max_value=10_000_000).map(lambda n: Decimal(n).scaleb(-2))
signed = st.integers(min_value=-100_000, max_value=100_000).map(lambda n: Decimal(n).scaleb(-2))
rates = st.integers(min_value=1, max_value=10**7).map(lambda n: Decimal(n).scaleb(-4))


def order(**fields: Any) -> Doc:
    return given.order_body(**fields)


def bare(**fields: Any) -> Doc:
    """An order that says no totals."""
    left_out = ("net_total", "total_taxes_and_charges", "grand_total")
    return {key: value for key, value in order(**fields).items() if key not in left_out}


@drawn(
    rows=st.lists(st.tuples(st.integers(min_value=1, max_value=9), cents), min_size=1, max_size=5),
    charges=st.lists(signed, max_size=4),
    rate=rates,
    company_currency=st.sampled_from(["EUR", "JPY"]),
)
def test_totals_are_the_sums_of_the_rows(
    rows: list[tuple[int, Decimal]], charges: list[Decimal], rate: Decimal, company_currency: str
) -> None:
    items = [given.row("SKU-1", qty, str(price)) for qty, price in rows]
    doc = bare(currency="GBP", conversion_rate=rate, items=items, taxes=[given.tax(str(c)) for c in charges])
    done = totals.computed(doc, company_currency=company_currency)
    net = sum(qty * price for qty, price in rows)
    assert done["net_total"] == net
    assert done["grand_total"] == net + sum(charges)
    assert done["grand_total"] - done["net_total"] == done["total_taxes_and_charges"]
    assert money.is_exact(done["base_grand_total"], company_currency)
    assert abs(done["base_grand_total"] - done["grand_total"] * rate) <= money.smallest_unit(company_currency) / 2
    assert totals.computed(done, company_currency=company_currency) == done


@drawn(
    field=st.sampled_from(["net_total", "grand_total", "total_taxes_and_charges", "base_grand_total", "total"]),
    wrong=signed.filter(bool),
)
def test_any_other_figure_is_refused_with_both(field: str, wrong: Decimal) -> None:
    right = totals.computed(order(), company_currency="EUR")
    with pytest.raises(Refused) as refusal:
        totals.computed({**right, field: right[field] + wrong}, company_currency="EUR")
    assert str(right[field] + wrong) in str(refusal.value)
    assert str(right[field]) in str(refusal.value)


def test_as_a_real_site_computes_it() -> None:
    """The site's answer to `so-vat-net` of the recording: 3 of 16.80 EUR and 9.57 VAT at 1.08."""
    doc = bare(
        currency="EUR",
        conversion_rate=Decimal("1.08"),
        items=[given.row("SKU-1", 3, "16.80")],
        taxes=[given.tax("9.57")],
    )
    done = totals.computed(doc, company_currency="USD")
    assert {field: str(done[field]) for field in done if field.startswith("base_") or field.endswith("total")} == {
        "total": "50.40",
        "net_total": "50.40",
        "grand_total": "59.97",
        "base_total": "54.43",
        "base_net_total": "54.43",
        "base_total_taxes_and_charges": "10.34",
        "base_grand_total": "64.77",
    }


def wrong_amount() -> Doc:
    return order(items=[given.row("SKU-1", 3, "16.80", amount=Decimal("50.41"))])


def wrong_running_total() -> Doc:
    return order(taxes=[given.tax("11.47") | {"total": Decimal(1)}])


def a_rate_in_per_cent() -> Doc:
    return order(taxes=[given.tax("11.47") | {"charge_type": "On Net Total"}])


def a_third_of_a_cent() -> Doc:
    return order(items=[given.row("SKU-1", 3, "3.333")])


def a_discount_on_the_total() -> Doc:
    return order(discount_amount=Decimal("1.00"))


def foreign_without_rate() -> Doc:
    return order(currency="GBP", conversion_rate=Decimal(0))


def own_currency_with_rate() -> Doc:
    return order(conversion_rate=Decimal("1.1"))


@pytest.mark.parametrize(
    ("doc", "said"),
    [
        (wrong_amount, "amount is 50.41 in the document, but its rows make 50.40"),
        (wrong_running_total, "row 1 of taxes: total"),
        (a_rate_in_per_cent, "only Actual"),
        (a_third_of_a_cent, "more decimals"),
        (a_discount_on_the_total, "discount_amount"),
        (foreign_without_rate, "rates set GBP=RATE"),
        (own_currency_with_rate, "own currency"),
    ],
)
def test_what_the_books_do_not_take(doc: Any, said: str) -> None:
    with pytest.raises(Refused, match=said) as refusal:
        totals.computed(doc(), company_currency="EUR")
    assert refusal.value.kind == "erp-refused"
