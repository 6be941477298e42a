from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.erp.erpnext.conftest import OpenPractice

from sellerbridge.erp.erpnext.choices import choices, names
from sellerbridge.erp.erpnext.client import Client, resource
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


def make(client: Client, doctype: str, **fields: Any) -> None:
    client.write("POST", resource(doctype), fields)


def account(client: Client, name: str, **fields: Any) -> None:
    parent = {"parent_account": "Indirect Expenses - AC", "company": "Acme"}
    make(client, "Account", account_name=name, **(parent | fields))


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        pytest.param("Sales - AC", "Sales - AC", id="by its name"),
        pytest.param("Sales", "Sales - AC", id="without the abbreviation"),
        pytest.param("sAles - ac", "Sales - AC", id="in other letters"),
        pytest.param(" Dèbtors ", "Debtors - AC", id="accents and blanks"),
        pytest.param("Amazon Shipping", "4100 - Amazon Shipping - AC", id="with a number"),
    ],
)
def test_an_account_goes_by_its_name_there(client: Client, site: Site, asked: str, there: str) -> None:
    account(client, "Amazon Shipping", account_number="4100")
    assert names(site, "Account", [asked]) == {asked: there}


@pytest.mark.parametrize("asked", ["Indirect Expenses", "Nope", "Old One", "", " ", "Sales - XY"])
def test_an_account_that_no_row_may_have_is_no_answer(client: Client, site: Site, asked: str) -> None:
    account(client, "Old One", disabled=1)
    assert names(site, "Account", [asked]) == {}


def test_a_title_of_several_accounts_is_no_answer_but_its_full_name_is(client: Client, site: Site) -> None:
    account(client, "Amazon Fees", account_number="4200")
    account(client, "Amazon Fees", account_number="4300")
    assert names(site, "Account", ["Amazon Fees", "4300 - Amazon Fees - AC"]) == {
        "4300 - Amazon Fees - AC": "4300 - Amazon Fees - AC"
    }


def test_warehouses_are_leaves_of_the_company(client: Client, site: Site) -> None:
    make(client, "Warehouse", warehouse_name="Amazon FBA", company="Acme", disabled=1)
    assert names(site, "Warehouse", ["stores", "All Warehouses", "Amazon FBA"]) == {"stores": "Stores - AC"}
    assert choices(site, "Warehouse") == [
        "Finished Goods - AC",
        "Goods In Transit - AC",
        "Stores - AC",
        "Work In Progress - AC",
    ]


def test_price_lists_are_for_selling_and_enabled(client: Client, site: Site) -> None:
    make(client, "Price List", price_list_name="Amazon", currency="USD", selling=1, enabled=1)
    make(client, "Price List", price_list_name="Amazon old", currency="USD", selling=1, enabled=0)
    wanted = ["amazon", "Amazon old", "Standard Buying", "Standard Selling"]
    assert names(site, "Price List", wanted) == {"amazon": "Amazon", "Standard Selling": "Standard Selling"}
    assert choices(site, "Price List") == ["Amazon", "Standard Selling"]


def test_items_are_not_disabled(client: Client, site: Site) -> None:
    group = {"item_group": "Products", "stock_uom": "Nos"}
    make(client, "Item", item_code="SKU-1", **group)
    make(client, "Item", item_code="SKU-2", disabled=1, **group)
    assert names(site, "Item", ["sku-1", "SKU-2", "SKU-3"]) == {"sku-1": "SKU-1"}


def test_a_customer_is_known_by_its_name_or_its_number(client: Client, site: Site) -> None:
    make(client, "Customer", customer_name="Amazon Germany", customer_type="Company")
    (named,) = names(site, "Customer", ["amazon germany"]).values()
    assert names(site, "Customer", [named]) == {named: named}
    assert names(site, "Customer", ["Amazon France"]) == {}


def test_groups_may_be_referred_to_whole(site: Site) -> None:
    assert names(site, "Territory", ["all territories"]) == {"all territories": "All Territories"}
    assert "All Item Groups" in choices(site, "Item Group")


def test_many_names_are_few_requests(client: Client, site: Site) -> None:
    wanted = [f"SKU-{number}" for number in range(450)]
    for number in (0, 199, 200, 449):
        make(client, "Item", item_code=f"SKU-{number}", item_group="Products", stock_uom="Nos")
    assert set(names(site, "Item", wanted)) == {"SKU-0", "SKU-199", "SKU-200", "SKU-449"}
    assert client.counts["POST frappe.client.get_list"] == 3


def test_nothing_asked_is_no_request(client: Client, site: Site) -> None:
    assert names(site, "Item", []) == {}
    assert client.counts == {}


def test_another_company_s_accounts_are_none_of_ours(open_practice: OpenPractice, signed_in: SignedIn) -> None:
    practice = open_practice(company="Beispiel GmbH", abbr="BG", currency="EUR", country="Germany")
    site = Site(signed_in(practice), Settings(company="beispiel gmbh"))
    assert names(site, "Account", ["Sales", "Sales - AC"]) == {"Sales": "Sales - BG"}
    assert all(name.endswith(" - BG") for name in choices(site, "Account"))
