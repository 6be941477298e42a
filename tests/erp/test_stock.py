from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.erp import given

from sellerbridge.erp.books import stock
from sellerbridge.erp.books.adapter import Books
from sellerbridge.errors import Usage
from sellerbridge.outgoing import Outcome

KEY = "SKU-1|Amazon|EUR"


@pytest.fixture
def books(books: Books) -> Books:
    books.deliver([*given.masters(), given.item("Teapot blue~1a2b", amazon_sku="TEA<1>")])
    return books


def rate(books: Books, key: str = KEY) -> Decimal:
    [held] = books.documents(doctype="Item Price", key=key)
    found: Decimal = held.doc["price_list_rate"]
    return found


def test_stock_is_kept_by_item_and_warehouse(books: Books) -> None:
    stock.set_stock(books, "SKU-1", qty=Decimal(7))
    stock.set_stock(books, "sku-2", qty=Decimal(3), warehouse="amazon fba")
    answer = stock.set_stock(books, "SKU-1", qty=Decimal(5))
    assert answer["actual_qty"] == 5
    held = [(x.doc["item_code"], x.doc["warehouse"], x.doc["actual_qty"]) for x in books.documents(doctype="Bin")]
    assert held == [("SKU-1", "Stores", 5), ("SKU-2", "Amazon FBA", 3)]


def test_an_item_is_found_by_its_sku(books: Books) -> None:
    odd = given.wanted("Item", "A<1>", given.item("A1").outgoing.body, name="A1")
    books.deliver([odd])
    assert stock.set_stock(books, "A<1>", qty=Decimal(2))["item_code"] == "A1"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"sku_or_item": "SKU-9", "qty": Decimal(1)}, "no Item 'SKU-9'"),
        ({"sku_or_item": "SKU-1", "qty": Decimal(1), "warehouse": "Attic"}, "no Warehouse 'Attic'"),
        ({"sku_or_item": "SKU-1", "qty": Decimal(-1)}, "not -1"),
        ({"sku_or_item": "SKU-1", "qty": Decimal("1.5")}, "whole number"),
        ({"sku_or_item": "SKU-1", "qty": Decimal("NaN")}, "NaN"),
    ],
)
def test_wrong_stock(books: Books, arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(Usage, match=said):
        stock.set_stock(books, **arguments)
    assert not list(books.documents(doctype="Bin"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"sku_or_item": "SKU-9", "amount": Decimal(1)}, "no Item 'SKU-9'"),
        ({"sku_or_item": "SKU-1", "amount": Decimal(1), "price_list": "Ebay"}, "no Price List 'Ebay'"),
        ({"sku_or_item": "SKU-1", "amount": Decimal("-0.01")}, "not below zero"),
        ({"sku_or_item": "SKU-1", "amount": Decimal("1.005")}, "multiple of 0.01"),
    ],
)
def test_wrong_prices(books: Books, arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(Usage, match=said):
        stock.set_price(books, **arguments)


def test_a_persons_price_survives_amazons_saying_the_same_again(books: Books) -> None:
    books.deliver([given.price("SKU-1", "19.99")])
    answer = stock.set_price(books, "SKU-1", amount=Decimal("24.50"))
    assert answer["price_list_rate"] == Decimal("24.50")
    [receipt] = books.deliver([given.price("SKU-1", "19.99")])
    assert receipt.outcome is Outcome.UNCHANGED
    assert rate(books) == Decimal("24.50")


def test_where_amazon_moves_meanwhile_a_person_decides(books: Books) -> None:
    books.deliver([given.price("SKU-1", "19.99")])
    stock.set_price(books, "SKU-1", amount=Decimal("24.50"))
    [receipt] = books.deliver([given.price("SKU-1", "21.00")])
    assert (receipt.outcome, receipt.kind) == (Outcome.REFUSED, "changed-by-person")
    assert "24.50" in receipt.message
    assert "21.00" in receipt.message
    assert rate(books) == Decimal("24.50")

    stock.set_price(books, "SKU-1", amount=Decimal("21.00"))
    [receipt] = books.deliver([given.price("SKU-1", "21.00")])
    assert receipt.outcome is Outcome.UPDATED
    [receipt] = books.deliver([given.price("SKU-1", "22.00")])
    assert (receipt.outcome, rate(books)) == (Outcome.UPDATED, Decimal("22.00"))


def test_a_persons_price_stays_when_something_else_changes(books: Books) -> None:
    books.deliver([given.price("SKU-1", "19.99")])
    stock.set_price(books, "SKU-1", amount=Decimal("24.50"))
    other = given.price("SKU-1", "19.99")
    longer = given.wanted("Item Price", KEY, {**other.outgoing.body, "note": "from the listing"})
    [receipt] = books.deliver([longer])
    assert (receipt.outcome, rate(books)) == (Outcome.UPDATED, Decimal("24.50"))
    assert books.deliver([longer])[0].outcome is Outcome.UNCHANGED


def test_a_price_set_before_amazon_has_one(books: Books) -> None:
    stock.set_price(books, "SKU-1", amount=Decimal("24.50"))
    stock.set_price(books, "SKU-1", amount=Decimal("18.00"), price_list="Amazon UK")
    assert rate(books, "SKU-1|Amazon UK|GBP") == Decimal("18.00")
    [refused] = books.deliver([given.price("SKU-1", "19.99")])
    assert refused.kind == "changed-by-person"
    [agreed] = books.deliver([given.price("SKU-1", "24.50")])
    assert agreed.outcome is Outcome.UPDATED


def test_setting_it_back_to_amazons_price_ends_the_difference(books: Books) -> None:
    books.deliver([given.price("SKU-1", "19.99")])
    stock.set_price(books, "SKU-1", amount=Decimal("24.50"))
    stock.set_price(books, "SKU-1", amount=Decimal("19.99"))
    [receipt] = books.deliver([given.price("SKU-1", "23.00")])
    assert (receipt.outcome, rate(books)) == (Outcome.UPDATED, Decimal("23.00"))
