"""After every sync the books say what the practice Amazon knows to be true, to the cent, in every region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from tests.journeys.practice import EU, FE, NA, TODAY, practice
from tests.journeys.referee import Books, Referee, summary
from tests.journeys.shop import ClockedShop, written

from sellerbridge.simulator.catalogue import Change
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.truth import truth

REGIONS = [
    pytest.param(EU, ("GBP=1.1700", "PLN=0.2300"), id="EU"),
    pytest.param(NA, ("USD=0.9100", "CAD=0.6600", "MXN=0.0500"), id="NA"),
    pytest.param(FE, ("JPY=0.0061",), id="FE"),
]
STEPS = [*[timedelta(hours=3)] * 9, timedelta(hours=25), timedelta(days=2)]
"""Three hours are too short for a new report: changes come by search then."""


@pytest.mark.parametrize(("places", "rates"), REGIONS)
def test_the_books_stay_true_as_time_goes_by(places: Sequence[str], rates: Sequence[str], tmp_path: Path) -> None:
    with practice(places, orders=450, days=8) as amazon:
        shop = ClockedShop(tmp_path / "home", amazon)
        shop.set_up(*rates)
        shop.run("sync", expect=1)
        referee, seen = Referee(shop), Counter[str]()
        print(f"\nafter the first sync: {summary(referee.judge(vanished_told=True))}")
        _something_happens_to_the_listings(amazon.world)
        for step in STEPS:
            amazon.clock.advance(step)
            shop.run("sync", expect=1)
            fates = referee.judge(vanished_told=step > timedelta(days=1))
            seen |= fates
            assert written(shop.json("sync", expect=1)) == 0
        print(f"{sum(STEPS, timedelta()).days} days later: {summary(fates)}")
    happened = {"booked once confirmed", "cancelled after booking", "amended", "items of vanished listings"}
    assert happened <= {fate for fate, count in seen.items() if count}, "too calm a world to show anything"


def _something_happens_to_the_listings(world: World) -> None:
    """One that nobody offers any more, one with another price in every store."""
    shelf, soon = world.shelf, TODAY + timedelta(hours=1)
    gone, cheaper = shelf.catalogue[7], shelf.catalogue[8]
    shelf.wish(
        Change(at=soon, sku=gone.sku, marketplace_id=o.marketplace_id, field="status", value=None)
        for o in gone.offers
    )
    shelf.wish(
        Change(at=soon, sku=cheaper.sku, marketplace_id=o.marketplace_id, field="price", value=o.price - 2)
        for o in cheaper.offers
    )


def test_odd_orders_and_listings_are_each_what_they_are(tmp_path: Path) -> None:
    with practice() as amazon:
        shop = ClockedShop(tmp_path / "home", amazon)
        shop.set_up("GBP=1.17", "PLN=0.23")
        shop.run("sync", expect=1)
        books, honest = Books(shop), truth(amazon.world, amazon.clock.now())
    _two_namesakes_are_two_customers(amazon.world, books)
    _who_comes_back_is_one_customer(amazon.world, books)
    assert {"FLASK-BLUE-FBA", "FLASK-BLUE-FBM", "TEA & CO/250 g (Bio)"} <= books.items.keys()
    flasks = [books.items[f"FLASK-BLUE-{by}"] for by in ("FBA", "FBM")]
    assert flasks[0]["amazon_item_code"] == flasks[1]["amazon_item_code"]
    assert [flask["amazon_fulfilled_by"] for flask in flasks] == ["AMAZON", "MERCHANT"]
    assert {"Tea-Green-01", "TEA-GREEN-01"} <= books.items.keys()
    natures = [o for o in honest.orders.values() if o.order_id in books.orders]
    replacements = [o for o in natures if o.replaces]
    assert replacements
    assert all(books.orders[o.order_id]["grand_total"] == "0.00" for o in replacements)
    unlisted = [line.sku for o in natures if o.unknown_sku for line in o.lines]
    assert unlisted
    assert all(sku in books.items and sku not in honest.products for sku in unlisted)
    assert [o for o in natures if o.fault == "novelty"], "unknown words must not hold an order"


def _two_namesakes_are_two_customers(world: World, books: Books) -> None:
    homes = [world.order(n) for n in range(250) if n % 100 in (3, 8)]
    told = [order for order in homes if order.order_id in books.orders and order.fulfilled_by == "MERCHANT"]
    assert len({order.buyer.name for order in told}) == 1
    emails = {order.buyer.email for order in told}
    assert len(emails) == 2
    assert len({books.orders[order.order_id]["customer"] for order in told}) == 2


def _who_comes_back_is_one_customer(world: World, books: Books) -> None:
    bought = Counter(
        world.order(n).buyer.email
        for n in range(250)
        if world.order(n).fulfilled_by == "MERCHANT" and world.order(n).order_id in books.orders
    )
    email, times = bought.most_common(1)[0]
    assert times > 2
    mine = {
        books.orders[world.order(n).order_id]["customer"]
        for n in range(250)
        if world.order(n).buyer.email == email
        and world.order(n).order_id in books.orders
        and world.order(n).fulfilled_by == "MERCHANT"
    }
    assert len(mine) == 1


def test_japanese_titles_survive_the_charset(tmp_path: Path) -> None:
    with practice(FE) as amazon:
        shop = ClockedShop(tmp_path / "home", amazon)
        shop.set_up("JPY=0.0061")
        shop.run("sync", "products")
        items, honest = Books(shop).items, truth(amazon.world, amazon.clock.now())
    titles = {sku: title for sku, product in honest.products.items() for title in product.titles.values()}
    assert {sku: items[sku]["item_name"] for sku in titles} == titles
    assert any("水筒" in title or "茶" in title or "色" in title or "青" in title for title in titles.values())
