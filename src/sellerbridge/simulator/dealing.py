"""Dealing orders: the n-th order of the world, drawn from the seed and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from random import Random

from sellerbridge.simulator.addresses import Address, address
from sellerbridge.simulator.baskets import Sale, deal_lines
from sellerbridge.simulator.buyers import Buyer, draw_buyer
from sellerbridge.simulator.catalogue import Fulfilment, shelf_price
from sellerbridge.simulator.charges import ZERO
from sellerbridge.simulator.dice import Odds, dice, scrambled
from sellerbridge.simulator.marketplaces import Marketplace
from sellerbridge.simulator.orders import Fault, Nature, Order
from sellerbridge.simulator.shelf import Shelf
from sellerbridge.simulator.timeline import Course, Event, deal_timeline

KEPT = 20_000
"""How many dealt orders are remembered; any other is dealt again, the same."""


_SERVICE_LEVELS = Odds((("STANDARD", 80), ("EXPEDITED", 10), ("NEXT_DAY", 5), ("SECOND_DAY", 5)))


@dataclass(frozen=True, kw_only=True)
class Dealer:
    """Deals the order of any number; `created` says when an order of a number is placed.

    Without `odd` no order has a fault.
    """

    seed: int
    places: Sequence[Marketplace]
    shelf: Shelf
    created: Callable[[int], datetime]
    odd: bool = True
    order: Callable[[int], Order] = field(init=False)
    _shares: Odds[Marketplace] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "order", lru_cache(maxsize=KEPT)(self._deal))
        object.__setattr__(self, "_shares", Odds(list(zip(self.places, _weights(self.places), strict=True))))

    def _deal(self, number: int) -> Order:
        nature = _nature(number)
        fault = _fault(number) if self.odd else ""
        if nature == "replacement":
            original = self._original(number)
            if original is not None:
                return self._ordinary(number, nature, fault, original)
            nature = "ordinary"
        return self._ordinary(number, nature, fault, None)

    def _original(self, number: int) -> Order | None:
        """The order this one replaces: a recent shipped one of an ordinary kind."""
        for earlier in range(number - 5, max(number - 45, 0), -1):
            order = self.order(earlier) if _nature(earlier) == "ordinary" else None
            if order is not None and order.events[-1].kind in ("shipped", "delivered"):
                return order
        return None

    def _ordinary(self, number: int, nature: Nature, fault: Fault, original: Order | None) -> Order:
        chance = dice(self.seed, "order", number)
        place = original.place if original else self._place(chance, number)
        created = self.created(number)
        fulfilled_by = _fulfilled_by(chance, nature, original)
        business = nature == "ordinary" and chance.random() < 0.08
        buyer = original.buyer if original else draw_buyer(self.seed, number, chance, place, business)
        sale = Sale(
            seed=self.seed,
            number=number,
            place=place,
            created=created,
            fulfilled_by=fulfilled_by,
            abroad=buyer.address.country != place.country,
            business=business,
            reverse_charge=bool(buyer.vat_id) and chance.random() < 0.5,
            deleted_listing=nature == "deleted_listing",
            free=nature in ("replacement", "non_amazon"),
            eco_fee=shelf_price(place.per_euro / 2, place) if fault == "eco_fee" else ZERO,
            again=original.lines[:1] if original else (),
        )
        lines = deal_lines(chance, self.shelf, sale)
        course = Course(
            quantities=tuple(line.quantity for line in lines),
            merchant=fulfilled_by == "MERCHANT",
            preorder=nature == "preorder",
            calm=bool(fault) or nature == "replacement",
            multi_channel=nature == "non_amazon",
        )
        events = deal_timeline(chance, created, course)
        return Order(
            number=number,
            order_id=order_id(self.seed, number, place, nature),
            place=place,
            nature=nature,
            fault=fault,
            created=created,
            fulfilled_by=fulfilled_by,
            service_level=_service_level(chance, fault),
            business=business,
            prime=fulfilled_by == "AMAZON" or chance.random() < 0.1,
            purchase_order=f"PO-{number:06d}" if business and chance.random() < 0.6 else "",
            seller_order_id=f"WEB-{number:07d}" if chance.random() < 0.05 else "",
            original_id=original.order_id if original else "",
            buyer=buyer,
            new_address=_moved(self.seed, number, buyer, events),
            lines=lines,
            events=events,
        )

    def _place(self, chance: Random, number: int) -> Marketplace:
        if number % 100 in (3, 8):  # the namesakes live at the same place
            return self.places[0]
        return self._shares.draw(chance)


def share(places: Sequence[Marketplace], place: Marketplace) -> Decimal:
    """The part of all orders that a store gets, on the whole."""
    weights = _weights(places)
    return Decimal(weights[places.index(place)]) / sum(weights)


def _weights(places: Sequence[Marketplace]) -> list[int]:
    return [60 // (index + 1) for index in range(len(places))]


def order_id(seed: int, number: int, place: Marketplace, nature: Nature) -> str:
    """Amazon's 3-7-7 digits, one to one with the number; multi-channel orders begin with S02."""
    digits = scrambled(seed, number)
    head = "S02" if nature == "non_amazon" else f"{place.order_prefix}{digits[0]}"
    return f"{head}-{digits[:7]}-{digits[7:]}"


def _nature(number: int) -> Nature:
    if number % 110 == 41:
        return "non_amazon"
    if number % 90 == 57:
        return "replacement"
    if number % 250 == 33:
        return "preorder"
    return "deleted_listing" if number % 200 == 121 else "ordinary"


def _fault(number: int) -> Fault:
    if number % 1500 == 77:
        return "cent_off"
    if number in (131, 1131):
        return "eco_fee"
    return "novelty" if number % 180 == 66 else ""


def _fulfilled_by(chance: Random, nature: Nature, original: Order | None) -> Fulfilment:
    if original is not None:
        return original.fulfilled_by
    if nature == "non_amazon":
        return "AMAZON"
    return "AMAZON" if chance.random() < 0.45 else "MERCHANT"


def _service_level(chance: Random, fault: Fault) -> str:
    if fault == "novelty":
        return "AERIAL_DROP"
    return _SERVICE_LEVELS.draw(chance)


def _moved(seed: int, number: int, buyer: Buyer, events: Sequence[Event]) -> Address:
    """Where the order goes if its buyer changes the address."""
    if not any(event.kind == "address_changed" for event in events):
        return buyer.address
    return address(dice(seed, "moved", number), buyer.address.country, buyer.address.name, buyer.company)
