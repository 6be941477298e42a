"""Rows that add up: unit prices, charges, tax contained or added, and the check against Amazon's total."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from sellerbridge.commerce import marketplace, money
from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.order import Order, OrderLine
from sellerbridge.documents import tax
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.tax import ITEM, TAX, TaxedLine
from sellerbridge.errors import Hold
from sellerbridge.sentences import Sentence
from sellerbridge.settings import Settings

NAMES = {
    "SHIPPING": "Shipping",
    "GIFT_WRAP": "Gift wrap",
    "COD_FEE": "Cash on delivery fee",
    "DELIVERY_TIP": "Delivery tip",
    "OTHER": "Other charges",
    "DISCOUNT": "Discounts",
    "TAX": "Tax",
}
"""How a charge type is called on the document; any other by Amazon's word."""

TYPES = {name: kind for kind, name in NAMES.items()}
"""And back."""


class ItemRow(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces of a line at one unit price, net of tax: `rate` times `quantity` is exact."""

    line: OrderLine
    quantity: int
    rate: Decimal

    @property
    def amount(self) -> Decimal:
        return self.rate * self.quantity


class ChargeRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of type Actual: what a charge type comes to over the order, net of tax, and its account."""

    type: str
    account: str
    amount: Decimal


class Rows(msgspec.Struct, frozen=True, kw_only=True):
    """An order as rows, in `currency`.

    `lines` is what each line brought to them; `tax_inside` is how the amounts were read; `remitted` is the tax
    that Amazon collects and remits, which is in neither the rows nor the total; `checked_by` names the total of
    Amazon's that ours is equal to, if any. `vat` is the rate from the settings, where Amazon told no tax and one
    was taken out.
    """

    currency: str
    items: tuple[ItemRow, ...]
    charges: tuple[ChargeRow, ...]
    lines: tuple[TaxedLine, ...]
    remitted: Decimal
    schemes: tuple[str, ...]
    tax_inside: bool
    checked_by: str = ""
    vat: Decimal | None = None

    @property
    def net_total(self) -> Decimal:
        return money.rounded(sum((row.amount for row in self.items), ZERO), self.currency)

    @property
    def charges_total(self) -> Decimal:
        return money.rounded(sum((row.amount for row in self.charges), ZERO), self.currency)

    @property
    def grand_total(self) -> Decimal:
        return self.net_total + self.charges_total


def rows(order: Order, *, settings: Settings, mapping: Mappings) -> Rows:
    """The rows of an order's document, equal to Amazon's total minus tax that is not the seller's.

    The marketplace says whether prices contain the tax. Where Amazon's own total contradicts that and the other
    reading meets it exactly, the total is believed: Amazon's example of getOrder (Orders 2026-01-01) is such a
    case, a British order with the tax on top. Raises Hold: total-differs, no-currency, unknown-charge.
    """
    currency = _currency(order)
    theirs, told = _amazons_total(order, currency=currency)
    site = marketplace.known(order.marketplace_id)

    def read(inside: bool) -> Rows:
        return _read(order, currency, inside, settings=settings, mapping=mapping)

    likely = read(site.tax_inside if site else True)
    if theirs is None and (site or not tax.tells_tax(order)):
        return likely
    if theirs is None:
        raise Hold(
            "unreadable", why=Sentence("neither its marketplace nor a total tells whether prices contain the tax")
        )
    found = likely if _meets(likely, theirs) else read(not likely.tax_inside)
    if _meets(found, theirs):
        return msgspec.structs.replace(found, checked_by=told)
    ours, due = likely.grand_total, theirs - likely.remitted
    raise Hold("total-differs", ours=str(ours), theirs=str(due), difference=str(due - ours), currency=currency)


def _meets(rows: Rows, total: Decimal) -> bool:
    return rows.grand_total == total - rows.remitted


def _currency(order: Order) -> str:
    """The order's; a replacement that costs nothing may come without, and is then in its marketplace's."""
    site = marketplace.known(order.marketplace_id)
    if not order.currency and order.replaces and site:
        return site.currency
    if not order.currency:
        raise Hold("no-currency")
    return order.currency


def _amazons_total(order: Order, *, currency: str) -> tuple[Decimal | None, str]:
    """proceeds.grandTotal, else the lines' proceedsTotal and what the order is charged as a whole; and its name.

    None for an order known from a report only, which names no total. Raises Hold where one must be.
    """
    if order.total is not None:
        return tax.exact(order.total, currency=currency), "proceeds.grandTotal"
    totals = [line.total for line in order.lines if line.total is not None]
    if totals and len(totals) == len(order.lines):
        apart = sum(_order_charges(order, currency).values(), ZERO)
        return tax.exact(sum(totals, ZERO), currency=currency) + apart, "the sum of proceedsTotal"
    if order.replaces and not any(line.charges for line in order.lines):
        return ZERO, "zero: a replacement without a price"
    if order.complete:
        raise Hold("no-currency")
    return None, ""


def _read(order: Order, currency: str, inside: bool, *, settings: Settings, mapping: Mappings) -> Rows:
    vat = settings.vat.get(marketplace.code_of(order.marketplace_id)) if inside else None
    lines = tax.taxed_lines(order, currency=currency, vat=vat)
    remitted = sum((line.tax for line in lines if line.line.facilitated), ZERO)
    return Rows(
        currency=currency,
        items=tuple(row for line in lines for row in _item_rows(line, inside=inside, currency=currency)),
        charges=tuple(_charge_rows(order, lines, currency, inside=inside, mapping=mapping)),
        lines=lines,
        remitted=remitted,
        schemes=tuple(sorted({scheme for line in lines if line.line.facilitated for scheme in line.line.schemes})),
        tax_inside=inside,
        vat=None if tax.tells_tax(order) else vat,
    )


def of_line(line: TaxedLine, *, inside: bool) -> dict[str, Decimal]:
    """What a line brings to the rows by type, net of the tax inside: ITEM, its charges, and the seller's TAX."""
    nets = {part: amount - (line.taxes.get(part, ZERO) if inside else ZERO) for part, amount in line.parts.items()}
    return nets | {TAX: ZERO if line.line.facilitated else line.tax}


def _item_rows(line: TaxedLine, *, inside: bool, currency: str) -> Iterator[ItemRow]:
    net = of_line(line, inside=inside)[ITEM]
    for pieces, rate in money.split(net, line.line.quantity, currency):
        yield ItemRow(line=line.line, quantity=pieces, rate=rate)


def _charge_rows(
    order: Order, lines: tuple[TaxedLine, ...], currency: str, *, inside: bool, mapping: Mappings
) -> Iterator[ChargeRow]:
    """One row per charge type that does not come to zero, discounts after what they reduce, the tax last."""
    sums = _order_charges(order, currency)
    for line in lines:
        for part, amount in of_line(line, inside=inside).items():
            sums[part] = sums.get(part, ZERO) + amount
    del sums[ITEM]
    for kind in sorted(sums, key=place):
        if sums[kind]:
            yield charge_row(kind, sums[kind], currency, marketplace_id=order.marketplace_id, mapping=mapping)


def charge_row(kind: str, amount: Decimal, currency: str, *, marketplace_id: str, mapping: Mappings) -> ChargeRow:
    """A charge on its account. Raises Hold: unknown-charge."""
    account = mapping.charge_account(kind, marketplace_id)
    if account is None:
        raise Hold("unknown-charge", type=kind, amount=str(amount), currency=currency)
    return ChargeRow(type=kind, account=account, amount=amount)


def place(kind: str) -> tuple[int, str]:
    """As in NAMES; types that Amazon has not documented go before the discounts."""
    places = list(NAMES)
    return places.index(kind if kind in NAMES else "OTHER"), kind


def _order_charges(order: Order, currency: str) -> dict[str, Decimal]:
    """What is charged to the order as a whole and to none of its lines: a delivery tip.

    All other amounts of the order are sums over its lines (Orders 2026-01-01, OrderProceedsBreakdown.type).
    """
    of_lines = {charge.type for line in order.lines for charge in line.charges} | {ITEM, TAX}
    sums = {ITEM: ZERO}
    for charge in order.charges:
        if charge.type not in of_lines:
            sums[charge.type] = sums.get(charge.type, ZERO) + tax.exact(tax.signed(charge), currency=currency)
    return sums
