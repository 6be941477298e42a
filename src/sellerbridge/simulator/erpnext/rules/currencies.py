"""What the site knows of a currency: how it is written, and its smallest coin.

Frappe's list of countries gives the smallest coin of USD, EUR, CNY and CHF only.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from sellerbridge.simulator.erpnext.rules.rounding import rounded


class Currency(msgspec.Struct, frozen=True):
    """`fraction` is the name of a hundredth; `coin` 0 where the smallest coin is not told."""

    symbol: str
    fraction: str
    coin: Decimal = Decimal(0)
    thousands: str = ","
    point: str = "."
    places: int = 2
    lakhs: bool = False


_CENT = Decimal("0.01")
_KNOWN = {
    "USD": Currency("$", "Cent", _CENT),
    "EUR": Currency("€", "Cent", _CENT),
    "CNY": Currency("", "", _CENT),
    "CHF": Currency("Fr", "Rappen[K]", Decimal("0.05"), thousands="'"),
    "GBP": Currency("£", "Penny"),
    "CAD": Currency("$", "Cent"),
    "MXN": Currency("$", "Centavo"),
    "BRL": Currency("R$", "Centavo", thousands=".", point=","),
    "JPY": Currency("¥", "Sen[G]", places=0),
    "AUD": Currency("$", "Cent", thousands=" "),
    "SGD": Currency("$", "Cent"),
    "INR": Currency("₹", "Paisa", lakhs=True),
    "SEK": Currency("kr", "Öre", thousands=".", point=","),
    "PLN": Currency("zł", "Grosz", thousands=".", point=","),
    "TRY": Currency("₺", "Kuruş", thousands=".", point=","),
    "AED": Currency("د.إ", "Fils"),
    "SAR": Currency("ر.س", "Halala"),
    "EGP": Currency("£ or ج.م", "Piastre[F]"),
    "ZAR": Currency("R", "Cent", thousands=" "),
}


def currency(code: str) -> Currency:
    """What is known of a currency; another one is written as the site writes numbers."""
    return _KNOWN.get(code) or Currency(code, "")


def money(value: Decimal, code: str) -> str:
    """An amount as forms and remarks show it: "$ 53.58"."""
    known = currency(code)
    whole, _, hundredths = f"{abs(rounded(value, known.places)):f}".partition(".")
    sign = "-" if value < 0 else ""
    text = sign + _grouped(whole, known) + (known.point + hundredths if hundredths else "")
    return f"{known.symbol} {text}" if known.symbol else text


def _grouped(whole: str, known: Currency) -> str:
    head, last = whole[:-3], whole[-3:]
    size = 2 if known.lakhs else 3
    groups = [last]
    while head:
        groups.insert(0, head[-size:])
        head = head[:-size]
    return known.thousands.join(groups)
