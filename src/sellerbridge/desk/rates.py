"""Read and set exchange rates into the company's currency, for the embedded books."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

import msgspec

from sellerbridge.desk.pairs import pair
from sellerbridge.errors import Usage
from sellerbridge.store import Store

_EXAMPLE = "rates set GBP=1.1520"
_CURRENCY = re.compile(r"[A-Z]{3}")


class ExchangeRate(msgspec.Struct, frozen=True, kw_only=True):
    """One unit of `currency` in company currency, from `date` on; without one, on days no dated rate covers."""

    currency: str
    date: date | None
    rate: Decimal


def rates(store: Store) -> tuple[ExchangeRate, ...]:
    """All rates, by currency, oldest first."""
    return tuple(
        ExchangeRate(currency=currency, date=None if rate.since == date.min else rate.since, rate=rate.rate)
        for currency, known in store.mappings.rates().items()
        for rate in known
    )


def set_rates(
    store: Store, words: Sequence[str], *, since: date | None, dry_run: bool = False
) -> dict[str, Decimal]:
    """Set rates given as CURRENCY=RATE, all or none; answers them. Raises Usage."""
    own = store.settings.read().company_currency
    found = dict(_rate(word, own=own) for word in words)
    if not dry_run:
        store.mappings.put_rates(found, since=since)
    return found


def _rate(word: str, *, own: str) -> tuple[str, Decimal]:
    name, text = pair(word, example=_EXAMPLE)
    currency = name.upper()
    if not _CURRENCY.fullmatch(currency):
        raise Usage(
            "{name!r} is not a currency code of three letters. For example: sellerbridge {example}",
            name=name,
            example=_EXAMPLE,
        )
    if currency == own:
        raise Usage("{own} is the company's own currency: its rate is always 1.", own=own)
    try:
        rate = Decimal(text)
    except InvalidOperation:
        rate = Decimal("NaN")
    if not rate.is_finite() or rate <= 0:
        raise Usage(
            "{currency}={typed}: a rate is a number above zero with a point, such as 1.1520 (how many"
            " {own} one {currency} is worth).",
            currency=currency,
            typed=text,
            own=own,
        )
    return currency, rate
