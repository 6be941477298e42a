"""The embedded books in a person's hands: stock, prices, and everything as CSV."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from tests.journeys.practice import practice
from tests.journeys.referee import Books
from tests.journeys.shop import ClockedShop, money, written

from sellerbridge.simulator.marketplaces import DE, UK

_GROUPS = {
    "Item Group",
    "Customer Group",
    "Territory",
    "UOM",
    "Warehouse",
    "Account",
    "Price List",
    "Brand",
    "Manufacturer",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClockedShop]:
    with practice((DE, UK), orders=130) as amazon:
        made = ClockedShop(tmp_path_factory.mktemp("books") / "home", amazon)
        made.set_up("GBP=1.17")
        made.run("sync", expect=1)
        yield made


def test_stock_is_set_and_shown(shop: ClockedShop) -> None:
    assert "FLASK-BLUE-FBM: 12 in Stores" in shop.run("books", "stock", "FLASK-BLUE-FBM", "12").stdout
    shop.run("books", "stock", "FLASK-BLUE-FBM", "9")
    shop.run("books", "stock", "FLASK-BLUE-FBM", "3", "--warehouse", "Amazon FBA")
    bins = [d["doc"] for d in shop.json("documents", "--doctype", "Bin")]
    held = {(b["item_code"], b["warehouse"]): Decimal(b["actual_qty"]) for b in bins}
    assert {place: qty for place, qty in held.items() if place[0] == "FLASK-BLUE-FBM"} == {
        ("FLASK-BLUE-FBM", "Stores"): 9,
        ("FLASK-BLUE-FBM", "Amazon FBA"): 3,
    }
    taken = {place: qty for place, qty in held.items() if place[0] != "FLASK-BLUE-FBM"}
    assert {warehouse for _, warehouse in taken} == {"Amazon FBA"}
    assert all(qty < 0 for qty in taken.values()), "what Amazon shipped, of stock that nobody counted"


def test_the_balance_ties(shop: ClockedShop) -> None:
    found = shop.json("books", "balance")
    accounts = {one["account"]: one for one in found["accounts"]}
    assert found["debit"] == found["credit"] != "0.00"
    assert sum(Decimal(one["balance"]) for one in accounts.values()) == 0
    invoices = [d["doc"] for d in shop.json("documents", "--doctype", "Sales Invoice") if d["docstatus"] == 1]
    left = [Decimal(doc["outstanding_amount"]) for doc in invoices]
    assert found["open_invoices"] == {
        "count": sum(x > 0 for x in left),
        "amount": str(sum(x for x in left if x > 0)),
    }
    assert set(accounts) >= {"Debtors", "Sales"}
    told = shop.run("books", "balance").stdout
    assert "Debit equals credit." in told
    assert "Debtors" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("stock", "NO-SUCH-SKU", "1"), "There is no Item 'NO-SUCH-SKU'"),
        (("stock", "FLASK-BLUE-FBM", "1.5"), "whole number"),
        (("stock", "FLASK-BLUE-FBM", "many"), "is not a number"),
        (("stock", "FLASK-BLUE-FBM", "1", "--warehouse", "Nowhere"), "There is no Warehouse 'Nowhere'"),
        (("price", "FLASK-BLUE-FBM", "1.234"), "multiple of 0.01"),
        (("price", "FLASK-BLUE-FBM", "9.99", "--price-list", "Nothing"), "There is no Price List 'Nothing'"),
        (("export", "/dev/null/folder"), "cannot be written"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(words: tuple[str, ...], told: str, shop: ClockedShop) -> None:
    answer = shop.run("books", *words, expect=2)
    assert told in " ".join(answer.stderr.split())


def test_a_price_set_by_a_person_is_not_taken_away(shop: ClockedShop) -> None:
    shop.run("books", "price", "FLASK-BLUE-FBM", "17.50")
    assert Books(shop).prices["FLASK-BLUE-FBM|Amazon|EUR"]["price_list_rate"] == "17.50"
    assert written(shop.json("sync", expect=1)) == 0
    assert Books(shop).prices["FLASK-BLUE-FBM|Amazon|EUR"]["price_list_rate"] == "17.50"


def test_the_export_holds_every_document_with_all_its_money(shop: ClockedShop, tmp_path: Path) -> None:
    told = shop.run("books", "export", str(tmp_path / "csv")).stdout
    files = sorted((tmp_path / "csv").iterdir())
    assert [str(path) for path in files] == told.splitlines()[:-1], "in the order of import"
    rows = {path.stem[3:]: _rows(path) for path in files}
    books = Books(shop)
    counted = {name: sum(bool(next(iter(row.values()))) for row in table) for name, table in rows.items()}
    print(f"\nexported: {counted}")
    names = {doctype.lower().replace(" ", "-"): doctype for doctype in books.by_doctype}
    for name, doctype in names.items():
        if name in counted and doctype not in _GROUPS:
            alive = [d for d in books.by_doctype[doctype] if d["docstatus"] < 2]
            assert counted[name] == len(alive), doctype
    assert {"item", "item-price", "customer", "address", "sales-order"} <= rows.keys()
    totals = [Decimal(row["grand_total"]) for row in rows["sales-order"] if row["grand_total"]]
    assert sum(totals) == sum(money(doc["grand_total"]) for doc in books.orders.values())
    lines = [Decimal(row["items.amount"]) for row in rows["sales-order"] if row["items.amount"]]
    assert sum(lines) == sum(money(row["amount"]) for doc in books.orders.values() for row in doc["items"])
    assert len(lines) == sum(len(doc["items"]) for doc in books.orders.values())
    taxes = Counter(row["taxes.account_head"] for row in rows["sales-order"] if row["taxes.account_head"])
    assert taxes == Counter(row["account_head"] for doc in books.orders.values() for row in doc["taxes"])


def test_everything_an_exported_order_names_is_exported_too(shop: ClockedShop, tmp_path: Path) -> None:
    shop.run("books", "export", str(tmp_path))
    rows = {path.stem[3:]: _rows(path) for path in tmp_path.iterdir()}
    orders = rows["sales-order"]
    assert {row["items.item_code"] for row in orders} - {""} <= {row["item_code"] for row in rows["item"]}
    assert {row["customer"] for row in orders} - {""} <= {row["name"] for row in rows["customer"]}
    assert {row["selling_price_list"] for row in orders} - {""} <= {
        r["price_list_name"] for r in rows["price-list"]
    }


def test_one_doctype_alone_and_nobody_else_may_read_it(shop: ClockedShop, tmp_path: Path) -> None:
    shop.run("books", "export", str(tmp_path), "--doctype", "Customer")
    (path,) = tmp_path.iterdir()
    assert path.name.endswith("-customer.csv")
    assert path.stat().st_mode & 0o077 == 0


def test_before_the_first_sync_there_is_nothing_to_export(tmp_path: Path, shop: ClockedShop) -> None:
    empty = ClockedShop(tmp_path / "home", shop.amazon)
    assert "There is nothing to export yet" in empty.run("books", "export", str(tmp_path / "csv")).stdout


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))
