from __future__ import annotations

import csv
import stat
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.erp import given

from sellerbridge.clock import HeldClock
from sellerbridge.erp.books import stock
from sellerbridge.erp.books.adapter import Books
from sellerbridge.erp.books.doctypes import DOCTYPES
from sellerbridge.erp.books.export import export
from sellerbridge.errors import Usage
from sellerbridge.outgoing import Outcome, plain


@pytest.fixture
def sold(books: Books) -> Books:
    odd = given.item(
        "=SUM(A1)", description='Line one\nline two, with "quotes"', barcodes=[{"barcode": "4006381333931"}]
    )
    twin = given.item("-5", barcodes=[{"barcode": "4006381333931"}, {"barcode": "96385074"}])
    books.deliver([*given.masters(), odd, twin, given.customer("b1", "Zoë Ångström")])
    books.deliver([given.address("111-1", "AMZ-b1"), given.price("SKU-1", "19.99")])
    long = [given.row("SKU-1", 3, "16.80"), given.row("SKU-2", 2, "5.00"), given.row("-5", 1, "0.00")]
    answers = books.deliver([given.order("111-1"), given.order("111-2", items=long), given.order("111-3")])
    assert {answer.outcome for answer in answers} == {Outcome.CREATED}
    books.deliver([given.wanted("Sales Order", "111-3", {"docstatus": 2})])
    stock.set_stock(books, "SKU-1", qty=Decimal(4))
    return books


def read_as_data_import_does(path: Path, doctype: str) -> Iterator[dict[str, Any]]:
    """Rows whose own columns are all empty belong to the document before; empty cells are no values."""
    doc: dict[str, Any] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            own = {field: cell for field, cell in line.items() if "." not in field and cell}
            if own:
                if doc:
                    yield doc
                doc = own
            for table in DOCTYPES[doctype].tables:
                row = {f.partition(".")[2]: c for f, c in line.items() if f.startswith(f"{table}.") and c}
                if row:
                    doc.setdefault(table, []).append(row)
    yield doc


def as_cells(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        field: [as_cells(row) for row in value] if isinstance(value, list) else str(plain(value))
        for field, value in fields.items()
        if value not in ([], "", None)
    }


@pytest.mark.parametrize("doctype", ["Sales Order", "Customer", "Address", "Item Price", "Account", "Price List"])
def test_what_is_read_back_is_what_the_books_hold(sold: Books, tmp_path: Path, doctype: str) -> None:
    [path] = export(sold, tmp_path / "csv", doctypes=[doctype])
    held = [x for x in sold.documents(doctype=doctype) if x.docstatus != 2]
    wanted = [as_cells(x.doc | ({} if DOCTYPES[doctype].label_field else {"name": x.name})) for x in held]
    if doctype == "Sales Order":
        assert all(doc.pop("customer_name") == "Zoë Ångström" for doc in wanted)
    assert list(read_as_data_import_does(path, doctype)) == wanted


def test_files_are_numbered_in_the_order_to_import_them(sold: Books, tmp_path: Path) -> None:
    names = [path.name for path in export(sold, tmp_path / "new" / "csv")]
    assert names == [
        "01-item-group.csv",
        "02-customer-group.csv",
        "07-warehouse.csv",
        "08-price-list.csv",
        "09-account.csv",
        "10-item.csv",
        "11-item-price.csv",
        "12-customer.csv",
        "13-address.csv",
        "15-sales-order.csv",
    ]
    assert sorted(names) == sorted(path.name for path in (tmp_path / "new" / "csv").iterdir())


def test_what_looks_like_a_formula_stays_the_data_it_is(sold: Books, tmp_path: Path) -> None:
    [path] = export(sold, tmp_path, doctypes=["Item"])
    codes = [doc["item_code"] for doc in read_as_data_import_does(path, "Item")]
    assert codes == ["SKU-1", "SKU-2", "=SUM(A1)", "-5"]


def test_a_barcode_goes_to_the_first_item_only(sold: Books, tmp_path: Path) -> None:
    [path] = export(sold, tmp_path, doctypes=["Item"])
    barcodes = [doc.get("barcodes") for doc in read_as_data_import_does(path, "Item")]
    assert barcodes == [None, None, [{"barcode": "4006381333931"}], [{"barcode": "96385074"}]]


def test_an_amended_order_is_exported_once_as_it_is_now(sold: Books, tmp_path: Path) -> None:
    sold.deliver([given.order("111-1", delivery_date="2026-10-20")])
    [path] = export(sold, tmp_path, doctypes=["Sales Order"])
    found = [
        (x["name"], x["delivery_date"], "amended_from" in x) for x in read_as_data_import_does(path, "Sales Order")
    ]
    assert found == [("111-2", "2026-10-09", False), ("111-1-1", "2026-10-20", False)]


def test_erased_addresses_are_left_out(sold: Books, tmp_path: Path, clock: HeldClock) -> None:
    sold.erase(clock.now() + timedelta(days=30))
    assert export(sold, tmp_path, doctypes=["Address"]) == []
    [path] = export(sold, tmp_path, doctypes=["Customer"])
    assert [doc["customer_name"] for doc in read_as_data_import_does(path, "Customer")] == ["Erased buyer"]


def test_only_the_owner_can_read_the_files(sold: Books, tmp_path: Path) -> None:
    assert {stat.S_IMODE(path.stat().st_mode) for path in export(sold, tmp_path)} == {0o600}


def test_a_file_appears_whole_or_not_at_all(sold: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [path] = export(sold, tmp_path, doctypes=["Item"])
    before = path.read_bytes()
    monkeypatch.setattr("sellerbridge.erp.books.export._rows", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export(sold, tmp_path, doctypes=["Item"])
    assert [(x.name, x.read_bytes()) for x in tmp_path.glob("*10-item*")] == [(path.name, before)]


def test_what_cannot_be_exported(sold: Books, tmp_path: Path) -> None:
    with pytest.raises(Usage, match="Bin cannot be exported"):
        export(sold, tmp_path, doctypes=["Bin"])
    (tmp_path / "file").write_text("")
    with pytest.raises(Usage, match="cannot be written"):
        export(sold, tmp_path / "file")
