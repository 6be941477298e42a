"""The life of an order: events dealt once, and what they add up to at any moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from sellerbridge.simulator.wire import whole_milliseconds

Kind = Literal[
    "placed", "preordered", "released", "paid", "address_changed", "cancel_asked", "line_cancelled",
    "shipped", "delivered", "cancelled", "unfulfillable", "refunded",
]  # fmt: skip
Status = Literal[
    "PENDING_AVAILABILITY", "PENDING", "UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED", "UNFULFILLABLE"
]
Units = tuple[tuple[int, int], ...]
"""(line index, units) of the lines an event is about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Something that happened to an order."""

    at: datetime
    kind: Kind
    units: Units = ()
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """An order at one moment. `ordered` and `shipped` are units per line; cancelled units have left `ordered`."""

    status: Status
    updated: datetime
    ordered: tuple[int, ...]
    shipped: tuple[int, ...]
    parcels: tuple[Event, ...] = ()
    delivered: int = 0
    address_changed: bool = False
    asked: Event | None = None
    cancellations: tuple[Event, ...] = ()


def state_at(events: Sequence[Event], quantities: Sequence[int], at: datetime) -> State | None:
    """The sum of all events up to and including `at`; None before the first."""
    if events[0].at > at:
        return None
    blank = State(
        status="PENDING", updated=events[0].at, ordered=tuple(quantities), shipped=(0,) * len(quantities)
    )
    state = blank
    for event in events:
        if event.at > at:
            break
        state = _after(state, event)
    return state


_STATUS_AFTER: dict[Kind, Status] = {
    "preordered": "PENDING_AVAILABILITY", "released": "PENDING", "paid": "UNSHIPPED",
    "cancelled": "CANCELLED", "unfulfillable": "UNFULFILLABLE",
}  # fmt: skip


def _after(state: State, event: Event) -> State:
    match event.kind:
        case "shipped":
            return _after_parcel(state, event)
        case "cancelled" | "unfulfillable" | "line_cancelled":
            return _after_cancellation(state, event)
        case "delivered":
            return replace(state, updated=event.at, delivered=state.delivered + 1)
        case "address_changed":
            return replace(state, updated=event.at, address_changed=True)
        case "cancel_asked":
            return replace(state, updated=event.at, asked=event)
        case kind:  # a refund moves the time, not the status
            return replace(state, updated=event.at, status=_STATUS_AFTER.get(kind, state.status))


def _after_parcel(state: State, event: Event) -> State:
    shipped = _plus(state.shipped, event.units, 1)
    status: Status = "SHIPPED" if shipped == state.ordered else "PARTIALLY_SHIPPED"
    return replace(state, updated=event.at, shipped=shipped, status=status, parcels=(*state.parcels, event))


def _after_cancellation(state: State, event: Event) -> State:
    return replace(
        state,
        updated=event.at,
        cancellations=(*state.cancellations, event),
        ordered=_plus(state.ordered, event.units, -1),
        status=_STATUS_AFTER.get(event.kind, state.status),
    )


def _plus(units: tuple[int, ...], more: Units, sign: int) -> tuple[int, ...]:
    moved = dict(more)
    return tuple(count + sign * moved.get(index, 0) for index, count in enumerate(units))


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """What decides how a life may go. A `calm` order is neither cancelled nor changed."""

    quantities: tuple[int, ...]
    merchant: bool
    preorder: bool = False
    calm: bool = False
    multi_channel: bool = False


def deal_timeline(chance: Random, created: datetime, course: Course) -> tuple[Event, ...]:
    """The whole life of an order, from the moment it is placed to its last refund."""
    life = _Life(chance, created, course)
    life.begin()
    if not life.ended:
        life.prepare()
    if not life.ended:
        life.ship()
    return tuple(life.events)


class _Life:
    """Deals events in order; every method takes up where the one before it stopped."""

    def __init__(self, chance: Random, created: datetime, course: Course) -> None:
        self.chance = chance
        self.course = course
        self.now = created
        self.ended = False
        self.left = list(course.quantities)
        self.events: list[Event] = []

    def happens(
        self, kind: Kind, wait: float | timedelta, units: Units = (), by: str = "", reason: str = ""
    ) -> None:
        """The next event, after a wait (a number is hours)."""
        pause = wait if isinstance(wait, timedelta) else timedelta(hours=wait)
        self.now = whole_milliseconds(self.now + pause)
        self.events.append(Event(at=self.now, kind=kind, units=units, by=by, reason=reason))

    def cancel(self, hours: float, by: str, reason: str, kind: Kind = "cancelled") -> None:
        self.happens(kind, hours, tuple((i, n) for i, n in enumerate(self.left) if n), by, reason)
        self.ended = True

    def begin(self) -> None:
        chance = self.chance
        self.happens("preordered" if self.course.preorder else "placed", 0)
        if self.course.preorder:
            self.happens("released", 24 * chance.uniform(3, 20))
        if not self.course.calm and chance.random() < 0.03:
            self.cancel(chance.uniform(0.1, 0.5), "BUYER", "ORDERED_BY_MISTAKE")
        elif chance.random() < 0.05:
            self.happens("paid", chance.uniform(10, 70))
        else:
            self.happens("paid", chance.uniform(0.4, 0.8))

    def prepare(self) -> None:
        chance = self.chance
        if self.course.calm:
            return
        if self.course.multi_channel and chance.random() < 0.1:
            self.cancel(5, "AMAZON", "UNDELIVERABLE_ADDRESS", "unfulfillable")
            return
        if chance.random() < 0.025:
            self.happens("cancel_asked", chance.uniform(0.3, 5), by="BUYER", reason="FOUND_CHEAPER_SOMEWHERE_ELSE")
            if chance.random() < 0.5:
                self.cancel(chance.uniform(1, 8), "MERCHANT", "BUYER_REQUESTED")
                return
        elif chance.random() < 0.012:
            self.cancel(chance.uniform(2, 20), "MERCHANT", "NO_INVENTORY")
            return
        if self.course.merchant and chance.random() < 0.02:
            self.happens("address_changed", chance.uniform(0.2, 3))
        if sum(self.left) > 1 and chance.random() < 0.05:
            self.drop()

    def drop(self) -> None:
        """One line goes, or one unit of the only line."""
        index = self.chance.randrange(len(self.left))
        units = self.left[index] if len(self.left) > 1 else 1
        self.left[index] -= units
        self.happens("line_cancelled", self.chance.uniform(0.5, 6), ((index, units),), "MERCHANT", "NO_INVENTORY")

    def ship(self) -> None:
        whole = tuple((index, count) for index, count in enumerate(self.left) if count)
        parcels = [whole]
        if sum(self.left) > 1 and self.chance.random() < 0.12:
            parcels = _halves(whole)
        sent = []
        for units in parcels:
            self.happens("shipped", self.until_pickup(), units)
            sent.append(self.now)
        if self.course.merchant:
            self.deliver(sent)
        if not self.course.multi_channel and self.chance.random() < 0.045:
            index, count = self.chance.choice(whole)
            units = ((index, self.chance.randrange(1, count + 1)),)
            self.happens("refunded", 24 * self.chance.uniform(4, 18), units, "MERCHANT", "CUSTOMER_RETURN")

    def until_pickup(self) -> timedelta:
        """How long to the next parcel: Amazon ships at any time, the merchant's carrier comes at 15:00 UTC sharp.

        Parcels of one pickup share their time to the millisecond, which is what makes paging by time hard.
        """
        wait = timedelta(hours=self.chance.uniform(3, 44))
        if not self.course.merchant:
            return wait
        wanted = self.now + wait
        pickup = wanted.replace(hour=15, minute=0, second=0, microsecond=0)
        pickup += timedelta(days=1) if pickup < wanted else timedelta()
        return pickup - self.now

    def deliver(self, sent: list[datetime]) -> None:
        for parcel, at in enumerate(sent):
            arrives = max(self.now, at) + timedelta(days=self.chance.uniform(1, 4))
            self.happens("delivered", arrives - self.now, ((parcel, 1),))


def _halves(whole: Units) -> list[Units]:
    if len(whole) > 1:
        return [whole[:1], whole[1:]]
    ((index, count),) = whole
    return [((index, count // 2),), ((index, count - count // 2),)]
