"""Our table of doctypes, held to the fields of a real ERPNext 15 site."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sellerbridge.erp.books.doctypes import DOCTYPES, EXPORTED, TEXT_LENGTH, UNLIMITED

META = Path(__file__).parents[3] / "shared" / "erpnext-meta.json"

FILLED_IN_BY_ERPNEXT = {
    "Item Price": {"uom"},
    "Sales Order": {"naming_series", "status"},
    "Sales Order Item": {"item_name", "uom", "conversion_factor"},
    "Bin": set[str](),
    "Account": {"parent_account"},
    "Customer": set[str](),
}
"""Required by the form, but filled in on saving; a root account has no parent (the books ask for the others')."""

ASKED_FOR_BESIDES = {
    "Item": set[str](),
    "Contact": {"first_name"},
    "Sales Order": {"delivery_date"},
    "Sales Order Item": {"qty", "rate"},
    "Sales Taxes and Charges": {"tax_amount"},
    "Dynamic Link": set[str](),
    "Bin": set[str](),
}
"""Checked by ERPNext's own code, or needed for totals that are ours."""

LONG = {"Text", "Small Text", "Long Text", "Text Editor", "Code", "Attach Image"}


@pytest.fixture(scope="module")
def site() -> dict[str, dict[str, Any]]:
    if not META.exists():
        pytest.skip("the fields of a real site (../shared/erpnext-meta.json) are not here")
    meta = json.loads(META.read_text())
    return {name: {field["fieldname"]: field for field in doctype["fields"]} for name, doctype in meta.items()}


def ours(site: dict[str, dict[str, Any]]) -> list[str]:
    return [name for name in DOCTYPES if name in site]


def test_most_of_our_doctypes_are_in_the_recording(site: dict[str, dict[str, Any]]) -> None:
    absent = set(DOCTYPES) - set(site)
    assert absent == {"Item Group", "Customer Group", "Territory", "UOM", "Brand", "Manufacturer"}


def test_required_fields(site: dict[str, dict[str, Any]]) -> None:
    for name in ours(site):
        theirs = {field for field, facts in site[name].items() if facts["reqd"]}
        wanted = theirs - FILLED_IN_BY_ERPNEXT.get(name, set()) | ASKED_FOR_BESIDES.get(name, set())
        assert set(DOCTYPES[name].required) == wanted, name


def test_links_and_tables_lead_where_theirs_do(site: dict[str, dict[str, Any]]) -> None:
    for name in ours(site):
        for field, target in {**DOCTYPES[name].links, **DOCTYPES[name].tables}.items():
            assert site[name][field]["options"] == target, f"{name}.{field}"


def test_lengths(site: dict[str, dict[str, Any]]) -> None:
    for name in ours(site):
        for field, facts in site[name].items():
            ours_says = DOCTYPES[name].lengths.get(field, TEXT_LENGTH)
            if facts["fieldtype"] == "Data":
                assert ours_says == (facts.get("length") or TEXT_LENGTH) or field.endswith("in_words"), (
                    f"{name}.{field}"
                )
            elif field in DOCTYPES[name].lengths:
                assert (facts["fieldtype"] in LONG) == (ours_says == UNLIMITED), f"{name}.{field}"


def test_money_fields_are_numbers_there(site: dict[str, dict[str, Any]]) -> None:
    for name in ours(site):
        for field in DOCTYPES[name].money:
            assert site[name][field]["fieldtype"] in {"Currency", "Float", "Percent"}, f"{name}.{field}"


def test_only_orders_are_submitted(site: dict[str, dict[str, Any]]) -> None:
    assert [name for name in DOCTYPES if DOCTYPES[name].submittable] == ["Sales Order"]


def test_what_is_referred_to_is_exported_first() -> None:
    for place, name in enumerate(EXPORTED):
        doctype = DOCTYPES[name]
        rows = [DOCTYPES[child] for child in doctype.tables.values()]
        targets = {target for part in (doctype, *rows) for target in part.links.values()} & set(EXPORTED)
        later = {target for target in targets if EXPORTED.index(target) > place}
        assert not later, f"{name} comes before {later}"
