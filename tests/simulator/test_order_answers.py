"""What a European seller's orders say, and what they leave out."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.simulator.asking import NOW, all_orders, ask

from sellerbridge.simulator.call import Json
from sellerbridge.simulator.marketplaces import DE, FR, PL, UK
from sellerbridge.simulator.seller import World


def kinds(proceeds: Json) -> set[str]:
    return {row["type"] for row in proceeds.get("breakdowns", ())}


@pytest.fixture(scope="module")
def world() -> World:
    return World.create(7, orders=2000, now=NOW)


@pytest.fixture(scope="module")
def found(world: World) -> list[Json]:
    return all_orders(world)


def test_pending_orders_tell_no_money_no_buyer_and_no_recipient(found: list[Json]) -> None:
    pending = [o for o in found if o["fulfillment"]["fulfillmentStatus"].startswith("PENDING")]
    assert pending
    for order in pending:
        assert not {"proceeds", "buyer", "recipient", "tax", "payment"} & order.keys()
        assert not any(
            {"proceeds", "tax"} & item.keys() or "price" in item["product"] for item in order["orderItems"]
        )


def test_every_state_is_there(found: list[Json]) -> None:
    states = {order["fulfillment"]["fulfillmentStatus"] for order in found}
    assert states >= {"PENDING", "UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED"}


def test_vat_is_contained_and_some_stores_tell_none(found: list[Json]) -> None:
    told = {DE: False, FR: False, UK: False, PL: False}
    for order in found:
        for item in order["orderItems"]:
            if "TAX" in kinds(item.get("proceeds", {})):
                told[order["salesChannel"]["marketplaceId"]] = True
    assert told == {DE: True, FR: True, UK: True, PL: False}


def test_facilitated_sales_name_their_scheme_and_ioss_has_a_number(found: list[Json]) -> None:
    items = [
        item
        for order in found
        for item in order["orderItems"]
        if "taxCalculationBreakdowns" in item.get("tax", {})
    ]
    schemes = {item["tax"]["taxCalculationBreakdowns"][0]["reportingScheme"] for item in items}
    assert schemes == {"UOSS", "IOSS"}
    assert all(item["tax"]["taxCollections"][0]["model"] == "MARKETPLACE_FACILITATOR" for item in items)
    for item in items:
        ioss = item["tax"]["taxCalculationBreakdowns"][0]["reportingScheme"] == "IOSS"
        assert ioss == ("shipping" in item["fulfillment"])


def test_businesses_come_with_vat_id_order_number_and_business_price(found: list[Json]) -> None:
    business = [o for o in found if "AMAZON_BUSINESS" in o.get("programs", ())]
    assert any("buyerPurchaseOrderNumber" in o.get("buyer", {}) for o in business)
    assert any(o.get("tax", {}).get("taxRegistrations") for o in business)
    assert any("priceDesignation" in i["product"].get("price", {}) for o in business for i in o["orderItems"])


def test_replacements_cost_nothing_and_name_an_order_that_exists(world: World, found: list[Json]) -> None:
    replacements = [o for o in found if "associatedOrders" in o and "proceeds" in o]
    assert replacements
    known = {order["orderId"] for order in found}
    for order in replacements:
        assert Decimal(order["proceeds"]["grandTotal"]["amount"]) == 0
        assert order["associatedOrders"][0]["orderId"] in known


def test_multi_channel_orders_have_a_strange_store_and_no_money(found: list[Json]) -> None:
    elsewhere = [o for o in found if o["salesChannel"]["channelName"] == "NON_AMAZON"]
    assert elsewhere
    assert all("proceeds" not in o and o["orderId"].startswith("S02-") for o in elsewhere)


def test_two_buyers_share_a_name_and_a_buyer_comes_again(found: list[Json]) -> None:
    buyers = [o["buyer"] for o in found if "buyerEmail" in o.get("buyer", {})]
    mails = [buyer["buyerEmail"] for buyer in buyers]
    assert max(map(mails.count, mails)) > 2
    by_name: dict[str, set[str]] = {}
    for buyer in buyers:
        by_name.setdefault(buyer["buyerName"], set()).add(buyer["buyerEmail"])
    assert max(map(len, by_name.values())) > 1


def test_amazon_keeps_the_mail_and_phone_of_its_own_deliveries(found: list[Json]) -> None:
    fba = [o for o in found if o["fulfillment"]["fulfilledBy"] == "AMAZON"]
    assert not any("buyerEmail" in o.get("buyer", {}) for o in fba)
    assert not any("phone" in o.get("recipient", {}).get("deliveryAddress", {}) for o in fba)
    assert not any("packages" in o for o in fba)


def test_words_nobody_announced_turn_up(found: list[Json]) -> None:
    assert any(o["fulfillment"]["fulfillmentServiceLevel"] == "AERIAL_DROP" for o in found)
    assert any("carbonFootprint" in o for o in found)
    assert any(row["type"] == "ECO_FEE" for o in found for row in o.get("proceeds", {}).get("breakdowns", ()))


def test_without_the_buyer_role_personal_fields_are_left_out(world: World, found: list[Json]) -> None:
    shown = all_orders(world, roles=frozenset())
    assert len(shown) == len(found)
    for order in shown:
        assert not {"buyerName", "buyerEmail"} & order.get("buyer", {}).keys()
        address = order.get("recipient", {}).get("deliveryAddress", {})
        assert not {"name", "addressLine1", "addressLine2", "addressLine3", "postalCode", "phone"} & address.keys()
        assert "giftMessage" not in str(order)
    assert any("city" in order.get("recipient", {}).get("deliveryAddress", {}) for order in shown)


def test_an_order_shipped_in_parts_reaches_the_sum_of_its_parcels(world: World, found: list[Json]) -> None:
    parted = [o for o in found if len(o.get("packages", ())) == 2 and "cancellationExecution" not in str(o)]
    assert parted
    for order in parted:
        sent = sum(item["quantity"] for package in order["packages"] for item in package["packageItems"])
        assert sent == sum(item["fulfillment"]["quantityFulfilled"] for item in order["orderItems"])


def test_last_updated_time_is_the_last_thing_that_happened(world: World, found: list[Json]) -> None:
    order = next(o for o in found if o["fulfillment"]["fulfillmentStatus"] == "PENDING" and "programs" in o)
    later = ask(world, "getOrder", path={"orderId": order["orderId"]}, now=NOW + timedelta(days=60))["order"]
    assert later["lastUpdatedTime"] > order["lastUpdatedTime"]
