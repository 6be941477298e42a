"""What is on offer at a moment: the catalogue, its own drift, and what the seller told Amazon to change."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sellerbridge.simulator.catalogue import WEEK, Change, Listing, Offer, drift


class Shelf:
    """The listings over time. What the seller changes is kept in `wishes`; all else follows from the seed."""

    def __init__(self, seed: int, catalogue: Sequence[Listing], began: datetime) -> None:
        self.catalogue = list(catalogue)
        self._seed = seed
        self._began = began
        self._by_sku = {listing.sku: listing for listing in catalogue}
        self._wishes: dict[tuple[str, str], list[Change]] = {}
        self._histories: dict[tuple[str, str, int], tuple[list[datetime], list[Offer]]] = {}

    def listing(self, sku: str) -> Listing | None:
        """The listing of a SKU, letter case mattering."""
        return self._by_sku.get(sku)

    def add(self, listing: Listing) -> None:
        """A listing the seller put up after the world began, or put up again in more stores."""
        known = self._by_sku.get(listing.sku)
        self._by_sku[listing.sku] = listing
        if known is None:
            self.catalogue.append(listing)
        else:
            self.catalogue[self.catalogue.index(known)] = listing
        self._histories.clear()

    def wish(self, changes: Iterable[Change]) -> None:
        """The seller's own changes; they count from their moment on."""
        for change in changes:
            self._wishes.setdefault((change.sku, change.marketplace_id), []).append(change)
        self._histories.clear()

    def offer(self, listing: Listing, marketplace_id: str, at: datetime) -> Offer | None:
        """The offer as it was at a moment; None if it was not there (yet, any more, or ever)."""
        times, offers = self._history(listing, marketplace_id, int((at - self._began) / WEEK))
        index = bisect_right(times, at) - 1
        offer = offers[index] if index >= 0 else None
        return offer if offer is not None and offer.status is not None else None

    def offers(self, listing: Listing, at: datetime) -> list[Offer]:
        """All offers of a listing at a moment, in the order of its stores."""
        found = [self.offer(listing, offer.marketplace_id, at) for offer in listing.offers]
        return [offer for offer in found if offer is not None]

    def _history(self, listing: Listing, marketplace_id: str, week: int) -> tuple[list[datetime], list[Offer]]:
        key = (listing.sku, marketplace_id, week)
        if key not in self._histories:
            self._histories[key] = self._told(listing, marketplace_id, week)
        return self._histories[key]

    def _told(self, listing: Listing, marketplace_id: str, week: int) -> tuple[list[datetime], list[Offer]]:
        offers = [offer for offer in listing.offers if offer.marketplace_id == marketplace_id]
        if not offers:
            return [], []
        moved = [
            change for number in range(week + 1) for change in drift(self._seed, listing, self._began, number)
        ]
        mine = [
            change for change in moved if change.marketplace_id == marketplace_id and change.at > offers[0].created
        ]
        mine += self._wishes.get((listing.sku, marketplace_id), [])
        for change in sorted(mine, key=lambda change: change.at):
            changed: dict[str, Any] = {change.field: change.value, "updated": change.at}
            offers.append(replace(offers[-1], **changed))
        return [offers[0].created, *(offer.updated for offer in offers[1:])], offers
