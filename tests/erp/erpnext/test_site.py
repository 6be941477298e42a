from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.erp.erpnext.door import Answer, Door, no

from sellerbridge.erp.erpnext.client import Client
from sellerbridge.erp.erpnext.refusals import SiteRefused
from sellerbridge.erp.erpnext.site import Company, Field, Site
from sellerbridge.errors import Unreachable, Usage
from sellerbridge.settings import Settings

GETDOCTYPE = "/api/method/frappe.desk.form.load.getdoctype"
COMPANIES = [
    {"name": "Acme", "abbr": "AC", "default_currency": "USD", "country": "United States"},
    {"name": "Müller GmbH", "abbr": "MG", "default_currency": "EUR", "country": None},
]


@pytest.fixture
def site(client: Client) -> Site:
    return Site(client, Settings(company="Acme"))


def field(name: str, fieldtype: str = "Data", **more: Any) -> dict[str, Any]:
    return {"fieldname": name, "fieldtype": fieldtype, "options": None, "reqd": 0, "unique": 0, **more}


def test_a_doctype_and_its_tables_are_read_once(door: Door, site: Site) -> None:
    order = {
        "name": "Sales Order",
        "istable": 0,
        "is_submittable": 1,
        "autoname": "naming_series:",
        "fields": [
            field("customer_section", "Section Break"),
            field("customer", "Link", options="Customer", reqd=1, label="Customer"),
            field("amazon_order_id", unique=1, is_custom_field=1, allow_on_submit=1, label="Amazon Order ID"),
            field("items", "Table", options="Sales Order Item"),
            field("po_no", length=240, default="x", precision="2"),
        ],
    }
    rows = {"name": "Sales Order Item", "istable": 1, "fields": [field("qty", "Float")]}
    door.says("GET", GETDOCTYPE, Answer(json={"docs": [order, rows]}))
    meta = site.meta("Sales Order")
    assert (meta.submittable, meta.table, meta.autoname) == (True, False, "naming_series:")
    assert list(meta.fields) == ["customer", "amazon_order_id", "items", "po_no"]
    assert meta.fields["customer"] == Field(
        fieldname="customer", label="Customer", fieldtype="Link", options="Customer", reqd=True
    )
    assert meta.fields["amazon_order_id"] == Field(
        fieldname="amazon_order_id", label="Amazon Order ID", unique=True, allow_on_submit=True, custom=True
    )
    assert (meta.fields["po_no"].length, meta.fields["po_no"].default) == (240, "x")
    assert site.meta("Sales Order Item").table
    assert site.meta("Sales Order") is meta
    assert len(door.asked) == 1
    assert door.asked[0].query == {"doctype": "Sales Order"}


def test_threads_that_ask_for_the_same_wait_for_one_answer(door: Door, site: Site) -> None:
    door.says("GET", GETDOCTYPE, Answer(json={"docs": [{"name": "Item", "fields": []}]}, after=0.05))
    with ThreadPoolExecutor(4) as pool:
        metas = list(pool.map(site.meta, ["Item"] * 4))
    assert all(meta is metas[0] for meta in metas)
    assert len(door.asked) == 1


def test_a_doctype_that_is_not_there_is_refused(door: Door, site: Site) -> None:
    door.says("GET", GETDOCTYPE, no("PermissionError", "No access", status=403))
    with pytest.raises(SiteRefused) as caught:
        site.meta("Ecommerce Item")
    assert caught.value.exc_type == "PermissionError"


@pytest.mark.parametrize("told", [{"docs": [{}]}, {"message": "x"}, {"docs": [{"name": "Other", "fields": []}]}])
def test_another_shape_is_no_answer(door: Door, site: Site, told: Any) -> None:
    door.says("GET", GETDOCTYPE, Answer(json=told))
    with pytest.raises(Unreachable, match="document types"):
        site.meta("Item")


@pytest.mark.parametrize(
    ("named", "company"),
    [
        ("Acme", Company(name="Acme", abbr="AC", currency="USD", country="United States")),
        ("acme ", Company(name="Acme", abbr="AC", currency="USD", country="United States")),
        ("Muller gmbh", Company(name="Müller GmbH", abbr="MG", currency="EUR")),
    ],
)
def test_the_company_is_found_as_the_site_compares_names(
    door: Door, client: Client, named: str, company: Company
) -> None:
    door.says("GET", "/api/resource/Company", Answer(json={"data": COMPANIES}))
    site = Site(client, Settings(company=named))
    assert site.company == company
    assert site.company == company
    assert len(door.asked) == 1
    assert door.asked[0].query["limit_page_length"] == "0"


def test_a_company_that_is_not_there_is_told_with_those_that_are(door: Door, client: Client) -> None:
    door.says("GET", "/api/resource/Company", Answer(json={"data": COMPANIES}))
    with pytest.raises(Usage, match="no company Nope, but Acme, Müller GmbH"):
        _ = Site(client, Settings(company="Nope")).company


def test_user_versions_and_time_zone(door: Door, site: Site) -> None:
    door.says("GET", "/api/method/frappe.auth.get_logged_user", Answer(json={"message": "connector@acme.test"}))
    door.says(
        "GET",
        "/api/method/frappe.utils.change_log.get_versions",
        Answer(json={"message": {"frappe": {"version": "15.72.4"}, "dokos": {"version": "4.1.0"}, "own": {}}}),
    )
    door.says(
        "GET",
        "/api/method/frappe.client.get_time_zone",
        Answer(json={"message": {"time_zone": "America/New_York"}}),
    )
    for _ in range(2):
        assert site.user == "connector@acme.test"
        assert site.versions == {"frappe": "15.72.4", "dokos": "4.1.0", "own": ""}
        assert site.time_zone == ZoneInfo("America/New_York")
    assert len(door.asked) == 3


@pytest.mark.parametrize("told", [{"time_zone": "Mars/Base"}, {"time_zone": None}, {}, None])
def test_a_time_zone_that_nobody_knows_is_told(door: Door, site: Site, told: Any) -> None:
    door.says("GET", "/api/method/frappe.client.get_time_zone", Answer(json={"message": told}))
    with pytest.raises(Usage, match="time zone"):
        _ = site.time_zone


@pytest.mark.parametrize(
    ("told", "precision"),
    [
        ({"currency_precision": "3"}, 3),
        ({"currency_precision": "", "number_format": "#,###.##"}, 2),
        ({"currency_precision": None, "number_format": "#.###"}, 0),
        ({"currency_precision": None, "number_format": "#,###"}, 0),
        ({"currency_precision": None, "number_format": "#,###.###"}, 3),
        ({"currency_precision": None, "number_format": "# ###,##"}, 2),
        ({"currency_precision": None, "number_format": "#,##,###.##"}, 2),
        ({}, 2),
    ],
)
def test_the_precision_of_money_is_the_settings_or_the_number_format_s(
    door: Door, site: Site, told: dict[str, Any], precision: int
) -> None:
    door.says("GET", "/api/resource/System Settings/System Settings", Answer(json={"data": told}))
    assert site.currency_precision == precision


def test_a_plain_user_is_not_told_the_precision(door: Door, site: Site) -> None:
    door.says("GET", "/api/resource/System Settings/System Settings", no("PermissionError", status=403))
    assert site.currency_precision == 2
