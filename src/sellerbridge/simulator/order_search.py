"""searchOrders and getOrder: windows, filters and pages over the orders as they are now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sellerbridge.simulator.call import Answer, Call, Json, Refusal
from sellerbridge.simulator.marketplaces import NON_AMAZON_MARKETPLACE
from sellerbridge.simulator.order_answers import order_answer
from sellerbridge.simulator.orders import Order
from sellerbridge.simulator.pages import page_position, page_token
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.sights import Sight, sight
from sellerbridge.simulator.wire import stamp, whole_milliseconds

Place = tuple[datetime, int]
"""Where an order stands in a window: its moment and its number."""

LATEST = timedelta(minutes=2)
TOKEN_LIVES = timedelta(hours=24)
_FREE = ("paginationToken", "maxResultsPerPage", "includedData")
"""Parameters that may change between the pages of one search."""


def search_orders(world: World, call: Call) -> Answer:
    """The orders of a window of creation or of last update, oldest first. Refusal (400) for a bad window."""
    by = _window_kind(call)
    after = whole_milliseconds(call.query[f"{by}After"])
    before, number = _latest(call, by, after), 0
    bound = {name: value for name, value in call.query.items() if name not in _FREE}
    start = after
    if "paginationToken" in call.query:
        token = call.query["paginationToken"]
        position = page_position(token, bound=bound, now=call.now, lives=TOKEN_LIVES)
        start, number = after + timedelta(milliseconds=position[0]), position[1]
        before = after + timedelta(milliseconds=position[2])
    walk = world.updated if by == "lastUpdated" else world.placed
    found = _matching(world, call, walk((start, number), before, call.now))
    orders, following = _page(found, call)
    answer: Json = {"orders": orders, f"{by}Before": stamp(before)}
    if following is not None:
        place = [_milliseconds(following[0] - after), following[1], _milliseconds(before - after)]
        answer["pagination"] = {"nextToken": page_token(place, bound=bound, now=call.now)}
    return Answer(json=answer)


def get_order(world: World, call: Call) -> Answer:
    """One order by its id. Raises Refusal (404) for an unknown one."""
    order = world.find(call.path["orderId"], call.now)
    seen = _seen(order, call) if order else None
    if seen is None:
        raise Refusal(404, "NotFound", f"There is no order {call.path['orderId']}.")
    return Answer(json={"order": order_answer(seen)})


def _window_kind(call: Call) -> str:
    """Exactly one of the two windows, and nothing of the other."""
    for this, other in (("created", "lastUpdated"), ("lastUpdated", "created")):
        if f"{this}After" in call.query:
            if f"{other}After" in call.query or f"{other}Before" in call.query:
                raise Refusal(400, "InvalidInput", f"{this}After excludes {other}After and {other}Before.")
            return this
    raise Refusal(400, "InvalidInput", "Exactly one of createdAfter and lastUpdatedAfter is required.")


def _latest(call: Call, by: str, after: datetime) -> datetime:
    """The window's end, told or two minutes ago."""
    newest = whole_milliseconds(call.now - LATEST)
    before = whole_milliseconds(call.query.get(f"{by}Before", newest))
    # Amazon says two minutes before the request; a window that was legal for the first page stays so for the next.
    if before > newest:
        raise Refusal(400, "InvalidInput", f"{by}Before must be at least two minutes before the request.")
    if before < after and f"{by}Before" in call.query:
        raise Refusal(400, "InvalidInput", f"{by}Before must not be before {by}After.")
    if after > newest:
        raise Refusal(400, "InvalidInput", f"{by}After must be at least two minutes before the request.")
    return before


def _matching(world: World, call: Call, walk: Iterator[Place]) -> Iterator[tuple[Place, Sight]]:
    places = call.query.get("marketplaceIds")
    statuses = call.query.get("fulfillmentStatuses")
    fulfilled_by = call.query.get("fulfilledBy")
    for place in walk:
        order = world.order(place[1])
        if places and _marketplace_id(order) not in places:
            continue
        if fulfilled_by and order.fulfilled_by not in fulfilled_by:
            continue
        seen = _seen(order, call)
        if seen is not None and (not statuses or seen.state.status in statuses):
            yield place, seen


def _marketplace_id(order: Order) -> str:
    return NON_AMAZON_MARKETPLACE if order.nature == "non_amazon" else order.place.id


def _page(found: Iterator[tuple[Place, Sight]], call: Call) -> tuple[list[Json], Place | None]:
    """One page of orders, and the place where the next one begins."""
    size = call.query.get("maxResultsPerPage", 100)
    orders: list[Json] = []
    for place, seen in found:
        if len(orders) == size:
            return orders, place
        orders.append(order_answer(seen))
    return orders, None


def _seen(order: Order, call: Call) -> Sight | None:
    included = call.query.get("includedData", ())
    return sight(order, call.now, included=included, personal="buyer" in call.roles)


def _milliseconds(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
