"""The custom fields: made where the user may, else handed to an administrator as a file."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.erpnext_site import ADMINISTRATOR_KEY, ADMINISTRATOR_SECRET, opened, serving

from sellerbridge.clock import HeldClock
from sellerbridge.erp.erpnext.custom_fields import CUSTOM_FIELDS, create, fixture
from sellerbridge.erp.erpnext.refusals import SiteRefused
from sellerbridge.settings import Settings

_CLOCK = HeldClock(datetime(2026, 11, 21, 12, tzinfo=UTC))


def test_an_administrator_makes_them_once() -> None:
    with serving() as url:
        with opened(url, clock=_CLOCK, key=ADMINISTRATOR_KEY, secret=ADMINISTRATOR_SECRET) as erp:
            assert create(erp.client, erp.site) == list(CUSTOM_FIELDS)
        with opened(url, clock=_CLOCK, key=ADMINISTRATOR_KEY, secret=ADMINISTRATOR_SECRET) as erp:
            assert create(erp.client, erp.site) == []
            made = erp.site.meta("Sales Order").fields["amazon_order_id"]
    assert (made.unique, made.allow_on_submit, made.fieldtype, made.custom) == (True, True, "Data", True)


def test_a_field_that_a_person_made_stays_as_it_is() -> None:
    theirs = {"doctype": "Custom Field", "dt": "Sales Order", "fieldname": "amazon_order_id", "label": "Old", "fieldtype": "Data"}  # fmt: skip
    with (
        serving(records=[theirs]) as url,
        opened(url, clock=_CLOCK, key=ADMINISTRATOR_KEY, secret=ADMINISTRATOR_SECRET) as erp,
    ):
        made = create(erp.client, erp.site)
    assert len(made) == len(CUSTOM_FIELDS) - 1
    assert "amazon_order_id" not in {field.fieldname for field in made if field.doctype == "Sales Order"}


def test_a_plain_user_may_not() -> None:
    with serving() as url, opened(url, clock=_CLOCK) as erp, pytest.raises(SiteRefused) as refused:
        create(erp.client, erp.site)
    assert refused.value.exc_type == "PermissionError"


def test_the_fixture_is_what_a_site_takes() -> None:
    documents = fixture()
    assert {document["doctype"] for document in documents} == {"Custom Field"}
    assert len({document["name"] for document in documents}) == len(CUSTOM_FIELDS)
    with serving(records=documents) as url, opened(url, clock=_CLOCK) as erp:
        there = {(field.doctype, field.fieldname) for field in CUSTOM_FIELDS} - {
            (field.doctype, name) for field in CUSTOM_FIELDS for name in erp.site.meta(field.doctype).fields
        }
    assert there == set()


def test_every_key_is_unique_and_no_other_field_is() -> None:
    assert {(document["dt"], document["fieldname"]) for document in fixture() if document["unique"]} == {
        ("Sales Order", "amazon_order_id"),
        ("Item", "amazon_sku"),
        ("Customer", "amazon_buyer_key"),
        ("Address", "amazon_order_id"),
        ("Contact", "amazon_buyer_key"),
        ("Delivery Note", "amazon_shipment_id"),
        ("Sales Invoice", "amazon_invoice_key"),
        ("Journal Entry", "amazon_settlement_id"),
    }


def test_an_administrator_without_a_role_in_accounting_makes_the_others() -> None:
    """What is switched off and may not be read is passed over; what is switched on is not."""
    roles = {"System Manager", "Sales User", "Item Manager", "Stock User"}
    off = Settings(company="Acme", taxes_and_charges="off")
    with serving(roles=roles) as url:
        with opened(url, clock=_CLOCK) as erp, pytest.raises(SiteRefused):
            create(erp.client, erp.site)
        with opened(url, clock=_CLOCK, settings=off) as erp:
            made = create(erp.client, erp.site)
    assert {field.doctype for field in CUSTOM_FIELDS} - {field.doctype for field in made} == {"Journal Entry"}
