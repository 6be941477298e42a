"""The referee agrees with Amazon's answers to the cent, and knows which of them are wrong."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from tests.simulator.asking import NOW, all_orders

from sellerbridge.simulator.marketplaces import CA, DE, FR, JP, PL, UK, US
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.truth import TrueOrder, truth

STORES = {"Europe": (DE, FR, UK, PL), "North America": (US, CA), "Japan": (JP,)}
ZERO = Decimal(0)


def told_total(order: dict[str, object]) -> Decimal:
    proceeds = order.get("proceeds")
    return Decimal(proceeds["grandTotal"]["amount"]) if isinstance(proceeds, dict) else ZERO


@pytest.mark.parametrize("at", [NOW, NOW + timedelta(days=6)], ids=["now", "six days later"])
@pytest.mark.parametrize("stores", STORES.values(), ids=STORES)
def test_totals_are_amazons_less_the_tax_it_remits_but_for_the_cent(stores: tuple[str, ...], at: datetime) -> None:
    world = World.create(8, orders=500, now=NOW, marketplaces=stores)
    true = truth(world, at).orders
    orders = all_orders(world, now=at)
    assert {order["orderId"] for order in orders} == true.keys()
    off = {}
    for order in orders:
        difference = told_total(order) - true[order["orderId"]].facilitator_tax - true[order["orderId"]].total
        if difference:
            off[order["orderId"]] = difference
    smallest = Decimal(1) if stores == (JP,) else Decimal("0.01")
    assert off == {order_id: smallest for order_id, one in true.items() if one.fault == "cent_off"}
    assert len(off) == 1


@pytest.fixture(scope="module")
def true() -> list[TrueOrder]:
    return list(truth(World.create(8, orders=1200, now=NOW), NOW).orders.values())


def test_an_orders_total_is_the_sum_of_its_own_parts(true: list[TrueOrder]) -> None:
    for order in true:
        goods = sum((line.gross for line in order.lines), ZERO)
        assert order.total == goods + order.shipping + order.gift_wrap + order.cod + order.other - order.discount


def test_what_is_not_paid_counts_nothing(true: list[TrueOrder]) -> None:
    free = [one for one in true if one.pending or one.cancelled or one.replaces or one.sold_elsewhere]
    assert free
    assert not any(order.total or order.facilitator_tax for order in free)


def test_vat_is_never_more_than_the_rate_and_never_amazons(true: list[TrueOrder]) -> None:
    lines = [line for order in true for line in order.lines]
    assert any(line.vat for line in lines)
    assert all(line.vat <= line.gross * Decimal("0.19") for line in lines)
    assert not any(line.vat and line.facilitator_tax for line in lines)


def test_products_are_the_listings_as_they_stand() -> None:
    world = World.create(8, orders=0, now=NOW)
    products = truth(world, NOW).products
    assert products["FLASK-BLUE-FBA"].asin == products["FLASK-BLUE-FBM"].asin
    assert products["Tea-Green-01"].asin != products["TEA-GREEN-01"].asin
    assert 110 <= len(products) <= 120
