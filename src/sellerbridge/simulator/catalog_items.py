"""Catalog Items 2022-04-01: what Amazon's catalogue says about ASINs, seller or no seller."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from sellerbridge.simulator.call import Answer, Call, Json, Refusal
from sellerbridge.simulator.catalogue import Listing
from sellerbridge.simulator.goods import title
from sellerbridge.simulator.marketplaces import MARKETPLACES, Marketplace
from sellerbridge.simulator.numbered_pages import numbered_page
from sellerbridge.simulator.seller import World

_DEFAULT = ("summaries",)


def get_catalog_item(world: World, call: Call) -> Answer:
    """One ASIN in the stores asked for. Raises Refusal (404) if none of them knows it."""
    places = [_place(marketplace_id) for marketplace_id in call.query["marketplaceIds"]]
    known = [listing for listing in _catalogued(world) if listing.asin == call.path["asin"]]
    sold = [place for place in places if any(_sold(listing, place) for listing in known)]
    if not sold:
        raise Refusal(404, "NOT_FOUND", f"Requested item '{call.path['asin']}' not found in the marketplaces.")
    return Answer(json=_item(known[0], sold, call))


def search_catalog_items(world: World, call: Call) -> Answer:
    """Items by up to twenty identifiers or by keywords. Raises Refusal (400) for both, neither, or half of one."""
    _check(call)
    place = _place(call.query["marketplaceIds"][0])
    found = [
        listing
        for listing in _catalogued(world)
        if _sold(listing, place) and _matches(world, listing, place, call)
    ]
    page = numbered_page(found, call, size=call.query.get("pageSize", 10))
    answer: Json = {
        "numberOfResults": len(found),
        "items": [_item(listing, [place], call) for listing in page.items],
        "pagination": page.tokens,
    }
    if "keywords" in call.query:
        answer["refinements"] = _refinements(found)
    return Answer(json=answer)


def _catalogued(world: World) -> Iterator[Listing]:
    """One listing for each ASIN: the first of its SKUs."""
    seen: set[str] = set()
    for listing in world.shelf.catalogue:
        if listing.asin not in seen:
            seen.add(listing.asin)
            yield listing


def _sold(listing: Listing, place: Marketplace) -> bool:
    return any(offer.marketplace_id == place.id for offer in listing.offers)


def _place(marketplace_id: str) -> Marketplace:
    if marketplace_id not in MARKETPLACES:
        raise Refusal(400, "InvalidInput", f"There is no marketplace {marketplace_id}.")
    return MARKETPLACES[marketplace_id]


def _check(call: Call) -> None:
    asked = call.query
    if ("identifiers" in asked) == ("keywords" in asked):
        raise Refusal(400, "InvalidInput", "Exactly one of identifiers and keywords is required.")
    if ("identifiers" in asked) != ("identifiersType" in asked):
        raise Refusal(400, "InvalidInput", "identifiers and identifiersType belong together.")
    if asked.get("identifiersType") == "SKU" and asked.get("sellerId") != call.seller_id:
        raise Refusal(400, "InvalidInput", "sellerId is required when identifiersType is SKU.")
    for name in ("brandNames", "classificationIds", "keywordsLocale"):
        if name in asked and "identifiers" in asked:
            raise Refusal(400, "InvalidInput", f"{name} cannot be used with identifiers.")


def _matches(world: World, listing: Listing, place: Marketplace, call: Call) -> bool:
    if "identifiers" in call.query:
        kind = call.query["identifiersType"]
        return bool(_identifiers(world, listing, kind) & set(call.query["identifiers"]))
    brands = call.query.get("brandNames")
    text = f"{title(listing.good, listing.variant, place.language)} {listing.good.brand}".casefold()
    return all(word.casefold() in text for word in call.query["keywords"]) and (
        not brands or listing.good.brand in brands
    )


def _identifiers(world: World, listing: Listing, kind: str) -> set[str]:
    match kind:
        case "ASIN":
            return {listing.asin}
        case "SKU":  # several SKUs can share an ASIN
            return {known.sku for known in world.shelf.catalogue if known.asin == listing.asin}
        case "EAN":
            return {listing.ean}
        case "GTIN":
            return {listing.ean, f"0{listing.ean}"}
    return set()  # these goods have no ISBN, JAN, MINSAN or UPC


def _item(listing: Listing, places: list[Marketplace], call: Call) -> Json:
    answer: Json = {"asin": listing.asin}
    for name in call.query.get("includedData", _DEFAULT):
        if name == "attributes":
            answer[name] = _attributes(listing, places)
        elif name != "vendorDetails":  # sellers see none
            answer[name] = [{"marketplaceId": place.id} | _DATA_SETS[name](listing, place) for place in places]
    return answer


def _attributes(listing: Listing, places: list[Marketplace]) -> Json:
    return {
        "brand": [{"value": listing.good.brand, "marketplace_id": place.id} for place in places],
        "item_name": [
            {"value": title(listing.good, listing.variant, place.language), "marketplace_id": place.id}
            for place in places
        ],
    }


def _summary(listing: Listing, place: Marketplace) -> Json:
    return {
        "brand": listing.good.brand,
        "itemClassification": "BASE_PRODUCT",
        "itemName": title(listing.good, listing.variant, place.language),
        "manufacturer": listing.good.brand,
        "packageQuantity": 1,
        "websiteDisplayGroup": f"{listing.product_type.lower()}_display_on_website",
    }


def _dimensions(listing: Listing, _place: Marketplace) -> Json:
    weight = {"unit": "kilograms", "value": Decimal(listing.good.grams) / 1000}
    return {"item": {"weight": weight}, "package": {"weight": weight}}


def _images(listing: Listing, _place: Marketplace) -> Json:
    link = f"https://images.example/{listing.asin}.jpg"
    return {"images": [{"variant": "MAIN", "link": link, "height": 1000, "width": 1000}]}


def _ids(listing: Listing, _place: Marketplace) -> Json:
    return {
        "identifiers": [
            {"identifierType": "EAN", "identifier": listing.ean},
            {"identifierType": "GTIN", "identifier": f"0{listing.ean}"},
        ]
    }


def _class(listing: Listing) -> Json:
    number = sum(map(ord, listing.product_type)) * 1009
    return {"displayName": listing.product_type.replace("_", " ").title(), "classificationId": str(number)}


def _ranks(listing: Listing, _place: Marketplace) -> Json:
    shelf = _class(listing)
    rank = 100 + listing.number * 37
    return {
        "classificationRanks": [
            {"classificationId": shelf["classificationId"], "title": shelf["displayName"], "rank": rank}
        ]
    }


_DATA_SETS: dict[str, Callable[[Listing, Marketplace], Json]] = {
    "classifications": lambda listing, _place: {"classifications": [_class(listing)]},
    "dimensions": _dimensions,
    "identifiers": _ids,
    "images": _images,
    "productTypes": lambda listing, _place: {"productType": listing.product_type},
    "relationships": lambda _listing, _place: {"relationships": []},
    "salesRanks": _ranks,
    "summaries": _summary,
}


def _refinements(found: list[Listing]) -> Json:
    brands = sorted({listing.good.brand for listing in found})
    return {
        "brands": [
            {"brandName": brand, "numberOfResults": sum(listing.good.brand == brand for listing in found)}
            for brand in brands
        ],
        "classifications": [],
    }
