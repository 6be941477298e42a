"""What a caller may see of an order: the order, its state, its money, and whose eyes these are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sellerbridge.simulator.charges import Charges
from sellerbridge.simulator.orders import Order
from sellerbridge.simulator.timeline import State


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """An order at `now`, with the data sets asked for; `paid` is None where Amazon tells no money."""

    order: Order
    state: State
    now: datetime
    included: Collection[str]
    personal: bool
    paid: Sequence[Charges] | None

    @property
    def waiting(self) -> bool:
        """Payment is not accepted yet: no buyer, no recipient, no money."""
        return self.state.status in ("PENDING_AVAILABILITY", "PENDING")


def sight(order: Order, now: datetime, *, included: Collection[str], personal: bool) -> Sight | None:
    """What is seen of an order at `now`; None before it is placed."""
    state = order.at(now)
    if state is None:
        return None
    paid = order.charges(state) if order.priced(state) else None
    return Sight(order=order, state=state, now=now, included=included, personal=personal, paid=paid)
