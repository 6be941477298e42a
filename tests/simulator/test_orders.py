"""An order's amounts add up, in every store and at every moment of its life."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.simulator.asking import NOW, all_orders

from sellerbridge.simulator.call import Json
from sellerbridge.simulator.marketplaces import CA, DE, FR, JP, MX, PL, UK, US
from sellerbridge.simulator.seller import World

STORES = {"Europe": (DE, FR, UK, PL), "North America": (US, CA, MX), "Japan": (JP,)}


@pytest.fixture(scope="module", params=STORES.values(), ids=list(STORES))
def orders(request: pytest.FixtureRequest) -> list[Json]:
    return all_orders(World.create(5, orders=600, now=NOW, marketplaces=request.param))


def money(value: Json) -> Decimal:
    assert isinstance(value["amount"], str)
    return Decimal(value["amount"])


def parts(proceeds: Json) -> dict[str, Decimal]:
    return {row["type"]: money(row["subtotal"]) for row in proceeds["breakdowns"]}


def added_up(kinds: dict[str, Decimal], *, on_top: bool) -> Decimal:
    return sum(
        (-amount if kind == "DISCOUNT" else amount for kind, amount in kinds.items() if kind != "TAX" or on_top),
        Decimal(0),
    )


def taxed_on_top(order: Json) -> bool:
    return order["salesChannel"]["marketplaceId"] in (US, CA)


def test_an_items_total_is_the_sum_of_its_parts(orders: list[Json]) -> None:
    items = [(order, item) for order in orders for item in order["orderItems"] if "proceeds" in item]
    assert len(items) > 500
    for order, item in items:
        total = money(item["proceeds"]["proceedsTotal"])
        assert total == added_up(parts(item["proceeds"]), on_top=taxed_on_top(order)), item


def test_details_of_tax_and_discount_add_up_to_them(orders: list[Json]) -> None:
    rows = [
        row
        for order in orders
        for item in order["orderItems"]
        for row in item.get("proceeds", {}).get("breakdowns", ())
        if row.get("detailedBreakdowns")
    ]
    assert {row["type"] for row in rows} == {"TAX", "DISCOUNT"}
    for row in rows:
        details = {one["subtype"]: money(one["value"]) for one in row["detailedBreakdowns"]}
        less = details.pop("DISCOUNT", Decimal(0))
        assert money(row["subtotal"]) == sum(details.values(), Decimal(0)) - less


def test_grand_total_is_the_sum_of_the_items_but_for_one_order(orders: list[Json]) -> None:
    off = []
    for order in orders:
        if "proceeds" in order:
            items = sum((money(item["proceeds"]["proceedsTotal"]) for item in order["orderItems"]), Decimal(0))
            off.append(money(order["proceeds"]["grandTotal"]) - items)
    smallest = Decimal(1) if "JPY" in str(orders) else Decimal("0.01")
    assert max(off) == smallest
    assert off.count(Decimal(0)) == len(off) - 1


def test_order_breakdowns_are_those_of_the_items(orders: list[Json]) -> None:
    for order in orders:
        if "proceeds" in order:
            summed: dict[str, Decimal] = {}
            for item in order["orderItems"]:
                for kind, amount in parts(item["proceeds"]).items():
                    summed[kind] = summed.get(kind, Decimal(0)) + amount
            assert parts(order["proceeds"]) == summed


def test_yen_have_no_decimals(orders: list[Json]) -> None:
    amounts = [o["proceeds"]["grandTotal"] for o in orders if "proceeds" in o]
    assert all(("." in one["amount"]) == (one["currencyCode"] != "JPY") for one in amounts)


def test_line_totals_that_do_not_divide_are_there(orders: list[Json]) -> None:
    uneven = [
        item
        for order in orders
        for item in order["orderItems"]
        if "proceeds" in item
        and money(item["product"]["price"]["unitPrice"]) * item["quantityOrdered"]
        != parts(item["proceeds"])["ITEM"]
    ]
    assert uneven
