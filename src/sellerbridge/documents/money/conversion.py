"""Amounts of a foreign currency into company currency so that their sum is what the sum is worth."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from sellerbridge.commerce.money import ZERO, smallest_unit


def converted(amounts: Sequence[Decimal], *, rate: Decimal, total: Decimal, currency: str) -> tuple[Decimal, ...]:
    """Each amount at the rate, whole in the smallest unit of `currency`, together exactly `total`.

    Each is rounded down, and what is missing goes in single units to those that lost most (largest remainder): no
    amount is further than a unit from its own value, and there is no row for the rest. Amounts may be negative.
    """
    unit = smallest_unit(currency)
    exact = [amount * rate for amount in amounts]
    parts = [amount.quantize(unit, rounding=ROUND_FLOOR) for amount in exact]
    missing = int((total - sum(parts, ZERO)) / unit)
    if missing and not parts:
        raise ValueError(f"{total} {currency} and nothing to share it among")
    step = unit if missing > 0 else -unit
    by_loss = sorted(range(len(parts)), key=lambda i: ((parts[i] - exact[i]) * step, i))
    for place in range(abs(missing)):
        parts[by_loss[place % len(parts)]] += step
    return tuple(parts)
