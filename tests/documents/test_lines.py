"""Rows add up for any order whose figures are Amazon's: to the cent, in unit prices, without a float."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.commerce import marketplace
from sellerbridge.commerce.money import ZERO, is_exact, smallest_unit
from sellerbridge.commerce.order import Charge, Order, OrderLine
from sellerbridge.documents.lines import rows
from sellerbridge.documents.mapping import Mappings, Rate
from sellerbridge.documents.order import order_documents
from sellerbridge.settings import Settings

SITES = ("DE", "UK", "US", "JP", "PL")
BOUGHT = datetime(2026, 10, 1, tzinfo=UTC)
RATES = {
    code: (Rate(BOUGHT.date(), Decimal(rate)),)
    for code, rate in {"GBP": "1.1537", "USD": "0.9213", "JPY": "0.0061", "PLN": "0.2351"}.items()
}
MAPPING = Mappings(
    products={f"SKU-{n}": f"SKU-{n}" for n in range(5)},
    rates=RATES,
    marketplaces=tuple(site.id for code in SITES if (site := marketplace.find(code))),
)
EXTRAS = ("SHIPPING", "GIFT_WRAP", "COD_FEE", "OTHER")


class Told:
    """A line as Amazon tells it, beside what it comes to for the buyer and in tax."""

    def __init__(self, line: OrderLine, paid: Decimal, tax: Decimal) -> None:
        self.line, self.paid, self.tax = line, paid, tax


@st.composite
def _lines(draw: st.DrawFn, number: int, unit: Decimal, inside: bool, telling: bool) -> Told:
    def amount(most: int) -> Decimal:
        return unit * draw(st.integers(0, most))

    item = amount(99_999)
    extras = {kind: amount(2_000) for kind in EXTRAS if draw(st.booleans())}
    whole = item + sum(extras.values(), ZERO)
    discount = min(amount(5_000), whole)
    parts = {"ITEM": item, **extras, "DISCOUNT": discount}
    rate = Decimal(draw(st.sampled_from(["0", "0.055", "0.07", "0.19", "0.2", "0.23"])))
    share = rate / (1 + rate) if inside else rate
    taxes = {kind: (value * share).quantize(unit) for kind, value in parts.items()}
    tax = sum(taxes.values(), ZERO) - 2 * taxes["DISCOUNT"]
    charges = [Charge(type=kind, amount=value) for kind, value in parts.items() if value or kind == "ITEM"]
    if telling and (tax or draw(st.booleans())):
        details = tuple((kind, value) for kind, value in taxes.items()) if draw(st.booleans()) else ()
        charges.append(Charge(type="TAX", amount=tax, parts=details))
    else:
        tax = ZERO
    paid = whole - discount + (ZERO if inside else tax)
    line = OrderLine(
        line_id=f"{number}",
        sku=f"SKU-{draw(st.integers(0, 4))}",
        quantity=draw(st.integers(1, 9)),
        charges=tuple(charges),
        total=paid,
        facilitated=draw(st.booleans()),
    )
    return Told(line, paid, tax)


@st.composite
def _orders(draw: st.DrawFn) -> tuple[Order, list[Told]]:
    site = marketplace.find(draw(st.sampled_from(SITES)))
    assert site is not None
    unit, telling = smallest_unit(site.currency), draw(st.booleans())
    told = [draw(_lines(number, unit, site.tax_inside, telling)) for number in range(draw(st.integers(1, 4)))]
    paid = sum((line.paid for line in told), ZERO)
    tip = unit * draw(st.sampled_from([0, 0, 500]))
    order = Order(
        order_id="305-1234567-1234567",
        marketplace_id=site.id,
        status="SHIPPED",
        purchased_at=BOUGHT,
        updated_at=BOUGHT,
        currency=site.currency,
        lines=tuple(line.line for line in told),
        charges=(Charge(type="DELIVERY_TIP", amount=tip),) if tip else (),
        total=paid + tip if draw(st.booleans()) else None,
    )
    return order, told


SETTINGS = st.sampled_from([Settings(), Settings(vat={"DE": Decimal(19), "UK": Decimal(20), "PL": Decimal(23)})])


@given(_orders(), SETTINGS)
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


@given(_orders(), SETTINGS)
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


@given(_orders())
def test_the_tax_row_is_the_sellers_tax(generated: tuple[Order, list[Told]]) -> None:
    order, told = generated
    owed = sum((line.tax for line in told if not line.line.facilitated), ZERO)

    found = rows(order, settings=Settings(), mapping=MAPPING)

    assert sum((row.amount for row in found.charges if row.type == "TAX"), ZERO) == owed
    assert all(row.amount for row in found.charges)
    assert len({row.type for row in found.charges}) == len(found.charges)


@given(_orders(), SETTINGS)
def test_no_float_is_anywhere(generated: tuple[Order, list[Told]], settings: Settings) -> None:
    order, _ = generated

    documents = order_documents(order, settings=settings, mapping=MAPPING)

    assert [value for document in documents for value in _values(document.body) if isinstance(value, float)] == []


@given(_orders(), st.randoms(use_true_random=False))
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
