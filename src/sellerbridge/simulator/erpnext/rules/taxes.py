"""The tax rows of a sale: what each comes to, and the running total behind it."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.rules.amounts import HUNDRED, in_company_currency
from sellerbridge.simulator.erpnext.rules.rounding import ZERO, rounded

_NEARLY = Decimal("0.05")
"""How far an inclusive tax may miss the gross total and still be put right: five hundredths."""


class Row(msgspec.Struct):
    """A tax row while it is worked out: what it takes of the current item, and of all items."""

    fraction: Decimal = ZERO
    cumulated: Decimal = Decimal(1)
    current: Decimal = ZERO
    running: Decimal = ZERO
    whole: Decimal = ZERO
    left: Decimal = ZERO


def set_exclusive_rates(document: Document) -> None:
    """Take included taxes out of the rows' amounts: net amount = amount / (1 + rates), rounded row by row."""
    taxes = document.rows("taxes")
    if not any(tax.get("included_in_print_rate") for tax in taxes):
        return
    fractions, per_unit = _included(taxes)
    for item in document.rows("items"):
        if item.number("qty") and (fractions or per_unit):
            amount = item.number("amount") - per_unit * item.number("qty")
            item["net_amount"] = rounded(amount / (1 + fractions))
            item["net_rate"] = rounded(item["net_amount"] / item.number("qty"))
            in_company_currency(item, document, "net_rate", "net_amount")


def set_taxes(document: Document, *, discounted: bool) -> None:
    """Spread every tax over the items and add it up again; needs `net_total`.

    An Actual row keeps its amount to the cent: what spreading loses goes to the last item. `discounted`: the
    discount has been taken off the items; on Grand Total it leaves `tax_amount` as it was before.
    """
    taxes = document.rows("taxes")
    rows = [Row(left=rounded(tax.number("tax_amount"))) for tax in taxes]
    items = document.rows("items")
    for item in items:
        for place, tax in enumerate(taxes):
            _add_item(item, document, (taxes, rows), place)
            row = rows[place]
            if tax.get("charge_type") == "Actual":
                row.left -= row.current
                row.current += row.left if item is items[-1] else ZERO
            row.whole += row.current
            row.running = (rows[place - 1].running if place else item.number("net_amount")) + row.current
    keeps_amount = discounted and document.get("apply_discount_on") == "Grand Total"
    total = document.number("net_total")
    for tax, row in zip(taxes, rows, strict=True):
        total = _set_row(tax, row, document, total=total, keeps_amount=keeps_amount)


def inclusive_difference(document: Document, *, discount: Decimal) -> Decimal:
    """What rounding makes included taxes miss the gross total by; 0 where it is too much to be rounding."""
    taxes = document.rows("taxes")
    if not any(tax.get("included_in_print_rate") for tax in taxes):
        return ZERO
    on_top = sum(
        (tax.number("tax_amount_after_discount_amount") for tax in taxes if not tax.get("included_in_print_rate")),
        ZERO,
    )
    difference = rounded(document.number("total") + on_top - taxes[-1].number("total") - discount)
    return difference if abs(difference) <= _NEARLY else ZERO


def _set_row(tax: Document, row: Row, document: Document, *, total: Decimal, keeps_amount: bool) -> Decimal:
    if tax.get("charge_type") != "Actual" and not keeps_amount:
        tax["tax_amount"] = row.whole
    tax["tax_amount"] = rounded(tax.number("tax_amount"))
    tax["tax_amount_after_discount_amount"] = rounded(row.whole)
    tax["total"] = rounded(total + tax["tax_amount_after_discount_amount"])
    in_company_currency(tax, document, "tax_amount", "tax_amount_after_discount_amount", "total")
    return tax.number("total")


def _add_item(item: Document, document: Document, table: tuple[list[Document], list[Row]], place: int) -> None:
    taxes, rows = table
    tax = taxes[place]
    net, rate = item.number("net_amount"), tax.number("rate") / HUNDRED
    previous = rows[int(tax.get("row_id") or 0) - 1]
    match tax.get("charge_type"):
        case "Actual":
            net_total = document.number("net_total")
            rows[place].current = net * rounded(tax.number("tax_amount")) / net_total if net_total else ZERO
        case "On Net Total":
            rows[place].current = rate * net
        case "On Previous Row Amount":
            rows[place].current = rate * previous.current
        case "On Previous Row Total":
            rows[place].current = rate * previous.running
        case _:
            rows[place].current = tax.number("rate") * item.number("qty")


def _included(taxes: list[Document]) -> tuple[Decimal, Decimal]:
    """What included rows add to 1, and what they add by unit."""
    rows = [Row() for _ in taxes]
    per_unit = ZERO
    for place, tax in enumerate(taxes):
        previous = rows[int(tax.get("row_id") or 0) - 1]
        rate = tax.number("rate") / HUNDRED if tax.get("included_in_print_rate") else ZERO
        match tax.get("charge_type"):
            case "On Net Total":
                rows[place].fraction = rate
            case "On Previous Row Amount":
                rows[place].fraction = rate * previous.fraction
            case "On Previous Row Total":
                rows[place].fraction = rate * previous.cumulated
            case "On Item Quantity":
                per_unit += rate * HUNDRED
            case _:
                pass
        rows[place].cumulated = (rows[place - 1].cumulated if place else Decimal(1)) + rows[place].fraction
    return sum((row.fraction for row in rows), ZERO), per_unit
