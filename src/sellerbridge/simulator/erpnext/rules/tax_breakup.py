"""The small table under an order that shows each tax by item: HTML, as the site's template leaves it."""

from __future__ import annotations

import json
from decimal import Decimal

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.rules.currencies import money
from sellerbridge.simulator.erpnext.rules.rounding import ZERO, rounded

Shares = dict[str, dict[str, tuple[Decimal, Decimal]]]
"""Item → tax's description → (rate, amount in company currency)."""

_GAP = "\n\t\t\t\t\t\n\t\t\t\t"


def tax_breakup(document: Document) -> str | None:
    """`other_charges_calculation` of a document whose tax rows are worked out; None without taxes."""
    taxes = document.rows("taxes")
    if not taxes:
        return None
    columns = list(dict.fromkeys(tax.text("description") for tax in taxes))
    rows = "".join(_row(item, shares, columns, document) for item, shares in _shares(document).items())
    return (
        '<div class="tax-break-up" style="overflow-x: auto;">\n'
        '\t<table class="table table-bordered table-hover">\n'
        f"\t\t<thead>\n\t\t\t<tr>\n\t\t\t\t{_headers(columns)}\n\t\t\t</tr>\n\t\t</thead>\n"
        f"\t\t<tbody>\n\t\t\t{rows}\n\t\t</tbody>\n\t</table>\n</div>"
    )


def _headers(columns: list[str]) -> str:
    first = f'\n\t\t\t\t\t\n\t\t\t\t\t\t<th class="text-left">Item</th>{_GAP}'
    others = (
        f'\n\t\t\t\t\t\n\t\t\t\t\t\t<th class="text-right">{column}</th>{_GAP}'
        for column in ["Taxable Amount", *columns]
    )
    return first + "".join(others)


def _row(item: str, shares: dict[str, tuple[Decimal, Decimal]], columns: list[str], document: Document) -> str:
    taxable = sum((row.number("net_amount") for row in document.rows("items") if _key(row) == item), ZERO)
    cells = "".join(_cell(shares.get(column), document) for column in columns)
    return (
        f'\n\t\t\t\t<tr>\n\t\t\t\t\t<td>{item}</td>\n\t\t\t\t\t<td class="text-right">\n\t\t\t\t\t\t\n'
        f"\t\t\t\t\t\t\t{_money(taxable, document)}\n\t\t\t\t\t\t\n\t\t\t\t\t</td>\n\t\t\t\t\t"
        f"{cells}\n\t\t\t\t</tr>\n\t\t\t"
    )


def _cell(share: tuple[Decimal, Decimal] | None, document: Document) -> str:
    if share is None:
        inner = '\n\t\t\t\t\t\t\t<td class="text-right"></td>'
    else:
        rate, amount = share
        percent = f"\n\t\t\t\t\t\t\t\t\t({float(rate)}%)\n\t\t\t\t\t\t\t\t" if rate or not amount else ""
        shown = _money(amount / document.number("conversion_rate"), document)
        inner = (
            f'\n\t\t\t\t\t\t\t<td class="text-right">\n\t\t\t\t\t\t\t\t{percent}\n\t\t\t\t\t\t\t\t'
            f"\n\t\t\t\t\t\t\t\t\t{shown}\n\t\t\t\t\t\t\t\t\n\t\t\t\t\t\t\t</td>"
        )
    return f"\n\t\t\t\t\t\t\n\t\t\t\t\t\t{inner}\n\t\t\t\t\t\t\n\t\t\t\t\t"


def _money(amount: Decimal, document: Document) -> str:
    return money(abs(amount) if document.get("is_return") else amount, document.text("currency"))


def _shares(document: Document) -> Shares:
    found: Shares = {}
    for tax in document.rows("taxes"):
        for item, (rate, amount) in json.loads(tax.text("item_wise_tax_detail") or "{}").items():
            share = (Decimal(repr(rate)), rounded(Decimal(repr(amount))))
            found.setdefault(item, {})[tax.text("description")] = share
    return found


def _key(item: Document) -> str:
    return item.text("item_code") or item.text("item_name")
