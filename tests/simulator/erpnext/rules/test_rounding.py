"""Half to even, and the smallest coin."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.simulator.erpnext.rules.rounding import rounded, to_smallest_coin

AMOUNTS = st.decimals(min_value=-100_000, max_value=100_000, places=2)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2.345", "2.34"), ("2.355", "2.36"), ("-2.345", "-2.34"), ("3.333333", "3.33"), ("64.7676", "64.77")],
)
def test_halves_go_to_the_even_cent(value: str, expected: str) -> None:
    assert rounded(Decimal(value)) == Decimal(expected)


@pytest.mark.parametrize(
    ("value", "coin", "expected"),
    [
        ("53.59", "0.01", "53.59"),
        ("10.02", "0.05", "10.00"),
        ("10.03", "0.05", "10.05"),
        ("53.59", "0", "54"),
        ("-21.59", "0.01", "-21.59"),
        ("-10.03", "0.05", "-10.05"),
    ],
)
def test_a_currency_without_a_coin_is_paid_in_whole_units(value: str, coin: str, expected: str) -> None:
    assert to_smallest_coin(Decimal(value), Decimal(coin)) == Decimal(expected)


@given(AMOUNTS, st.sampled_from(["0.01", "0.05"]))
def test_what_is_paid_is_whole_coins_and_near(value: Decimal, coin: str) -> None:
    paid = to_smallest_coin(value, Decimal(coin))
    assert paid % Decimal(coin) == 0
    assert abs(paid - value) <= Decimal(coin) / 2
