"""The preflight against sites that are right, and wrong in one thing each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.erpnext_site import ADMINISTRATOR_KEY, ADMINISTRATOR_SECRET, opened, serving

from sellerbridge.clock import HeldClock
from sellerbridge.console.words.speech import speech
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.masters import master_documents
from sellerbridge.erp.erpnext import custom_fields, preflight
from sellerbridge.erp.erpnext.client import resource
from sellerbridge.erp.erpnext.sentences import SENTENCES
from sellerbridge.erp.erpnext.site import Meta, Site
from sellerbridge.erp.port import Finding
from sellerbridge.errors import Refused, Unreachable
from sellerbridge.settings import Settings
from sellerbridge.simulator.erpnext.founding import ROLES

_DE, _UK, _US = "A1PA6795UKMFR9", "A1F83G8C2ARO7P", "ATVPDKIKX0DER"
_CLOCK = HeldClock(datetime(2026, 11, 21, 12, tzinfo=UTC))
_FIELDS = custom_fields.fixture()
_SOURCES = Path(preflight.__file__).parent


def _settings(**changed: Any) -> Settings:
    return Settings(**{"company": "Acme", **changed})


def _found(
    *,
    settings: Settings | None = None,
    mapping: Mappings | None = None,
    records: Iterable[Mapping[str, Any]] = (),
    fields: Iterable[Mapping[str, Any]] = _FIELDS,
    **site: Any,
) -> list[Finding]:
    chosen = settings or _settings()
    masters = master_documents(chosen, mapping=mapping or Mappings())
    with (
        serving(records=[*fields, *records], **site) as url,
        opened(url, clock=_CLOCK, settings=chosen, masters=masters) as erp,
    ):
        return erp.check()


def _faults(found: Iterable[Finding]) -> dict[str, str]:
    return {finding.what: finding.advice for finding in found if not finding.ok and finding.needed}


def _warnings(found: Iterable[Finding]) -> dict[str, str]:
    return {finding.what: finding.advice for finding in found if not finding.ok and not finding.needed}


def _only(found: dict[str, str]) -> tuple[str, str]:
    [[what, advice]] = found.items()
    return what, advice


def test_a_site_that_is_ready_has_no_fault_and_no_warning() -> None:
    found = _found(mapping=Mappings(marketplaces=(_US,)))
    assert (_faults(found), _warnings(found)) == ({}, {})
    whats = [finding.what for finding in found]
    assert whats[1:3] == ["ERPNext 15.65.1", "company 'Acme' (AC), in USD"]
    assert "warehouse 'Stores' → Stores - AC" in whats
    assert not any(finding.blocks for finding in found)


def test_a_fresh_site_lacks_only_the_fields() -> None:
    found = _found(fields=())
    always, settlements = _faults(found).items()
    assert always[0].endswith(
        "Sales Order.amazon_order_id, Item.amazon_sku, Customer.amazon_buyer_key, Address.amazon_order_id,"
        " Contact.amazon_buyer_key"
    )
    assert settlements[0].endswith("known again: Journal Entry.amazon_settlement_id")
    for _, advice in (always, settlements):
        assert "--create-fields" in advice
        assert "--fixture" in advice
    keeps_back = {finding.what: finding.doctypes for finding in found if finding.blocks}
    assert keeps_back == {always[0]: frozenset(), settlements[0]: {"Journal Entry"}}
    assert [what for what in _warnings(found) if "inform" in what]


_OTHER = {
    "doctype": "Company",
    "company_name": "Other",
    "abbr": "OT",
    "default_currency": "EUR",
    "country": "Germany",
}


def _account(name: str, **values: Any) -> dict[str, Any]:
    parent = values.pop("parent", "Indirect Expenses - AC")
    return {"doctype": "Account", "account_name": name, "company": "Acme", "parent_account": parent, **values}


def _price_list(**values: Any) -> dict[str, Any]:
    known = {"doctype": "Price List", "price_list_name": "Amazon", "currency": "USD", "selling": 1, "enabled": 1}
    return {**known, **values}


@pytest.mark.parametrize(
    ("settings", "records", "fault", "advice"),
    [
        pytest.param({"company": "Acne"}, [], "company 'Acne'", "There is: Acme. Run: sellerbridge settings set company=Acme", id="company unknown"),
        pytest.param({"warehouse": "All Warehouses"}, [], "warehouse 'All Warehouses'", "It is a group", id="warehouse is a group"),
        pytest.param({"warehouse": "Stores", "fba_warehouse": "stores - ac"}, [], "own stock and Amazon's stock are two warehouses", "fba_warehouse=NAME", id="one warehouse for both"),
        pytest.param({}, [{"doctype": "Warehouse", "warehouse_name": "Amazon FBA", "company": "Acme", "parent_warehouse": "All Warehouses - AC", "disabled": 1}], "fba_warehouse 'Amazon FBA'", "It is disabled", id="warehouse disabled"),
        pytest.param({}, [_price_list(currency="EUR")], "Price List 'Amazon' (setting price_list, one list per marketplace)", "kept in EUR, Amazon's prices there are in USD", id="price list in another currency"),
        pytest.param({}, [_price_list(enabled=0)], "Price List 'Amazon' (setting price_list, one list per marketplace)", "tick 'Enabled'", id="price list disabled"),
        pytest.param({}, [_price_list(selling=0, buying=1)], "Price List 'Amazon' (setting price_list, one list per marketplace)", "not for selling", id="price list for buying"),
        pytest.param({"account_group": "Sales"}, [], "account_group 'Sales'", "an account, not a group", id="account group is a leaf"),
        pytest.param({}, [_account("Amazon Shipping", is_group=1)], "Account 'Amazon Shipping' (usual account for SHIPPING)", "nothing can be booked on a group", id="account is a group"),
        pytest.param({}, [_account("Amazon Shipping", disabled=1)], "Account 'Amazon Shipping' (usual account for SHIPPING)", "It is disabled", id="account disabled"),
        pytest.param({}, [{"doctype": "Custom Field", "dt": "Sales Order", "fieldname": "cost_unit", "label": "Cost Unit", "fieldtype": "Data", "reqd": 1}], "mandatory field cost_unit of Sales Order", "Customize Form > Sales Order > Cost Unit: untick 'Mandatory'", id="a field that Amazon does not tell"),
        pytest.param({}, [{"doctype": "Custom Field", "dt": "Sales Order Item", "fieldname": "shelf", "label": "Shelf", "fieldtype": "Data", "reqd": 1}], "mandatory field shelf of Sales Order Item", "every Sales Order Item would be refused", id="the same of a row"),
    ],
)  # fmt: skip
def test_what_must_be_mended_is_named_with_what_to_click(
    settings: dict[str, Any], records: list[dict[str, Any]], fault: str, advice: str
) -> None:
    found = _found(settings=_settings(**settings), mapping=Mappings(marketplaces=(_US,)), records=records)
    what, told = _only(_faults(found))
    assert what == fault
    assert advice in told


_BOOKED: dict[str, Any] = {"delivery_notes": "on", "invoices": "on", "credit_notes": "on"}


@pytest.mark.parametrize(
    ("settings", "records", "fault", "advice", "only"),
    [
        pytest.param({"receivable_account": "Forderungen"}, [], "receivable_account 'Forderungen'", "There is: Debtors - AC. Run: sellerbridge settings set receivable_account='Debtors - AC'", {"Sales Invoice", "Journal Entry"}, id="no receivables"),
        pytest.param({"receivable_account": "Bank Account"}, [], "receivable_account 'Bank Account'", "of another type", {"Sales Invoice", "Journal Entry"}, id="receivables are something else"),
        pytest.param({"income_account": "Salary"}, [], "income_account 'Salary'", "There is: Sales - AC, Service - AC", {"Sales Invoice"}, id="income is an expense"),
        pytest.param({"payout_account": "Debtors"}, [], "payout_account 'Debtors'", "need no party. There is: Bank Account - AC, Cash - AC", {"Journal Entry"}, id="payouts on the receivables"),
        pytest.param({"payout_account": "Konto"}, [_account("Konto", parent="Bank Accounts - AC", account_currency="EUR")], "payout_account 'Konto'", "kept in EUR, the company in USD", {"Journal Entry"}, id="payouts in another currency"),
        pytest.param({}, [{"doctype": "Custom Field", "dt": "Sales Invoice", "fieldname": "till", "label": "Till", "fieldtype": "Data", "reqd": 1}], "mandatory field till of Sales Invoice", "untick 'Mandatory'", {"Sales Invoice"}, id="a field of invoices"),
        pytest.param({}, [{"doctype": "Custom Field", "dt": "Journal Entry Account", "fieldname": "shop", "label": "Shop", "fieldtype": "Data", "reqd": 1}], "mandatory field shop of Journal Entry Account", "untick 'Mandatory'", {"Journal Entry"}, id="a field of postings"),
    ],
)  # fmt: skip
def test_what_the_ledger_lacks_keeps_back_only_what_needs_it(
    settings: dict[str, Any], records: list[dict[str, Any]], fault: str, advice: str, only: set[str]
) -> None:
    found = _found(
        settings=_settings(**_BOOKED, **settings), mapping=Mappings(marketplaces=(_US,)), records=records
    )
    what, told = _only(_faults(found))
    assert what == fault
    assert advice in told
    assert [set(finding.doctypes) for finding in found if finding.blocks] == [only]


def test_what_is_switched_off_is_not_looked_at() -> None:
    off = _settings(taxes_and_charges="off", receivable_account="Forderungen", income_account="Salary")
    fields = [field for field in _FIELDS if field["dt"] not in ("Delivery Note", "Sales Invoice", "Journal Entry")]
    assert _faults(_found(settings=off, fields=fields)) == {}


def test_without_a_role_in_accounting_orders_go_on() -> None:
    found = _found(roles=ROLES - {"Accounts User", "Accounts Manager"}, records=[_account("Amazon Shipping")])
    blocked = {doctype for finding in found if finding.blocks for doctype in finding.doctypes}
    assert blocked == {"Journal Entry"}
    assert {finding.what for finding in found if finding.blocks and not finding.doctypes} == {
        "API user may create Account"
    }


def test_a_company_without_a_cost_center(monkeypatch: pytest.MonkeyPatch) -> None:
    companies = Site._companies

    def none(site: Site) -> Any:
        return tuple(msgspec.structs.replace(company, cost_center="") for company in companies(site))

    monkeypatch.setattr(Site, "_companies", none)
    what, advice = _only(_faults(_found()))
    assert what == "default cost center of Acme"
    assert "Default Cost Center" in advice


def test_invoices_wait_where_those_in_other_currencies_are_refused_and_stock_below_zero_is_warned_of() -> None:
    found = _found(settings=_settings(**_BOOKED), mapping=Mappings(marketplaces=(_US, _DE)))
    what = "invoices in EUR on an account in USD"
    assert "single party account" in _faults(found)[what]
    assert [one.doctypes for one in found if one.what == what] == [frozenset({"Sales Invoice"})]
    assert "Allow Negative Stock" in _warnings(found)["Delivery Notes find their stock"]


@pytest.mark.parametrize(
    ("settings", "records", "what", "advice"),
    [
        pytest.param({"customer_group": "All Customer Groups"}, [], "customer_group 'All Customer Groups'", "group of groups", id="group of groups"),
        pytest.param({}, [_account("Amazon Shipping", account_currency="EUR")], "Account 'Amazon Shipping' (usual account for SHIPPING)", "kept in EUR, the company in USD", id="account in another currency"),
        pytest.param({}, [{"doctype": "Custom Field", "dt": "Item", "fieldname": "amazon_season", "label": "Season", "fieldtype": "Select", "options": "\nSummer", "reqd": 1}], None, "", id="a choice that begins with nothing is a fault, not a warning"),
        pytest.param({"after_date": datetime(2024, 6, 1, tzinfo=UTC)}, [], "fiscal year of 2024-06-01", "Orders are taken all the same", id="no fiscal year for the first orders"),
    ],
)  # fmt: skip
def test_what_may_stay_is_a_warning(
    settings: dict[str, Any], records: list[dict[str, Any]], what: str | None, advice: str
) -> None:
    found = _found(settings=_settings(**settings), mapping=Mappings(marketplaces=(_US,)), records=records)
    if what is None:
        assert (list(_faults(found)), _warnings(found)) == (["mandatory field amazon_season of Item"], {})
        return
    assert _faults(found) == {}
    warned, told = _only(_warnings(found))
    assert warned == what
    assert advice in told


@pytest.mark.parametrize(
    "field",
    [
        {"fieldtype": "Data", "reqd": 1, "default": "none"},
        {"fieldtype": "Check", "reqd": 1},
        {"fieldtype": "Select", "options": "A\nB", "reqd": 1},
        {"fieldtype": "Data", "reqd": 1, "fetch_from": "customer.customer_name"},
        {"fieldtype": "Data"},
    ],
    ids=["default", "check", "choice", "fetched", "free"],
)
def test_a_field_that_fills_itself_is_no_fault(field: dict[str, Any]) -> None:
    record = {"doctype": "Custom Field", "dt": "Sales Order", "fieldname": "channel", "label": "Channel", **field}
    assert _faults(_found(records=[record])) == {}


def test_items_that_a_person_must_name_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    meta = Site.meta

    def by_hand(site: Site, doctype: str) -> Meta:
        found = meta(site, doctype)
        return msgspec.structs.replace(found, autoname="Prompt") if doctype == "Item" else found

    monkeypatch.setattr(Site, "meta", by_hand)
    assert list(_faults(_found())) == ["Items take their code as name"]


def test_a_key_field_whose_values_would_be_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The practice site knows no permission levels."""
    read = Site.meta

    def on_level_one(site: Site, doctype: str) -> Meta:
        meta = read(site, doctype)
        if doctype != "Item":
            return meta
        sku = msgspec.structs.replace(meta.fields["amazon_sku"], permlevel=1)
        return msgspec.structs.replace(meta, fields={**meta.fields, "amazon_sku": sku})

    monkeypatch.setattr(Site, "meta", on_level_one)
    faults = _faults(_found())
    assert list(faults) == ["field amazon_sku of Item is on permission level 0"]
    assert "Perm Level" in faults["field amazon_sku of Item is on permission level 0"]


@pytest.mark.parametrize(
    ("field", "change", "what", "needed"),
    [
        ("Sales Order-amazon_order_id", {"unique": 0}, "field amazon_order_id of Sales Order is unique", True),
        ("Item-amazon_sku", {"fieldtype": "Small Text", "unique": 0}, "field amazon_sku of Item is Data", True),
        ("Sales Order-amazon_order_id", {"allow_on_submit": 0}, "field amazon_order_id of Sales Order may change after submit", False),
        ("Item-amazon_item_code", {"unique": 1}, "field amazon_item_code of Item may repeat", True),
    ],
)  # fmt: skip
def test_a_field_of_an_older_connector_may_be_the_wrong_kind(
    field: str, change: dict[str, Any], what: str, needed: bool
) -> None:
    found = _found(fields=[each | change if each["name"] == field else each for each in _FIELDS])
    faults, warnings = _faults(found), _warnings(found)
    assert (list(faults), list(warnings)) == (([what], []) if needed else ([], [what]))
    assert "Customize Form" in {**faults, **warnings}[what]


def test_each_right_that_is_missing_names_its_role() -> None:
    settings = _settings(taxes_and_charges="off")
    found = _found(settings=settings, roles=ROLES - {"Sales Master Manager", "Accounts User", "Accounts Manager"})
    faults = _faults(found)
    assert set(faults) == {
        "API user may create and change Item Price",
        "API user may create Account",
        "API user may create Customer Group",
    }
    assert "tick Sales Master Manager" in faults["API user may create and change Item Price"]
    french = {finding.what: speech("fr").tell(finding.advice) for finding in found}
    assert "Comptable (Accounts User)" in french["API user may create Account"]


def test_what_the_user_may_not_read_is_left_to_a_person() -> None:
    found = _found(roles=ROLES - {"Stock Manager", "Stock User"})
    advice = _warnings(found)["Stock Settings can be read"]
    assert "look yourself" in advice


def test_a_site_that_lets_nobody_ask_for_rights_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    from sellerbridge.simulator.erpnext import methods

    monkeypatch.delitem(methods.METHODS, "frappe.client.has_permission")
    found = _found()
    assert _faults(found) == {}
    assert "Sales Master Manager" in _warnings(found)["what the API user may do"]


def test_a_place_of_another_company_is_not_taken() -> None:
    store = {"doctype": "Warehouse", "warehouse_name": "Depot", "company": "Other"}
    found = _found(settings=_settings(warehouse="Depot - OT"), records=[_OTHER, store])
    what, advice = _only(_faults(found))
    assert what == "warehouse 'Depot - OT'"
    assert advice.startswith("It belongs to the company Other. Choose one of Acme")


@pytest.mark.parametrize(
    ("doctype", "change", "what", "needed"),
    [
        ("Selling Settings", {"allow_multiple_items": 0}, "an item may stand in an order twice", True),
        ("Selling Settings", {"validate_selling_price": 1}, "orders may be below cost", False),
        ("Stock Settings", {"item_naming_by": "Naming Series"}, "the SKU becomes the item's code", False),
        ("Stock Settings", {"update_existing_price_list_rate": 1}, "orders leave prices alone", False),
        ("System Settings", {"currency_precision": "0"}, "money has 0 decimals", True),
    ],
)
def test_settings_of_the_site_that_change_our_documents(
    doctype: str, change: dict[str, Any], what: str, needed: bool
) -> None:
    with (
        serving(records=_FIELDS) as url,
        opened(url, clock=_CLOCK, key=ADMINISTRATOR_KEY, secret=ADMINISTRATOR_SECRET) as erp,
    ):
        erp.client.write("PUT", resource(doctype, doctype), change)
        found = erp.check()
    assert (list(_faults(found)), list(_warnings(found))) == (([what], []) if needed else ([], [what]))


def test_rates_are_asked_for_each_foreign_marketplace() -> None:
    rate = {"doctype": "Currency Exchange", "from_currency": "EUR", "to_currency": "USD", "exchange_rate": 1.08}
    records = [{**rate, "date": "2026-11-10", "for_selling": 1, "for_buying": 1}]
    found = _found(mapping=Mappings(marketplaces=(_US, _DE, _UK)), records=records)
    assert _faults(found) == {}
    warned = _warnings(found)
    assert set(warned) == {"exchange rate EUR → USD", "exchange rate GBP → USD"}
    assert "before 2026-11-10 are held" in warned["exchange rate EUR → USD"]
    assert "until there is one" in warned["exchange rate GBP → USD"]


def test_a_french_site_is_met_in_its_language() -> None:
    site: dict[str, Any] = {
        "language": "fr",
        "company": "Essai",
        "abbr": "ES",
        "currency": "EUR",
        "country": "France",
    }
    found = _found(settings=_settings(company="Essai"), **site)
    assert _faults(found) == {}
    what, advice = _only(_warnings(found))
    assert what == "territory 'All Territories'"
    assert advice.endswith("sellerbridge settings set territory='Tous les Territoires'")
    stock = next(finding for finding in found if finding.what == "warehouse 'Stores'")
    french = speech("fr").tell(stock.advice)
    assert "Magasins - ES" in french
    assert "sous Tous les Entrepôts - ES" in french


def test_a_slip_of_the_pen_is_pointed_at() -> None:
    found = _found(settings=_settings(item_group="Produkts"))
    slip = next(finding for finding in found if finding.what == "item_group 'Produkts'")
    assert slip.ok
    assert slip.advice.endswith(
        "There is Products already; to use that one: sellerbridge settings set item_group=Products"
    )


def test_few_requests_are_made_and_nothing_is_written() -> None:
    with serving(records=_FIELDS) as url, opened(url, clock=_CLOCK) as erp:
        erp.check()
        counts = erp.client.counts
    assert sum(counts.values()) <= 45
    assert {deed.partition(" ")[0] for deed in counts} == {"GET", "POST"}
    assert {deed for deed in counts if deed.startswith("POST")} == {"POST frappe.client.get_list"}


def test_a_wrong_key_and_a_dead_site_end_the_check() -> None:
    with serving() as url:
        with opened(url, clock=_CLOCK, secret="wrong") as erp, pytest.raises(Refused) as refused:
            erp.check()
        assert refused.value.kind == "erp-login"
    with (
        opened(url, clock=_CLOCK, settings=_settings(max_retries=0)) as erp,
        pytest.raises(Unreachable, match="Nothing is lost"),
    ):
        erp.check()


def test_an_administrator_may_do_everything() -> None:
    with (
        serving(records=_FIELDS) as url,
        opened(url, clock=_CLOCK, key=ADMINISTRATOR_KEY, secret=ADMINISTRATOR_SECRET) as erp,
    ):
        assert _faults(erp.check()) == {}


def test_no_sentence_is_left_over() -> None:
    sources = [path for path in _SOURCES.glob("*.py") if path.name != "sentences.py"]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    assert [entry for entry in SENTENCES if f'"{entry}"' not in text] == []
