"""How does it go? The orders of today, of the last 7 and 30 days, by marketplace and currency, and day by day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import msgspec

from sellerbridge.commerce import marketplace
from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.order import CANCELLED, PENDING
from sellerbridge.store import Store
from sellerbridge.store.order_days import OrderDay

SPANS = (1, 7, 30)
"""Days, today among them."""


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """Orders that were not cancelled, and what they come to; pending ones count and add nothing."""

    orders: int
    total: Decimal


class MarketplaceSales(msgspec.Struct, frozen=True, kw_only=True):
    """One marketplace in one currency: a span for each of SPANS."""

    marketplace: str
    currency: str
    spans: tuple[Span, ...]


class Sales(msgspec.Struct, frozen=True, kw_only=True):
    """`days` are the last thirty with the number of their orders, the oldest first; days are those of UTC."""

    marketplaces: tuple[MarketplaceSales, ...]
    days: tuple[tuple[date, int], ...]

    @property
    def orders(self) -> int:
        """How many there were in all the days."""
        return sum(number for _, number in self.days)


def sales(store: Store, today: date) -> Sales:
    """The last thirty days."""
    first = today - timedelta(days=SPANS[-1] - 1)
    counted = [day for day in store.order_days.since(first) if day.status != CANCELLED and day.day <= today]
    groups: dict[tuple[str, str], list[OrderDay]] = {}
    numbers = dict.fromkeys((first + timedelta(days=n) for n in range(SPANS[-1])), 0)
    for day in counted:
        groups.setdefault((day.marketplace_id, _currency(day)), []).append(day)
        numbers[day.day] += day.orders
    found = (
        MarketplaceSales(
            marketplace=marketplace.code_of(place),
            currency=currency,
            spans=tuple(_span(days, today - timedelta(days=span - 1)) for span in SPANS),
        )
        for (place, currency), days in groups.items()
    )
    return Sales(
        marketplaces=tuple(sorted(found, key=lambda one: (-one.spans[-1].orders, one.marketplace))),
        days=tuple(numbers.items()),
    )


def _currency(day: OrderDay) -> str:
    """A pending order may name no currency: it counts with its marketplace's own."""
    site = marketplace.known(day.marketplace_id)
    return day.currency or (site.currency if site else "")


def _span(days: Iterable[OrderDay], first: date) -> Span:
    inside = [day for day in days if day.day >= first]
    return Span(
        orders=sum(day.orders for day in inside),
        total=sum((day.total for day in inside if day.status not in PENDING), ZERO),
    )
