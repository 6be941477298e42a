"""Practice Amazons of the journeys: every region, at a fixed date, on a clock that stands until it is moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from sellerbridge.simulator import catalogue
from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.marketplaces import CA, DE, FR, JP, MX, PL, UK, US
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon

TODAY = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)

EU, NA, FE = (DE, FR, UK, PL), (US, CA, MX), (JP,)


def practice(
    places: Sequence[str] = EU,
    *,
    seed: int = 11,
    listings: int = 40,
    orders: int = 250,
    days: int = 20,
    report_seconds: float = 0,
    twins: bool = True,
    odd: bool = True,
    mistakes: Sequence[str] = (),
    **more: Any,
) -> PracticeAmazon:
    """A seller whose last order came five minutes before the clock's first moment; not started yet.

    Without `twins` no two SKUs differ in letter case only; `odd` and `mistakes` as the world has them.
    """
    with patch.dict(catalogue._ODD_SKUS, {} if twins else {3: "TEA-BLACK-01"}):
        world = World.create(
            seed,
            listings=listings,
            orders=orders,
            days=days,
            now=TODAY,
            marketplaces=places,
            odd=odd,
            mistakes=mistakes,
        )
    world.report_seconds = report_seconds
    clock = HeldClock(TODAY + timedelta(minutes=5))
    return PracticeAmazon(world, clock=clock, **{"limits": "off", **more})
