"""The money of lines as Orders 2026-01-01 breaks it down: by type, and tax and discounts by subtype."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sellerbridge.simulator.call import Json
from sellerbridge.simulator.charges import ZERO, Charges, Line
from sellerbridge.simulator.wire import text_money


def breakdowns(told: Iterable[tuple[Line, Charges]], currency: str, *, detailed: bool) -> list[Json]:
    """The parts that are not zero, summed over lines. Discounts are positive; tax is there if Amazon tells it."""
    pairs = list(told)
    parts = [part for _, part in pairs]
    rows: list[tuple[str, Decimal]] = [
        ("ITEM", _sum(part.item for part in parts)),
        ("SHIPPING", _sum(part.shipping for part in parts)),
        ("GIFT_WRAP", _sum(part.gift_wrap for part in parts)),
        ("COD_FEE", _sum(part.cod for part in parts)),
        ("ECO_FEE", _sum(part.eco_fee for part in parts)),
        ("DISCOUNT", _sum(part.discount + part.shipping_discount for part in parts)),
        ("TAX", _sum(part.tax for part in parts)),
    ]
    told_tax = any(line.rate is not None for line, _ in pairs)
    shown = [row for row in rows if row[1] or row[0] == "ITEM" or (row[0] == "TAX" and told_tax)]
    return [_breakdown(kind, amount, parts[0] if detailed else None, currency) for kind, amount in shown]


def _breakdown(kind: str, amount: Decimal, detail: Charges | None, currency: str) -> Json:
    answer: Json = {"type": kind, "subtotal": text_money(amount, currency)}
    parts = _details(kind, detail) if detail is not None else {}
    details = [{"subtype": name, "value": text_money(value, currency)} for name, value in parts.items() if value]
    return answer | ({"detailedBreakdowns": details} if details else {})


def _details(kind: str, part: Charges) -> dict[str, Decimal]:
    """Amazon details only discounts and tax."""
    if kind == "DISCOUNT":
        return {"ITEM": part.discount, "SHIPPING": part.shipping_discount}
    if kind == "TAX":
        return {
            "ITEM": part.tax_item,
            "SHIPPING": part.tax_shipping,
            "GIFT_WRAP": part.tax_gift_wrap,
            "COD_FEE": part.tax_cod,
            "DISCOUNT": part.tax_discount,
        }
    return {}


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
