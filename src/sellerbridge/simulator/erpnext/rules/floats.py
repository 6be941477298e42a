"""Where an answer shows the binary fractions ERPNext computes with.

Money is exact here, and comes out as ERPNext rounds it. A few values it hands out unrounded: sums such as
44.989999999999995, and the shares of a tax by item. Those are computed as it does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal

from sellerbridge.simulator.erpnext.document import Document


def summed(values: Iterable[Decimal]) -> float:
    """The sum, added up in floats from left to right."""
    total = 0.0
    for value in values:
        total += float(value)
    return total


def tax_shares(document: Document) -> list[str]:
    """`item_wise_tax_detail` of each tax row: JSON, item → [rate, amount in company currency]."""
    shares: list[dict[str, list[float]]] = [{} for _ in document.rows("taxes")]
    for item in document.rows("items"):
        _add_item(shares, document, item)
    return [json.dumps(share, separators=(",", ":")) for share in shares]


def _add_item(shares: list[dict[str, list[float]]], document: Document, item: Document) -> None:
    amounts: list[float] = []
    totals: list[float] = []
    key = item.text("item_code") or item.text("item_name")
    for place, tax in enumerate(document.rows("taxes")):
        amount = _share(tax, item, document, (amounts, totals))
        amounts.append(amount)
        totals.append((totals[-1] if totals else float(item.number("net_amount"))) + amount)
        before = shares[place].get(key, [0.0, 0.0])[1]
        in_company_currency = amount * float(document.number("conversion_rate"))
        shares[place][key] = [float(tax.number("rate")), in_company_currency + before]


def _share(tax: Document, item: Document, document: Document, earlier: tuple[list[float], list[float]]) -> float:
    rate, net = float(tax.number("rate")), float(item.number("net_amount"))
    previous = int(tax.get("row_id") or 0) - 1
    match tax.get("charge_type"):
        case "Actual":
            net_total = float(document.number("net_total"))
            return net * float(tax.number("tax_amount")) / net_total if net_total else 0.0
        case "On Net Total":
            return (rate / 100.0) * net
        case "On Previous Row Amount":
            return (rate / 100.0) * earlier[0][previous]
        case "On Previous Row Total":
            return (rate / 100.0) * earlier[1][previous]
        case _:
            return rate * float(item.number("qty"))
