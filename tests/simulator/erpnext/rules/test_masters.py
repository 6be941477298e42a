"""Items, prices, parties, addresses, accounts: what ERPNext fills in, how it names, what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.simulator.erpnext.visitor import ITEM, Visitor

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.refusal import Refusal
from sellerbridge.simulator.erpnext.rules.barcodes import check
from sellerbridge.simulator.erpnext.session import Session


def test_an_item_gets_what_it_lacks(connector: Visitor) -> None:
    told = connector.insert("Item", **{**ITEM, "item_code": " SKU-1 "}).data
    assert (told["name"], told["item_name"], told["description"]) == ("SKU-1", "SKU-1", "SKU-1")
    assert [(row["uom"], row["conversion_factor"]) for row in told["uoms"]] == [("Nos", 1.0)]
    assert [row["default_warehouse"] for row in told["item_defaults"]] == ["Stores - AC"]


def test_a_standard_rate_becomes_a_price_and_prices_follow_the_item(connector: Visitor) -> None:
    connector.insert("Item", **ITEM, standard_rate=20)
    connector.put("Item", "SKU-1", item_name="Widget")
    rows = connector.listed("Item Price", fields=["price_list", "price_list_rate", "item_name"])
    assert rows == [{"price_list": "Standard Selling", "price_list_rate": 20.0, "item_name": "Widget"}]


def digit(code: str) -> str:
    weighted = sum(int(one) * (3 if place % 2 == 0 else 1) for place, one in enumerate(reversed(code)))
    return str(-weighted % 10)


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 9))
def test_a_barcode_needs_its_check_digit(code: str, last: int) -> None:
    item = Document("Item", {"name": "SKU-1"}, tables={"barcodes": "Item Barcode"})
    item.append("barcodes", {"barcode": f"{code}{last}", "barcode_type": "EAN"})
    session = _NoItems()
    if digit(code) == str(last):
        check(item, session)
    else:
        with pytest.raises(Refusal, match="is not a valid EAN code"):
            check(item, session)


class _NoItems(Session):
    def __init__(self) -> None:
        """No site is asked."""

    def scan_rows(self, *_: str, **__: Any) -> Any:
        return iter(())


@pytest.mark.parametrize(
    ("kind", "code", "valid"),
    [
        ("EAN", "40170725", True), ("UPC-A", "036000291452", True), ("UPC-A", "4006381333931", False),
        ("CODE-39", "any text", True), ("", "any text", True), ("EAN", "\uff14" * 13, False),
    ],
    ids=["eight digits", "UPC", "too long for UPC", "no check digit", "no type", "digits of another script"],
)  # fmt: skip
def test_barcode_types(connector: Visitor, kind: str, code: str, valid: bool) -> None:
    told = connector.insert("Item", **ITEM, barcodes=[{"barcode": code, "barcode_type": kind}])
    assert (told.status == 200) is valid


def test_one_price_per_item_list_unit_and_dates(seller: Visitor) -> None:
    price = {
        "item_code": "SKU-1",
        "price_list": "Standard Selling",
        "price_list_rate": 1,
        "valid_from": "2026-01-01",
    }
    assert seller.insert("Item Price", **price).data["currency"] == "USD"
    assert seller.insert("Item Price", **price).error == (417, "ItemPriceDuplicateItem")
    assert seller.insert("Item Price", **{**price, "valid_from": "2026-01-02"}).status == 200


def test_buyers_of_one_name_are_numbered(connector: Visitor) -> None:
    names = [
        connector.insert("Customer", customer_name=name).data["name"] for name in ("Ann", "ann", "ANN", "Anna")
    ]
    assert names == ["Ann", "ann - 1", "ANN - 2", "Anna"]


def test_addresses_and_contacts_are_named_after_whom_they_belong_to(seller: Visitor) -> None:
    links = [{"link_doctype": "Customer", "link_name": "Buyer"}]
    address = {
        "address_type": "Shipping",
        "address_line1": "1 Main St",
        "city": "Town",
        "country": "United States",
    }
    addresses = [seller.insert("Address", **address, links=links).data["name"] for _ in range(3)]
    contacts = [
        seller.insert("Contact", first_name="B", last_name="Uyer", links=links).data["name"] for _ in range(2)
    ]
    assert addresses == ["Buyer-Shipping", "Buyer-Shipping-1", "Buyer-Shipping-2"]
    assert contacts == ["B Uyer-Buyer", "B Uyer-Buyer-1"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{"phone": "+1 206 555 0100", "is_primary_phone": 1}], "+1 206 555 0100"),
        ([{"phone": "0100"}], ""),
        ([], ""),
    ],
    ids=["primary", "none of them", "none"],
)
def test_a_contact_shows_its_primary_number(connector: Visitor, rows: list[Any], told: str) -> None:
    assert connector.insert("Contact", first_name="B", phone_nos=rows).data["phone"] == told


def test_two_primaries_are_one_too_many(connector: Visitor) -> None:
    rows = [{"email_id": f"{letter}@example.test", "is_primary": 1} for letter in "ab"]
    assert connector.insert("Contact", first_name="B", email_ids=rows).error == (417, "ValidationError")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"parent_account": "Sales - AC"}, "can not be a ledger"),
        ({"parent_account": "Nope - AC"}, "Could not find Parent Account"),
        ({"parent_account": "Indirect Expenses - AC", "company": "Other"}, "Could not find Company"),
    ],
    ids=["below a leaf", "below nothing", "of no company"],
)
def test_accounts_that_are_refused(connector: Visitor, values: dict[str, Any], message: str) -> None:
    told = connector.insert("Account", **{"account_name": "Fees", "company": "Acme", **values})
    assert told.status == 417
    assert message in told.body["exception"]


def test_accounts_and_warehouses_carry_the_companys_abbreviation(connector: Visitor) -> None:
    account = {"account_name": "Fees", "parent_account": "Indirect Expenses - AC", "company": "Acme"}
    told = connector.insert("Account", **account).data
    assert (told["name"], told["root_type"], told["account_currency"]) == ("Fees - AC", "Expense", "USD")
    warehouse = {"company": "Acme", "parent_warehouse": "All Warehouses - AC"}
    assert (
        connector.insert("Warehouse", warehouse_name="Amazon FBA", **warehouse).data["name"] == "Amazon FBA - AC"
    )


def test_a_group_without_a_parent_hangs_under_the_root(connector: Visitor) -> None:
    assert connector.insert("Item Group", item_group_name="Amazon").data["parent_item_group"] == "All Item Groups"
    gone = connector.call("DELETE", "/api/resource/Item Group/All Item Groups")
    assert gone.error[0] == 417


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"for_selling": 1, "for_buying": 1}, "2026-03-02-EUR-USD-Selling-Buying"),
        ({"for_selling": 1, "for_buying": 0}, "2026-03-02-EUR-USD-Selling"),
        ({"for_selling": 0, "for_buying": 0}, None),
        ({"from_currency": "USD"}, None),
    ],
    ids=["both", "selling", "neither", "the same currency"],
)
def test_exchange_rates(connector: Visitor, values: dict[str, Any], name: str | None) -> None:
    rate = {"date": "2026-03-02", "from_currency": "EUR", "to_currency": "USD", "exchange_rate": 1.08, **values}
    told = connector.insert("Currency Exchange", **rate)
    assert (told.data["name"] if told.status == 200 else None) == name
