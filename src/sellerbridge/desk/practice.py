"""Practice sellers: connections to an Amazon on this machine, which ends with the program that ran it."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from sellerbridge.errors import Usage
from sellerbridge.installation import Installation
from sellerbridge.store.connections import Connection
from sellerbridge.store.erp import BOOKS

_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
_PATIENCE_SECONDS = 0.5
_LOCK_WAIT_SECONDS = 5


def is_practice(connection: Connection) -> bool:
    """Whether it leads to no Amazon but to one on this machine."""
    return urlsplit(connection.endpoint).hostname in _HERE


def runs(connection: Connection) -> bool:
    """Whether somebody listens at the address of a practice seller."""
    address = urlsplit(connection.endpoint)
    try:
        with socket.create_connection((address.hostname, address.port or 80), timeout=_PATIENCE_SECONDS):
            return True
    except OSError:
        return False


def lay_down(installation: Installation) -> tuple[str, ...]:
    """Switch off the practice sellers that have ended, so that nobody asks them for ever; answers their names."""
    store = installation.store
    ended = [one for one in store.connections.all() if one.enabled and is_practice(one) and not runs(one)]
    for one in ended:
        store.connections.switch(one.id, enabled=False)
    return tuple(one.name for one in ended)


def remove(installation: Installation, name: str) -> bool:
    """Forget a practice seller and all that was read from it; answers whether the embedded books are empty now.

    They are emptied when no other seller is left. Documents in another ERP stay there. Raises Usage for a seller
    of Amazon's own, and while a sync is at work on it.
    """
    store = installation.store
    seller = store.connections.named(name)
    if not is_practice(seller):
        raise Usage("{name} is no practice seller. To have nothing read from it, switch it off.", name=name)
    with installation.database.lock(f"connection {name}", wait_seconds=_LOCK_WAIT_SECONDS):
        store.connections.remove(seller.id)
    if store.connections.all():
        return False
    # The next seller begins as the first one did: nothing runs before its dry run was looked at.
    store.settings.put({"enabled": None})
    if store.erp.chosen().kind != BOOKS:
        return False
    installation.books.empty()
    return True
