"""Which price list belongs to a marketplace, and in which currency it is kept."""

from __future__ import annotations

import msgspec

from sellerbridge.commerce import marketplace
from sellerbridge.documents.mapping import Mappings
from sellerbridge.settings import Settings


class PriceList(msgspec.Struct, frozen=True, kw_only=True):
    """A price list by name. ERPNext keeps one currency per price list."""

    name: str
    currency: str


def price_list(marketplace_id: str, *, settings: Settings, mapping: Mappings) -> PriceList:
    """The marketplace's price list.

    One that is none of the connection's (a sale abroad, a new site) uses that of its first marketplace, unless it
    is mapped to one: prices are read per marketplace of the connection, so no other list exists. A site whose
    currency is not known is taken to sell in company currency.
    """
    first = mapping.marketplaces[0] if mapping.marketplaces else marketplace_id
    own = marketplace_id in mapping.marketplaces or marketplace.code_of(marketplace_id) in mapping.price_lists
    place = marketplace_id if own else first
    site = marketplace.known(place)
    return PriceList(
        name=mapping.price_list(place, settings),
        currency=site.currency if site else settings.company_currency,
    )


def price_lists(*, settings: Settings, mapping: Mappings) -> dict[str, PriceList]:
    """Marketplace id → price list, for all that documents may name: the connection's and the mapped ones."""
    mapped = (site.id for code in mapping.price_lists if (site := marketplace.find(code)))
    return {
        marketplace_id: price_list(marketplace_id, settings=settings, mapping=mapping)
        for marketplace_id in (*mapping.marketplaces, *mapped)
    }
