"""Listings Items 2021-08-01, writing: put, patch and delete change the world from that moment on."""

from __future__ import annotations

from collections.abc import Sequence

from sellerbridge.simulator.call import Answer, Call, Json, Refusal
from sellerbridge.simulator.catalogue import Change, Listing, in_store, new_listing
from sellerbridge.simulator.dice import uuid_like
from sellerbridge.simulator.listing_patches import InvalidError, change, issue, patched
from sellerbridge.simulator.listings import check_seller
from sellerbridge.simulator.marketplaces import MARKETPLACES
from sellerbridge.simulator.seller import World


def patch_listings_item(world: World, call: Call) -> Answer:
    """Changes single attributes of a listing. Raises Refusal (404) for an unknown SKU."""
    check_seller(call)
    listing = _known(world, call)
    return _submit(world, call, listing, call.body["patches"])


def put_listings_item(world: World, call: Call) -> Answer:
    """Creates a listing in one store, or sets the offer of a known one there."""
    check_seller(call)
    known = world.shelf.listing(call.path["sku"])
    place = MARKETPLACES[call.query["marketplaceIds"][0]]
    if known is None:
        listing = new_listing(world.seed, len(world.shelf.catalogue), call.path["sku"], place, call.now)
    else:
        listing = in_store(world.seed, known, place, call.now)
    attributes: Json = call.body["attributes"]
    whole = known is None and call.body.get("requirements", "LISTING") == "LISTING"
    missing = ["item_name"] if whole and "item_name" not in attributes else []
    patches = [
        {"op": "replace", "path": f"/attributes/{name}", "value": value} for name, value in attributes.items()
    ]
    back = world.shelf.offer(listing, place.id, call.now) is None and known is listing
    revived = [change(listing, place.id, call.now, "status", "Active")] if back else []
    return _submit(world, call, listing, patches, missing=missing, more=revived)


def _submit(
    world: World,
    call: Call,
    listing: Listing,
    patches: list[Json],
    *,
    missing: Sequence[str] = (),
    more: Sequence[Change] = (),
) -> Answer:
    """Applies patches to a listing, all or none of them; a preview applies none."""
    issues = [issue(name, "90220", f"The attribute '{name}' must be told.") for name in missing]
    changes: list[Change] = []
    try:
        changes = [made for patch in patches for made in patched(world, listing, patch, call)]
    except InvalidError as invalid:
        issues.append(invalid.issue)
    if not issues and "mode" not in call.query:
        if world.shelf.listing(listing.sku) is not listing:
            world.shelf.add(listing)
        world.shelf.wish([*more, *changes])
    return _submitted(world, call, listing.asin, issues)


def delete_listings_item(world: World, call: Call) -> Answer:
    """Takes a listing out of one store."""
    check_seller(call)
    listing = _known(world, call)
    world.shelf.wish(change(listing, place, call.now, "status", None) for place in call.query["marketplaceIds"])
    return _submitted(world, call, listing.asin, [])


def _known(world: World, call: Call) -> Listing:
    listing = world.shelf.listing(call.path["sku"])
    if listing is None or not world.shelf.offers(listing, call.now):
        raise Refusal(404, "NOT_FOUND", f"SKU '{call.path['sku']}' not found.")
    return listing


def _submitted(world: World, call: Call, asin: str, issues: list[Json]) -> Answer:
    preview = "mode" in call.query
    status = "INVALID" if issues else "VALID" if preview else "ACCEPTED"
    answer: Json = {
        "sku": call.path["sku"],
        "status": status,
        "submissionId": uuid_like(world.seed, "submission", call.path["sku"], call.now, call.body),
    }
    included = call.query.get("includedData", ("issues",))
    if "issues" in included:
        answer["issues"] = issues
    if "identifiers" in included:
        told = [{"marketplaceId": place, "asin": asin} for place in call.query["marketplaceIds"]]
        answer["identifiers"] = told if status != "INVALID" else []
    return Answer(json=answer)
