"""Settlement periods: fourteen days each, counted from the world's beginning, one settlement a currency."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sellerbridge.simulator.dice import dice, token
from sellerbridge.simulator.history import History
from sellerbridge.simulator.marketplaces import Marketplace

PERIOD = timedelta(days=14)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The `number`-th period of a currency."""

    number: int
    currency: str


def period_number(world: History, at: datetime) -> int:
    """Which settlement period a moment falls into; period 0 begins with the world."""
    return (at - world.began) // PERIOD


def begins(world: History, number: int) -> datetime:
    """The first moment of a period, which is the end of the one before."""
    return world.began + PERIOD * number


def closed(world: History, now: datetime) -> Iterator[Period]:
    """The periods that are over, oldest first, and in each the currencies in the order of the stores."""
    for number in range(max(period_number(world, now), 0)):
        for currency in currencies(world):
            yield Period(number, currency)


def currencies(world: History) -> list[str]:
    """The currencies the seller is paid in."""
    return list(dict.fromkeys(place.currency for place in world.places))


def stores(world: History, currency: str) -> list[Marketplace]:
    """The stores that are paid in a currency."""
    return [place for place in world.places if place.currency == currency]


def group_id(world: History, period: Period) -> str:
    """FINANCIAL_EVENT_GROUP_ID of a period."""
    return token(world.seed, "group", period.currency, period.number, size=43)


def settlement_id(world: History, period: Period) -> str:
    """The settlement id of a period, eleven digits."""
    digits = dice(world.seed, "settlement", period.currency).randrange(10**5)
    return f"2{digits:05d}{period.number:03d}{digits * 7 % 97:02d}"


def settled_as(world: History, currency: str, at: datetime, known: datetime) -> list[tuple[str, str]]:
    """The identifiers of the settlement that a movement of money at `at` belongs to, as far as they are known:
    the group at once, the settlement when its period is over.
    """
    period = Period(period_number(world, at), currency)
    told = [("FINANCIAL_EVENT_GROUP_ID", group_id(world, period))]
    if begins(world, period.number + 1) <= known:
        told.append(("SETTLEMENT_ID", settlement_id(world, period)))
    return told
