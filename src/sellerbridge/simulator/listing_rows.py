"""The listings reports, in the dialect of each store: columns missing, added, moved or localised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sellerbridge.simulator.catalogue import Listing, Offer
from sellerbridge.simulator.history import History
from sellerbridge.simulator.marketplaces import MARKETPLACES, Marketplace
from sellerbridge.simulator.tables import Table
from sellerbridge.simulator.wire import text_money

# The 29 documented columns, in the documented order.
DOCUMENTED = (
    "item-name", "item-description", "listing-id", "seller-sku", "price", "quantity", "open-date", "image-url",
    "item-is-marketplace", "product-id-type", "zshop-shipping-fee", "item-note", "item-condition",
    "zshop-category1", "zshop-browse-path", "zshop-storefront-feature", "asin1", "asin2", "asin3",
    "will-ship-internationally", "expedited-shipping", "zshop-boldface", "product-id",
    "bid-for-featured-placement", "add-delete", "pending-quantity", "fulfillment-channel",
    "merchant-shipping-group", "status",
)  # fmt: skip

_GERMAN = {
    "item-name": "Artikelbezeichnung", "item-description": "Artikelbeschreibung", "listing-id": "Angebotsnummer",
    "seller-sku": "Händler-SKU", "price": "Preis", "quantity": "Menge", "open-date": "Erstellungsdatum",
    "image-url": "Bild-URL", "item-condition": "Artikelzustand", "asin1": "ASIN 1", "asin2": "ASIN 2",
    "asin3": "ASIN 3", "product-id": "Produkt-ID", "product-id-type": "Produkt-ID-Typ",
    "fulfillment-channel": "Versender", "merchant-shipping-group": "Versandvorlage", "status": "Status",
}  # fmt: skip


def dialect(country: str) -> tuple[str, ...]:
    """The columns a store writes. Each drift has been seen in the field; which store shows it is our choice."""
    if country == "FR":  # the description has gone
        return tuple(column for column in DOCUMENTED if column != "item-description")
    if country == "PL":  # the status has gone, undocumented columns have come
        kept = (column for column in DOCUMENTED if column != "status")
        return (*kept, "minimum-seller-allowed-price", "maximum-seller-allowed-price", "listing-health")
    if country == "DE":  # the same, in another order, and business prices
        moved = ("seller-sku", "asin1", "item-name", "price", "Business Price")
        return (*moved, *(column for column in DOCUMENTED if column not in moved))
    return DOCUMENTED


def listing_table(world: History, marketplace_id: str, at: datetime, *, statuses: Sequence[str]) -> Table:
    """One row per offer of a store with one of the statuses, at a moment."""
    place = MARKETPLACES[marketplace_id]
    columns = dialect(place.country)
    rows = [
        _row(listing, offer, place) for listing, offer in _offered(world, place, at) if offer.status in statuses
    ]
    if place.country == "DE" and world.localised_listings:
        renamed = [{_GERMAN.get(name, name): value for name, value in row.items()} for row in rows]
        return Table(columns=[_GERMAN.get(column, column) for column in columns], rows=renamed)
    return Table(columns=columns, rows=rows)


def open_listing_table(world: History, marketplace_id: str, at: datetime) -> Table:
    """The short report of active offers; some stores add business prices."""
    place = MARKETPLACES[marketplace_id]
    more = ("Business Price", "Quantity Price Type") if place.country in ("DE", "US") else ()
    rows = [
        {
            "sku": listing.sku,
            "asin": listing.asin,
            "price": _amount(offer.price, place),
            "quantity": _quantity(listing, offer),
            "Business Price": _amount(offer.business_price, place) if offer.business_price else "",
        }
        for listing, offer in _offered(world, place, at)
        if offer.status == "Active"
    ]
    return Table(columns=("sku", "asin", "price", "quantity", *more), rows=rows)


def _offered(world: History, place: Marketplace, at: datetime) -> list[tuple[Listing, Offer]]:
    found = [(listing, world.shelf.offer(listing, place.id, at)) for listing in world.shelf.catalogue]
    return [(listing, offer) for listing, offer in found if offer is not None]


def _row(listing: Listing, offer: Offer, place: Marketplace) -> dict[str, str]:
    return {
        "item-name": offer.title,
        "item-description": "" if offer.status == "Incomplete" else f"{offer.title}.\n{listing.good.brand}",
        "listing-id": offer.listing_id,
        "seller-sku": listing.sku,
        "price": _amount(offer.price, place),
        "Business Price": _amount(offer.business_price, place) if offer.business_price else "",
        "quantity": _quantity(listing, offer),
        "open-date": offer.created.strftime(
            "%d/%m/%Y %H:%M:%S GMT" if place.region == "EU" else "%Y-%m-%d %H:%M:%S PST"
        ),
        "item-is-marketplace": "y",
        "product-id-type": "1",
        "item-condition": "11",
        "asin1": listing.asin,
        "product-id": listing.asin,
        "pending-quantity": "0" if listing.fulfilled_by == "MERCHANT" else "",
        "fulfillment-channel": "DEFAULT" if listing.fulfilled_by == "MERCHANT" else place.fba_channel,
        "merchant-shipping-group": "Standard",
        "status": offer.status or "",
        "listing-health": "GOOD",
    }


def _amount(amount: Decimal, place: Marketplace) -> str:
    return str(text_money(amount, place.currency)["amount"])


def _quantity(listing: Listing, offer: Offer) -> str:
    """Empty for what lies in Amazon's warehouses."""
    return str(offer.quantity) if listing.fulfilled_by == "MERCHANT" else ""
