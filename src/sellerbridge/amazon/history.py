"""Years of orders from the all-orders report, read by header name.

The report (GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL and its sister by order date; Amazon's page "Order
Tracking reports attributes") has one row per item, without item ids, buyer or order total. Its money is per line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from sellerbridge import clock as time
from sellerbridge.amazon import report_cells as cells
from sellerbridge.amazon.errors import ReportFailed
from sellerbridge.amazon.order_answer import NotUnderstood
from sellerbridge.commerce import marketplace
from sellerbridge.commerce.order import AMAZON, MERCHANT, Charge, Order, OrderLine
from sellerbridge.incoming import Unreadable
from sellerbridge.sentences import Sentence, joined, said

REPORT_TYPE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"

_ORDER = (
    "amazon-order-id", "purchase-date", "last-updated-date", "order-status", "fulfillment-channel",
    "sales-channel", "merchant-order-id", "ship-country", "is-business-order",
)  # fmt: skip
_LINE = ("sku", "quantity", "currency", "asin", "product-name", "item-status", "tax-collection-model")
_MONEY = (
    "item-price", "item-tax", "shipping-price", "shipping-tax", "gift-wrap-price", "gift-wrap-tax",
    "item-promotion-discount", "ship-promotion-discount",
)  # fmt: skip
_NEEDED = frozenset({*_ORDER[:4], *_LINE[:3], "item-price"})

_STATUSES = {
    "Pending": "PENDING", "Unshipped": "UNSHIPPED", "Shipping": "PARTIALLY_SHIPPED", "Shipped": "SHIPPED",
    "Complete": "SHIPPED", "Cancelled": "CANCELLED", "Canceled": "CANCELLED", "Unfulfillable": "UNFULFILLABLE",
    "Pending - Waiting for Pick Up": "UNSHIPPED",
}  # fmt: skip
"""The report's words in those of Orders 2026-01-01; "Shipped - Delivered to Buyer" and its like are shipped."""

_FULFILLED_BY = {"Amazon": AMAZON, "AFN": AMAZON, "Merchant": MERCHANT, "MFN": MERCHANT}
_BY_DOMAIN = {place.domain: place.id for place in marketplace.MARKETPLACES}
NON_AMAZON = "NON_AMAZON"
_ZERO = Decimal(0)

_Cells = Callable[[Sequence[str]], tuple[str, ...]]


def orders_from_report(
    rows: Iterator[Sequence[str]], *, unreadable: Callable[[Unreadable], None] | None = None
) -> Iterator[Order]:
    """The orders in the rows of a report, the header first; rows of one order stand together.

    `unreadable` hears of orders that cannot be understood; without it the first of them raises NotUnderstood.
    Raises ReportFailed for a header that lacks a needed column.
    """
    reader = _Reader(next(rows, ()))
    for order_id, lines in groupby(reader.whole(rows), key=reader.order_id):
        try:
            order = reader.order(list(lines))
        except ValueError as error:
            if unreadable is None:
                raise NotUnderstood(joined((order_id, said(error)), by=": ")) from error
            unreadable(Unreadable(about=order_id, why=said(error)))
        else:
            yield order


class _Reader:
    """One report: where its columns are."""

    def __init__(self, header: Sequence[str]) -> None:
        found = cells.named(header, {})
        missing = _NEEDED - found.keys()
        if missing:
            reason = Sentence("it lacks the columns {columns}", columns=", ".join(sorted(missing)))
            raise ReportFailed(REPORT_TYPE, reason=reason)
        self._width = len(header)
        self.order_id = itemgetter(found["amazon-order-id"])
        self._order = _picker(found, _ORDER)
        self._line = _picker(found, _LINE)
        self._money = _picker(found, _MONEY)

    def whole(self, rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
        """The rows, each with all its cells."""
        for row in rows:
            yield cells.padded(row, self._width)

    def order(self, rows: Sequence[Sequence[str]]) -> Order:
        """The order of some rows. Raises ValueError with a reason."""
        # The last row is the latest where Amazon updated the order while it wrote the report.
        order_id, bought, updated, status, by, site, own_id, country, business = self._order(rows[-1])
        currency = ""
        lines: list[OrderLine] = []
        for row in rows:
            line, its = self._read(row, lines)
            if its and currency and its != currency:
                raise ValueError(
                    Sentence("amounts in {first} and {second} in one order", first=currency, second=its)
                )
            currency = its or currency
            lines.append(line)
        return Order(
            order_id=order_id,
            marketplace_id=_BY_DOMAIN.get(site.lower(), ""),
            status=_status(status),
            purchased_at=_moment(bought),
            updated_at=_moment(updated),
            currency=currency,
            channel=NON_AMAZON if site.startswith("Non-Amazon") else AMAZON,
            fulfilled_by=_FULFILLED_BY.get(by, by.upper()),
            seller_order_id=own_id,
            lines=tuple(lines),
            business=business.lower() == "true",
            ship_country=country,
            complete=False,
        )

    def _read(self, row: Sequence[str], before: Sequence[OrderLine]) -> tuple[OrderLine, str]:
        """A row's line, and its currency. The line's number counts the same SKU among those before it."""
        sku, count, currency, asin, title, status, tax_model = self._line(row)
        quantity = cells.quantity(count)
        if quantity is None:
            raise ValueError(Sentence("a line without a quantity"))
        number = 1 + sum(line.sku == sku for line in before) if before else 1
        charges = _charges(self._money(row), currency)
        line = OrderLine(
            line_id=f"{sku}#{number}",
            sku=sku,
            quantity=quantity,
            asin=asin,
            title=title,
            charges=charges,
            facilitated=tax_model == "MarketplaceFacilitator",
            quantity_fulfilled=quantity if status == "Shipped" else 0,
        )
        return line, currency


def _picker(found: Mapping[str, int], names: Sequence[str]) -> _Cells:
    return itemgetter(*(found.get(name, cells.ABSENT) for name in names))


@lru_cache(maxsize=8192)  # a seller's prices come again and again
def _charges(money: tuple[str, ...], currency: str) -> tuple[Charge, ...]:
    """The line's money by type, as Orders 2026-01-01 has it: discounts positive, tax and discounts in parts."""
    if any(money) and not currency:
        raise ValueError(Sentence("amounts without a currency"))
    amounts = [cells.amount(cell, currency) if cell else None for cell in money]
    price, tax, shipping, shipping_tax, wrap, wrap_tax, discount, shipping_discount = amounts
    if price is None:
        return ()
    charges = [Charge(type="ITEM", amount=price)]
    if shipping:
        charges.append(Charge(type="SHIPPING", amount=shipping))
    if wrap:
        charges.append(Charge(type="GIFT_WRAP", amount=wrap))
    if discount or shipping_discount:
        charges.append(
            _in_parts("DISCOUNT", ITEM=abs(discount or _ZERO), SHIPPING=abs(shipping_discount or _ZERO))
        )
    if tax or shipping_tax or wrap_tax:
        charges.append(_in_parts("TAX", ITEM=tax, SHIPPING=shipping_tax, GIFT_WRAP=wrap_tax))
    return tuple(charges)


def _in_parts(kind: str, **amounts: Decimal | None) -> Charge:
    parts = tuple((subtype, amount) for subtype, amount in amounts.items() if amount)
    return Charge(type=kind, amount=sum((amount for _, amount in parts), _ZERO), parts=parts)


def _status(word: str) -> str:
    """Amazon's current word; one not known passes as it is written."""
    known = _STATUSES.get(word) or _STATUSES.get(word.partition(" - ")[0])
    return known or word.upper().replace(" ", "_")


def _moment(text: str) -> datetime:
    try:
        return time.from_text(text)
    except ValueError:
        raise ValueError(Sentence("a date that is none")) from None
