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

    One that is none of the connection's (a sale abroad, a new site) uses that of its first marketplace: prices
    are read per marketplace of the connection, so no other list exists. A site whose currency is not known is
    taken to sell in company currency.
    """
    first = mapping.marketplaces[0] if mapping.marketplaces else marketplace_id
    place = marketplace_id if marketplace_id in mapping.marketplaces else first
    site = marketplace.known(place)
    return PriceList(
        name=mapping.price_list(place, settings),
        currency=site.currency if site else settings.company_currency,
    )
