"""What the rows of a sale come to before taxes: rate, amount, the margin over the price list, company currency."""

from __future__ import annotations

from decimal import Decimal

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.rules.rounding import MONEY, PERCENT, QUANTITY, ZERO, rounded

HUNDRED = Decimal(100)
_PLACES = {
    "qty": QUANTITY,
    "stock_qty": QUANTITY,
    "conversion_factor": 9,
    "discount_percentage": PERCENT,
    "margin_rate_or_amount": PERCENT,
    "price_list_rate": MONEY,
    "rate": MONEY,
    "discount_amount": MONEY,
    "distributed_discount_amount": MONEY,
}


def set_amounts(document: Document) -> None:
    """Work out every row, in the order's currency and in the company's.

    A rate has two decimals, so 3 x 3.333333 is 9.99. A rate of 0 becomes the price list's, less the discount.
    """
    for item in document.rows("items"):
        for fieldname, places in _PLACES.items():
            item[fieldname] = rounded(item.number(fieldname), places)
        _set_rate(item)
        item["amount"] = _amount(item, document)
        item["net_rate"], item["net_amount"] = item["rate"], item["amount"]
        item["distributed_discount_amount"] = ZERO
        in_company_currency(item, document, "price_list_rate", "rate", "net_rate", "amount", "net_amount")


def in_company_currency(one: Document, document: Document, *fieldnames: str) -> None:
    """Set `base_` fields: the rounded value times the order's conversion rate, rounded to cents by itself.

    So the base fields of a document need not add up: each is rounded from its own value.
    """
    for fieldname in fieldnames:
        converted = rounded(one.number(fieldname)) * document.number("conversion_rate")
        one[f"base_{fieldname}"] = rounded(converted)


def _amount(item: Document, document: Document) -> Decimal:
    rate, qty = item.number("rate"), item.number("qty")
    if qty:
        return rounded(rate * qty)
    if document.get("is_return"):
        return -rate
    return rate if document.get("is_debit_note") else ZERO


def _set_rate(item: Document) -> None:
    listed, discount = item.number("price_list_rate"), item.number("discount_percentage")
    if discount == HUNDRED:
        item["rate"] = ZERO
    elif listed and not item.number("rate"):
        item["rate"] = rounded(listed * (1 - discount / HUNDRED))
    _set_margin(item)
    with_margin = item.number("rate_with_margin")
    if with_margin > 0:
        item["rate"] = rounded(with_margin * (1 - discount / HUNDRED))
        item["discount_amount"] = with_margin - item["rate"]
    elif listed > 0:
        item["discount_amount"] = listed - item["rate"]


def _set_margin(item: Document) -> None:
    listed, rate = item.number("price_list_rate"), item.number("rate")
    item["rate_with_margin"] = item["base_rate_with_margin"] = ZERO
    if listed and rate > listed:
        item["margin_type"], item["margin_rate_or_amount"] = "Amount", rate - listed
    elif listed and item.get("margin_type") and item.number("margin_rate_or_amount"):
        margin = item.number("margin_rate_or_amount")
        item["rate_with_margin"] = listed + (
            margin if item["margin_type"] == "Amount" else listed * margin / HUNDRED
        )
