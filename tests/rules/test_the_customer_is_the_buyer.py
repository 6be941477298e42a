"""Rule 10: the customer is the buyer by name, two people stay two, and erasing one changes no booked order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from sellerbridge.commerce.order import Address, Buyer, Order, OrderLine
from sellerbridge.outgoing import Outgoing

Documents = Callable[..., dict[str, Outgoing]]
Lines = Callable[..., OrderLine]
Sale = Callable[..., Order]

TEST_BUYER = Buyer(key="b1", name="Test Buyer", email="test-1@marketplace.example")
HOUSE = Address(
    name="Test Recipient",
    lines=("Test Street 1", "Back house", "Third floor"),
    city="Testtown",
    district="Testshire",
    region="Bavaria",
    postal_code="80331",
    country="DE",
    phone="+49 89 000000",
)


@pytest.fixture
def order(line: Lines, sale: Sale) -> Order:
    return sale(line("MUG", 2, ITEM="40.00"), total="40.00", buyer=TEST_BUYER, recipient=HOUSE, ship_country="DE")


def test_by_name(order: Order, documents: Documents) -> None:
    made = documents(order)

    assert made["Customer"].body["customer_name"] == "Test Buyer"
    assert made["Sales Order"].body["customer"] == made["Customer"].name == "AMZ-b1"
    assert [kind for kind, document in made.items() if document.personal] == ["Customer", "Address", "Contact"]


def test_two_people_with_one_name_are_two_customers(order: Order, documents: Documents) -> None:
    other = msgspec.structs.replace(order, buyer=msgspec.structs.replace(TEST_BUYER, key="b2"))

    one, two = documents(order)["Customer"], documents(other)["Customer"]

    assert one.body["customer_name"] == two.body["customer_name"]
    assert (one.key, two.key) == ("b1", "b2")
    assert one.name != two.name
    assert one.body["amazon_buyer_key"] != two.body["amazon_buyer_key"]


def test_one_person_in_two_orders_is_one_customer(order: Order, documents: Documents) -> None:
    again = msgspec.structs.replace(order, order_id="305-7654321-7654321")

    assert documents(order)["Customer"].fingerprint() == documents(again)["Customer"].fingerprint()


@pytest.mark.parametrize(
    ("name", "shown"),
    [("", "Buyer - 305-1234567-1234567"), ("Test Buyer", "Test Buyer")],
    ids=["no name", "a name"],
)
def test_without_a_key_of_their_own_it_is_the_orders(
    name: str, shown: str, order: Order, documents: Documents
) -> None:
    alone = msgspec.structs.replace(order, buyer=Buyer(key=order.order_id, name=name), recipient=None)

    customer = documents(alone)["Customer"]

    assert (customer.name, customer.body["customer_name"]) == ("Buyer - 305-1234567-1234567", shown)
    assert customer.personal == bool(name)


def test_one_shared_customer_per_marketplace(order: Order, documents: Documents) -> None:
    made = documents(order, customers="marketplace")

    assert made["Sales Order"].body["customer"] == made["Customer"].name == "Amazon DE"
    assert made["Address"].body["links"] == [{"link_doctype": "Customer", "link_name": "Amazon DE"}]
    assert not made["Customer"].personal
    assert "Contact" not in made


def test_the_address_has_all_its_lines_and_the_country_by_name(order: Order, documents: Documents) -> None:
    address = documents(order)["Address"]

    assert address.name == "305-1234567-1234567-Shipping"
    assert address.body == {
        "address_title": "Test Recipient",
        "address_type": "Shipping",
        "is_shipping_address": 1,
        "address_line1": "Test Street 1",
        "address_line2": "Back house, Third floor",
        "city": "Testtown",
        "county": "Testshire",
        "state": "Bavaria",
        "pincode": "80331",
        "country": "Germany",
        "phone": "+49 89 000000",
        "links": [{"link_doctype": "Customer", "link_name": "AMZ-b1"}],
        "amazon_order_id": "305-1234567-1234567",
    }


@pytest.mark.parametrize("settings", [{}, {"customers": "marketplace"}], ids=["by buyer", "shared"])
def test_erasing_the_person_does_not_change_the_booked_order(
    settings: dict[str, Any], order: Order, documents: Documents
) -> None:
    erased = msgspec.structs.replace(order, buyer=Buyer(key="b1"), recipient=None)

    before, after = documents(order, **settings), documents(erased, **settings)

    assert after["Sales Order"].fingerprint() == before["Sales Order"].fingerprint()
    assert not after.keys() & {"Address", "Contact"}
    same = {kind for kind, document in after.items() if before[kind].fingerprint() == document.fingerprint()}
    assert {kind for kind, document in after.items() if not document.only_if_missing} <= same


def test_nothing_personal_is_in_the_sales_order(order: Order, documents: Documents) -> None:
    text = msgspec.json.encode(documents(order)["Sales Order"], enc_hook=str).decode()

    told = (
        *(TEST_BUYER.name, TEST_BUYER.email),
        *HOUSE.lines,
        HOUSE.name,
        HOUSE.city,
        HOUSE.postal_code,
        HOUSE.phone,
    )
    assert [word for word in told if word in text] == []
