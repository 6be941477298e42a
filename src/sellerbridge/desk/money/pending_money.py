"""Money that no settlement has paid out yet: deferred, released, or not even known to Amazon's finances."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from sellerbridge.store import Store

_NAMED = 5
"""How many orders are named."""


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """Money that no settlement has paid out: `what` is deferred or released; or orders that finances lack.

    `total` is None where no amount is known yet.
    """

    what: str
    connection: str
    currency: str
    count: int
    total: Decimal | None
    named: tuple[str, ...] = ()


def pending(store: Store, *, connection: str = "") -> Iterator[Pending]:
    """All of it, or that of one connection."""
    for one in (*to_come(store), *unpaid(store)):
        if connection in ("", one.connection):
            yield one


def to_come(store: Store) -> Iterator[Pending]:
    """What Amazon's finances know of: deferred, and released for the next payout."""
    names = {seller.id: seller.name for seller in store.connections.all()}
    for what, found in (("deferred", store.transactions.deferred()), ("released", store.transactions.unsettled())):
        for money in found:
            yield Pending(
                what=what,
                connection=names[money.connection_id],
                currency=money.currency,
                count=money.count,
                total=money.total,
            )


def unpaid(store: Store, *, named: int = _NAMED) -> Iterator[Pending]:
    """Orders that shipped and that finances lack; every order is looked at. `named` of them are named."""
    names = {seller.id: seller.name for seller in store.connections.all()}
    for found in store.unpaid.all(named=named):
        yield Pending(
            what="shipped, not in finances",
            connection=names[found.connection_id],
            currency="",
            count=found.count,
            total=None,
            named=found.order_ids,
        )
