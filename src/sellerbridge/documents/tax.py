"""The parts of each order line, and the tax that belongs to each part.

Amazon gives a line's parts as subtotals by type, and its tax as one subtotal with details by part (Orders
2026-01-01, item.proceeds.breakdowns). Whether that tax is inside the parts or on top of them is for `lines.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import msgspec

from sellerbridge.commerce import money
from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.order import Charge, Order, OrderLine
from sellerbridge.errors import Hold
from sellerbridge.sentences import Sentence

ITEM = "ITEM"
TAX = "TAX"
DISCOUNT = "DISCOUNT"

Parts = Mapping[str, Decimal]
"""Signed amounts by charge type, in the order's currency; discounts are negative."""


class TaxedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line with its `parts` as Amazon states them (without TAX), and the `taxes` of these parts."""

    line: OrderLine
    parts: Parts
    taxes: Parts

    @property
    def tax(self) -> Decimal:
        """All tax of the line; the tax of a discount reduces it."""
        return sum(self.taxes.values(), ZERO)


def taxed_lines(order: Order, *, currency: str, vat: Decimal | None) -> tuple[TaxedLine, ...]:
    """Every line of which something remains ordered, with the tax of its parts.

    `vat` is the rate in per cent that the parts contain, used only where Amazon tells no tax of the order at
    all. A line that was cancelled has quantityOrdered 0 and is left out; a line cancelled in part has the
    remaining quantity and the money for it. Raises Hold for an amount finer than the currency's smallest unit.
    """
    lines = [line for line in order.lines if line.quantity > 0]
    parts = [_parts(line, currency=currency) for line in lines]
    taxes = _line_taxes(order, lines, parts, currency=currency, vat=vat)
    return tuple(
        TaxedLine(line=line, parts=of_line, taxes=_by_part(line, tax, of_line, currency=currency))
        for line, of_line, tax in zip(lines, parts, taxes, strict=True)
    )


def tells_tax(order: Order) -> bool:
    """Whether Amazon tells the order's tax: then a line without one has none (zero-rated, reverse charge)."""
    charges = [*order.charges, *(charge for line in order.lines for charge in line.charges)]
    return any(charge.type == TAX for charge in charges)


def total_of(charges: Iterable[Charge], kind: str) -> Decimal:
    """What charges of one type come to."""
    return sum((charge.amount for charge in charges if charge.type == kind), ZERO)


def exact(amount: Decimal, *, currency: str) -> Decimal:
    """The amount written with the currency's decimals. Raises Hold for one that has more."""
    if not money.is_exact(amount, currency):
        raise Hold("unreadable", why=fraction(amount, currency))
    return money.rounded(amount, currency)


def fraction(amount: Decimal, currency: str) -> Sentence:
    """Why such an amount cannot be understood."""
    return Sentence("{amount} {currency} has a fraction of the smallest unit", amount=amount, currency=currency)


def signed(charge: Charge) -> Decimal:
    """Discounts reduce, whichever sign they come with."""
    return -abs(charge.amount) if charge.type == DISCOUNT else charge.amount


def _parts(line: OrderLine, *, currency: str) -> dict[str, Decimal]:
    """A line always has an ITEM part, be it zero: goods that cost nothing are delivered too."""
    parts = {ITEM: exact(ZERO, currency=currency)}
    for charge in line.charges:
        if charge.type != TAX:
            parts[charge.type] = parts.get(charge.type, ZERO) + exact(signed(charge), currency=currency)
    return parts


def _line_taxes(
    order: Order, lines: Sequence[OrderLine], parts: Sequence[Parts], *, currency: str, vat: Decimal | None
) -> Sequence[Decimal]:
    totals = [sum(of_line.values(), ZERO) for of_line in parts]
    if any(charge.type == TAX for line in lines for charge in line.charges):
        return [exact(total_of(line.charges, TAX), currency=currency) for line in lines]
    if tells_tax(order):
        whole = exact(total_of(order.charges, TAX), currency=currency)
        return money.share(whole, [max(total, ZERO) for total in totals], currency) if lines else ()
    if vat:
        contained = [money.rounded(total * vat / (100 + vat), currency) for total in totals]
        # A rate of the seller's says nothing about tax that Amazon remits without naming it.
        return [ZERO if line.facilitated else tax for line, tax in zip(lines, contained, strict=True)]
    return [ZERO] * len(lines)


def _by_part(line: OrderLine, tax: Decimal, parts: Parts, *, currency: str) -> Parts:
    """Amazon's own details where they add up to its subtotal, else the subtotal shared in proportion."""
    detailed: dict[str, Decimal] = {}
    for charge in line.charges:
        for subtype, value in charge.parts if charge.type == TAX else ():
            part = subtype if subtype in parts else ITEM
            amount = -abs(value) if subtype == DISCOUNT else value
            detailed[part] = detailed.get(part, ZERO) + exact(amount, currency=currency)
    if detailed and sum(detailed.values(), ZERO) == tax:
        return detailed
    return shared(tax, parts, currency=currency)


def shared(tax: Decimal, parts: Parts, *, currency: str) -> Parts:
    """A tax, shared among the parts in proportion; they add up to it exactly."""
    if not tax:
        return {}
    whole, discount = sum(parts.values(), ZERO), parts.get(DISCOUNT, ZERO)
    of_discount = money.rounded(tax * discount / whole, currency) if whole else ZERO
    others = [part for part in parts if part != DISCOUNT]
    weights = [max(parts[part], ZERO) for part in others]
    shares = dict(zip(others, money.share(tax - of_discount, weights, currency), strict=True))
    return shares | ({DISCOUNT: of_discount} if of_discount else {})
