"""Money that cannot lose a cent: smallest units, splitting and sharing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

import msgspec

_WITHOUT_DECIMALS = frozenset({"JPY"})
"""Of the currencies Amazon sells in, only the yen has no smaller unit (ISO 4217)."""

_CENT = Decimal("0.01")
_ONE = Decimal(1)
ZERO = Decimal(0)


class Money(msgspec.Struct, frozen=True):
    """An amount in a currency (ISO 4217 code)."""

    amount: Decimal
    currency: str


def smallest_unit(currency: str) -> Decimal:
    """The smallest amount of a currency: 0.01, or 1 for the yen."""
    return _ONE if currency in _WITHOUT_DECIMALS else _CENT


def is_exact(amount: Decimal, currency: str) -> bool:
    """Whether the amount is a whole number of the currency's smallest units."""
    return amount % smallest_unit(currency) == 0


def rounded(amount: Decimal, currency: str) -> Decimal:
    """To the nearest smallest unit, halves to even."""
    return amount.quantize(smallest_unit(currency), rounding=ROUND_HALF_EVEN)


def split(total: Decimal, quantity: int, currency: str) -> tuple[tuple[int, Decimal], ...]:
    """Unit prices that add up exactly: (pieces, unit price) once or twice.

    10.00 for 3 gives ((2, 3.33), (1, 3.34)); 9.99 for 3 gives ((3, 3.33),).
    Raises ValueError for a quantity below one or a total with fractions of the smallest unit.
    """
    if quantity < 1:
        raise ValueError(f"cannot split over {quantity} pieces")
    if not is_exact(total, currency):
        raise ValueError(f"{total} is not a whole number of the smallest unit of {currency}")
    unit = smallest_unit(currency)
    low = (total / quantity).quantize(unit, rounding=ROUND_DOWN)
    rest = total - low * quantity
    dearer = int(abs(rest) / unit)
    if not dearer:
        return ((quantity, low),)
    high = low + (unit if rest > 0 else -unit)
    return ((quantity - dearer, low), (dearer, high))


def share(total: Decimal, weights: Sequence[Decimal], currency: str) -> tuple[Decimal, ...]:
    """Share a total in proportion to the weights; the parts add up exactly (largest remainder).

    Weights must not be negative. When all are zero the first part takes everything.
    """
    if not weights:
        raise ValueError("nothing to share among")
    unit = smallest_unit(currency)
    whole = sum(weights, ZERO)
    if whole == 0:
        return (total, *(ZERO,) * (len(weights) - 1))
    exact = [total * weight / whole for weight in weights]
    parts = [part.quantize(unit, rounding=ROUND_DOWN) for part in exact]
    missing = int((total - sum(parts, ZERO)) / unit)
    step = unit if missing > 0 else -unit
    by_remainder = sorted(range(len(weights)), key=lambda i: (-abs(exact[i] - parts[i]), i))
    for i in by_remainder[: abs(missing)]:
        parts[i] += step
    return tuple(parts)
