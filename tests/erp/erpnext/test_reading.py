from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from tests.erp.erpnext.conftest import OpenPractice

from sellerbridge.erp.erpnext import reading
from sellerbridge.erp.erpnext.client import Client, method, resource
from sellerbridge.erp.erpnext.reading import documents
from sellerbridge.erp.erpnext.refusals import SiteRefused
from sellerbridge.erp.erpnext.site import Site
from sellerbridge.settings import Settings
from sellerbridge.simulator.erpnext.server import PracticeERPNext

SignedIn = Callable[..., Client]


@pytest.fixture
def client(practice: PracticeERPNext, signed_in: SignedIn) -> Client:
    return signed_in(practice)


@pytest.fixture
def site(client: Client) -> Site:
    return Site(client, Settings(company="Acme"))


def make(client: Client, doctype: str, **fields: Any) -> str:
    return str(client.write("POST", resource(doctype), fields)["name"])


def make_item(client: Client, code: str, **fields: Any) -> str:
    return make(client, "Item", item_code=code, item_group="Products", stock_uom="Nos", **fields)


def make_order(client: Client, order_id: str, **fields: Any) -> str:
    body = {
        "name": f"AMZ-{order_id}",
        "customer": "Erika Beispiel",
        "company": "Acme",
        "transaction_date": "2026-03-02",
        "delivery_date": "2026-03-06",
        "currency": "USD",
        "selling_price_list": "Standard Selling",
        "amazon_order_id": order_id,
        "docstatus": 1,
        "items": [{"item_code": "SKU-1", "qty": 2, "rate": Decimal("19.99"), "warehouse": "Stores - AC"}],
        "taxes": [
            {
                "charge_type": "Actual",
                "account_head": "Sales - AC",
                "description": "VAT",
                "tax_amount": Decimal("4.02"),
            }
        ],
    }
    return make(client, "Sales Order", **(body | fields))


@pytest.fixture
def sold(client: Client) -> None:
    """An item, a customer and two orders of ours, and as much that is not."""
    make_item(client, "SKU-1", amazon_sku="SKU-1")
    make_item(client, "OWN-1")
    make(client, "Customer", customer_name="Erika Beispiel", customer_type="Individual", amazon_buyer_key="b1")
    make(client, "Customer", customer_name="Max Beispiel", customer_type="Individual")
    make_order(client, "303-1")
    make_order(client, "303-2", docstatus=0)
    make_order(client, "", name="OWN-ORDER")


@pytest.mark.usefixtures("sold")
def test_what_carries_our_keys_and_nothing_else(site: Site) -> None:
    held = [(one.doctype, one.name, one.key, one.docstatus) for one in documents(site)]
    assert [one for one in held if one[0] != "Item Price"] == [
        ("Item", "SKU-1", "SKU-1", 0),
        ("Customer", "Erika Beispiel", "b1", 0),
        ("Sales Order", "AMZ-303-1", "303-1", 1),
        ("Sales Order", "AMZ-303-2", "303-2", 0),
    ]


@pytest.mark.usefixtures("sold")
def test_documents_are_whole_and_their_money_is_decimal(site: Site) -> None:
    (held,) = documents(site, doctype="Sales Order", key="303-1")
    (row,) = held.doc["items"]
    (tax,) = held.doc["taxes"]
    assert held.doc["grand_total"] == Decimal("44.00")
    assert (row["rate"], row["qty"], tax["tax_amount"]) == (Decimal("19.99"), Decimal(2), Decimal("4.02"))
    assert {type(held.doc["grand_total"]), type(row["qty"]), type(tax["rate"])} == {Decimal}


@pytest.mark.usefixtures("sold")
@pytest.mark.parametrize(
    ("doctype", "key", "names"),
    [
        ("Item", "SKU-1", ["SKU-1"]),
        ("Item", "OWN-1", []),
        ("Item", "sku-1", []),
        (None, "303-2", ["AMZ-303-2"]),
        ("Sales Order", None, ["AMZ-303-1", "AMZ-303-2"]),
        ("Brand", None, []),
    ],
)
def test_one_doctype_or_one_key(site: Site, doctype: str | None, key: str | None, names: list[str]) -> None:
    assert [one.name for one in documents(site, doctype=doctype, key=key)] == names


@pytest.mark.usefixtures("sold")
def test_of_an_amended_order_the_one_that_counts(client: Client, site: Site) -> None:
    client.write("PUT", resource("Sales Order", "AMZ-303-1"), {"amazon_order_id": "303-1~1"})
    client.write("POST", method("frappe.client.cancel"), {"doctype": "Sales Order", "name": "AMZ-303-1"})
    amended = make_order(client, "303-1", name=None, amended_from="AMZ-303-1")
    assert [one.name for one in documents(site, doctype="Sales Order")] == ["AMZ-303-2", amended]
    assert [one.name for one in documents(site, key="303-1")] == [amended]


@pytest.mark.usefixtures("sold")
def test_a_cancelled_order_is_held_as_cancelled(client: Client, site: Site) -> None:
    client.write("POST", method("frappe.client.cancel"), {"doctype": "Sales Order", "name": "AMZ-303-1"})
    (held,) = documents(site, key="303-1")
    assert (held.name, held.docstatus) == ("AMZ-303-1", 2)


def test_where_the_key_is_not_unique_a_cancelled_order_gives_way(
    open_practice: OpenPractice, signed_in: SignedIn
) -> None:
    """As a field that an older connector made."""
    practice = open_practice(fields=False)
    administrator, client = signed_in(practice, "administrator"), signed_in(practice)
    field = {"dt": "Sales Order", "fieldname": "amazon_order_id", "label": "Amazon Order ID", "fieldtype": "Data"}
    administrator.write("POST", resource("Custom Field"), field)
    make_item(client, "SKU-1")
    make(client, "Customer", customer_name="Erika Beispiel", customer_type="Individual")
    make_order(client, "303-1")
    client.write("POST", method("frappe.client.cancel"), {"doctype": "Sales Order", "name": "AMZ-303-1"})
    amended = make_order(client, "303-1", name=None, amended_from="AMZ-303-1")
    make_order(client, "303-2")
    client.write("POST", method("frappe.client.cancel"), {"doctype": "Sales Order", "name": "AMZ-303-2"})
    site = Site(client, Settings(company="Acme"))
    held = [(one.name, one.docstatus) for one in documents(site, doctype="Sales Order")]
    assert held == [(amended, 1), ("AMZ-303-2", 2)]


def test_our_item_prices_by_sku_price_list_and_currency(
    client: Client, site: Site, practice: PracticeERPNext
) -> None:
    make_item(client, "CODE|1", amazon_sku="SKU|1")
    make_item(client, "OWN-1")
    price = {
        "price_list": "Standard Selling",
        "price_list_rate": Decimal("12.50"),
        "currency": "USD",
        "selling": 1,
    }
    ours = make(client, "Item Price", item_code="CODE|1", **price)
    make(client, "Item Price", item_code="OWN-1", **price)
    (held,) = documents(site, doctype="Item Price")
    assert (held.name, held.key, held.doc["price_list_rate"]) == (
        ours,
        "SKU|1|Standard Selling|USD",
        Decimal("12.5"),
    )
    assert [one.name for one in documents(site, key="SKU|1|Standard Selling|USD")] == [ours]
    assert list(documents(site, doctype="Item Price", key="SKU|1|Amazon|USD")) == []
    assert list(documents(site, doctype="Item Price", key="nonsense")) == []


def test_prices_of_our_items_that_a_person_keeps_are_not_ours(
    client: Client, site: Site, practice: PracticeERPNext, signed_in: SignedIn
) -> None:
    make_item(client, "SKU-1", amazon_sku="SKU-1")
    person = signed_in(practice, "administrator")
    price = {"item_code": "SKU-1", "price_list": "Standard Selling", "price_list_rate": 9, "selling": 1}
    make(person, "Item Price", **price)
    assert list(documents(site, doctype="Item Price")) == []


def test_many_pages_in_the_order_of_their_making(
    client: Client, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [f"SKU-{number:03}" for number in reversed(range(57))]
    group = {"doctype": "Item", "item_group": "Products", "stock_uom": "Nos"}
    docs = [{"item_code": code, "amazon_sku": code, **group} for code in codes]
    client.write("POST", method("frappe.client.insert_many"), {"docs": docs})
    monkeypatch.setattr(reading, "_PAGE", 10)
    assert [one.key for one in documents(site, doctype="Item")] == codes


def test_documents_made_in_the_same_moment_are_all_read(
    client: Client, site: Site, practice: PracticeERPNext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More of them than fit one page."""
    monkeypatch.setattr(reading, "_PAGE", 4)
    moment = practice.site.clock()
    practice.site.clock = lambda: moment
    for number in range(11):
        make_item(client, f"SKU-{number:02}", amazon_sku=f"SKU-{number:02}")
    assert [one.key for one in documents(site, doctype="Item")] == [f"SKU-{number:02}" for number in range(11)]


def test_a_site_without_our_fields_holds_nothing_of_ours(open_practice: OpenPractice, signed_in: SignedIn) -> None:
    client = signed_in(open_practice(fields=False))
    make_item(client, "SKU-1")
    assert list(documents(Site(client, Settings(company="Acme")))) == []


def test_what_the_user_may_not_read_is_left_out_unless_asked_for(
    open_practice: OpenPractice, signed_in: SignedIn
) -> None:
    practice = open_practice(roles=("Item Manager", "Stock User", "Stock Manager"))
    client = signed_in(practice)
    make_item(client, "SKU-1", amazon_sku="SKU-1")
    site = Site(client, Settings(company="Acme"))
    assert [one.key for one in documents(site) if one.doctype == "Item"] == ["SKU-1"]
    with pytest.raises(SiteRefused) as caught:
        list(documents(site, doctype="Address"))
    assert caught.value.exc_type == "PermissionError"
