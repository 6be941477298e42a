"""How far the first run has come: which of its steps is next, and that nothing runs before its end."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sellerbridge.desk import clock
from sellerbridge.installation import Installation
from sellerbridge.store import Store
from sellerbridge.store.schedule import FLOWS

ADMINISTRATOR, AMAZON, ERP, DETAILS, TRIAL = "administrator", "amazon", "erp", "details", "trial"
STEPS = (ADMINISTRATOR, AMAZON, ERP, DETAILS, TRIAL)
"""In their order; the first is over when anybody can ask."""


def next_step(store: Store) -> str:
    """The step that is to be done next; "" when the syncs run."""
    if not store.connections.all():
        return AMAZON
    if not store.erp.chosen().kind:
        return ERP
    if store.settings.read().enabled:
        return ""
    return TRIAL if "company" in store.settings.stored() else DETAILS


def left_at(store: Store) -> str:
    """The step at which somebody left the first run in the midst of it; "" where nobody did, or a sync has run."""
    return next_step(store) if store.connections.all() and not store.outbox.any() else ""


@contextlib.contextmanager
def held_back(store: Store) -> Iterator[None]:
    """Make the very first connection inside: nothing syncs before `go`. One that fails leaves no trace."""
    first = not store.connections.all() and "enabled" not in store.settings.stored()
    if first:
        store.settings.put({"enabled": False})
    try:
        yield
    except BaseException:
        if first:
            store.settings.put({"enabled": None})
        raise


def go(installation: Installation) -> None:
    """The end of the first run: Amazon is switched on, and everything is read and written now."""
    store = installation.store
    store.settings.put({"enabled": True})
    for connection in store.connections.all():
        for flow in FLOWS if connection.enabled else ():
            clock.run_now(installation, connection.name, flow)
