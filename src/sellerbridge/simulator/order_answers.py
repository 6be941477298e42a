"""An order as Orders 2026-01-01 writes it: only the data sets asked for, personal data only for those who may."""

from __future__ import annotations

from datetime import datetime, timedelta

from sellerbridge.simulator.addresses import Address
from sellerbridge.simulator.call import Json
from sellerbridge.simulator.charges import ZERO
from sellerbridge.simulator.marketplaces import NON_AMAZON_MARKETPLACE
from sellerbridge.simulator.order_item_answers import item_answer
from sellerbridge.simulator.orders import Order
from sellerbridge.simulator.proceeds import breakdowns
from sellerbridge.simulator.sights import Sight
from sellerbridge.simulator.timeline import Event, State
from sellerbridge.simulator.wire import stamp, text_money


def order_answer(seen: Sight) -> Json:
    """The JSON of one order. Without FULFILLMENT it has no status; while pending, no buyer, recipient or money."""
    order = seen.order
    answer: Json = {
        "orderId": order.order_id,
        "createdTime": stamp(order.created),
        "lastUpdatedTime": stamp(seen.state.updated),
        "salesChannel": _sales_channel(order),
        "orderItems": [item_answer(seen, index) for index in range(len(order.lines))],
    }
    answer.update(_references(order))
    for name, key, build in _PARTS:
        part = build(seen) if name in seen.included else None
        if part:
            answer[key] = part
    return answer


def _sales_channel(order: Order) -> Json:
    if order.nature == "non_amazon":
        return {
            "channelName": "NON_AMAZON",
            "marketplaceId": NON_AMAZON_MARKETPLACE,
            "marketplaceName": "Non-Amazon",
        }
    return {"channelName": "AMAZON", "marketplaceId": order.place.id, "marketplaceName": order.place.name}


def _references(order: Order) -> Json:
    answer: Json = {}
    programs = [
        name
        for name, holds in (
            ("PRIME", order.prime),
            ("AMAZON_BUSINESS", order.business),
            ("PREORDER", order.nature == "preorder"),
            ("NEIGHBOURLY_DELIVERY", order.fault == "novelty"),
        )
        if holds
    ]
    if programs:
        answer["programs"] = programs
    if order.seller_order_id:
        answer["orderAliases"] = [{"aliasId": order.seller_order_id, "aliasType": "SELLER_ORDER_ID"}]
    if order.original_id:
        answer["associatedOrders"] = [{"orderId": order.original_id, "associationType": "REPLACEMENT_ORIGINAL_ID"}]
    if order.fault == "novelty":
        answer["carbonFootprint"] = {"grams": 420, "method": "ESTIMATED"}
    return answer


def _buyer(seen: Sight) -> Json:
    if seen.waiting:
        return None
    order = seen.order
    answer = {"buyerCompanyName": order.buyer.company, "buyerPurchaseOrderNumber": order.purchase_order}
    if seen.personal and order.nature != "non_amazon":
        answer["buyerName"] = order.buyer.name
        if order.fulfilled_by == "MERCHANT" and seen.state.status in ("UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED"):
            answer["buyerEmail"] = order.buyer.email
    return _said(answer)


def _recipient(seen: Sight) -> Json:
    if seen.waiting:
        return None
    address = seen.order.address(seen.state)
    answer = _said({"city": address.city, "stateOrRegion": address.region, "countryCode": address.country})
    if seen.personal:
        answer |= _personal(address)
        if seen.order.fulfilled_by == "MERCHANT" and not _late(seen):
            answer |= _said({"phone": address.phone})
    answer["addressType"] = address.kind
    return {"deliveryAddress": answer}


def _personal(address: Address) -> Json:
    lines = [*address.lines, "", "", ""]
    answer = {"name": address.name, "addressLine1": lines[0], "addressLine2": lines[1]}
    return _said(answer | {"addressLine3": lines[2], "postalCode": address.postal_code})


def _late(seen: Sight) -> bool:
    """Shipped and past its latest delivery date: Amazon takes the phone number away again."""
    return seen.state.status == "SHIPPED" and seen.now > _deliver_by(seen.order)[1]


def _proceeds(seen: Sight) -> Json:
    if seen.paid is None:
        return None
    order = seen.order
    wrong = order.place.smallest if order.fault == "cent_off" else ZERO
    total = sum((part.total for part in seen.paid), wrong)
    sums = breakdowns(zip(order.lines, seen.paid, strict=True), order.place.currency, detailed=False)
    return {"grandTotal": text_money(total, order.place.currency), "breakdowns": sums}


def _payment(seen: Sight) -> Json:
    if seen.paid is None:
        return None
    ordinary = "Invoice" if seen.order.business else "CreditCard"
    method = "CashOnDelivery" if any(part.cod for part in seen.paid) else ordinary
    return {"paymentExecutions": [{"paymentMethod": method}]}


def _tax(seen: Sight) -> Json:
    buyer = seen.order.buyer
    if not buyer.vat_id or seen.waiting:
        return None
    registration = {
        "entityType": "BUYER",
        "taxRegistrationType": "VAT",
        "taxRegistrationNumber": buyer.vat_id,
    }
    if seen.personal:
        registration["legalName"] = buyer.company
    return {"taxRegistrations": [registration]}


def _fulfillment(seen: Sight) -> Json:
    order = seen.order
    answer: Json = {"fulfillmentStatus": seen.state.status, "fulfilledBy": order.fulfilled_by}
    answer["fulfillmentServiceLevel"] = order.service_level
    if seen.waiting or order.fulfilled_by == "AMAZON":
        return answer
    return answer | {"shipByWindow": _window(_ship_by(order)), "deliverByWindow": _window(_deliver_by(order))}


def _ship_by(order: Order) -> tuple[datetime, datetime]:
    day = _midnight(order) + timedelta(days=1)
    return day, day + timedelta(days=2, seconds=-1)


def _deliver_by(order: Order) -> tuple[datetime, datetime]:
    day = _midnight(order) + timedelta(days=3)
    return day, day + timedelta(days=5, seconds=-1)


def _midnight(order: Order) -> datetime:
    """Midnight of the day the payment was accepted: windows are promised from there."""
    paid = next((event.at for event in order.events if event.kind == "paid"), order.created)
    return paid.replace(hour=0, minute=0, second=0, microsecond=0)


def _window(window: tuple[datetime, datetime]) -> Json:
    return {"earliestDateTime": stamp(window[0]), "latestDateTime": stamp(window[1])}


def _packages(seen: Sight) -> Json:
    if seen.order.fulfilled_by == "AMAZON":
        return None
    return [_package(seen.order, parcel, index, seen.state) for index, parcel in enumerate(seen.state.parcels)]


def _package(order: Order, parcel: Event, index: int, state: State) -> Json:
    carrier, service = (("DHL", "DHL Paket"), ("DPD", "DPD Classic"))[order.number % 2]
    items = [{"orderItemId": order.lines[line].order_item_id, "quantity": units} for line, units in parcel.units]
    arrived = index < state.delivered
    return {
        "packageReferenceId": str(index + 1),
        "createdTime": stamp(parcel.at - timedelta(minutes=20)),
        "packageStatus": {"status": "DELIVERED" if arrived else "IN_TRANSIT"},
        "carrier": carrier,
        "shipTime": stamp(parcel.at),
        "shippingService": service,
        "trackingNumber": f"00340{order.order_id[-7:]}{index + 1:02d}",
        "packageItems": items,
    }


def _said(fields: dict[str, str]) -> Json:
    """Amazon leaves out what it has nothing to say about."""
    return {name: value for name, value in fields.items() if value}


_PARTS = (
    ("BUYER", "buyer", _buyer),
    ("RECIPIENT", "recipient", _recipient),
    ("PROCEEDS", "proceeds", _proceeds),
    ("PAYMENT", "payment", _payment),
    ("TAX", "tax", _tax),
    ("FULFILLMENT", "fulfillment", _fulfillment),
    ("PACKAGES", "packages", _packages),
)
