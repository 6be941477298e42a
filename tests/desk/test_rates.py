"""Exchange rates: exact, above zero, into the company's currency."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sellerbridge.desk import rates
from sellerbridge.desk.rates import ExchangeRate
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation


def test_rates_are_kept_digit_by_digit_with_their_day(opened: Installation) -> None:
    rates.set_rates(opened.store, ["GBP=1.1520", "usd=0.930000001"], since=None)
    rates.set_rates(opened.store, ["GBP=1.1600"], since=date(2026, 11, 1))
    assert rates.rates(opened.store) == (
        ExchangeRate(currency="GBP", date=None, rate=Decimal("1.1520")),
        ExchangeRate(currency="GBP", date=date(2026, 11, 1), rate=Decimal("1.1600")),
        ExchangeRate(currency="USD", date=None, rate=Decimal("0.930000001")),
    )


@pytest.mark.parametrize(
    "word", ["GBP=0", "GBP=-1", "GBP=NaN", "GBP=inf", "GBP=1,15", "GBP=", "GBP", "POUND=1", "EUR=1"]
)
def test_what_cannot_be_a_rate_sets_none(opened: Installation, word: str) -> None:
    with pytest.raises(Usage):
        rates.set_rates(opened.store, ["USD=0.93", word], since=None)
    assert rates.rates(opened.store) == ()
