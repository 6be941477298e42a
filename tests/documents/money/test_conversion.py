"""Amounts of another currency: together exactly what the sum is worth, and each its own value to the unit."""

from __future__ import annotations

from decimal import Decimal

import hypothesis.strategies as st
import pytest
from hypothesis import given

from sellerbridge.commerce import money
from sellerbridge.documents.money.conversion import converted

cents = st.integers(-10_000_000, 10_000_000).map(lambda n: Decimal(n) / 100)
rates = st.integers(1, 2_000_000).map(lambda n: Decimal(n) / 10_000)


@given(amounts=st.lists(cents, min_size=1, max_size=30), rate=rates, currency=st.sampled_from(["EUR", "JPY"]))
def test_the_sum_is_exact_and_no_amount_is_a_unit_off(
    amounts: list[Decimal], rate: Decimal, currency: str
) -> None:
    total = money.rounded(sum(amounts, Decimal(0)) * rate, currency)
    parts = converted(amounts, rate=rate, total=total, currency=currency)

    assert sum(parts) == total
    unit = money.smallest_unit(currency)
    assert all(money.is_exact(part, currency) for part in parts)
    assert all(abs(part - amount * rate) < unit for part, amount in zip(parts, amounts, strict=True))


@given(amounts=st.lists(cents, max_size=30))
def test_at_a_rate_of_one_nothing_changes(amounts: list[Decimal]) -> None:
    total = sum(amounts, Decimal(0))
    assert list(converted(amounts, rate=Decimal(1), total=total, currency="EUR")) == amounts


def test_there_is_nothing_to_share_among() -> None:
    assert converted([], rate=Decimal(2), total=Decimal(0), currency="EUR") == ()
    with pytest.raises(ValueError, match="nothing to share"):
        converted([], rate=Decimal(2), total=Decimal("0.01"), currency="EUR")
