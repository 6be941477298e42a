"""What was in the ERP before, what people change there, and what Amazon changes later: taken over, told, never doubled.

An order of which Amazon cancels a piece, and one that it cancels whole, live in the same quiet week.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from tests.journeys.practice import TODAY
from tests.journeys.shop import ClockedShop, written
from tests.journeys.site import SiteShop, keys, site_with_fields

from sellerbridge.simulator.catalogue import Change
from sellerbridge.simulator.clock import HeldClock
from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.server import PracticeERPNext
from sellerbridge.simulator.marketplaces import US
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.server import PracticeAmazon

START = datetime(2026, 9, 27, 4, 30, tzinfo=UTC)
SHORTENED = "115-5168045-2448583"
"""Booked at START; two hours later Amazon takes one of its pieces away."""
SHORTER = timedelta(hours=2, minutes=30)
CANCELLED = "114-4476521-4583451"
"""Comes after START; booked half a day later, cancelled a day later."""
BOOKED, CALLED_OFF = timedelta(hours=13, minutes=30), timedelta(hours=10)


class SellersShop(ClockedShop, SiteShop):
    """A home at the practice Amazon's time whose ERP is a practice ERPNext."""

    def begin(self) -> None:
        """Take the site as the ERP, and connect; orders of the last day come."""
        self.run("settings", "set", "after_date=2026-09-26T12:00Z")
        self.choose()
        self.connect()

    def problem(self) -> dict[str, Any]:
        """The only problem that is open."""
        (found,) = self.json("problems")
        return dict(found)


@pytest.fixture(scope="module")
def world() -> World:
    made = World.create(11, listings=30, orders=90, days=12, now=TODAY, marketplaces=(US,))
    made.report_seconds = 0
    return made


@pytest.fixture
def amazon(world: World) -> Iterator[PracticeAmazon]:
    with PracticeAmazon(world, clock=HeldClock(START), limits="off") as running:
        yield running


@pytest.fixture
def site(request: pytest.FixtureRequest, amazon: PracticeAmazon) -> Iterator[PracticeERPNext]:
    """Most versions drop the names that are sent; `param` has what is different about it."""
    founding = {"own_names": False, "clock": amazon.clock.now, **getattr(request, "param", {})}
    with site_with_fields(**founding) as running:
        yield running


@pytest.fixture
def shop(tmp_path: Path, amazon: PracticeAmazon, site: PracticeERPNext) -> SellersShop:
    made = SellersShop(tmp_path / "home", amazon, site)
    made.begin()
    return made


def asked(site: PracticeERPNext, verb: str, path: str, body: Any = None) -> Any:
    """What the site answers its administrator: a person at work there."""
    login = site.logins["administrator"]
    request = urllib.request.Request(
        f"{login.url}{quote(path)}",
        data=None if body is None else json.dumps(body).encode(),
        method=verb,
        headers={
            "Authorization": f"token {login.api_key}:{login.api_secret}",
            "Content-Type": "application/json",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            told = json.load(answer)
    except urllib.error.HTTPError as no:
        raise AssertionError(no.read().decode()) from no
    return told.get("data", told.get("message"))


def made(site: PracticeERPNext, doctype: str, **fields: Any) -> dict[str, Any]:
    return dict(asked(site, "POST", f"/api/resource/{doctype}", {"doctype": doctype, **fields}))


def changed(site: PracticeERPNext, doctype: str, name: str, **fields: Any) -> None:
    asked(site, "PUT", f"/api/resource/{doctype}/{name}", fields)


def called_off(site: PracticeERPNext, doctype: str, name: str) -> None:
    asked(site, "POST", "/api/method/frappe.client.cancel", {"doctype": doctype, "name": name})


def there(site: PracticeERPNext, doctype: str, **fields: Any) -> list[Document]:
    """The documents with these values, oldest first."""
    with site.site.locks.turn:
        found = list(site.site.tables[doctype].documents.values())
    return [one for one in found if all(one.get(field) == value for field, value in fields.items())]


def order(site: PracticeERPNext, order_id: str) -> Document:
    (found,) = there(site, "Sales Order", amazon_order_id=order_id)
    return found


def wished(shop: SellersShop) -> dict[tuple[str, str], dict[str, Any]]:
    """What a sync would write, by doctype and key."""
    shown = shop.json("sync", "--dry-run")["documents"]
    return {(one["doctype"], one["key"]): one["doc"] for one in shown}


def sold_by_hand(site: PracticeERPNext, order_id: str, total: str) -> dict[str, Any]:
    """An order that an older connector left: another customer, one row, a name of its own."""
    for doctype, fields in (
        ("Item", {"item_code": "OLD-1", "item_group": "All Item Groups", "stock_uom": "Nos"}),
        ("Customer", {"customer_name": "Old Buyer", "customer_type": "Individual"}),
    ):
        made(site, doctype, **fields)
    row = {"item_code": "OLD-1", "qty": 1, "rate": float(total), "delivery_date": "2026-09-30"}
    (customer,) = there(site, "Customer", customer_name="Old Buyer")
    return made(
        site,
        "Sales Order",
        customer=customer.name,
        company="Acme",
        transaction_date="2026-09-27",
        delivery_date="2026-09-30",
        items=[{**row, "warehouse": "Stores - AC"}],
        amazon_order_id=order_id,
        docstatus=1,
    )


def test_an_order_of_an_older_connector_is_taken_over_as_it_is(shop: SellersShop, site: PracticeERPNext) -> None:
    total = wished(shop)["Sales Order", SHORTENED]["grand_total"]
    old = sold_by_hand(site, SHORTENED, total)
    shop.run("sync")
    assert order(site, SHORTENED)["modified"] == old["modified"]
    (shown,) = shop.json("documents", "--doctype", "Sales Order", "--key", SHORTENED)
    assert shown["name"] == old["name"]
    assert written(shop.json("sync")) == 0


def test_an_older_order_with_another_total_is_left_and_told_with_both(
    shop: SellersShop, site: PracticeERPNext
) -> None:
    total = Decimal(wished(shop)["Sales Order", SHORTENED]["grand_total"])
    old = sold_by_hand(site, SHORTENED, "1.50")
    shop.run("sync", expect=1)
    found = shop.problem()
    assert (found["kind"], found["about"]) == ("adopted-differs", SHORTENED)
    assert "1.5" in found["message"]
    assert f"{total}" in found["message"]
    assert order(site, SHORTENED)["modified"] == old["modified"]
    called_off(site, "Sales Order", old["name"])
    asked(site, "DELETE", f"/api/resource/Sales Order/{old['name']}")
    shop.run("retry", "--all")
    assert order(site, SHORTENED)["grand_total"] == total


def test_an_order_that_was_cancelled_there_before_is_not_made_again(
    shop: SellersShop, site: PracticeERPNext
) -> None:
    old = sold_by_hand(site, SHORTENED, "1.50")
    called_off(site, "Sales Order", old["name"])
    shop.run("sync", expect=1)
    assert (shop.problem()["kind"], shop.problem()["about"]) == ("changed-by-person", SHORTENED)
    assert keys(site, "Sales Order").count(SHORTENED) == 0


@pytest.mark.parametrize(
    "site", [{"apps": ("ecommerce_integrations",), "own_names": True}], indirect=True, ids=["with the old app"]
)
def test_items_that_were_there_are_taken_over(shop: SellersShop, site: PracticeERPNext) -> None:
    """Known by our field, by its name, by its ASIN, by the old app's table."""
    items = [doc for (doctype, _), doc in wished(shop).items() if doctype == "Item" and doc["amazon_item_code"]]
    sold = {row["item_code"] for doc in wished(shop).values() for row in doc.get("items", ())}
    by_field, by_name, by_asin, by_table = sorted(items, key=lambda doc: doc["item_code"] not in sold)[:4]
    plain = {"item_name": "Named by a person", "item_group": "All Item Groups", "stock_uom": "Nos"}
    made(site, "Item", item_code="OWN-1", amazon_sku=by_field["amazon_sku"], **plain)
    made(site, "Item", item_code=by_name["item_code"], **plain)
    made(site, "Item", item_code="OWN-3", amazon_item_code=by_asin["amazon_item_code"], **plain)
    made(site, "Item", item_code="OWN-4", **plain)
    made(site, "Module Def", name="amazon")
    made(
        site,
        "Ecommerce Item",
        integration="amazon",
        erpnext_item_code="OWN-4",
        integration_item_code=by_table["amazon_item_code"],
        sku=by_table["amazon_sku"],
    )
    shop.run("sync")
    codes = {
        by_field["item_code"]: "OWN-1",
        by_name["item_code"]: by_name["item_code"],
        by_asin["item_code"]: "OWN-3",
        by_table["item_code"]: "OWN-4",
    }
    for sku, code in codes.items():
        (item,) = there(site, "Item", amazon_sku=sku)
        assert (item.name, item["item_name"]) == (code, "Named by a person")
    rows = {row["item_code"] for one in there(site, "Sales Order") for row in one.rows("items")}
    assert rows.isdisjoint(codes.keys() - codes.values())
    assert rows & set(codes.values())


def test_both_values_are_told_where_a_person_and_amazon_differ(
    shop: SellersShop, site: PracticeERPNext, amazon: PracticeAmazon, world: World
) -> None:
    shop.run("sync")
    price = next(p for p in there(site, "Item Price") if p["price_list_rate"])
    changed(site, "Item Price", price.name, price_list_rate=7.77)
    shop.run("sync")
    offer = next(
        o for listing in world.shelf.catalogue if listing.sku == price["item_code"] for o in listing.offers
    )
    amazon.clock.advance(timedelta(hours=1))
    world.shelf.wish(
        [
            Change(
                at=amazon.clock.now() - timedelta(minutes=20),
                sku=price["item_code"],
                marketplace_id=offer.marketplace_id,
                field="price",
                value=Decimal("5.55"),
            )
        ]
    )
    shop.run("sync", expect=1)
    found = shop.problem()
    assert (found["kind"], found["about"]) == ("changed-by-person", price["item_code"])
    assert "7.77" in found["message"]
    assert "5.55" in found["message"]
    changed(site, "Item Price", price.name, price_list_rate=5.55)
    shop.run("retry", "--all")


def test_a_shortened_order_is_amended(shop: SellersShop, site: PracticeERPNext, amazon: PracticeAmazon) -> None:
    shop.run("sync")
    first = order(site, SHORTENED)
    amazon.clock.advance(SHORTER)
    (_, orders, _) = shop.json("sync")["runs"]
    assert (orders["created"], orders["updated"]) == (0, 1)
    now = order(site, SHORTENED)
    assert (now["amended_from"], now.docstatus) == (first.name, 1)
    assert now["grand_total"] < first["grand_total"]
    (retired,) = there(site, "Sales Order", name=first.name)
    assert (retired["amazon_order_id"], retired.docstatus) == (f"{SHORTENED}~1", 2)
    (shown,) = shop.json("documents", "--doctype", "Sales Order", "--key", SHORTENED)
    assert shown["name"] == now.name
    told = [event["what"] for event in shop.json("explain", SHORTENED)["events"]]
    assert told.count(f"ERP: Sales Order {now.name} updated") == 1
    assert not [what for what in told if "brought up to date" in what]
    assert written(shop.json("sync")) == 0


@pytest.mark.parametrize("site", [{"amends": False}], indirect=True, ids=["key fixed at submit"])
def test_an_order_whose_key_is_fixed_is_a_persons_to_decide(
    shop: SellersShop, site: PracticeERPNext, amazon: PracticeAmazon
) -> None:
    shop.run("sync")
    first = order(site, SHORTENED)
    amazon.clock.advance(SHORTER)
    shop.run("sync", expect=1)
    found = shop.problem()
    assert (found["kind"], found["about"]) == ("changed-after-booking", SHORTENED)
    assert "Allow on Submit" in found["remedy"]
    assert "qty of row 1 was 2" in found["message"]
    assert "now 1" in found["message"]
    assert order(site, SHORTENED)["modified"] == first["modified"]
    changed(site, "Custom Field", "Sales Order-amazon_order_id", allow_on_submit=1)
    shop.run("retry", "--all")
    assert order(site, SHORTENED)["amended_from"] == first.name


def test_an_order_that_a_person_changed_is_not_amended(
    shop: SellersShop, site: PracticeERPNext, amazon: PracticeAmazon
) -> None:
    shop.run("sync")
    first = order(site, SHORTENED)
    changed(site, "Sales Order", first.name, po_no="asked by phone")
    amazon.clock.advance(SHORTER)
    shop.run("sync", expect=1)
    found = shop.problem()
    assert found["kind"] == "changed-by-person"
    assert f"po_no is asked by phone there, Amazon says {SHORTENED}" in found["message"]
    assert order(site, SHORTENED).name == first.name


def _delivered(site: PracticeERPNext, name: str) -> str:
    """A submitted delivery note of everything in an order."""
    changed(site, "Stock Settings", "Stock Settings", allow_negative_stock=1)
    method = "/api/method/erpnext.selling.doctype.sales_order.sales_order.make_delivery_note"
    note = asked(site, "POST", method, {"source_name": name})
    return str(made(site, **{**note, "docstatus": 1})["name"])


def test_an_order_with_a_delivery_is_cancelled_once_that_is(
    shop: SellersShop, site: PracticeERPNext, amazon: PracticeAmazon
) -> None:
    shop.run("settings", "set", "cancellations=on")
    amazon.clock.advance(BOOKED)
    shop.run("sync")
    note = _delivered(site, order(site, CANCELLED).name)
    amazon.clock.advance(CALLED_OFF)
    shop.run("sync", expect=1)
    found = shop.problem()
    assert (found["kind"], found["about"]) == ("linked-in-erp", CANCELLED)
    assert note in found["message"]
    called_off(site, "Delivery Note", note)
    shop.run("retry", "--all")
    assert order(site, CANCELLED).docstatus == 2


def test_without_cancellations_a_person_cancels_and_the_problem_goes(
    shop: SellersShop, site: PracticeERPNext, amazon: PracticeAmazon
) -> None:
    amazon.clock.advance(BOOKED)
    shop.run("sync")
    name = order(site, CANCELLED).name
    amazon.clock.advance(CALLED_OFF)
    shop.run("sync", expect=1)
    assert (shop.problem()["kind"], order(site, CANCELLED).docstatus) == ("cancelled-after-booking", 1)
    assert name in shop.problem()["remedy"]
    called_off(site, "Sales Order", name)
    shop.run("retry", "--all")
    assert shop.json("problems") == []


def test_what_a_person_cancelled_is_told_as_such(shop: SellersShop, site: PracticeERPNext) -> None:
    shop.run("sync")
    called_off(site, "Sales Order", order(site, SHORTENED).name)
    assert written(shop.json("sync")) == 0
    assert shop.run("explain", SHORTENED).stdout.endswith("stays so unless Amazon changes it.\n")


def test_an_item_that_was_renamed_there_is_mapped_and_the_order_follows(
    shop: SellersShop, site: PracticeERPNext, amazon: PracticeAmazon
) -> None:
    shop.run("sync", "products")
    sku = str(wished(shop)["Sales Order", SHORTENED]["items"][0]["item_code"])
    for price in there(site, "Item Price", item_code=sku):
        asked(site, "DELETE", f"/api/resource/Item Price/{price.name}")
    asked(site, "DELETE", f"/api/resource/Item/{sku}")
    made(site, "Item", item_code="NEW-NAME", item_group="All Item Groups", stock_uom="Nos")
    shop.run("sync", "orders", expect=1)
    assert f"Item {sku} not found" in str([p["message"] for p in shop.json("problems")])
    shop.run("map", "item", f"{sku}=NEW-NAME")
    shop.run("sync", "orders")
    assert order(site, SHORTENED).rows("items")[0]["item_code"] == "NEW-NAME"


def test_from_the_books_to_erpnext_everything_is_told_anew(
    tmp_path: Path, amazon: PracticeAmazon, site: PracticeERPNext
) -> None:
    shop = SellersShop(tmp_path / "home", amazon, site)
    shop.run("settings", "set", "after_date=2026-09-26T12:00Z", "company_currency=USD")
    shop.run("erp", "books")
    shop.connect()
    shop.run("sync")
    booked = sorted(one["key"] for one in shop.json("documents", "--doctype", "Sales Order"))
    assert len(booked) > 10
    login = site.logins["connector"]
    shop.run("settings", "set", "company=Acme")
    told = shop.run("erp", "erpnext", "--url", login.url, "--api-key", login.api_key).stdout
    assert "Until now they went to the embedded books." in told
    shop.run("sync")
    assert keys(site, "Sales Order") == booked
    assert written(shop.json("sync")) == 0


def test_a_marketplaces_mapping_lands_there(shop: SellersShop, site: PracticeERPNext) -> None:
    made(site, "Customer", customer_name="All of America", customer_type="Company")
    shop.run("settings", "set", "customers=marketplace")
    shop.run("map", "customer", "US=All of America")
    shop.run("map", "warehouse", "US=Stores East", "--make")
    shop.run("map", "fba-warehouse", "US=Finished Goods")
    shop.run("map", "price-list", "US=Dollars", "--make")
    shop.run("map", "fee", "US:SHIPPING=Freight Out", "--make")
    shop.run("sync")
    orders = there(site, "Sales Order")
    assert {one["customer"] for one in orders} == {"All of America"}
    assert {one["set_warehouse"] for one in orders} == {"Stores East - AC", "Finished Goods - AC"}
    assert {one["selling_price_list"] for one in orders} == {"Dollars"}
    assert {price["price_list"] for price in there(site, "Item Price")} == {"Dollars"}
    heads = {row["account_head"] for one in orders for row in one.rows("taxes")}
    assert "Freight Out - AC" in heads
    assert "Amazon Shipping - AC" not in heads


def test_a_mapping_to_what_is_not_there_names_what_is_near(shop: SellersShop) -> None:
    refused = shop.run("map", "warehouse", "US=Stors", expect=2).stderr
    assert "near it: Stores - AC" in refused
    assert "add --make" in refused
    assert shop.json("map")["warehouse"] == {}


def test_a_setting_that_was_mended_in_time_leaves_nothing_behind(shop: SellersShop, site: PracticeERPNext) -> None:
    """The gate kept the first sync back; what the wrong settings named is not made by the next one."""
    shop.run("settings", "set", "warehouse=Stors", "price_list=Standard Buying")
    shop.run("sync", expect=1)
    assert shop.problem()["kind"] == "erp-not-ready"
    shop.run("settings", "set", "warehouse=Stores", "price_list=Amazon")
    shop.run("sync")
    assert there(site, "Warehouse", name="Stors - AC") == []


def test_a_day_of_orders_brings_the_items_that_were_read_before(shop: SellersShop, site: PracticeERPNext) -> None:
    """The first steps of the manual: look at everything, then bring the orders."""
    wished(shop)
    shop.run("sync", "orders")
    assert SHORTENED in keys(site, "Sales Order")


def test_told_anew_after_the_people_are_forgotten_nobody_loses_a_name(
    shop: SellersShop, site: PracticeERPNext, amazon: PracticeAmazon
) -> None:
    """As the manual has it after the ERP's backup was restored: choose another and this one again."""
    shop.run("sync")
    names = {one["amazon_buyer_key"]: one["customer_name"] for one in there(site, "Customer")}
    assert [name for name in names.values() if not name.startswith("Buyer - ")]
    amazon.clock.advance(timedelta(days=60))
    login = site.logins["connector"]
    lost = order(site, SHORTENED)
    shop.run("sync", "products")
    called_off(site, "Sales Order", lost.name)
    asked(site, "DELETE", f"/api/resource/Sales Order/{lost.name}")
    shop.run("settings", "set", "company_currency=USD")
    shop.run("erp", "books")
    shop.run("erp", "erpnext", "--url", login.url, "--api-key", login.api_key)
    shop.run("sync", "orders", "--since", "2026-09-26", "--until", "2026-09-27T04:00Z", expect=None)
    assert SHORTENED in keys(site, "Sales Order")
    now = {one["amazon_buyer_key"]: one["customer_name"] for one in there(site, "Customer")}
    assert {key: now[key] for key in names} == names
