"""The pages, one file each."""

from __future__ import annotations

from sellerbridge.console.pages import (
    account,
    activity,
    clock,
    connections,
    doors,
    erp,
    events,
    fee_accounts,
    first_run,
    marketplaces,
    money,
    order,
    orders,
    overview,
    people,
    problems,
    products,
    settings,
    tokens,
    trail,
)

PAGES = (
    doors.router,
    events.router,
    overview.router,
    orders.router,
    order.router,
    products.router,
    fee_accounts.router,
    money.router,
    problems.router,
    activity.router,
    settings.router,
    clock.router,
    connections.router,
    erp.router,
    marketplaces.router,
    first_run.router,
    account.router,
    people.router,
    tokens.router,
    trail.router,
)
