"""Mapping by hand: all pairs or none, each source made plain, each target held to the ERP."""

from __future__ import annotations

import pytest
from tests.desk.erp_of_names import ERPOfNames, installed

from sellerbridge.desk import mapping
from sellerbridge.desk.mapping import Mapped
from sellerbridge.documents.mapping import KINDS
from sellerbridge.errors import Unreachable, Usage
from sellerbridge.installation import Installation
from sellerbridge.store.connections import Connection

THERE = {
    "Item": ["MUG-1"],
    "Account": ["Shipping - AC", "VAT Germany - AC"],
    "Customer": ["Amazon Kunden"],
    "Price List": ["Amazon Europe", "Pounds"],
    "Warehouse": ["Stores - AC", "Stores Leipzig - AC"],
}


@pytest.mark.parametrize("word", ["A", "=1", "A=B=C"])
def test_a_pair_is_never_guessed(opened: Installation, word: str) -> None:
    with pytest.raises(Usage):
        mapping.put(opened, "item", ["OK=1", word])
    assert mapping.mapped(opened.store) == Mapped()


@pytest.mark.parametrize("typed", ["GB", "uk", "A1F83G8C2ARO7P"])
@pytest.mark.parametrize("kind", KINDS[2:])
def test_a_marketplace_is_kept_by_its_country_code(opened: Installation, kind: str, typed: str) -> None:
    (kept,) = mapping.put(opened, kind, [f"{typed}=There"])
    assert (kept.source, kept.target) == ("UK", "There")
    assert mapping.mapped(opened.store).rows() == [(kind, "UK", "There")]


def test_an_empty_target_forgets_however_the_source_is_written(opened: Installation) -> None:
    mapping.put(opened, "fee", ["DE:TAX=VAT", "TAX=Tax"])
    mapping.put(opened, "fee", ["de:TAX="])
    assert mapping.mapped(opened.store) == Mapped(fee={"TAX": "Tax"})


def test_a_pair_that_is_wrong_keeps_all_others_back(opened: Installation) -> None:
    with pytest.raises(
        Usage, match=r"^Nothing was mapped: there is no marketplace 'XX'; .*'DE' is mapped already"
    ):
        mapping.put(opened, "warehouse", ["DE=Here", "XX=There", "A1PA6795UKMFR9=Elsewhere"])
    assert mapping.mapped(opened.store) == Mapped()


@pytest.mark.parametrize(
    ("kind", "word", "kept"),
    [
        ("item", "RED=mug-1", "MUG-1"),
        ("fee", "SHIPPING=shipping", "Shipping - AC"),
        ("fee", "DE:TAX=VAT Germany - AC", "VAT Germany - AC"),
        ("customer", "DE=Amazon Kunden", "Amazon Kunden"),
        ("price-list", "UK=pounds", "Pounds"),
        ("warehouse", "DE=Stores Leipzig", "Stores Leipzig - AC"),
        ("fba-warehouse", "DE=stores", "Stores - AC"),
    ],
)
def test_the_name_is_kept_as_it_goes_by_there(
    opened: Installation, monkeypatch: pytest.MonkeyPatch, kind: str, word: str, kept: str
) -> None:
    installed(monkeypatch, opened, ERPOfNames(THERE))
    (line,) = mapping.put(opened, kind, [word])
    assert line.target == kept
    assert mapping.mapped(opened.store).rows() == [(kind, line.source, kept)]


def test_a_name_that_is_not_there_changes_nothing_and_what_comes_near_is_told(
    opened: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(monkeypatch, opened, ERPOfNames(THERE))
    with pytest.raises(Usage, match=r"no Account 'Shiping'.*near it: Shipping - AC; .* add --make\.$"):
        mapping.put(opened, "fee", ["DE:TAX=VAT Germany", "SHIPPING=Shiping"])
    assert mapping.mapped(opened.store) == Mapped()


def test_what_the_next_sync_can_make_is_kept_as_typed(
    opened: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(monkeypatch, opened, ERPOfNames(THERE))
    mapping.put(opened, "price-list", ["FR=Web France", "UK=pounds"], make=True)
    assert mapping.mapped(opened.store).price_list == {"FR": "Web France", "UK": "Pounds"}


@pytest.mark.parametrize(("kind", "word"), [("item", "RED=NEW-1"), ("customer", "DE=New customer")])
def test_items_and_customers_must_be_there(
    opened: Installation, monkeypatch: pytest.MonkeyPatch, kind: str, word: str
) -> None:
    installed(monkeypatch, opened, ERPOfNames(THERE))
    with pytest.raises(Usage, match="make it there first"):
        mapping.put(opened, kind, [word], make=True)


def test_an_erp_that_does_not_answer_changes_nothing(
    opened: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(monkeypatch, opened, ERPOfNames(THERE, away=True))
    with pytest.raises(Unreachable) as gone:
        mapping.put(opened, "item", ["RED=MUG-1"])
    assert gone.value.exit_code == 3
    assert mapping.mapped(opened.store) == Mapped()
    mapping.put(opened, "item", ["RED=MUG-1"], check=False)
    assert mapping.mapped(opened.store).item == {"RED": "MUG-1"}


def test_to_forget_the_erp_is_not_asked(opened: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, opened, ERPOfNames(THERE, away=True))
    mapping.put(opened, "item", ["RED=MUG-1"], check=False)
    mapping.put(opened, "item", ["RED="])
    assert mapping.mapped(opened.store) == Mapped()


def test_the_embedded_books_take_any_item_and_account_but_make_no_customer(opened: Installation) -> None:
    opened.store.erp.choose("books")
    mapping.put(opened, "item", ["RED=ANY"])
    mapping.put(opened, "fee", ["DE:TAX=Any"])
    with pytest.raises(Usage, match="no Customer 'Any'"):
        mapping.put(opened, "customer", ["DE=Any"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["DE=One", "UK=one"], "EUR for DE and GBP for UK", id="two that are mapped"),
        pytest.param(["UK=Amazon"], "EUR for DE and GBP for UK", id="the list of the settings"),
        pytest.param(["US=Amazon UK"], "GBP for UK and USD for US", id="the list named after a country"),
    ],
)
def test_a_price_list_serves_one_currency(
    opened: Installation, seller: Connection, words: list[str], said: str
) -> None:
    with pytest.raises(Usage, match=said):
        mapping.put(opened, "price-list", words)
    assert seller.marketplaces[0] == "A1PA6795UKMFR9"
    assert mapping.mapped(opened.store) == Mapped()


def test_it_may_serve_several_marketplaces_and_move_with_them(opened: Installation, seller: Connection) -> None:
    mapping.put(opened, "price-list", ["DE=Europe", "FR=Europe", "UK=Pounds"])
    mapping.put(opened, "price-list", ["DE=Pounds", "FR=Pounds", "UK=Europe"])
    assert mapping.mapped(opened.store).price_list == {"DE": "Pounds", "FR": "Pounds", "UK": "Europe"}
    mapping.put(opened, "price-list", ["DE=", "FR=", "UK="])
    assert seller.marketplaces
    assert mapping.mapped(opened.store) == Mapped()
