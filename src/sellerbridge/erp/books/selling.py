"""What ERPNext checks of orders, notes and invoices by themselves: quantities and dates. No database here."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sellerbridge.erp.books.checks import Doc, day, refused, row_of

SALES_ORDER, DELIVERY_NOTE, SALES_INVOICE = "Sales Order", "Delivery Note", "Sales Invoice"
KINDS = frozenset({SALES_ORDER, DELIVERY_NOTE, SALES_INVOICE})

_WHOLE = frozenset({"Nos", "Unit", "Box", "Pair", "Set"})
"""Units of measure of which ERPNext takes whole numbers only."""


def check(kind: str, doc: Doc) -> None:
    """Hold a document of one of these kinds to ERPNext's rules. Raises Refused."""
    if kind == SALES_ORDER:
        _check_dates(doc, "transaction_date", "delivery_date")
    else:
        _check_dates(doc, "posting_date", "due_date")
        _check_return(doc)
    returned = bool(doc.get("is_return"))
    for number, row in enumerate(doc["items"], start=1):
        _check_quantity(row, returned=returned, place=row_of(number, "items"))


def _check_dates(doc: Doc, first: str, later: str) -> None:
    begun = day(doc, first)
    if doc.get(later):
        _check_later(doc, later, first, begun, place="")
    for number, row in enumerate(doc["items"], start=1):
        if row.get(later):
            _check_later(row, later, first, begun, place=row_of(number, "items"))


def _check_later(fields: Doc, later: str, first: str, begun: date, *, place: str) -> None:
    if day(fields, later, place=place) < begun:
        raise refused(
            "{place}{later} {day} is before {first} {begun}.",
            place=place,
            later=later,
            day=fields[later],
            first=first,
            begun=begun,
        )


def _check_return(doc: Doc) -> None:
    # As in ERPNext a credit note may stand alone: for money of pieces that were given back before.
    alone = doc.get("is_return") and "debit_to" in doc
    if bool(doc.get("is_return")) != bool(doc.get("return_against")) and not alone:
        raise refused("is_return and return_against go together: a return is one of a document. Report this text.")


def _check_quantity(row: Doc, *, returned: bool, place: str) -> None:
    quantity, unit = row["qty"], row.get("uom", "Nos")
    if not isinstance(quantity, int | Decimal) or (quantity >= 0 if returned else quantity <= 0):
        raise refused(
            "{place}qty is {quantity}; ERPNext takes only less than zero."
            if returned
            else "{place}qty is {quantity}; ERPNext takes only more than zero.",
            place=place,
            quantity=quantity,
        )
    if unit in _WHOLE and quantity % 1:
        raise refused(
            "{place}qty is {quantity}; a quantity in {unit} is a whole number.",
            place=place,
            quantity=quantity,
            unit=unit,
        )
