from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from tests.erp import given

from sellerbridge.commerce import money
from sellerbridge.commerce.order import Charge, Order, OrderLine
from sellerbridge.documents.mapping import Mappings, Rate
from sellerbridge.documents.order import order_documents
from sellerbridge.erp.books import totals
from sellerbridge.erp.books.checks import Doc
from sellerbridge.errors import Refused
from sellerbridge.settings import Settings

cents = st.integers(min_value=0, max_value=10_000_000).map(lambda n: Decimal(n).scaleb(-2))
signed = st.integers(min_value=-100_000, max_value=100_000).map(lambda n: Decimal(n).scaleb(-2))
BASED = ("total", "net_total", "total_taxes_and_charges", "grand_total")
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
    half = money.smallest_unit(company_currency) / 2
    apart = {field: abs(done[f"base_{field}"] - done[field] * rate) for field in BASED}
    assert all(money.is_exact(done[f"base_{field}"], company_currency) for field in BASED)
    assert apart["total_taxes_and_charges"] <= half
    assert apart["net_total"] == apart["total"] <= half * len(rows)
    assert apart["grand_total"] <= half * (1 if sum(charges) else len(rows))
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


@drawn(
    lines=st.lists(st.tuples(st.integers(min_value=1, max_value=9), cents), min_size=1, max_size=5),
    shipping=cents,
    rate=rates,
    company_currency=st.sampled_from(["EUR", "JPY"]),
)
def test_what_our_orders_say_is_what_the_books_compute(
    lines: list[tuple[int, Decimal]], shipping: Decimal, rate: Decimal, company_currency: str
) -> None:
    moment = datetime(2026, 10, 2, tzinfo=UTC)
    order = Order(
        order_id="111-1234567-1234567",
        marketplace_id="ATVPDKIKX0DER",
        status="SHIPPED",
        purchased_at=moment,
        updated_at=moment,
        currency="USD",
        lines=tuple(
            OrderLine(line_id=str(n), sku="CUP", quantity=quantity, charges=(Charge(type="ITEM", amount=amount),))
            for n, (quantity, amount) in enumerate(lines)
        ),
        charges=(Charge(type="SHIPPING", amount=shipping),),
        total=sum((amount for _, amount in lines), shipping),
    )
    mapping = Mappings(rates={"USD": (Rate(date.min, rate),)}, products={"CUP": "CUP"})
    settings = Settings(company_currency=company_currency)
    said = order_documents(order, settings=settings, mapping=mapping)[-1].body
    done = totals.computed(dict(said), company_currency=company_currency)
    # It raises where the order says another figure than its rows make.
    assert {f"base_{field}" for field in BASED} <= said.keys()
    assert done["base_net_total"] == said["base_net_total"]


@pytest.mark.parametrize(
    ("charges", "grand"),
    [
        pytest.param(["1.00"], "4.66", id="the whole, rounded once: 4.00 at 1.164"),
        pytest.param([], "3.48", id="nothing charged: the sum of the rows"),
        pytest.param(["5.00", "-5.00"], "3.48", id="charges that come to nothing: the same"),
    ],
)
def test_rows_are_rounded_one_by_one_and_the_grand_total_once(charges: list[str], grand: str) -> None:
    """Three rows of 1.00 at 1.1640: 1.16 each, 3.48 together, where the whole would be 3.49."""
    items = [given.row("SKU-1", 1, "1.00") for _ in range(3)]
    doc = bare(
        currency="EUR",
        conversion_rate=Decimal("1.1640"),
        items=items,
        taxes=[given.tax(amount) for amount in charges],
    )
    done = totals.computed(doc, company_currency="USD")
    assert [str(done[f"base_{field}"]) for field in ("total", "net_total", "grand_total")] == [
        "3.48",
        "3.48",
        grand,
    ]


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
