"""What an order takes from its customer."""

from __future__ import annotations

from typing import Any

import pytest
from tests.simulator.erpnext.rules.shop import Shop

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.rules.address_text import address_text

STREET = {"address_line1": "1 Main St", "city": "Town", "pincode": "12345"}


def address(shop: Shop, title: str, **values: Any) -> str:
    links = [{"link_doctype": "Customer", "link_name": "Buyer"}]
    told = {"address_title": title, "address_type": "Billing", "country": "United States", **STREET, **values}
    name: str = shop.insert("Address", links=links, **told)["name"]
    return name


def test_an_order_takes_group_language_and_price_list(shop: Shop) -> None:
    order = shop.order(("SKU-1", 1, 1.0), selling_price_list=None, currency=None).data
    assert (order["customer_group"], order["territory"]) == ("Individual", "United States")
    assert (order["selling_price_list"], order["currency"]) == ("Standard Selling", "USD")
    assert "customer_address" not in order


def test_a_billing_address_is_no_shipping_address(shop: Shop) -> None:
    name = address(shop, "Home")
    order = shop.order(("SKU-1", 1, 1.0)).data
    assert (order["customer_address"], order.get("shipping_address_name")) == (name, None)


def test_the_address_that_is_sent_is_kept(shop: Shop) -> None:
    address(shop, "Home")
    other = address(shop, "Work", address_type="Shipping")
    order = shop.order(("SKU-1", 1, 1.0), customer_address=other, shipping_address_name=other).data
    assert (order["customer_address"], order["shipping_address_name"]) == (other, other)
    assert order["shipping_address"] == "1 Main St<br>\nTown,  12345<br>\n"


@pytest.mark.parametrize(
    ("country", "text"),
    [
        ("Germany", "1 Main St<br>\n12345 TOWN<br>\nGERMANY"),
        ("France", "1 Main St<br>\nTown<br>\n12345<br>\nFrance<br>\n"),
    ],
)
def test_an_address_is_written_as_in_its_country(country: str, text: str) -> None:
    assert address_text(Document("Address", {**STREET, "country": country})) == text


@pytest.mark.parametrize("flag", ["is_primary_contact", "is_billing_contact"])
def test_only_a_marked_contact_is_taken(shop: Shop, flag: str) -> None:
    links = [{"link_doctype": "Customer", "link_name": "Buyer"}]
    shop.insert("Contact", first_name="Some", last_name="One", links=links)
    assert "contact_person" not in shop.order(("SKU-1", 1, 1.0)).data
    marked = shop.insert("Contact", first_name="Other", last_name="One", links=links, **{flag: 1})
    assert shop.order(("SKU-1", 1, 1.0)).data["contact_person"] == marked["name"]
