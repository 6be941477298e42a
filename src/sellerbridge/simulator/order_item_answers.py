"""One item of an order as Orders 2026-01-01 writes it."""

from __future__ import annotations

from decimal import Decimal

from sellerbridge.simulator.call import Json
from sellerbridge.simulator.charges import Charges, Line
from sellerbridge.simulator.dice import token
from sellerbridge.simulator.orders import Order
from sellerbridge.simulator.proceeds import breakdowns
from sellerbridge.simulator.sights import Sight
from sellerbridge.simulator.timeline import State
from sellerbridge.simulator.wire import text_money


def item_answer(seen: Sight, index: int) -> Json:
    """The JSON of the item of a line, with the data sets asked for."""
    order, state, line = seen.order, seen.state, seen.order.lines[index]
    paid = seen.paid[index] if seen.paid is not None else None
    answer: Json = {
        "orderItemId": line.order_item_id,
        "quantityOrdered": state.ordered[index],
        "product": _product(order, line, paid),
    }
    if line.serials and state.shipped[index]:
        answer["product"]["serialNumbers"] = [
            f"SN{token(order.number, line.order_item_id, unit, size=10).upper()}"
            for unit in range(state.shipped[index])
        ]
    for name, key, part in (
        ("PROCEEDS", "proceeds", _proceeds(order, line, paid)),
        ("EXPENSE", "expense", _expense(line, order, paid)),
        ("PROMOTION", "promotion", _promotion(line, paid)),
        ("CANCELLATION", "cancellation", _cancellation(state, index)),
        ("FULFILLMENT", "fulfillment", _fulfillment(seen, line, index)),
        ("TAX", "tax", _tax(order, line, paid)),
    ):
        if part and name in seen.included:
            answer[key] = part
    return answer


def _product(order: Order, line: Line, paid: Charges | None) -> Json:
    product: Json = {"asin": line.asin, "title": line.title, "sellerSku": line.sku}
    product["condition"] = {"conditionType": "NEW", "conditionSubtype": "NEW"}
    if paid is not None:
        product["price"] = {"unitPrice": text_money(line.unit_price, order.place.currency)}
        if line.business_price:
            product["price"]["priceDesignation"] = "BUSINESS_PRICE"
    return product


def _proceeds(order: Order, line: Line, paid: Charges | None) -> Json:
    if paid is None:
        return None
    total = text_money(paid.total, order.place.currency)
    return {"proceedsTotal": total, "breakdowns": breakdowns([(line, paid)], order.place.currency, detailed=True)}


def _expense(line: Line, order: Order, paid: Charges | None) -> Json:
    if paid is None or not line.points:
        return None
    value = text_money(Decimal(line.points), order.place.currency)
    return {"pointsCost": {"pointsGranted": {"pointsNumber": line.points, "pointsMonetaryValue": value}}}


def _promotion(line: Line, paid: Charges | None) -> Json:
    if paid is None or not line.promotion_ids:
        return None
    return {"breakdowns": [{"promotionId": promotion} for promotion in line.promotion_ids]}


def _cancellation(state: State, index: int) -> Json:
    answer: Json = {}
    if state.asked is not None:
        answer["cancellationRequest"] = {"requester": "BUYER", "cancelReason": state.asked.reason}
    for event in state.cancellations:
        if any(line == index for line, _ in event.units):
            answer["cancellationExecution"] = {"cancelledBy": event.by, "cancelReason": event.reason}
    return answer


def _fulfillment(seen: Sight, line: Line, index: int) -> Json:
    state = seen.state
    shipped = state.shipped[index]
    answer: Json = {"quantityFulfilled": shipped, "quantityUnfulfilled": state.ordered[index] - shipped}
    if line.gift_wrap and not seen.waiting:
        gift = {"giftWrapLevel": "Paper"} | ({"giftMessage": line.gift_message} if seen.personal else {})
        answer["packing"] = {"giftOption": gift}
    if line.scheme == "IOSS":
        answer["shipping"] = {"internationalShipping": {"iossNumber": "IM4420001201"}}
    return answer


def _tax(order: Order, line: Line, paid: Charges | None) -> Json:
    if paid is None:
        return None
    answer: Json = {}
    if line.facilitated:
        answer["taxCollections"] = [
            {"model": "MARKETPLACE_FACILITATOR", "responsibleParty": order.place.facilitator},
        ]
    if line.scheme:
        answer["taxCalculationBreakdowns"] = [{"reportingScheme": line.scheme}]
    return answer
