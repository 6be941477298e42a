from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.store.conftest import NOW, connected
from tests.store.test_orders import keep, order

from sellerbridge.commerce.listing import Listing
from sellerbridge.documents.mapping import KINDS, Rate
from sellerbridge.incoming import Page
from sellerbridge.problems import Problem
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection
from sellerbridge.store.translations import Translated

ALWAYS = date(1, 1, 1)


def test_pairs_are_kept_replaced_and_taken_away(store: Store) -> None:
    store.mappings.put({"item": {"CUP": "MUG", "Ö/1 & co": "OE-1"}})
    store.mappings.put({"fee": {"CUP": "Fees"}})
    assert store.mappings.all()["item"] == {"CUP": "MUG", "Ö/1 & co": "OE-1"}
    store.mappings.put({"item": {"CUP": "", "Ö/1 & co": "OE-2", "NEVER": ""}})
    nothing = {kind: dict[str, str]() for kind in KINDS}
    assert store.mappings.all() == nothing | {"item": {"Ö/1 & co": "OE-2"}, "fee": {"CUP": "Fees"}}


def test_several_kinds_are_kept_together_or_not_at_all(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)null"):
        store.mappings.put({"item": {"CUP": "MUG"}, None: {"X": "Y"}})  # type: ignore[dict-item]
    assert store.mappings.all()["item"] == {}


def test_rates_keep_every_digit_and_come_oldest_first(store: Store) -> None:
    store.mappings.put_rates({"GBP": Decimal("1.1700"), "PLN": Decimal("1E-7")}, since=None)
    store.mappings.put_rates({"GBP": Decimal("1.18")}, since=date(2026, 10, 1))
    store.mappings.put_rates({"GBP": Decimal("1.19")}, since=date(2026, 9, 1))
    rates = store.mappings.rates()
    assert rates["GBP"] == (
        Rate(ALWAYS, Decimal("1.1700")),
        Rate(date(2026, 9, 1), Decimal("1.19")),
        Rate(date(2026, 10, 1), Decimal("1.18")),
    )
    assert [str(rates["GBP"][0].rate), str(rates["PLN"][0].rate)] == ["1.1700", "1E-7"]
    store.mappings.put_rates({"GBP": Decimal("1.20")}, since=date(2026, 9, 1))
    assert store.mappings.rates()["GBP"][1].rate == Decimal("1.20")


@pytest.mark.parametrize("mended_by", ["a pair", "a rate"])
def test_a_change_lets_what_is_held_be_looked_at_again(store: Store, seller: Connection, mended_by: str) -> None:
    keep(store, seller, order())
    held = Problem(kind="unknown-sku", about=order().order_id, facts={"sku": "CUP"})
    store.translations.keep_orders(seller.id, [Translated(about=held.about, problem=held)], keep_days=30)
    assert store.orders.waiting_count(seller.id) == 0
    if mended_by == "a pair":
        store.mappings.put({"item": {"CUP": "MUG"}})
    else:
        store.mappings.put_rates({"GBP": Decimal("1.17")}, since=None)
    assert store.orders.waiting_count(seller.id) == 1


@pytest.mark.parametrize(("kind", "waits"), [("price-list", 1), ("warehouse", 0), ("item", 0)])
def test_with_another_price_list_every_product_is_looked_at_again(
    store: Store, seller: Connection, kind: str, waits: int
) -> None:
    site = seller.marketplaces[0]
    listing = Listing(sku="CUP", marketplace_id=site, opened_at=NOW)
    store.products.keep(seller, site, Page(records=(listing,)))
    store.translations.keep_products(seller.id, [Translated(about="CUP")], keep_days=30)
    assert store.products.waiting_count(seller.id) == 0
    store.mappings.put({kind: {"DE": "Another"}})
    assert store.products.waiting_count(seller.id) == waits


def test_a_translation_gets_all_of_it_and_the_home_of_the_first_connection(
    store: Store, seller: Connection
) -> None:
    second = connected(store, "second")
    store.mappings.put({kind: {"DE": kind.upper()} for kind in KINDS})
    read = store.mappings.read(second)
    assert (read.items, read.accounts) == ({"DE": "ITEM"}, {"DE": "FEE"})
    assert (read.customers, read.price_lists) == ({"DE": "CUSTOMER"}, {"DE": "PRICE-LIST"})
    assert (read.warehouses, read.fba_warehouses) == ({"DE": "WAREHOUSE"}, {"DE": "FBA-WAREHOUSE"})
    assert (read.marketplaces, read.home) == (second.marketplaces, seller.marketplaces[0])


def test_item_codes_are_those_of_listed_skus_however_many(store: Store, seller: Connection) -> None:
    site = seller.marketplaces[0]
    listings = tuple(Listing(sku=f"SKU-{n}", marketplace_id=site, opened_at=NOW) for n in range(700))
    store.products.keep(seller, site, Page(records=listings))
    codes = store.mappings.item_codes([*(f"SKU-{n}" for n in range(800)), "SKU-1"])
    assert len(codes) == 700
    assert codes["SKU-699"] == "SKU-699"
