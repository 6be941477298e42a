"""What a switch would do, told from the orders of the last thirty days: so that nobody turns it on in the dark."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sellerbridge.commerce.order import CANCELLED
from sellerbridge.installation import Installation

SPAN = timedelta(days=30)
_SHIPPED = "SHIPPED"


def effects(installation: Installation) -> Mapping[str, int]:
    """Switch → about how many documents it makes or cancels of a month's orders; those that are cheap to tell."""
    days = installation.store.order_days.since((installation.clock.now() - SPAN).date())
    counted = {status: sum(day.orders for day in days if day.status == status) for status in (_SHIPPED, CANCELLED)}
    return {"invoices": counted[_SHIPPED], "cancellations": counted[CANCELLED]}
