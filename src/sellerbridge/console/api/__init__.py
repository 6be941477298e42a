"""The JSON API, one file per subject."""

from __future__ import annotations

from sellerbridge.console.api import (
    clock,
    connections,
    erp,
    money,
    orders,
    overview,
    people,
    problems,
    products,
    runs,
    settings,
)

SUBJECTS = (
    overview.subject,
    orders.subject,
    products.subject,
    money.subject,
    problems.subject,
    runs.subject,
    clock.subject,
    settings.subject,
    connections.subject,
    erp.subject,
    people.subject,
)
