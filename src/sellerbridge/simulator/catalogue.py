"""The seller's listings: what is offered where, and how offers move by themselves as time goes by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from random import Random
from typing import Literal

from sellerbridge.simulator.dice import Odds, dice, scrambled
from sellerbridge.simulator.goods import GOODS, Good, title
from sellerbridge.simulator.marketplaces import MARKETPLACES, Marketplace
from sellerbridge.simulator.wire import whole_milliseconds

Fulfilment = Literal["AMAZON", "MERCHANT"]
Status = Literal["Active", "Inactive", "Incomplete"]
Field = Literal["price", "title", "status", "quantity"]

WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A listing in one store, as it is at one moment. `status` None means it has vanished."""

    marketplace_id: str
    listing_id: str
    title: str
    price: Decimal
    business_price: Decimal | None
    status: Status | None
    quantity: int
    created: datetime
    updated: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One thing that happened to an offer: from `at` on, `field` is `value`."""

    at: datetime
    sku: str
    marketplace_id: str
    field: Field
    value: Decimal | str | int | None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Listing:
    """One SKU: its catalogue identity and its offers as they were when the world began."""

    number: int
    sku: str
    asin: str
    fnsku: str
    ean: str
    good: Good
    variant: int
    fulfilled_by: Fulfilment
    offers: tuple[Offer, ...]

    @property
    def product_type(self) -> str:
        """Amazon's product type of the good."""
        return self.good.product_type


_STATUSES: Odds[Status] = Odds((("Active", 92), ("Inactive", 5), ("Incomplete", 3)))

# Awkward SKUs by listing number: FBA and FBM twins of one ASIN, two that differ in case only, one that must
# be percent-encoded wherever it goes.
_ODD_SKUS = {
    0: "FLASK-BLUE-FBA",
    1: "FLASK-BLUE-FBM",
    2: "Tea-Green-01",
    3: "TEA-GREEN-01",
    4: "TEA & CO/250 g (Bio)",
}


def open_catalogue(
    seed: int, listings: int, places: Sequence[Marketplace], began: datetime
) -> tuple[Listing, ...]:
    """The listings 0 … `listings` - 1, each in some of the stores."""
    return tuple(_listing(seed, number, places, began) for number in range(listings))


def _listing(seed: int, number: int, places: Sequence[Marketplace], began: datetime) -> Listing:
    identity = 0 if number == 1 else number
    chance = dice(seed, "listing", number)
    good = GOODS[identity % len(GOODS)]
    variant = identity // len(GOODS)
    return Listing(
        number=number,
        sku=_ODD_SKUS.get(number, f"{good.key}-{variant:02d}-{scrambled(seed, number)[-4:]}"),
        asin=f"B0{_base36(seed, identity)}",
        fnsku=f"X00{_base36(seed, number + 500_000)[-7:]}",
        ean=_ean(seed, identity),
        good=good,
        variant=variant,
        fulfilled_by=_fulfilment(number, chance),
        offers=tuple(_offers(seed, number, (good, variant), places, began)),
    )


def _fulfilment(number: int, chance: Random) -> Fulfilment:
    if number < 2:
        return "AMAZON" if number == 0 else "MERCHANT"
    return "AMAZON" if chance.random() < 0.45 else "MERCHANT"


def _base36(seed: int, number: int) -> str:
    value, text = int(scrambled(seed, number)) % 36**8, ""
    for _ in range(8):
        value, digit = divmod(value, 36)
        text = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit] + text
    return text


def _ean(seed: int, number: int) -> str:
    body = f"42{scrambled(seed, number)[-10:]}"
    weight = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return f"{body}{-weight % 10}"


def _offers(
    seed: int, number: int, model: tuple[Good, int], places: Sequence[Marketplace], began: datetime
) -> list[Offer]:
    at_home = [place for index, place in enumerate(places) if _sells(seed, number, index, place)]
    return [_offer(seed, number, model, place, began) for place in at_home or places[:1]]


def _sells(seed: int, number: int, index: int, place: Marketplace) -> bool:
    return number < 5 or dice(seed, "sells", number, place.id).random() < (0.95 if index == 0 else 0.7)


def _offer(seed: int, number: int, model: tuple[Good, int], place: Marketplace, began: datetime) -> Offer:
    good, variant = model
    chance = dice(seed, "offer", number, place.id)
    price = shelf_price(good.price * place.per_euro * Decimal(chance.randrange(85, 131)) / 100, place)
    created = whole_milliseconds(began - timedelta(seconds=chance.randrange(86_400, 700 * 86_400)))
    return Offer(
        marketplace_id=place.id,
        listing_id=f"{chance.randrange(10_000):04d}{place.country}{scrambled(seed, number)[:6]}",
        title=title(good, variant, place.language),
        price=price,
        business_price=shelf_price(price * Decimal("0.93"), place) if chance.random() < 0.3 else None,
        status="Active" if number < 5 else _STATUSES.draw(chance),
        quantity=40 if number < 5 else (0, 3, 12, 25, 48, 140)[int(scrambled(seed, number)[:4]) % 6],
        created=created,
        updated=created,
    )


def shelf_price(price: Decimal, place: Marketplace) -> Decimal:
    """A price in the store's smallest unit."""
    return price.quantize(place.smallest, rounding=ROUND_HALF_UP)


@lru_cache(maxsize=50_000)
def drift(seed: int, listing: Listing, began: datetime, week: int) -> tuple[Change, ...]:
    """What happens to a listing by itself in one week of the world (week 0 starts when the world began)."""
    chance = dice(seed, "drift", listing.number, week)
    changes = [
        change
        for offer in listing.offers
        for change in [_change(chance, listing, offer, began + week * WEEK)]
        if change is not None
    ]
    return tuple(sorted(changes, key=lambda change: change.at))


def _change(chance: Random, listing: Listing, offer: Offer, start: datetime) -> Change | None:
    at = whole_milliseconds(start + WEEK * chance.random())
    place = MARKETPLACES[offer.marketplace_id]
    factor = Decimal(chance.randrange(88, 113)) / 100
    kind = _KINDS.draw(chance)
    if kind is None or (listing.number < 5 and kind in ("inactive", "vanish")):
        return None
    values: dict[str, tuple[Field, Decimal | str | int | None]] = {
        "price": ("price", shelf_price(offer.price * factor, place)),
        "title": ("title", f"{offer.title} ({_NEW[place.language]})"),
        "inactive": ("status", "Inactive"),
        "active": ("status", "Active"),
        "vanish": ("status", None),
    }
    field, value = values[kind]
    return Change(at=at, sku=listing.sku, marketplace_id=offer.marketplace_id, field=field, value=value)


_KINDS: Odds[str | None] = Odds(
    ((None, 870), ("price", 90), ("title", 15), ("inactive", 10), ("active", 10), ("vanish", 2))
)
_NEW = {"de": "jetzt größer", "fr": "nouveauté été", "en": "new", "pl": "nowość", "es": "novedad", "ja": "新品"}


def new_listing(seed: int, number: int, sku: str, place: Marketplace, at: datetime) -> Listing:
    """A listing the seller puts up in one store: goods of our own invention under the seller's SKU."""
    listing = _listing(seed, number, [place], at)
    offer = replace(listing.offers[0], created=at, updated=at, status="Active", quantity=0)
    return replace(listing, sku=sku, fulfilled_by="MERCHANT", offers=(offer,))


def in_store(seed: int, listing: Listing, place: Marketplace, at: datetime) -> Listing:
    """A listing that is also offered in one more store from a moment on; itself if it is there already."""
    if any(offer.marketplace_id == place.id for offer in listing.offers):
        return listing
    offer = _offer(seed, listing.number, (listing.good, listing.variant), place, at)
    return replace(listing, offers=(*listing.offers, replace(offer, created=at, updated=at, status="Active")))
