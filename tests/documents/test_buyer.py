"""Customer, Address, Contact: what ERPNext would refuse is tidied or left out, never invented in silence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.commerce.order import Address, Buyer, Order
from sellerbridge.documents.buyer import address, contact, customer, customer_id, phone
from sellerbridge.documents.countries import COUNTRIES, country_name
from sellerbridge.documents.mapping import Mappings
from sellerbridge.settings import Settings

ORDER_ID = "305-1234567-1234567"
UNMAPPED = Mappings()


def _order(**fields: Any) -> Order:
    moment = datetime(2026, 10, 1, tzinfo=UTC)
    return Order(
        **{
            "order_id": ORDER_ID,
            "marketplace_id": "A1PA6795UKMFR9",
            "status": "UNSHIPPED",
            "purchased_at": moment,
            "updated_at": moment,
            **fields,
        }
    )


def test_a_company_is_a_customer_of_that_type() -> None:
    buyer = Buyer(
        key="b7",
        name="Test Buyer",
        email="test@marketplace.example",
        company="Test Works Ltd",
        tax_id="DE000000000",
    )

    made = customer(
        _order(buyer=buyer, business=True),
        settings=Settings(customer_group="Web", territory="Europe"),
        mapping=UNMAPPED,
    )

    assert made is not None
    assert made.body == {
        "customer_name": "Test Works Ltd",
        "customer_type": "Company",
        "customer_group": "Web",
        "territory": "Europe",
        "tax_id": "DE000000000",
        "amazon_buyer_key": "b7",
    }
    assert made.origins.keys() == made.body.keys()


@pytest.mark.parametrize(
    ("buyer", "settings", "name"),
    [
        pytest.param(Buyer(key="b1", name="Test Buyer"), Settings(), "AMZ-b1", id="a key"),
        pytest.param(Buyer(key=ORDER_ID), Settings(), f"Buyer - {ORDER_ID}", id="the order's key"),
        pytest.param(None, Settings(), f"Buyer - {ORDER_ID}", id="no buyer at all"),
        pytest.param(Buyer(key="b1"), Settings(customers="marketplace"), "Amazon DE", id="shared"),
    ],
)
def test_the_name_depends_on_key_and_setting_alone(buyer: Buyer | None, settings: Settings, name: str) -> None:
    assert customer_id(_order(buyer=buyer), settings=settings, mapping=UNMAPPED) == name


def test_a_buyer_known_by_key_who_was_erased_is_made_only_if_missing() -> None:
    order = _order(buyer=Buyer(key="b1"))

    made = customer(order, settings=Settings(), mapping=UNMAPPED)
    assert made is not None
    assert (made.name, made.body["customer_name"], made.personal) == ("AMZ-b1", "Erased buyer", False)
    assert made.only_if_missing
    assert address(order, settings=Settings(), mapping=UNMAPPED) is None
    assert contact(order, settings=Settings(), mapping=UNMAPPED) is None


def test_a_buyer_with_an_e_mail_only_is_called_by_key() -> None:
    made = customer(
        _order(buyer=Buyer(key="b1", email="test@marketplace.example")), settings=Settings(), mapping=UNMAPPED
    )

    assert made is not None
    assert (made.body["customer_name"], made.personal, made.only_if_missing) == ("Buyer - b1", True, False)


@pytest.mark.parametrize(
    ("to", "first", "second"),
    [
        pytest.param(Address(name="T", lines=("Street 1",), country="DE"), "Street 1", None, id="one line"),
        pytest.param(Address(name="T", lines=("a", " ", "b", "c"), country="DE"), "a", "b, c", id="gaps"),
        pytest.param(Address(name="T", company="Works", lines=("a",), country="DE"), "Works", "a", id="company"),
        pytest.param(Address(company="Works", lines=("a",), country="DE"), "a", None, id="company as title"),
        pytest.param(Address(city="Town", country="DE"), "-", None, id="no line"),
    ],
)
def test_all_lines_in_the_two_that_erpnext_has(to: Address, first: str, second: str | None) -> None:
    made = address(_order(recipient=to, buyer=Buyer(key="b1", name="T")), settings=Settings(), mapping=UNMAPPED)

    assert made is not None
    assert (made.body["address_line1"], made.body.get("address_line2")) == (first, second)


def test_what_amazon_does_not_tell_is_marked_and_said() -> None:
    made = address(
        _order(recipient=Address(country="FR"), buyer=Buyer(key="b1")), settings=Settings(), mapping=UNMAPPED
    )

    assert made is not None
    assert (made.body["address_line1"], made.body["city"], made.body["country"]) == ("-", "-", "France")
    assert "Amazon tells none" in made.origins["address_line1"]
    assert "Amazon tells none" in made.origins["city"]
    assert made.body["address_title"] == ORDER_ID


@pytest.mark.parametrize(
    ("told", "ship", "country"), [("gb", "", "United Kingdom"), ("", "PL", "Poland"), ("XK", "", "XK")]
)
def test_the_country_is_named(told: str, ship: str, country: str) -> None:
    made = address(
        _order(recipient=Address(city="Town", country=told), ship_country=ship),
        settings=Settings(),
        mapping=UNMAPPED,
    )

    assert made is not None
    assert made.body["country"] == country


def test_without_a_country_there_is_no_address() -> None:
    assert address(_order(recipient=Address(city="Town")), settings=Settings(), mapping=UNMAPPED) is None


def test_country_names_are_names() -> None:
    assert len(COUNTRIES) > 120
    assert all(len(code) == 2 and code.isupper() for code in COUNTRIES)
    assert all(len(name) > 2 and name == name.strip() for name in COUNTRIES.values())
    assert (country_name("CZ"), country_name("KR")) == ("Czech Republic", "Korea, Republic of")


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        pytest.param("+49 89 000000", "+49 89 000000", id="as it is"),
        pytest.param("(206) 555-0100", "(206) 555-0100", id="American"),
        pytest.param("+1 206-555-0100 ext. 12345", "+12065550100#12345", id="extension, shortened"),
        pytest.param("206 555 0100 x 12", "206 555 0100#12", id="extension"),
        pytest.param("089/000000", "089-000000", id="slash"),
        pytest.param("ask my neighbour", "", id="no number"),
        pytest.param("+1 206 555 0100 / abc", "", id="letters"),
        pytest.param("1" * 25, "", id="too long"),
        pytest.param("---", "", id="no digit"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_phone_that_erpnext_takes(told: str, kept: str) -> None:
    assert phone(told) == kept


@given(st.text(max_size=40))
def test_whatever_is_told_the_phone_is_one_that_erpnext_takes(told: str) -> None:
    kept = phone(told)

    assert len(kept) <= 20
    assert set(kept) <= set("0123456789 +_-,.*#()")


@pytest.mark.parametrize("email", ["", "not an address", "a@b", "two@at@signs.example"])
def test_an_e_mail_that_erpnext_refuses_makes_no_contact(email: str) -> None:
    assert (
        contact(
            _order(buyer=Buyer(key="b1", name="Test Buyer", email=email)), settings=Settings(), mapping=UNMAPPED
        )
        is None
    )


def test_a_contact_is_linked_to_the_customer() -> None:
    buyer = Buyer(key="b1", name="Test Buyer", email="test@marketplace.example", company="Test Works Ltd")

    made = contact(_order(buyer=buyer), settings=Settings(), mapping=UNMAPPED)

    assert made is not None
    assert made.body == {
        "first_name": "Test Buyer",
        "email_ids": [{"email_id": "test@marketplace.example", "is_primary": 1}],
        "links": [{"link_doctype": "Customer", "link_name": "AMZ-b1"}],
        "amazon_buyer_key": "b1",
    }


def test_names_longer_than_erpnext_takes_are_cut() -> None:
    order = _order(
        buyer=Buyer(key="b1", name="x" * 200, email="t@m.example"), recipient=Address(name="y" * 200, country="DE")
    )
    made = [make(order, settings=Settings(), mapping=UNMAPPED) for make in (customer, address, contact)]

    names = [d.body.get("customer_name") or d.body.get("address_title") or d.body["first_name"] for d in made if d]
    assert [len(name) for name in names] == [120, 120, 120]
