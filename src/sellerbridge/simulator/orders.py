"""An order: who bought what, and everything that will ever happen to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sellerbridge.simulator.addresses import Address
from sellerbridge.simulator.buyers import Buyer
from sellerbridge.simulator.catalogue import Fulfilment
from sellerbridge.simulator.charges import Charges, Line, charges
from sellerbridge.simulator.marketplaces import Marketplace
from sellerbridge.simulator.timeline import Event, State, state_at

Nature = Literal["ordinary", "replacement", "preorder", "non_amazon", "deleted_listing"]
Fault = Literal["", "cent_off", "eco_fee", "novelty"]
"""What is deliberately wrong with an order: its total is a cent off, it has a breakdown type nobody heard of,
or words and fields Amazon has not announced."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """An order over its whole life; `at` gives it at one moment."""

    number: int
    order_id: str
    place: Marketplace
    nature: Nature
    fault: Fault
    created: datetime
    fulfilled_by: Fulfilment
    service_level: str
    business: bool
    prime: bool
    purchase_order: str
    seller_order_id: str
    original_id: str
    buyer: Buyer
    new_address: Address
    lines: tuple[Line, ...]
    events: tuple[Event, ...]

    def at(self, moment: datetime) -> State | None:
        """The order's state; None before it was placed."""
        return state_at(self.events, [line.quantity for line in self.lines], moment)

    def charges(self, state: State) -> list[Charges]:
        """What each line costs for the units still ordered."""
        return [charges(line, units) for line, units in zip(self.lines, state.ordered, strict=True)]

    def priced(self, state: State) -> bool:
        """Whether Amazon tells money: not while pending, not once cancelled, not for sales made elsewhere."""
        silent = ("PENDING_AVAILABILITY", "PENDING", "CANCELLED", "UNFULFILLABLE")
        return self.nature != "non_amazon" and state.status not in silent

    def address(self, state: State) -> Address:
        """Where the order goes, as the buyer last said."""
        return self.new_address if state.address_changed else self.buyer.address
