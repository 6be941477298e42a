from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.commerce.money import is_exact, rounded, share, smallest_unit, split

CURRENCIES = st.sampled_from(["EUR", "GBP", "JPY", "PLN"])


def amounts(currency: str, low: int = -1_000_000, high: int = 1_000_000) -> st.SearchStrategy[Decimal]:
    return st.integers(low, high).map(lambda n: n * smallest_unit(currency))


@pytest.mark.parametrize(
    ("total", "quantity", "currency", "expected"),
    [
        ("10.00", 3, "EUR", ((2, "3.33"), (1, "3.34"))),
        ("9.99", 3, "EUR", ((3, "3.33"),)),
        ("0.00", 2, "EUR", ((2, "0.00"),)),
        ("1000", 3, "JPY", ((2, "333"), (1, "334"))),
        ("-10.00", 3, "EUR", ((2, "-3.33"), (1, "-3.34"))),
        ("0.02", 3, "GBP", ((1, "0.00"), (2, "0.01"))),
    ],
)
def test_a_total_splits_into_unit_prices(
    total: str, quantity: int, currency: str, expected: tuple[tuple[int, str], ...]
) -> None:
    assert split(Decimal(total), quantity, currency) == tuple((n, Decimal(price)) for n, price in expected)


@given(st.data(), CURRENCIES, st.integers(1, 999))
def test_split_parts_add_up_to_the_cent(data: st.DataObject, currency: str, quantity: int) -> None:
    total = data.draw(amounts(currency))
    parts = split(total, quantity, currency)
    assert sum((n * price for n, price in parts), Decimal(0)) == total
    assert sum(n for n, _ in parts) == quantity
    assert all(is_exact(price, currency) for _, price in parts)


@given(st.data(), CURRENCIES)
def test_shares_add_up_and_none_is_off_by_a_whole_unit(data: st.DataObject, currency: str) -> None:
    total = data.draw(amounts(currency))
    weights = data.draw(st.lists(amounts(currency, low=0), min_size=1, max_size=9))
    parts = share(total, weights, currency)
    assert sum(parts, Decimal(0)) == total
    whole = sum(weights, Decimal(0))
    if whole:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part - total * weight / whole) < smallest_unit(currency)


@pytest.mark.parametrize(("total", "quantity"), [("1.00", 0), ("1.001", 2)])
def test_what_cannot_be_split_is_refused(total: str, quantity: int) -> None:
    with pytest.raises(ValueError, match=r"split|smallest unit"):
        split(Decimal(total), quantity, "EUR")


def test_nothing_to_share_among_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        share(Decimal(1), [], "EUR")


def test_rounding_goes_to_even_halves() -> None:
    assert [rounded(Decimal(x), "EUR") for x in ("0.125", "0.135", "-0.125")] == [
        Decimal("0.12"),
        Decimal("0.14"),
        Decimal("-0.12"),
    ]
