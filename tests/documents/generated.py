"""Any order whose figures are Amazon's: in its tax regimes and currencies, with all that a line can be charged."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import strategies as st

from sellerbridge.commerce import marketplace
from sellerbridge.commerce.money import ZERO, smallest_unit
from sellerbridge.commerce.order import Charge, Order, OrderLine
from sellerbridge.documents.mapping import Mappings, Rate

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
def orders(draw: st.DrawFn) -> tuple[Order, list[Told]]:
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
