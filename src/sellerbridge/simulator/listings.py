"""Listings Items 2021-08-01, reading: one listing, or a search through all of the seller's."""

from __future__ import annotations

from datetime import datetime

from sellerbridge.simulator.call import Answer, Call, Json, Refusal
from sellerbridge.simulator.catalogue import Listing, Offer
from sellerbridge.simulator.listing_answers import issues, listing_answer, statuses
from sellerbridge.simulator.marketplaces import MARKETPLACES
from sellerbridge.simulator.numbered_pages import numbered_page
from sellerbridge.simulator.seller import World

CEILING = 1_000
"""Amazon lets no search see more results than these; the rest needs narrower filters."""

Found = tuple[Listing, list[Offer]]


def get_listings_item(world: World, call: Call) -> Answer:
    """One SKU in the stores asked for. Raises Refusal (404) if none of them has it."""
    check_seller(call)
    listing = world.shelf.listing(call.path["sku"])
    offers = _offers(world, listing, call) if listing else []
    if listing is None or not offers:
        raise Refusal(404, "NOT_FOUND", f"SKU '{call.path['sku']}' not found in the marketplaces.")
    return Answer(json=listing_answer(listing, offers, call.query.get("includedData", ("summaries",))))


def search_listings_items(world: World, call: Call) -> Answer:
    """The seller's listings that pass every filter. Raises Refusal (400) for filters that exclude each other."""
    check_seller(call)
    _check_filters(call)
    everything = ((listing, _offers(world, listing, call)) for listing in world.shelf.catalogue)
    found = [(listing, offers) for listing, offers in everything if offers and _passes(listing, offers, call)]
    found.sort(key=lambda one: _rank(one, call), reverse=call.query.get("sortOrder", "DESC") == "DESC")
    page = numbered_page(found, call, size=call.query.get("pageSize", 10), ceiling=CEILING)
    included = call.query.get("includedData", ("summaries",))
    items = [listing_answer(listing, offers, included) for listing, offers in page.items]
    return Answer(json={"numberOfResults": len(found), "pagination": page.tokens, "items": items})


def check_seller(call: Call) -> None:
    """Raises Refusal: 403 for somebody else's listings, 400 for a store that does not exist."""
    if call.path["sellerId"] != call.seller_id:
        raise Refusal(403, "Unauthorized", "Access to requested resource is denied.")
    for marketplace_id in call.query["marketplaceIds"]:
        if marketplace_id not in MARKETPLACES:
            raise Refusal(400, "InvalidInput", f"There is no marketplace {marketplace_id}.")


def _offers(world: World, listing: Listing, call: Call) -> list[Offer]:
    asked = call.query["marketplaceIds"]
    return [offer for offer in world.shelf.offers(listing, call.now) if offer.marketplace_id in asked]


def _check_filters(call: Call) -> None:
    asked = call.query
    if ("identifiers" in asked) != ("identifiersType" in asked):
        raise Refusal(400, "InvalidInput", "identifiers and identifiersType belong together.")
    if sum(name in asked for name in ("identifiers", "variationParentSku", "packageHierarchySku")) > 1:
        raise Refusal(
            400, "InvalidInput", "Only one of identifiers, variationParentSku and packageHierarchySku can be told."
        )


def _passes(listing: Listing, offers: list[Offer], call: Call) -> bool:
    asked = call.query
    if "variationParentSku" in asked or "packageHierarchySku" in asked:
        return False  # this seller has no families
    if "identifiers" in asked and not _identifiers(listing, asked["identifiersType"]) & set(asked["identifiers"]):
        return False
    shown = {status for offer in offers for status in statuses(offer)}
    severities = {issue["severity"] for issue in issues(offers)}
    return (
        _within(_created(offers), call, "created")
        and _within(_updated(offers), call, "lastUpdated")
        and (not asked.get("withStatus") or bool(shown & set(asked["withStatus"])))
        and not shown & set(asked.get("withoutStatus", ()))
        and (not asked.get("withIssueSeverity") or bool(severities & set(asked["withIssueSeverity"])))
    )


def _identifiers(listing: Listing, kind: str) -> set[str]:
    known = {
        "SKU": {listing.sku},
        "ASIN": {listing.asin},
        "FNSKU": {listing.fnsku} if listing.fulfilled_by == "AMAZON" else set(),
        "EAN": {listing.ean},
        "GTIN": {listing.ean, f"0{listing.ean}"},
    }
    return known.get(kind, set())


def _within(at: datetime, call: Call, name: str) -> bool:
    after, before = call.query.get(f"{name}After"), call.query.get(f"{name}Before")
    return (after is None or at >= after) and (before is None or at <= before)


def _created(offers: list[Offer]) -> datetime:
    return min(offer.created for offer in offers)


def _updated(offers: list[Offer]) -> datetime:
    return max(offer.updated for offer in offers)


def _rank(found: Found, call: Call) -> Json:
    listing, offers = found
    ranks = {"sku": listing.sku, "createdDate": (_created(offers), listing.sku)}
    return ranks.get(call.query.get("sortBy", "lastUpdatedDate"), (_updated(offers), listing.sku))
