from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.amazon import report_cells as cells


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("", "EUR", None),
        ("  ", "EUR", None),
        ("12", "EUR", "12"),
        ("12.99", "USD", "12.99"),
        ("12,99", "EUR", "12.99"),
        ("12,9", "EUR", "12.9"),
        ("-3,50", "EUR", "-3.50"),
        ("1.234,56", "EUR", "1234.56"),
        ("1,234.56", "USD", "1234.56"),
        ("1 234,56", "PLN", "1234.56"),
        ("1\u202f234,56", "EUR", "1234.56"),
        ("1'234.50", "EUR", "1234.50"),
        ("1,234,567", "USD", "1234567"),
        ("12,345,678.90", "USD", "12345678.90"),
        ("1,980", "JPY", "1980"),
        ("19800", "JPY", "19800"),
        ("0.0001", "EUR", "0.0001"),
    ],
)
def test_amounts(text: str, currency: str, amount: str | None) -> None:
    assert cells.amount(text, currency) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    "text",
    ["1,234", "1.234", "abc", "1.2.3", "1,2,3", "1.234.56", "NaN", "1e5", "--1", "1 2", "١٢.٩٩x", "12.", "$5"],
)
def test_what_is_no_number_or_two_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        cells.amount(text, "EUR")


@given(
    amount=st.decimals(min_value=-(10**9), max_value=10**9, places=2), style=st.sampled_from(["us", "de", "plain"])
)
def test_both_styles_mean_the_same(amount: Decimal, style: str) -> None:
    text = f"{amount:.2f}" if style == "plain" else f"{amount:,.2f}"
    if style == "de":
        text = text.translate(str.maketrans(",.", ".,"))
    assert cells.amount(text, "EUR") == amount


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-03-01 12:34:56 PST", datetime(2025, 3, 1, 20, 34, 56, tzinfo=UTC)),
        ("01/03/2025 12:34:56 GMT", datetime(2025, 3, 1, 12, 34, 56, tzinfo=UTC)),
        ("01/07/2025 12:34:56 BST", datetime(2025, 7, 1, 11, 34, 56, tzinfo=UTC)),
        ("01/07/2025 12:34:56 MEST", datetime(2025, 7, 1, 10, 34, 56, tzinfo=UTC)),
        ("2025/03/01 21:34:56 JST", datetime(2025, 3, 1, 12, 34, 56, tzinfo=UTC)),
        ("2025-03-01 12:34:56", None),
        ("2025-03-01 12:34:56 XYZ", None),
        ("soon GMT", None),
        ("", None),
    ],
)
def test_moments(text: str, moment: datetime | None) -> None:
    assert cells.moment(text) == moment


@pytest.mark.parametrize("text", ["1.5", "-1", "many", "²"])
def test_a_quantity_is_whole(text: str) -> None:
    with pytest.raises(ValueError, match="quantity"):
        cells.quantity(text)


def test_rows_are_padded_and_longer_ones_refused() -> None:
    assert cells.padded(["a"], 3) == ["a", "", "", ""]
    assert cells.padded(["a", "b"], 2)[cells.ABSENT] == ""
    with pytest.raises(ValueError, match="3 cells instead of 2"):
        cells.padded(["a", "b", "c"], 2)
