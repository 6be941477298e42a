"""What happens to a seller by itself: catalogue, orders and money from a seed, at any moment."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sellerbridge.simulator.catalogue import open_catalogue
from sellerbridge.simulator.dealing import Dealer, share
from sellerbridge.simulator.dice import dice, token, unscrambled
from sellerbridge.simulator.marketplaces import Marketplace
from sellerbridge.simulator.orders import Order
from sellerbridge.simulator.postings import Posting, postings
from sellerbridge.simulator.shelf import Shelf
from sellerbridge.simulator.wire import whole_milliseconds

_NEVER = datetime.max.replace(tzinfo=UTC)
_HEAD_START = timedelta(days=7)


class History:
    """Everything about one seller that follows from the seed and `now0`, looked up for a moment, never stored.

    `shelf` alone also knows what the seller changed. Not thread-safe: ask one thing at a time.
    """

    def __init__(
        self,
        seed: int,
        places: Sequence[Marketplace],
        *,
        listings: int,
        orders: int,
        days: int,
        now: datetime,
        odd: bool = True,
    ) -> None:
        self.seed = seed
        self.now0 = whole_milliseconds(now.astimezone(UTC))
        self.places = tuple(places)
        self.marketplaces = tuple(place.id for place in places)
        self.seller_id = f"A{token(seed, 'seller', size=13).upper()}"
        self.began = self.now0 - timedelta(days=days)
        self.localised_listings = False
        self._orders0 = orders
        self._step = timedelta(days=days) / max(orders, 1)
        start = self.began - _HEAD_START
        self.shelf = Shelf(seed, open_catalogue(seed, listings, self.places, start), start)
        self.dealer = Dealer(seed=seed, places=self.places, shelf=self.shelf, created=self._placed, odd=odd)
        self._created: list[datetime] = []
        self._updates: list[tuple[datetime, int, datetime]] = []  # an update, its order, the next update of it
        self._ledger: list[Posting] = []
        self._add(orders)

    def order(self, number: int) -> Order:
        """The order of a number, counted from the oldest."""
        return self.dealer.order(number)

    def find(self, order_id: str, now: datetime) -> Order | None:
        """The order of an Amazon order id, if it has been placed by `now`."""
        digits = order_id.replace("-", "")[3:]
        if len(digits) != 14 or not digits.isascii() or not digits.isdigit():
            return None
        number = unscrambled(self.seed, digits)
        if number >= self.count(now) or self.order(number).order_id != order_id:
            return None
        return self.order(number)

    def count(self, now: datetime) -> int:
        """How many orders have been placed up to and including `now`."""
        self.grow(now)
        return bisect_right(self._created, now)

    def updated(
        self, after: tuple[datetime, int], before: datetime, now: datetime
    ) -> Iterator[tuple[datetime, int]]:
        """(last update, number) of the orders last updated from `after` on and up to `before`, seen at `now`."""
        self.grow(now)
        updates = self._updates
        for index in range(bisect_left(updates, after), len(updates)):
            at, number, until = updates[index]
            if at > before:
                return
            if until > now:
                yield at, number

    def placed(
        self, after: tuple[datetime, int], before: datetime, now: datetime
    ) -> Iterator[tuple[datetime, int]]:
        """(creation, number) of the orders created from `after` on and up to `before`."""
        self.grow(now)
        first = max(bisect_left(self._created, after[0]), after[1])
        return ((self._created[n], n) for n in range(first, bisect_right(self._created, before)))

    def posted(self, after: datetime, before: datetime) -> Iterator[Posting]:
        """The money moved by orders from `after` on and before `before` (not in the future), in its order."""
        self.grow(before)
        times = self._ledger
        for index in range(bisect_left(times, after, key=lambda entry: entry.at), len(times)):
            if times[index].at >= before:
                return
            yield times[index]

    def expected(self, place: Marketplace, span: timedelta) -> Decimal:
        """How many orders a store gets in a span of time, on the whole."""
        if not self._orders0:
            return Decimal(0)
        return share(self.places, place) * (span // self._step)

    def grow(self, now: datetime) -> None:
        """Deals the orders placed since the world was last looked at."""
        upto = len(self._created)
        while self._placed(upto) <= now:
            upto += 1
        self._add(upto)

    def _add(self, upto: int) -> None:
        first = len(self._created)
        if upto <= first:
            return
        for number in range(first, upto):
            order = self.dealer.order(number)
            self._created.append(order.created)
            times = [event.at for event in order.events]
            self._updates += zip(times, [number] * len(times), [*times[1:], _NEVER], strict=True)
            self._ledger += postings(order)
        self._updates.sort()
        self._ledger.sort()

    def _placed(self, number: int) -> datetime:
        """One order in every step of time, at a moment of its own within it."""
        share = dice(self.seed, "when", number).random()
        return whole_milliseconds(self.now0 + self._step * (number - self._orders0 + share))
