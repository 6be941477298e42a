"""Rows add up for any order whose figures are Amazon's: to the cent, in unit prices, without a float."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.documents.generated import MAPPING, Told, orders

from sellerbridge.commerce.money import ZERO, is_exact, smallest_unit
from sellerbridge.commerce.order import Order
from sellerbridge.documents.lines import rows
from sellerbridge.documents.order import order_documents
from sellerbridge.settings import Settings

SETTINGS = st.sampled_from([Settings(), Settings(vat={"DE": Decimal(19), "UK": Decimal(20), "PL": Decimal(23)})])


@given(orders(), SETTINGS)
def test_rows_add_up_to_amazons_total_minus_tax_that_is_not_the_sellers(
    generated: tuple[Order, list[Told]], settings: Settings
) -> None:
    order, told = generated
    theirs = sum((line.paid for line in told), ZERO) + sum((charge.amount for charge in order.charges), ZERO)
    remitted = sum((line.tax for line in told if line.line.facilitated), ZERO)

    found = rows(order, settings=settings, mapping=MAPPING)

    assert found.grand_total == theirs - remitted
    assert found.remitted == remitted
    assert found.net_total + found.charges_total == found.grand_total


@given(orders(), SETTINGS)
def test_every_rate_is_a_unit_price_in_the_currencys_decimals(
    generated: tuple[Order, list[Told]], settings: Settings
) -> None:
    order, _ = generated

    found = rows(order, settings=settings, mapping=MAPPING)

    for line in order.lines:
        own = [row for row in found.items if row.line is line]
        assert sum(row.quantity for row in own) == line.quantity
        assert len(own) <= 2
        assert max(row.rate for row in own) - min(row.rate for row in own) <= smallest_unit(order.currency)
    for amount in (*(row.rate for row in found.items), *(row.amount for row in found.charges)):
        assert is_exact(amount, order.currency)
        assert amount.as_tuple().exponent == smallest_unit(order.currency).as_tuple().exponent


@given(orders())
def test_the_tax_row_is_the_sellers_tax(generated: tuple[Order, list[Told]]) -> None:
    order, told = generated
    owed = sum((line.tax for line in told if not line.line.facilitated), ZERO)

    found = rows(order, settings=Settings(), mapping=MAPPING)

    assert sum((row.amount for row in found.charges if row.type == "TAX"), ZERO) == owed
    assert all(row.amount for row in found.charges)
    assert len({row.type for row in found.charges}) == len(found.charges)


@given(orders(), SETTINGS)
def test_no_float_is_anywhere(generated: tuple[Order, list[Told]], settings: Settings) -> None:
    order, _ = generated

    documents = order_documents(order, settings=settings, mapping=MAPPING)

    assert [value for document in documents for value in _values(document.body) if isinstance(value, float)] == []


@given(orders(), st.randoms(use_true_random=False))
def test_amazons_order_of_lines_does_not_matter(generated: tuple[Order, list[Told]], chance: Any) -> None:
    order, _ = generated
    shuffled = list(order.lines)
    chance.shuffle(shuffled)
    other = Order(**{**{f: getattr(order, f) for f in order.__struct_fields__}, "lines": tuple(shuffled)})

    one, two = (order_documents(each, settings=Settings(), mapping=MAPPING)[-1] for each in (order, other))

    assert one.fingerprint() == two.fingerprint()


def _values(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [inner for each in value.values() for inner in _values(each)]
    if isinstance(value, list | tuple):
        return [inner for each in value for inner in _values(each)]
    return [value]
