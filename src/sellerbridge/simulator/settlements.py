"""Settlement periods, fourteen days each, and the fees that belong to no order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sellerbridge.simulator.dice import dice, token
from sellerbridge.simulator.history import History
from sellerbridge.simulator.marketplaces import Marketplace
from sellerbridge.simulator.wire import whole_milliseconds

PERIOD = timedelta(days=14)
_WEEK = timedelta(days=7)
_SERVICES = (
    ("Subscription", "Subscription Fee", 4),
    ("FBAStorageFee", "FBA storage fee", 4),
    ("ProductAds", "Cost of Advertising", 1),
)
_COSTS = {
    "Subscription": ("39.00", "39.01"),
    "FBAStorageFee": ("8.00", "60.00"),
    "ProductAds": ("12.00", "180.00"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """A fee of the account in one store; `amount` is negative."""

    at: datetime
    kind: str
    description: str
    place: Marketplace
    amount: Decimal
    number: int


def period_number(world: History, at: datetime) -> int:
    """Which settlement period a moment falls into; period 0 begins with the world."""
    return (at - world.began) // PERIOD


def group_id(world: History, currency: str, at: datetime) -> str:
    """FINANCIAL_EVENT_GROUP_ID of a currency's settlement period."""
    return token(world.seed, "group", currency, period_number(world, at), size=43)


def services(world: History, after: datetime, before: datetime) -> Iterator[Service]:
    """The account's fees from `after` on and before `before`, week by week since the world began."""
    first = max((after - world.began) // _WEEK - 1, 0)
    for week in range(first, (before - world.began) // _WEEK + 1):
        for place in world.places:
            for kind, description, every in _SERVICES:
                if week % every == 0:
                    fee = _service(world, week, place, kind, description)
                    if after <= fee.at < before:
                        yield fee


def _service(world: History, week: int, place: Marketplace, kind: str, description: str) -> Service:
    chance = dice(world.seed, "service", kind, place.id, week)
    low, high = (int(Decimal(cost) * 100) for cost in _COSTS[kind])
    euros = Decimal(chance.randrange(low, high)) / 100
    return Service(
        at=whole_milliseconds(world.began + _WEEK * week + timedelta(hours=chance.uniform(0, 24))),
        kind=kind,
        description=description,
        place=place,
        amount=-(euros * place.per_euro).quantize(place.smallest),
        number=week,
    )
