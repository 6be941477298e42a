from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.store.conftest import NOW, connected

from sellerbridge.clock import HeldClock
from sellerbridge.commerce.listing import CatalogItem, Listing, Product
from sellerbridge.incoming import Page
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection
from sellerbridge.store.cursors import Cursor
from sellerbridge.store.orders import Kept
from sellerbridge.store.translations import Translated

DE, UK = "A1PA6795UKMFR9", "A1F83G8C2ARO7P"
CURSOR = Cursor(stream="listings DE", position=NOW, read_at=NOW)


def listing(sku: str = "CUP", site: str = DE, **more: Any) -> Listing:
    plain: dict[str, Any] = {"asin": "B000000001", "title": "A cup", "price": Decimal("19.90"), "currency": "EUR"}
    return Listing(sku=sku, marketplace_id=site, **{"status": "Active", **plain, **more})


def keep(store: Store, seller: Connection, *listings: Listing, site: str = DE) -> Kept:
    return store.products.keep(seller, site, Page(records=listings))


def waiting(store: Store, seller: Connection) -> list[Product]:
    return store.products.waiting(seller, limit=100)


def translated(store: Store, seller: Connection, skus: Iterable[str]) -> None:
    store.translations.keep_products(seller.id, [Translated(about=sku) for sku in skus], keep_days=30)


def test_a_listing_comes_back_whole_and_waits(store: Store, seller: Connection) -> None:
    assert keep(store, seller, listing()) == Kept(seen=1, changed=1, unchanged=0)
    assert waiting(store, seller) == [Product(sku="CUP", item_code="CUP", listings=(listing(),))]


def test_the_same_again_changes_nothing_and_waits_no_more(store: Store, seller: Connection) -> None:
    keep(store, seller, listing("A"), listing("B"))
    translated(store, seller, ["A", "B"])
    assert keep(store, seller, listing("A"), listing("B", price=Decimal("21.00"))).changed == 1
    assert [p.sku for p in waiting(store, seller)] == ["B"]


def test_listings_of_one_sku_are_one_product_in_the_order_of_the_marketplaces(
    store: Store, seller: Connection
) -> None:
    keep(store, seller, listing(site=UK, title="A mug", currency="GBP"), site=UK)
    keep(store, seller, listing())
    (product,) = waiting(store, seller)
    assert [(one.marketplace_id, one.title) for one in product.listings] == [(DE, "A cup"), (UK, "A mug")]


def test_what_a_search_does_not_tell_stays_as_the_report_told_it(store: Store, seller: Connection) -> None:
    keep(store, seller, listing(description="Holds tea.", product_id="4006381333931", opened_at=NOW))
    search = listing(price=Decimal("18.90"), product_type="CUP", opened_at=NOW + timedelta(hours=1))
    keep(store, seller, search)
    (one,) = waiting(store, seller)[0].listings
    assert (one.price, one.description, one.product_id) == (Decimal("18.90"), "Holds tea.", "4006381333931")
    assert (one.product_type, one.opened_at) == ("CUP", NOW)


def test_a_search_cannot_tell_incomplete_from_inactive(store: Store, seller: Connection) -> None:
    keep(store, seller, listing(status="Incomplete"))
    assert keep(store, seller, listing(status="Inactive")).changed == 0
    assert keep(store, seller, listing(status="Active")).changed == 1


@pytest.mark.parametrize(
    ("first", "twin"),
    [("cup-1", "CUP-1"), ("CAFE", "CAFÉ"), ("STRASSE", "Straße"), ("A B", "A B "), ("\uff211", "A1")],
    ids=["case", "accent", "sharp s", "blank at the end", "full width"],
)
def test_skus_that_the_erp_cannot_tell_apart_get_codes_that_it_can(
    store: Store, seller: Connection, first: str, twin: str
) -> None:
    keep(store, seller, listing(first))
    keep(store, seller, listing(twin))
    codes = store.mappings.item_codes([first, twin])
    assert codes[first] == first
    assert codes[twin].startswith(f"{twin.strip()}~")
    keep(store, seller, listing(twin, title="Another"), listing(first, title="Another"))
    assert store.mappings.item_codes([first, twin]) == codes


def test_twins_on_one_page_are_told_apart_too(store: Store, seller: Connection) -> None:
    keep(store, seller, listing("cup"), listing("CUP"), listing("Cup"))
    codes = store.mappings.item_codes(["cup", "CUP", "Cup"])
    assert len({code.casefold() for code in codes.values()}) == 3


def test_one_sku_of_two_connections_has_one_code(store: Store, seller: Connection) -> None:
    other = connected(store, "other")
    keep(store, seller, listing())
    keep(store, other, listing(title="As the other tells it"))
    assert [p.item_code for p in (*waiting(store, seller), *waiting(store, other))] == ["CUP", "CUP"]
    translated(store, seller, ["CUP"])
    assert (waiting(store, seller), len(waiting(store, other))) == ([], 1)


def test_what_a_full_report_does_not_name_is_deleted_and_told_once(store: Store, seller: Connection) -> None:
    keep(store, seller, listing("A"), listing("B"))
    keep(store, seller, listing("B", site=UK), site=UK)
    translated(store, seller, ["A", "B"])
    assert store.products.finish(seller, DE, {"A"}, cursor=CURSOR) == 1
    (product,) = waiting(store, seller)
    assert [(one.marketplace_id, one.status) for one in product.listings] == [(DE, "Deleted"), (UK, "Active")]
    assert store.cursors.get(seller.id, "listings DE") == CURSOR
    assert store.products.finish(seller, DE, {"A"}, cursor=CURSOR) == 0


def test_a_deleted_listing_that_comes_back_is_itself_again(store: Store, seller: Connection) -> None:
    keep(store, seller, listing())
    store.products.finish(seller, DE, (), cursor=CURSOR)
    translated(store, seller, ["CUP"])
    assert keep(store, seller, listing()).changed == 1
    assert waiting(store, seller)[0].listings[0].status == "Active"


def test_the_catalogue_completes_the_products_of_its_asin(store: Store, seller: Connection) -> None:
    keep(store, seller, listing("A"), listing("B"), listing("C", asin="B000000002"), listing("D", asin=""))
    translated(store, seller, "ABCD")
    assert store.products.wanted_asins(seller, DE) == ["B000000001", "B000000002"]
    entry = CatalogItem(asin="B000000001", marketplace_id=DE, brand="Acme", barcodes=(("EAN", "4006381333931"),))
    store.products.keep_catalog(seller, ["B000000001", "B000000002"], [entry])
    assert store.products.wanted_asins(seller, DE) == []
    assert [(p.sku, p.catalog, p.first_of_asin) for p in waiting(store, seller)] == [
        ("A", entry, True),
        ("B", entry, False),
    ]


def test_a_catalogue_entry_is_asked_for_again_after_a_month(
    store: Store, seller: Connection, clock: HeldClock
) -> None:
    keep(store, seller, listing())
    entry = CatalogItem(asin="B000000001", marketplace_id=DE, brand="Acme")
    store.products.keep_catalog(seller, ["B000000001"], [entry])
    translated(store, seller, ["CUP"])
    clock.sleep(30 * 86400 + 1)
    assert store.products.wanted_asins(seller, DE) == ["B000000001"]
    store.products.keep_catalog(seller, ["B000000001"], [entry])
    assert waiting(store, seller) == []
    assert store.products.wanted_asins(seller, DE) == []


def test_a_catalogue_that_falls_silent_takes_nothing_away(store: Store, seller: Connection) -> None:
    keep(store, seller, listing())
    entry = CatalogItem(asin="B000000001", marketplace_id=DE, brand="Acme")
    store.products.keep_catalog(seller, ["B000000001"], [entry])
    store.products.keep_catalog(seller, ["B000000001"], [])
    assert waiting(store, seller)[0].catalog == entry


def test_a_barcode_moves_only_together_with_the_product_that_had_it(store: Store, seller: Connection) -> None:
    """The ERP takes a barcode once: whoever gives it up has to be told in the same run as whoever gets it."""
    keep(store, seller, listing("M"))
    entry = CatalogItem(asin="B000000001", marketplace_id=DE, barcodes=(("EAN", "4006381333931"),))
    store.products.keep_catalog(seller, ["B000000001"], [entry])
    translated(store, seller, ["M"])
    keep(store, seller, listing("A"))
    holders = {p.sku: p.first_of_asin for p in waiting(store, seller)}
    assert holders in ({"A": False}, {"A": True, "M": False})


def test_products_are_counted_by_connection(store: Store, seller: Connection) -> None:
    keep(store, seller, listing("A"), listing("B"))
    translated(store, seller, ["A"])
    (count,) = store.products.counts()
    assert (count.connection_id, count.listed, count.waiting) == (seller.id, 2, 1)


def test_waiting_goes_on_after_the_last_one(store: Store, seller: Connection) -> None:
    keep(store, seller, *(listing(f"S{n}") for n in range(7)))
    first = store.products.waiting(seller, limit=4)
    second = store.products.waiting(seller, after=first[-1].sku, limit=4)
    assert [p.sku for p in (*first, *second)] == [f"S{n}" for n in range(7)]
