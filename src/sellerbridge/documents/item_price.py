"""Listings → Item Price: what Amazon sells a product for, per marketplace and currency."""

from __future__ import annotations

from collections.abc import Iterator

from sellerbridge.commerce import marketplace
from sellerbridge.commerce.listing import Listing, Product
from sellerbridge.documents.mapping import Mappings, by_hand
from sellerbridge.documents.price_list import price_list
from sellerbridge.outgoing import Outgoing
from sellerbridge.sentences import N_, Sentence
from sellerbridge.settings import Settings


def item_prices(product: Product, *, settings: Settings, mapping: Mappings) -> Iterator[Outgoing]:
    """An Item Price for each listing that names a price, in the price list of its marketplace.

    A price of zero is Amazon's way to say nothing (an incomplete listing), so it is none. The price stays that
    of Amazon, with the VAT that it contains there. A list that marketplaces share has the first one's price.
    """
    made: dict[str, Outgoing] = {}
    for listing in product.listings:
        known = listing.marketplace_id in mapping.marketplaces or not mapping.marketplaces
        if known and listing.price is not None and listing.price > 0:
            price = _item_price(product, listing, settings=settings, mapping=mapping)
            made.setdefault(price.key, price)
    yield from made.values()


def _item_price(product: Product, listing: Listing, *, settings: Settings, mapping: Mappings) -> Outgoing:
    place = price_list(listing.marketplace_id, settings=settings, mapping=mapping)
    currency = listing.currency or place.currency
    country = marketplace.code_of(listing.marketplace_id)
    return Outgoing(
        kind="Item Price",
        key=f"{product.sku}|{place.name}|{currency}",
        name=f"{product.item_code}|{place.name}|{currency}",
        body={
            "item_code": product.item_code,
            "uom": "Nos",
            "price_list": place.name,
            "currency": currency,
            "selling": 1,
            "price_list_rate": listing.price,
        },
        origins={
            "item_code": "seller-sku",
            "uom": N_("Amazon's prices are per piece"),
            "selling": N_("it is what buyers pay"),
            "price_list_rate": _price(country, listing),
            "price_list": Sentence(
                "price list of {marketplace} ({named})", marketplace=country, named=_named(country, mapping)
            ),
            "currency": Sentence("currency of {marketplace}", marketplace=country),
        },
        about=product.sku,
    )


def _named(country: str, mapping: Mappings) -> str:
    return by_hand(country) if country in mapping.price_lists else Sentence("setting price_list")


def _price(country: str, listing: Listing) -> Sentence:
    site = marketplace.known(listing.marketplace_id)
    if site is None:
        return Sentence("price of the listing in {marketplace}", marketplace=country)
    return Sentence(
        "price of the listing in {marketplace}, with the VAT that it contains"
        if site.tax_inside
        else "price of the listing in {marketplace}, without sales tax",
        marketplace=country,
    )
