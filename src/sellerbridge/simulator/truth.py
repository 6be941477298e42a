"""The referee: what honest books should say about this seller, reckoned from the world and not from answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from sellerbridge.simulator.catalogue import Fulfilment, Listing
from sellerbridge.simulator.charges import ZERO, Line
from sellerbridge.simulator.marketplaces import NON_AMAZON_MARKETPLACE
from sellerbridge.simulator.orders import Order
from sellerbridge.simulator.seller import World


@dataclass(frozen=True, kw_only=True, slots=True)
class TrueLine:
    """A line as it stands. Money in the order's currency, for `quantity` units.

    `gross` is what the buyer pays for the goods alone, with any tax that is the seller's to remit and without
    tax that Amazon remits; `vat` is the seller's tax in it. `untaxed` says that Amazon tells nothing about tax.
    """

    order_item_id: str
    sku: str
    quantity: int
    gross: Decimal
    vat: Decimal
    facilitator_tax: Decimal
    untaxed: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class TrueOrder:
    """An order as it stands. The extras are what the buyer pays for them with the seller's own tax in them.

    `total` is what the order brings the seller: Amazon's grand total less the tax that Amazon remits, and less
    any deliberate fault. `fault` names what Amazon's answer gets wrong: "cent_off" (grandTotal is a cent more
    than its parts), "eco_fee" (a breakdown type nobody knows, in `other`), "novelty" (unknown words only).
    """

    order_id: str
    status: str
    currency: str
    marketplace_id: str
    purchased: datetime
    updated: datetime
    fulfilled_by: Fulfilment
    lines: tuple[TrueLine, ...]
    shipping: Decimal
    gift_wrap: Decimal
    cod: Decimal
    discount: Decimal
    other: Decimal
    total: Decimal
    facilitator_tax: Decimal
    refunded_units: Mapping[str, int]
    pending: bool
    cancelled: bool
    asked_to_cancel: bool
    replaces: str
    sold_elsewhere: bool
    unknown_sku: bool
    fault: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TrueProduct:
    """A SKU as it stands: prices and statuses by marketplace id, for the stores that offer it."""

    sku: str
    asin: str
    fulfilled_by: Fulfilment
    titles: Mapping[str, str]
    prices: Mapping[str, Decimal]
    statuses: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Truth:
    """Everything at one moment: orders by order id, products by SKU."""

    at: datetime
    orders: Mapping[str, TrueOrder]
    products: Mapping[str, TrueProduct]


def truth(world: World, at: datetime) -> Truth:
    """What the books should say at `at`."""
    orders = (true_order(world.order(number), at) for number in range(world.count(at)))
    listings = (_product(world, listing, at) for listing in world.shelf.catalogue)
    return Truth(
        at=at,
        orders={order.order_id: order for order in orders},
        products={product.sku: product for product in listings if product.prices},
    )


def true_order(order: Order, at: datetime) -> TrueOrder:
    """What the books should say about one order at `at`. Raises ValueError if it was not placed by then."""
    state = order.at(at)
    if state is None:
        raise ValueError(f"order {order.order_id} is placed after {at}")
    priced = order.priced(state)
    stands = list(zip(order.lines, state.ordered, strict=True))
    pairs = [(line, units if priced else 0) for line, units in stands]
    lines = tuple(_line(line, units if priced else 0, units) for line, units in stands)
    shipping = _sum(_own(line, _share(line, line.shipping, units)) for line, units in pairs)
    gift_wrap = _sum(_own(line, _share(line, line.gift_wrap, units)) for line, units in pairs)
    cod = _sum(_own(line, _share(line, line.cod, units)) for line, units in pairs)
    discount = _sum(
        _own(line, _share(line, part, units))
        for line, units in pairs
        for part in (line.discount, line.shipping_discount)
    )
    other = _sum(_share(line, line.eco_fee, units) for line, units in pairs)
    return TrueOrder(
        order_id=order.order_id,
        status=state.status,
        currency=order.place.currency,
        marketplace_id=NON_AMAZON_MARKETPLACE if order.nature == "non_amazon" else order.place.id,
        purchased=order.created,
        updated=state.updated,
        fulfilled_by=order.fulfilled_by,
        lines=lines,
        shipping=shipping,
        gift_wrap=gift_wrap,
        cod=cod,
        discount=discount,
        other=other,
        total=_sum(line.gross for line in lines) + shipping + gift_wrap + cod + other - discount,
        facilitator_tax=_sum(line.facilitator_tax for line in lines),
        refunded_units=_refunds(order, at),
        pending=state.status in ("PENDING", "PENDING_AVAILABILITY"),
        cancelled=state.status in ("CANCELLED", "UNFULFILLABLE"),
        asked_to_cancel=state.asked is not None,
        replaces=order.original_id,
        sold_elsewhere=order.nature == "non_amazon",
        unknown_sku=order.nature == "deleted_listing",
        fault=order.fault,
    )


def _line(line: Line, priced: int, ordered: int) -> TrueLine:
    item = _share(line, line.item, priced)
    return TrueLine(
        order_item_id=line.order_item_id,
        sku=line.sku,
        quantity=ordered,
        gross=_own(line, item),
        vat=ZERO if line.facilitated else _tax(line, item),
        facilitator_tax=_facilitated(line, priced),
        untaxed=line.rate is None,
    )


def _share(line: Line, amount: Decimal, units: int) -> Decimal:
    """The part of a line's amount that belongs to some of its units, to the currency's smallest unit."""
    if units == line.quantity:
        return amount
    return (amount * units / line.quantity).quantize(line.smallest, rounding=ROUND_HALF_UP)


def _tax(line: Line, amount: Decimal) -> Decimal:
    """The tax of an amount: on top of it, or the part of it that is not net."""
    rate = line.rate or ZERO
    net = amount if line.tax == "on_top" else amount / (1 + rate)
    return (net * rate).quantize(line.smallest, rounding=ROUND_HALF_UP)


def _own(line: Line, amount: Decimal) -> Decimal:
    """An amount with the seller's tax and without Amazon's."""
    if line.facilitated:
        return amount if line.tax == "on_top" else amount - _tax(line, amount)
    return amount + _tax(line, amount) if line.tax == "on_top" else amount


def _facilitated(line: Line, units: int) -> Decimal:
    if not line.facilitated:
        return ZERO
    charged = (line.item, line.shipping, line.gift_wrap, line.cod)
    returned = (line.discount, line.shipping_discount)
    taxes = _sum(_tax(line, _share(line, amount, units)) for amount in charged)
    return taxes - _sum(_tax(line, _share(line, amount, units)) for amount in returned)


def _refunds(order: Order, at: datetime) -> dict[str, int]:
    return {
        order.lines[index].order_item_id: units
        for event in order.events
        if event.kind == "refunded" and event.at <= at
        for index, units in event.units
    }


def _product(world: World, listing: Listing, at: datetime) -> TrueProduct:
    offers = world.shelf.offers(listing, at)
    return TrueProduct(
        sku=listing.sku,
        asin=listing.asin,
        fulfilled_by=listing.fulfilled_by,
        titles={offer.marketplace_id: offer.title for offer in offers},
        prices={offer.marketplace_id: offer.price for offer in offers},
        statuses={offer.marketplace_id: offer.status or "" for offer in offers},
    )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
