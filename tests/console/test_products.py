"""The products: found, mapped in place, and as a file both ways."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import pytest
from starlette.testclient import TestClient
from tests.console.conftest import DE, FR
from tests.desk.erp_of_names import ERPOfNames, installed

from sellerbridge.commerce.listing import Listing
from sellerbridge.console.pages.order import written
from sellerbridge.desk import products as desk
from sellerbridge.incoming import Page
from sellerbridge.installation import Installation
from sellerbridge.store.connections import Connection

As = Callable[[str], TestClient]


def listing(sku: str, site: str = DE, **more: object) -> Listing:
    told = {"asin": f"B0{sku}", "title": f"Becher {sku}", "price": Decimal("9.99"), "currency": "EUR"}
    return Listing(sku=sku, marketplace_id=site, **{**told, "status": "Active", **more})  # type: ignore[arg-type]


@pytest.fixture
def kept(opened: Installation, seller: Connection, monkeypatch: pytest.MonkeyPatch) -> Installation:
    installed(monkeypatch, opened, ERPOfNames({"Item": ["MUG-01"]}))
    skus = [f"P{n:03}" for n in range(120)]
    german = [listing(sku, status="Inactive" if sku == "P007" else "Active") for sku in skus]
    opened.store.products.keep(seller, DE, Page(records=(*german, listing("ODD", title="Ärmelschoner blau"))))
    opened.store.products.keep(seller, FR, Page(records=(listing("P001", FR, price=Decimal("11.5")),)))
    return opened


def skus(found: desk.ProductPage) -> list[str]:
    return [each.sku for each in found.products]


def test_every_product_is_on_one_page(kept: Installation) -> None:
    found, after = list[str](), ""
    while True:
        page = desk.page(kept.store, after=after)
        found += skus(page)
        if not (after := page.after):
            break

    assert found == ["ODD", *(f"P{n:03}" for n in range(120))]


@pytest.mark.parametrize(
    ("only", "begins", "found"),
    [
        ("inactive", "", ["P007"]),
        ("mapped", "", ["P002"]),
        ("", "ärmel", ["ODD"]),
        ("", "schoner", []),
        ("", "b0p003", ["P003"]),
        ("mapped", "p00", ["P002"]),
        ("inactive", "P00", ["P007"]),
        ("problem", "", []),
    ],
)
def test_products_are_found(kept: Installation, only: str, begins: str, found: list[str]) -> None:
    kept.store.mappings.put({"item": {"P002": "MUG-01"}})

    assert skus(desk.page(kept.store, only=only, begins=begins)) == found


def test_a_listing_stands_beside_its_item_with_a_price_for_each_marketplace(kept: Installation) -> None:
    (found,) = desk.page(kept.store, begins="P001").products

    assert (found.item, found.mapped) == ("P001", False)
    assert [(offer.marketplace, offer.price) for offer in found.offers] == [
        ("DE", Decimal("9.99")),
        ("FR", Decimal("11.5")),
    ]


def test_a_mapping_must_be_an_item_of_the_erp(kept: Installation, as_: As) -> None:
    operator = as_("operator")

    answer = operator.post("/products/map", data={"sku": "P001", "item": "NO-SUCH"})

    assert answer.status_code == 400
    assert "NO-SUCH" in answer.text
    assert kept.store.mappings.all()["item"] == {}


def test_a_mapping_is_edited_in_place_and_taken_back(kept: Installation, seller: Connection, as_: As) -> None:
    operator = as_("operator")

    answer = operator.post("/products/map", data={"sku": "P001", "item": "MUG-01", "list": "find=P00"})
    assert "P001 is booked on MUG-01 from now on." in answer.text
    assert (answer.url.path, answer.url.query) == ("/products", b"find=P00")
    assert kept.store.mappings.all()["item"] == {"P001": "MUG-01"}

    operator.post("/products/map", data={"sku": "P001", "item": ""})
    assert kept.store.mappings.all()["item"] == {}
    assert [deed.about for deed in kept.store.accounts.deeds()].count("P001") == 2


def test_a_file_is_previewed_before_it_changes_anything(kept: Installation, as_: As) -> None:
    operator = as_("operator")
    csv = "kind,source,target\nitem,P001,MUG-01\n"

    preview = operator.post("/products/preview", files={"file": ("mine.csv", csv.encode(), "text/csv")})
    assert "MUG-01" in preview.text
    assert "P001" in preview.text
    assert kept.store.mappings.all()["item"] == {}

    operator.post("/products/import", data={"text": csv, "name": "mine.csv"})
    assert kept.store.mappings.all()["item"] == {"P001": "MUG-01"}
    assert operator.get("/products/mappings.csv").text == csv


def test_a_file_that_is_wrong_changes_nothing_and_names_the_line(kept: Installation, as_: As) -> None:
    csv = b"kind,source,target\nitem,P001,NO-SUCH\n"

    answer = as_("operator").post("/products/preview", files={"file": ("mine.csv", csv, "text/csv")})

    assert answer.status_code == 400
    assert "line 2" in answer.text


def test_a_viewer_sees_items_and_changes_none(kept: Installation, as_: As) -> None:
    viewer = as_("viewer")

    assert "/products/map" not in viewer.get("/products").text.replace("/products/mappings.csv", "")
    assert viewer.post("/products/map", data={"sku": "P001", "item": "MUG-01"}).status_code == 403
    assert viewer.post("/products/import", data={"text": "x"}).status_code == 403


def test_a_field_is_written_line_by_line() -> None:
    rows = [{"item_code": "MUG", "qty": 2, "rate": Decimal("4.50"), "amount": Decimal("9.00")}]

    assert list(written(rows)) == ["2 \u00d7 MUG \u00b7 4.50 = 9.00"]
    assert list(written(Decimal("1E+1"))) == ["10"]
    assert list(written(json.loads('["a", "b"]'))) == ["a", "b"]
