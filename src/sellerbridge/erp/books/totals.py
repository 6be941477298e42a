"""A selling document's totals, computed by the books themselves and compared with what the document says.

As ERPNext's calculation of taxes and totals does it (its controller "taxes_and_totals"), for rows that are
exact already and charges of type Actual. Base amounts are in company currency, each rounded half to even: those
of the items row by row and then added, those of charges and grand total as a whole. So they need not add up to
the cent; ERPNext's do not either.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sellerbridge.commerce import money
from sellerbridge.commerce.money import ZERO
from sellerbridge.erp.books.checks import Doc, refused, row_of

_NOT_COMPUTED = ("discount_amount", "additional_discount_percentage")


def computed(doc: Doc, *, company_currency: str) -> Doc:
    """The document with every total filled in. Raises Refused where it says another figure, with both."""
    for field in _NOT_COMPUTED:
        if doc.get(field):
            raise refused(
                "{field} is set, which the embedded books do not compute. Use a row of taxes.", field=field
            )
    conversion = _conversion(doc, company_currency)
    items = [_item(row, number) for number, row in enumerate(doc["items"], start=1)]
    net = sum((row["amount"] for row in items), ZERO)
    taxes, charged = _taxes(doc.get("taxes") or (), net)

    def based(amount: Decimal) -> Decimal:
        return money.rounded(amount * conversion, company_currency)

    base_net = sum((based(row["amount"]) for row in items), ZERO)
    figures = {
        "total": net,
        "net_total": net,
        "total_taxes_and_charges": charged,
        "grand_total": net + charged,
        "base_total": base_net,
        "base_net_total": base_net,
        "base_total_taxes_and_charges": based(charged),
        # Where charges come to nothing, ERPNext takes over the sum of the rows.
        "base_grand_total": based(net + charged) if charged else base_net,
    }
    for field, ours in figures.items():
        _compare(doc, field, ours)
    return {**doc, "items": items, "taxes": taxes, **figures}


def _conversion(doc: Doc, company_currency: str) -> Decimal:
    """Company currency for one unit of the document's. Raises Refused: an unknown rate is never 1."""
    rate: Decimal = doc["conversion_rate"]
    if rate <= 0:
        raise refused(
            "conversion_rate is {rate}. Run: sellerbridge rates set {currency}=RATE",
            rate=rate,
            currency=doc["currency"],
        )
    if doc["currency"] == company_currency and rate != 1:
        raise refused(
            "conversion_rate is {rate} although {company_currency} is the company's own currency.",
            rate=rate,
            company_currency=company_currency,
        )
    return rate


def _item(row: Doc, number: int) -> Doc:
    place = row_of(number, "items")
    rate: Decimal = row["rate"]
    if rate != round(rate, 2):
        raise refused(
            "{place}rate {rate} has more decimals than the two that ERPNext keeps.", place=place, rate=rate
        )
    amount = rate * row["qty"]
    _compare(row, "amount", amount, place=place)
    return {**row, "amount": row.get("amount", amount)}


def _taxes(rows: Any, net: Decimal) -> tuple[list[Doc], Decimal]:
    charged, kept = ZERO, []
    for number, row in enumerate(rows, start=1):
        place = row_of(number, "taxes")
        if row["charge_type"] != "Actual":
            raise refused(
                "{place}charge_type is {charge_type}; the embedded books compute only Actual.",
                place=place,
                charge_type=row["charge_type"],
            )
        charged += row["tax_amount"]
        _compare(row, "total", net + charged, place=place)
        kept.append({**row, "total": net + charged})
    return kept, charged


def _compare(fields: Doc, field: str, ours: Decimal, *, place: str = "") -> None:
    theirs = fields.get(field)
    if theirs is not None and theirs != ours:
        raise refused(
            "{place}{field} is {theirs} in the document, but its rows make {ours} (difference {difference})."
            " Nothing was forced to fit; report this text.",
            place=place,
            field=field,
            theirs=theirs,
            ours=ours,
            difference=theirs - ours,
        )
