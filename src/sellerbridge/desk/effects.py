"""What a switch does or would do, told from what came lately: so that nobody turns it in the dark."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import msgspec

from sellerbridge.commerce.order import CANCELLED
from sellerbridge.desk.money.payouts import payouts
from sellerbridge.documents.money.months import day_of
from sellerbridge.installation import Installation

SPAN = timedelta(days=30)
_SHIPPED = "SHIPPED"
_PAYOUTS = 26


class Effects(msgspec.Struct, frozen=True, kw_only=True):
    """What came, by what a switch is about.

    `ordered`, `shipped` and `cancelled` are the orders of the last thirty days, by how they stand now, `refunded`
    the refunds. `unlisted` is how many SKUs hold orders now for not being among the listings. `crossing` of the
    latest payouts have lines of an earlier month. `fees` is what Amazon kept of the very latest one (`currency`,
    `deposited_at`); None before the first.
    """

    ordered: int
    shipped: int
    cancelled: int
    refunded: int
    unlisted: int
    crossing: int
    fees: Decimal | None = None
    currency: str = ""
    deposited_at: datetime | None = None


def effects(installation: Installation) -> Effects:
    """All of it, from counts that are kept or short to make."""
    store, since = installation.store, installation.clock.now() - SPAN
    days = store.order_days.since(since.date())
    found = store.payouts.page(limit=_PAYOUTS)
    latest = next(iter(payouts(store, limit=1).payouts), None)
    return Effects(
        ordered=sum(day.orders for day in days),
        shipped=sum(day.orders for day in days if day.status == _SHIPPED),
        cancelled=sum(day.orders for day in days if day.status == CANCELLED),
        refunded=store.transactions.refunded(since),
        unlisted=store.problems.different("unknown-sku"),
        crossing=sum(_month(one.head.started_at) != _month(one.head.deposited_at) for one in found),
        fees=-latest.figures.fees if latest else None,
        currency=latest.currency if latest else "",
        deposited_at=latest.deposited_at if latest else None,
    )


def _month(moment: datetime) -> date:
    return day_of(moment).replace(day=1)
