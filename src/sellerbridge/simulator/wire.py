"""How times and money are written on Amazon's wire."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from sellerbridge.simulator.call import Json


def stamp(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, as Orders 2026-01-01 writes it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def text_money(amount: Decimal, currency: str) -> Json:
    """Money of Orders and Listings: the amount is text, with the currency's own decimals."""
    return {"amount": f"{amount:.0f}" if currency == "JPY" else f"{amount:.2f}", "currencyCode": currency}


def number_money(amount: Decimal, currency: str) -> Json:
    """Money of Finances: the amount is a JSON number with all its digits."""
    return {"currencyCode": currency, "currencyAmount": amount}


def whole_milliseconds(at: datetime) -> datetime:
    """The same moment without what the wire cannot carry."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
