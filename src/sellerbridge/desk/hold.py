"""An order that is held on purpose, and released again."""

from __future__ import annotations

from sellerbridge.errors import Usage
from sellerbridge.store import Store
from sellerbridge.store.orders import MirroredOrder


def hold(store: Store, order_id: str, *, reason: str) -> None:
    """Make nothing new of the order until it is released; what was made of it stays. Raises Usage."""
    if not reason.strip():
        raise Usage("Say why it is held, for whoever reads the order's story later.")
    store.holds.take(_known(store, order_id).connection_id, order_id, reason.strip())


def release(store: Store, order_id: str) -> None:
    """Let the order go on with the next sync. Raises Usage for one that is not held on purpose."""
    found = _known(store, order_id)
    if order_id not in store.holds.standing(found.connection_id):
        raise Usage("Order {order} is not held on purpose.", order=order_id)
    store.holds.release(found.connection_id, order_id)


def _known(store: Store, order_id: str) -> MirroredOrder:
    found = store.orders.order(order_id)
    if found is None:
        raise Usage("Order {order} was not seen yet.", order=order_id)
    return found
