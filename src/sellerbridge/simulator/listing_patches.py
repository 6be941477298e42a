"""What a change of an attribute means to the world: quantities, prices, titles. Nonsense is INVALID, no error."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation

from sellerbridge.simulator.call import Call, Json
from sellerbridge.simulator.catalogue import Change, Field, Listing
from sellerbridge.simulator.marketplaces import MARKETPLACES, Marketplace
from sellerbridge.simulator.seller import World

_ROOT = "/attributes/"
_DEAREST = Decimal(10) ** 9


class InvalidError(Exception):
    """A change Amazon takes in and rejects: HTTP 200, status INVALID and an `issue` about one attribute."""

    def __init__(self, attribute: str, code: str, message: str) -> None:
        super().__init__(message)
        self.issue = issue(attribute, code, message)


def issue(attribute: str, code: str, message: str) -> Json:
    """An error of a listing as Amazon writes it; code 90220 says that something is missing."""
    categories = ["MISSING_ATTRIBUTE" if code == "90220" else "INVALID_ATTRIBUTE"]
    told = {"code": code, "message": message, "severity": "ERROR"}
    return told | {"attributeNames": [attribute], "categories": categories}


def patched(world: World, listing: Listing, patch: Json, call: Call) -> Iterator[Change]:
    """The changes one operation of a patch makes. Raises InvalidError.

    Attributes the world has no use for are taken and forgotten, and so is taking an attribute away.
    """
    name = patch["path"].removeprefix(_ROOT)
    if "/" in name or not patch["path"].startswith(_ROOT):
        raise InvalidError(name, "4000001", f"The path '{patch['path']}' is not a top-level attribute.")
    if patch["op"] == "delete":
        return
    match name:
        case "fulfillment_availability":
            yield from _quantities(world, listing, _values(name, patch), call)
        case "purchasable_offer":
            yield from _prices(listing, _values(name, patch), call)
        case "item_name":
            yield from _titles(listing, _values(name, patch), call)


def change(listing: Listing, marketplace_id: str, at: datetime, field: Field, value: Json) -> Change:
    """One change of one offer."""
    return Change(at=at, sku=listing.sku, marketplace_id=marketplace_id, field=field, value=value)


def _values(name: str, patch: Json) -> list[Json]:
    values = patch.get("value")
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise InvalidError(name, "90000900", "The value must be a list of objects.")
    return values


def _quantities(world: World, listing: Listing, values: list[Json], call: Call) -> Iterator[Change]:
    name = "fulfillment_availability"
    if listing.fulfilled_by == "AMAZON":
        raise InvalidError(name, "8560", "Amazon fulfils this SKU; its quantity cannot be set.")
    for value in values:
        quantity = value.get("quantity")
        counts = isinstance(quantity, int) and not isinstance(quantity, bool) and quantity >= 0
        if value.get("fulfillment_channel_code") != "DEFAULT" or not counts:
            raise InvalidError(
                name, "90000900", "A quantity needs the channel DEFAULT and a whole number from 0 on."
            )
        for offer in world.shelf.offers(listing, call.now) or listing.offers:
            yield change(listing, offer.marketplace_id, call.now, "quantity", quantity)


def _prices(listing: Listing, values: list[Json], call: Call) -> Iterator[Change]:
    name = "purchasable_offer"
    for value in values:
        for place in _places(name, value, call):
            price = _price(value)
            if price is None or price != price.quantize(place.smallest):
                raise InvalidError(name, "90000900", "our_price must be told, in the store's smallest unit.")
            if value.get("currency", place.currency) != place.currency:
                raise InvalidError(name, "90000901", f"The currency of {place.name} is {place.currency}.")
            yield change(listing, place.id, call.now, "price", price)


def _titles(listing: Listing, values: list[Json], call: Call) -> Iterator[Change]:
    name = "item_name"
    for value in values:
        title = value.get("value")
        if not isinstance(title, str) or not title.strip():
            raise InvalidError(name, "90000900", "A title is a text that says something.")
        for place in _places(name, value, call):
            yield change(listing, place.id, call.now, "title", title)


def _price(value: Json) -> Decimal | None:
    """The price with tax, if it is a sane one."""
    try:
        price = Decimal(str(value["our_price"][0]["schedule"][0]["value_with_tax"]))
    except (KeyError, IndexError, TypeError, InvalidOperation):
        return None
    return price if price.is_finite() and 0 < price < _DEAREST else None


def _places(name: str, value: Json, call: Call) -> list[Marketplace]:
    """The stores a value is for: its own, or all of the request."""
    asked = [value["marketplace_id"]] if "marketplace_id" in value else call.query["marketplaceIds"]
    if not all(isinstance(marketplace_id, str) and marketplace_id in MARKETPLACES for marketplace_id in asked):
        raise InvalidError(name, "90000900", "marketplace_id must name a store.")
    return [MARKETPLACES[marketplace_id] for marketplace_id in asked]
