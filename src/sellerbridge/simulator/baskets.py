"""What lands in a basket: how many of what, at which price, with which extras."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from random import Random

from sellerbridge.simulator.catalogue import Fulfilment, Listing, shelf_price
from sellerbridge.simulator.charges import ZERO, Line, Scheme
from sellerbridge.simulator.dice import Odds, scrambled
from sellerbridge.simulator.marketplaces import Marketplace
from sellerbridge.simulator.shelf import Shelf

_LINES = Odds(((1, 68), (2, 20), (3, 8), (4, 4)))
_UNITS = Odds(((1, 70), (2, 14), (3, 8), (4, 4), (5, 2), (6, 2)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Sale:
    """The circumstances of an order that decide about its prices. `again` are the lines a replacement repeats."""

    seed: int
    number: int
    place: Marketplace
    created: datetime
    fulfilled_by: Fulfilment
    abroad: bool
    business: bool
    reverse_charge: bool
    deleted_listing: bool
    free: bool
    eco_fee: Decimal
    again: Sequence[Line]


def deal_lines(chance: Random, shelf: Shelf, sale: Sale) -> tuple[Line, ...]:
    """The lines of an order, each of another SKU."""
    if sale.again:
        return tuple(_repeated(sale, index, line) for index, line in enumerate(sale.again))
    count = _LINES.draw(chance)
    told = _taxed(chance, sale)
    lines: dict[str, Line] = {}
    for index in range(count):
        line = _line(chance, shelf, sale, index, told)
        lines.setdefault(line.sku, line)
    return tuple(lines.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class _Taxed:
    """What Amazon says about the tax of an order as a whole."""

    told: bool
    facilitated: bool
    scheme: Scheme


def _taxed(chance: Random, sale: Sale) -> _Taxed:
    place, mark = sale.place, chance.random()
    if place.tax == "none" or sale.free:
        return _Taxed(told=False, facilitated=False, scheme="")
    if place.tax == "on_top" or place.country == "AU":
        return _Taxed(told=True, facilitated=True, scheme="")
    if sale.reverse_charge:
        return _Taxed(told=True, facilitated=False, scheme="")
    if place.region == "EU" and (sale.abroad or mark < 0.05):
        return _Taxed(told=True, facilitated=True, scheme="UOSS" if mark < 0.6 else "IOSS")
    return _Taxed(told=mark < 0.85, facilitated=place.country == "GB" and 0.8 < mark < 0.85, scheme="")


def _line(chance: Random, shelf: Shelf, sale: Sale, index: int, taxed: _Taxed) -> Line:
    listing = _picked(chance, shelf, sale)
    place, quantity = sale.place, _UNITS.draw(chance)
    offer = shelf.offer(listing, place.id, sale.created)
    rate = place.rates[1] if listing.good.reduced else place.rates[0]
    price = offer.price if offer else shelf_price(listing.good.price * place.per_euro, place)
    special = offer.business_price if sale.business and offer else None
    price = special or price
    if sale.reverse_charge and place.tax == "contained":
        price = shelf_price(price / (1 + rate), place)
    extras = _Extras(chance, sale, index)
    unit, item = _priced(chance, price, quantity, place)
    return Line(
        order_item_id=scrambled(sale.seed + 1, sale.number * 8 + index),
        sku=f"OLD-{listing.sku}" if sale.deleted_listing else listing.sku,
        asin=listing.asin,
        title=offer.title if offer else listing.good.titles[place.language],
        quantity=quantity,
        unit_price=ZERO if sale.free else unit,
        item=ZERO if sale.free else item,
        shipping=extras.shipping(),
        gift_wrap=extras.gift_wrap(),
        cod=extras.cod(),
        discount=extras.discount(item),
        shipping_discount=extras.shipping_discount(),
        eco_fee=sale.eco_fee if index == 0 else ZERO,
        smallest=place.smallest,
        tax=place.tax,
        rate=(ZERO if sale.reverse_charge else rate) if taxed.told else None,
        facilitated=taxed.facilitated,
        scheme=taxed.scheme,
        business_price=special is not None,
        gift_message=extras.gift_message,
        promotion_ids=extras.promotion_ids,
        points=int(item) // 100 if place.country == "JP" and chance.random() < 0.4 else 0,
        serials=sale.fulfilled_by == "AMAZON" and listing.good.key == "LAMP",
    )


def _picked(chance: Random, shelf: Shelf, sale: Sale) -> Listing:
    """Something the store offers with this fulfilment; the first listings of the catalogue sell best."""
    catalogue = shelf.catalogue
    for _ in range(20):
        listing = catalogue[int(len(catalogue) * chance.random() ** 1.7)]
        if listing.fulfilled_by == sale.fulfilled_by and _buyable(shelf, listing, sale):
            return listing
    return next((listing for listing in catalogue if _buyable(shelf, listing, sale)), catalogue[0])


def _buyable(shelf: Shelf, listing: Listing, sale: Sale) -> bool:
    offer = shelf.offer(listing, sale.place.id, sale.created)
    return offer is not None and offer.status == "Active"


def _priced(chance: Random, price: Decimal, quantity: int, place: Marketplace) -> tuple[Decimal, Decimal]:
    """Unit price and line total: one offer in ten of several pieces is a bundle that does not divide evenly."""
    item = price * quantity
    if quantity < 3 or chance.random() > 0.1:
        return price, item
    bundle = item - place.smallest * chance.randrange(1, quantity)
    return shelf_price(bundle / quantity, place), bundle


class _Extras:
    """Shipping, wrapping, COD and promotions of one line; the order's shipping sits on its first line."""

    def __init__(self, chance: Random, sale: Sale, index: int) -> None:
        self._place = sale.place
        self._free = sale.free
        merchant = sale.fulfilled_by == "MERCHANT"
        self._ships = chance.random() < (0.6 if merchant else 0.1) and (index == 0 or chance.random() < 0.3)
        self._wraps = merchant and chance.random() < 0.04 and not sale.free
        self._cods = merchant and index == 0 and chance.random() < 0.01
        self._off = chance.choice((5, 10, 15)) if chance.random() < 0.12 else 0
        self._ships_free = self._ships and chance.random() < 0.25
        self.gift_message = chance.choice(_WISHES) if self._wraps else ""
        coupon = f"PAWS-V2-{chance.randrange(10**12, 10**13)}"
        self.promotion_ids = self._promotions(coupon)

    def _promotions(self, coupon: str) -> tuple[str, ...]:
        ids = ((coupon,) if self._off else ()) + (("FREE-SHIP-35",) if self._ships_free else ())
        return () if self._free else ids

    def _costs(self, euros: str, wanted: bool) -> Decimal:
        return (
            shelf_price(Decimal(euros) * self._place.per_euro, self._place) if wanted and not self._free else ZERO
        )

    def shipping(self) -> Decimal:
        return self._costs("4.90", self._ships)

    def gift_wrap(self) -> Decimal:
        return self._costs("3.49", self._wraps)

    def cod(self) -> Decimal:
        return self._costs("5.00", self._cods)

    def discount(self, item: Decimal) -> Decimal:
        return ZERO if self._free else shelf_price(item * self._off / 100, self._place)

    def shipping_discount(self) -> Decimal:
        return self.shipping() if self._ships_free else ZERO


_WISHES = (
    "Alles Gute zum Geburtstag, liebe Änne! 🎂",
    "Pour toi, avec tout mon cœur",
    'Enjoy!\nLove, the "Smythes"',
)


def _repeated(sale: Sale, index: int, line: Line) -> Line:
    return replace(
        line,
        order_item_id=scrambled(sale.seed + 1, sale.number * 8 + index),
        quantity=1,
        unit_price=ZERO,
        item=ZERO,
        shipping=ZERO,
        gift_wrap=ZERO,
        cod=ZERO,
        discount=ZERO,
        shipping_discount=ZERO,
        gift_message="",
        promotion_ids=(),
        rate=None,
        facilitated=False,
        scheme="",
        points=0,
    )
