"""How the site rounds: half to even, and to the smallest coin of a currency."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

MONEY = 2
QUANTITY = 3
PERCENT = 3
ZERO = Decimal(0)


def rounded(value: Decimal, places: int = MONEY) -> Decimal:
    """The value at so many decimals, half to even ("Banker's Rounding", the site's rounding_method)."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)


def to_smallest_coin(value: Decimal, coin: Decimal) -> Decimal:
    """The nearest amount that can be paid; a currency without a known smallest coin goes to whole units.

    ERPNext keeps the coin of few currencies (USD, EUR, CNY 0.01, CHF 0.05): an order in GBP or CAD whose rounded
    total is not switched off has one in whole pounds or dollars.
    """
    if not coin:
        return rounded(value, 0)
    rest = rounded(value % coin if value >= 0 else coin - (-value % coin), MONEY)
    return rounded(value + coin - rest if rest > coin / 2 else value - rest)


def shown(value: Decimal) -> str:
    """A number as it stands in ERPNext's messages: 15.0, 21.59."""
    return str(float(value))
