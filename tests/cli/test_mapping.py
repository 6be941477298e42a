"""The command map as a person uses it: for a marketplace, told back as it is kept, and then on the orders."""

from __future__ import annotations

import pytest
from tests.cli.program import Program

from sellerbridge.simulator.server import PracticeAmazon


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("customer", "customer"),
        ("price-list", "price_list"),
        ("warehouse", "warehouse"),
        ("fba-warehouse", "fba_warehouse"),
    ],
)
def test_a_marketplace_has_its_own(fresh: Program, kind: str, field: str) -> None:
    assert fresh("map", kind, "gb=There").out == f"{kind} UK → There\n"
    assert fresh("map", "--json").json[field] == {"UK": "There"}
    assert f"{kind} " in fresh("map").out
    assert fresh("map", kind, "UK=").out == f"{kind} UK is not mapped any more\n"


def test_before_an_erp_is_chosen_it_says_that_nothing_was_looked_up(fresh: Program) -> None:
    assert "No ERP is chosen yet" in fresh("map", "warehouse", "DE=There").err
    assert fresh("map", "warehouse", "DE=There", "--no-check").err == ""
    fresh("erp", "books")
    assert fresh("map", "warehouse", "DE=There").err == ""


def test_a_customer_that_no_order_would_have_is_told(fresh: Program) -> None:
    assert "settings set customers=marketplace" in fresh("map", "customer", "DE=Kunden").err
    fresh("settings", "set", "customers=marketplace")
    assert "settings set" not in fresh("map", "customer", "DE=Kunden").err


def test_orders_made_anew_have_what_their_marketplace_has(fresh: Program, amazon: PracticeAmazon) -> None:
    for words in (
        ("erp", "books"),
        ("rates", "set", "GBP=1.1520", "PLN=0.2350"),
        ("map", "warehouse", "DE=Leipzig"),
        ("map", "fba-warehouse", "DE=Halle"),
        ("map", "price-list", "DE=Web Germany"),
        ("map", "fee", "DE:TAX=VAT Germany", "TAX=VAT abroad"),
    ):
        assert fresh(*words).code == 0
    fresh.connect(amazon)
    fresh("sync")
    orders = [held["doc"] for held in fresh("documents", "--doctype", "Sales Order", "--json").json]
    german = {order["amazon_order_id"] for order in orders if order["marketplace_id"] == "A1PA6795UKMFR9"}
    assert 0 < len(german) < len(orders)
    for order in orders:
        here = order["amazon_order_id"] in german
        assert (order["set_warehouse"] in ("Leipzig", "Halle")) is here
        assert (order["selling_price_list"] == "Web Germany") is here
        taxed = {row["account_head"] for row in order["taxes"] if row["description"] == "Tax"}
        assert taxed <= {"VAT Germany" if here else "VAT abroad"}
    lists = {held["doc"]["price_list"] for held in fresh("documents", "--doctype", "Item Price", "--json").json}
    assert {"Web Germany", "Amazon UK"} <= lists
    assert "Amazon" not in lists


def test_a_price_list_mapped_later_gets_the_prices_of_all_products(synced: Program) -> None:
    before = synced("documents", "--doctype", "Sales Order", "--json").json
    synced("map", "price-list", "DE=Web Germany")
    synced("sync")
    prices = [held["doc"] for held in synced("documents", "--doctype", "Item Price", "--json").json]
    of_list = {
        name: {p["item_code"] for p in prices if p["price_list"] == name} for name in ("Amazon", "Web Germany")
    }
    assert of_list["Web Germany"] == of_list["Amazon"] != set()
    booked = synced("documents", "--doctype", "Sales Order", "--json").json
    assert [held for held in booked if held in before] == before
