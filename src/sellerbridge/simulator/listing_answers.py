"""A listing as Listings Items 2021-08-01 writes it, data set by data set."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from sellerbridge.simulator.call import Json
from sellerbridge.simulator.catalogue import Listing, Offer
from sellerbridge.simulator.marketplaces import MARKETPLACES
from sellerbridge.simulator.wire import stamp, text_money


def listing_answer(listing: Listing, offers: Sequence[Offer], included: Collection[str]) -> Json:
    """The JSON of one SKU in some stores, with the data sets asked for."""
    return {"sku": listing.sku} | {name: _DATA_SETS[name](listing, offers) for name in included}


def statuses(offer: Offer) -> list[str]:
    """Amazon's two words: shown (DISCOVERABLE) and for sale (BUYABLE)."""
    return {"Active": ["BUYABLE", "DISCOVERABLE"], "Inactive": ["DISCOVERABLE"]}.get(offer.status or "", [])


def issues(offers: Sequence[Offer]) -> list[Json]:
    """What keeps offers from being sold."""
    return [
        {
            "code": "90220",
            "message": "The attribute 'item_description' must be told.",
            "severity": "ERROR",
            "attributeNames": ["item_description"],
            "categories": ["MISSING_ATTRIBUTE"],
            "marketplaceIds": [offer.marketplace_id],
        }
        for offer in offers
        if offer.status == "Incomplete"
    ]


def _summary(listing: Listing, offer: Offer) -> Json:
    summary: Json = {
        "marketplaceId": offer.marketplace_id,
        "asin": listing.asin,
        "productType": listing.product_type,
        "conditionType": "new_new",
        "status": statuses(offer),
        "itemName": offer.title,
        "createdDate": stamp(offer.created),
        "lastUpdatedDate": stamp(offer.updated),
        "mainImage": {"link": f"https://images.example/{listing.asin}.jpg", "height": 500, "width": 500},
    }
    return summary | ({"fnSku": listing.fnsku} if listing.fulfilled_by == "AMAZON" else {})


def _attributes(listing: Listing, offers: Sequence[Offer]) -> Json:
    ids = [offer.marketplace_id for offer in offers]
    return {
        "item_name": [{"value": offer.title, "marketplace_id": offer.marketplace_id} for offer in offers],
        "brand": [{"value": listing.good.brand, "marketplace_id": marketplace_id} for marketplace_id in ids],
        "externally_assigned_product_identifier": [
            {"type": "ean", "value": listing.ean, "marketplace_id": marketplace_id} for marketplace_id in ids
        ],
        "purchasable_offer": [_purchasable(offer) for offer in offers],
    }


def _purchasable(offer: Offer) -> Json:
    return {
        "marketplace_id": offer.marketplace_id,
        "currency": MARKETPLACES[offer.marketplace_id].currency,
        "our_price": [{"schedule": [{"value_with_tax": offer.price}]}],
    }


def _prices(offer: Offer) -> list[Json]:
    currency = MARKETPLACES[offer.marketplace_id].currency
    rows: list[Json] = [
        {"marketplaceId": offer.marketplace_id, "offerType": "B2C", "price": text_money(offer.price, currency)}
    ]
    if offer.business_price is not None:
        price = text_money(offer.business_price, currency)
        rows.append({"marketplaceId": offer.marketplace_id, "offerType": "B2B", "price": price})
    return rows if offer.status != "Incomplete" else []


def _availability(listing: Listing, offers: Sequence[Offer]) -> list[Json]:
    """The merchant's quantity is one for all stores of an account; Amazon's own is not told here."""
    if listing.fulfilled_by == "MERCHANT":
        return [{"fulfillmentChannelCode": "DEFAULT", "quantity": offers[0].quantity}]
    return [{"fulfillmentChannelCode": MARKETPLACES[offers[0].marketplace_id].fba_channel}]


def _relationships(_listing: Listing, offers: Sequence[Offer]) -> list[Json]:
    return [{"marketplaceId": offer.marketplace_id, "relationships": []} for offer in offers]


def _product_types(listing: Listing, offers: Sequence[Offer]) -> list[Json]:
    return [{"marketplaceId": offer.marketplace_id, "productType": listing.product_type} for offer in offers]


_DATA_SETS: dict[str, Callable[[Listing, Sequence[Offer]], Json]] = {
    "summaries": lambda listing, offers: [_summary(listing, offer) for offer in offers],
    "attributes": _attributes,
    "issues": lambda _listing, offers: issues(offers),
    "offers": lambda _listing, offers: [row for offer in offers for row in _prices(offer)],
    "fulfillmentAvailability": _availability,
    "procurement": lambda _listing, _offers: [],
    "relationships": _relationships,
    "productTypes": _product_types,
}
