"""What the buyer pays for a line of an order, part by part, and the tax inside or on top of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from sellerbridge.simulator.marketplaces import Tax

Scheme = Literal["", "UOSS", "IOSS"]
ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """An order item as it was bought; money is in the order's currency, for all `quantity` units together.

    `item` is the line total, which need not be `quantity` times `unit_price` (offers like 3 for 10.00).
    `rate` None means that Amazon tells no tax; `facilitated` that Amazon remits it.
    """

    order_item_id: str
    sku: str
    asin: str
    title: str
    quantity: int
    unit_price: Decimal
    item: Decimal
    shipping: Decimal
    gift_wrap: Decimal
    cod: Decimal
    discount: Decimal
    shipping_discount: Decimal
    eco_fee: Decimal
    smallest: Decimal
    tax: Tax
    rate: Decimal | None
    facilitated: bool
    scheme: Scheme
    business_price: bool
    gift_message: str
    promotion_ids: tuple[str, ...]
    points: int
    serials: bool

    def rounded(self, amount: Decimal) -> Decimal:
        """An amount in the currency's smallest unit."""
        return amount.quantize(self.smallest, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, kw_only=True, slots=True)
class Charges:
    """The parts of a line for some of its units, each with its share of the tax. Discounts are positive."""

    item: Decimal
    shipping: Decimal
    gift_wrap: Decimal
    cod: Decimal
    discount: Decimal
    shipping_discount: Decimal
    eco_fee: Decimal
    tax_item: Decimal
    tax_shipping: Decimal
    tax_gift_wrap: Decimal
    tax_cod: Decimal
    tax_discount: Decimal
    on_top: bool

    @property
    def tax(self) -> Decimal:
        """All tax of the line, less the tax of the discounts."""
        return self.tax_item + self.tax_shipping + self.tax_gift_wrap + self.tax_cod - self.tax_discount

    @property
    def total(self) -> Decimal:
        """What the buyer pays for the line."""
        parts = self.item + self.shipping + self.gift_wrap + self.cod + self.eco_fee
        return parts - self.discount - self.shipping_discount + (self.tax if self.on_top else ZERO)


def charges(line: Line, quantity: int) -> Charges:
    """What `quantity` of a line's units cost: all, some (after a partial cancellation) or none."""

    def part(amount: Decimal) -> Decimal:
        return amount if quantity == line.quantity else line.rounded(amount * quantity / line.quantity)

    def tax(amount: Decimal) -> Decimal:
        return line.rounded(_tax(line, amount)) if amount and line.rate else ZERO

    item, shipping, gift_wrap, cod = part(line.item), part(line.shipping), part(line.gift_wrap), part(line.cod)
    discount, shipping_discount = part(line.discount), part(line.shipping_discount)
    return Charges(
        item=item,
        shipping=shipping,
        gift_wrap=gift_wrap,
        cod=cod,
        discount=discount,
        shipping_discount=shipping_discount,
        eco_fee=part(line.eco_fee),
        tax_item=tax(item),
        tax_shipping=tax(shipping),
        tax_gift_wrap=tax(gift_wrap),
        tax_cod=tax(cod),
        tax_discount=tax(discount) + tax(shipping_discount),
        on_top=line.tax == "on_top",
    )


def _tax(line: Line, amount: Decimal) -> Decimal:
    rate = line.rate or ZERO
    return amount * rate if line.tax == "on_top" else amount * rate / (1 + rate)
