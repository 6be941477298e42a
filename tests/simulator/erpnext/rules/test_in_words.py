"""Totals in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.simulator.erpnext.rules.in_words import in_words, spelled


@pytest.mark.parametrize(
    ("value", "currency", "expected"),
    [
        ("53.59", "USD", "USD Fifty Three and Fifty Nine Cent only."),
        ("43.18", "USD", "USD Forty Three and Eighteen Cent only."),
        ("-21.59", "USD", "USD Twenty One and Fifty Nine Cent only."),
        ("0", "USD", "USD Zero only."),
        ("0.59", "EUR", "Fifty Nine Cent only."),
        ("25", "EUR", "EUR Twenty Five only."),
        ("1234.05", "USD", "USD One Thousand, Two Hundred And Thirty Four and Five Cent only."),
        ("1001", "GBP", "GBP One Thousand And One only."),
        ("1980", "JPY", "JPY One Thousand, Nine Hundred And Eighty only."),
        ("250000", "INR", "INR Two Lakh, Fifty Thousand only."),
    ],
)
def test_as_erpnext_writes_it(value: str, currency: str, expected: str) -> None:
    assert in_words(Decimal(value), currency) == expected


@given(st.integers(min_value=0, max_value=10**9))
def test_different_numbers_have_different_words(number: int) -> None:
    assert spelled(number) != spelled(number + 1)
