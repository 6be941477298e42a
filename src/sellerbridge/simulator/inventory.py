"""FBA Inventory v1, getInventorySummaries: what lies in Amazon's warehouses, store by store."""

from __future__ import annotations

from datetime import datetime, timedelta

from sellerbridge.simulator.call import Answer, Call, Json, Refusal
from sellerbridge.simulator.catalogue import Listing
from sellerbridge.simulator.dice import dice
from sellerbridge.simulator.goods import title
from sellerbridge.simulator.marketplaces import MARKETPLACES
from sellerbridge.simulator.pages import page_position, page_token
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.wire import stamp

PAGE = 50
TOKEN_LIVES = timedelta(seconds=30)
_LOOK_BACK = timedelta(days=548)
_DAY = timedelta(days=1)


def get_inventory_summaries(world: World, call: Call) -> Answer:
    """Quantities per SKU; with startDateTime only what changed since. Raises Refusal (400) for bad windows."""
    place_id = call.query["marketplaceIds"][0]
    if place_id not in MARKETPLACES or call.query["granularityId"] not in MARKETPLACES:
        raise Refusal(400, "InvalidInput", f"There is no marketplace {place_id}.")
    found = [
        listing
        for listing in world.shelf.catalogue
        if _stocked(listing, place_id) and _asked(world, listing, call)
    ]
    bound = {name: value for name, value in call.query.items() if name != "nextToken"}
    start = 0
    if "nextToken" in call.query:
        start = page_position(call.query["nextToken"], bound=bound, now=call.now, lives=TOKEN_LIVES)
    details = bool(call.query.get("details", False))
    answer: Json = {
        "payload": {
            "granularity": {"granularityType": "Marketplace", "granularityId": call.query["granularityId"]},
            "inventorySummaries": [
                _summary(world, listing, place_id, call.now, details=details)
                for listing in found[start : start + PAGE]
            ],
        }
    }
    if start + PAGE < len(found):
        answer["pagination"] = {"nextToken": page_token(start + PAGE, bound=bound, now=call.now)}
    return Answer(json=answer)


def _stocked(listing: Listing, place_id: str) -> bool:
    return listing.fulfilled_by == "AMAZON" and any(offer.marketplace_id == place_id for offer in listing.offers)


def _asked(world: World, listing: Listing, call: Call) -> bool:
    """StartDateTime outranks sellerSkus, which outranks sellerSku."""
    if "startDateTime" in call.query:
        since: datetime = call.query["startDateTime"]
        if since < call.now - _LOOK_BACK:
            raise Refusal(400, "InvalidInput", "startDateTime must not be older than 18 months.")
        return _changed(world, listing, call.now) >= since
    if "sellerSkus" in call.query:
        return listing.sku in call.query["sellerSkus"]
    return bool(listing.sku == call.query.get("sellerSku", listing.sku))


def stock(world: World, listing: Listing, at: datetime) -> int:
    """Sellable units: they run down day by day and are filled up again."""
    chance = dice(world.seed, "stock", listing.number)
    full, rate = chance.randrange(20, 400), chance.randrange(0, 9)
    days = int((_changed(world, listing, at) - world.now0) / _DAY) + chance.randrange(1000)
    return full - rate * (days % (full // rate + 1)) if rate else full


def _changed(world: World, listing: Listing, at: datetime) -> datetime:
    """Stock moves once a day, at an hour of its own."""
    hour = dice(world.seed, "restock", listing.number).randrange(86_400)
    first = world.now0 + timedelta(seconds=hour) - 1000 * _DAY
    return first + _DAY * int((at - first) / _DAY)


def _summary(world: World, listing: Listing, place_id: str, at: datetime, *, details: bool) -> Json:
    sellable = stock(world, listing, at)
    waiting, moving = sellable % 3, sellable % 5
    damaged = listing.number % 4
    summary: Json = {
        "asin": listing.asin,
        "fnSku": listing.fnsku,
        "sellerSku": listing.sku,
        "condition": "NewItem",
        "lastUpdatedTime": stamp(_changed(world, listing, at)),
        "productName": title(listing.good, listing.variant, MARKETPLACES[place_id].language),
        "totalQuantity": sellable + waiting + moving + damaged,
    }
    if details:
        summary["inventoryDetails"] = _details(sellable, waiting, moving, damaged)
    return summary


def _details(sellable: int, waiting: int, moving: int, damaged: int) -> Json:
    return {
        "fulfillableQuantity": sellable,
        "inboundWorkingQuantity": 0,
        "inboundShippedQuantity": 0,
        "inboundReceivingQuantity": 0,
        "reservedQuantity": {
            "totalReservedQuantity": waiting + moving,
            "pendingCustomerOrderQuantity": waiting,
            "pendingTransshipmentQuantity": moving,
            "fcProcessingQuantity": 0,
        },
        "researchingQuantity": {"totalResearchingQuantity": 0, "researchingQuantityBreakdown": []},
        "unfulfillableQuantity": {
            "totalUnfulfillableQuantity": damaged,
            "customerDamagedQuantity": damaged,
            "warehouseDamagedQuantity": 0,
            "distributorDamagedQuantity": 0,
            "carrierDamagedQuantity": 0,
            "defectiveQuantity": 0,
            "expiredQuantity": 0,
        },
    }
