"""The pages, one file each."""

from __future__ import annotations

from sellerbridge.console.pages import (
    activity,
    doors,
    events,
    money,
    orders,
    overview,
    problems,
    products,
    settings,
)

PAGES = (
    doors.router,
    events.router,
    overview.router,
    orders.router,
    products.router,
    money.router,
    problems.router,
    activity.router,
    settings.router,
)
