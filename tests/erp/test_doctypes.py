"""Our table of doctypes, held to the fields of a real ERPNext 15 site."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sellerbridge.erp.books.doctype import TEXT_LENGTH, UNLIMITED
from sellerbridge.erp.books.doctypes import DOCTYPES, EXPORTED

META = Path(__file__).parents[3] / "shared" / "erpnext-meta.json"

FILLED_IN_BY_ERPNEXT = {
    "Item Price": {"uom"},
    "Sales Order": {"naming_series", "status"},
    "Sales Order Item": {"item_name", "uom", "conversion_factor"},
    "Delivery Note": {"naming_series", "posting_time", "status"},
    "Delivery Note Item": {"item_name", "stock_uom", "uom", "conversion_factor"},
    "Sales Invoice": {"naming_series", "base_net_total", "base_grand_total", "grand_total"},
    "Sales Invoice Item": {
        "item_name",
        "uom",
        "conversion_factor",
        "amount",
        "base_rate",
        "base_amount",
        "cost_center",
    },
    "Journal Entry": {"naming_series"},
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
    "Delivery Note Item": {"rate", "warehouse"},
    "Sales Invoice": {"customer"},
    "Sales Invoice Item": {"item_code", "qty"},
    "Sales Taxes and Charges": {"tax_amount"},
    "Dynamic Link": set[str](),
    "Bin": set[str](),
}
"""Checked by ERPNext's own code, or needed for totals that are ours."""

NEVER_WRITTEN = {"base_in_words", "in_words", "language"}
"""Shorter or longer than the others, and filled in by ERPNext."""

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
        ours_says = DOCTYPES[name]
        for field, target in {**ours_says.links, **ours_says.references, **ours_says.tables}.items():
            assert site[name][field]["options"] == target, f"{name}.{field}"


def test_lengths(site: dict[str, dict[str, Any]]) -> None:
    for name in ours(site):
        for field, facts in site[name].items():
            ours_says = DOCTYPES[name].lengths.get(field, TEXT_LENGTH)
            if facts["fieldtype"] == "Data":
                assert ours_says == (facts.get("length") or TEXT_LENGTH) or field in NEVER_WRITTEN, (
                    f"{name}.{field}"
                )
            elif field in DOCTYPES[name].lengths:
                assert (facts["fieldtype"] in LONG) == (ours_says == UNLIMITED), f"{name}.{field}"


def test_money_fields_are_numbers_there(site: dict[str, dict[str, Any]]) -> None:
    for name in ours(site):
        for field in DOCTYPES[name].money:
            assert site[name][field]["fieldtype"] in {"Currency", "Float", "Percent"}, f"{name}.{field}"


def test_what_is_submitted_there_is_submitted_here(site: dict[str, dict[str, Any]]) -> None:
    ours = [name for name in DOCTYPES if DOCTYPES[name].submittable]
    assert ours == ["Sales Order", "Delivery Note", "Sales Invoice", "Journal Entry"]
    assert all("amended_from" in site[name] for name in ours)


def test_what_is_referred_to_is_exported_first() -> None:
    for place, name in enumerate(EXPORTED):
        doctype = DOCTYPES[name]
        rows = [DOCTYPES[child] for child in doctype.tables.values()]
        fields = [{**part.links, **part.references} for part in (doctype, *rows)]
        targets = {target for leading in fields for target in leading.values()} & set(EXPORTED)
        later = {target for target in targets if EXPORTED.index(target) > place}
        assert not later, f"{name} comes before {later}"
