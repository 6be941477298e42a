"""Items: codes that ERPNext can hold and tell apart, and what a product's Item says."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.commerce.listing import CatalogItem, Listing, Product
from sellerbridge.documents.item import NAME_LENGTH, fold, item_code, item_documents
from sellerbridge.documents.mapping import Mappings
from sellerbridge.outgoing import Outgoing
from sellerbridge.settings import Settings

DE, UK = "A1PA6795UKMFR9", "A1F83G8C2ARO7P"
MAPPING = Mappings(marketplaces=(DE, UK))


def nobody(_: str) -> bool:
    return False


@pytest.mark.parametrize(
    "sku",
    ["MUG-1", "mug 1", "ÄÖ/ü%+", "日本-1", "a" * NAME_LENGTH, "000", "=1+1", "NULL"],
    ids=lambda sku: sku[:8],
)
def test_a_sku_that_erpnext_can_hold_is_the_code(sku: str) -> None:
    assert item_code(sku, nobody) == sku


@pytest.mark.parametrize(
    ("sku", "begin"),
    [
        pytest.param(" MUG", "MUG~", id="leading blank"),
        pytest.param("MUG ", "MUG~", id="trailing blank"),
        pytest.param("MUG  1", "MUG 1~", id="two blanks"),
        pytest.param("MUG<1>", "MUG1~", id="angle brackets"),
        pytest.param("MUG\t1", "MUG 1~", id="tab"),
        pytest.param("x" * 141, "x" * 131 + "~", id="too long"),
    ],
)
def test_any_other_is_tidied_and_marked(sku: str, begin: str) -> None:
    code = item_code(sku, nobody)

    assert code.startswith(begin)
    assert len(code) <= NAME_LENGTH
    assert code == item_code(sku, nobody)


@pytest.mark.parametrize("twin", ["mug-1", "MÜG-1", "Mug-1\u200b"])
def test_twins_get_codes_of_their_own(twin: str) -> None:
    held = {fold("MUG-1")}

    code = item_code(twin, lambda code: fold(code) in held)

    assert fold(twin) == fold("MUG-1")
    assert fold(code) != fold("MUG-1")


@pytest.mark.parametrize("sku", ["  ", "<>", "\x00"])
def test_a_sku_of_signs_that_no_name_may_have_gets_a_code_all_the_same(sku: str) -> None:
    assert re.fullmatch(r"SKU~[0-9a-f]{8}", item_code(sku, nobody))


@given(st.lists(st.text(min_size=1, max_size=200).filter(lambda text: fold(text).strip("<> ")), unique=True))
def test_codes_are_names_that_erpnext_holds_and_tells_apart(skus: list[str]) -> None:
    given_codes: dict[str, str] = {}
    for sku in skus:
        code = item_code(sku, lambda code: fold(code) in given_codes)
        assert fold(code) not in given_codes
        given_codes[fold(code)] = sku
        assert 0 < len(code) <= NAME_LENGTH
        assert code == code.strip()
        assert not set(code) & {"<", ">", "\n", "\t"}


def _product(*listings: Listing, **fields: Any) -> Product:
    return Product(**{"sku": "MUG", "item_code": "MUG", "listings": listings, **fields})


GERMAN = Listing(
    sku="MUG",
    marketplace_id=DE,
    asin="B000TEST01",
    title="Tasse, rot",
    description="Eine rote Tasse",
    price=Decimal("19.99"),
    currency="EUR",
    status="Inactive",
    fulfilled_by="AMAZON",
)
BRITISH = msgspec.structs.replace(
    GERMAN, marketplace_id=UK, title="Mug, red", currency="GBP", status="Active", fulfilled_by="MERCHANT"
)
CATALOG = CatalogItem(
    asin="B000TEST01",
    marketplace_id=DE,
    title="Tasse",
    brand="Tonhof <r>",
    manufacturer="Tonhof GmbH",
    product_type="DRINKING_CUP",
    image_url="https://images.example/mug.jpg",
    barcodes=(("EAN", "4006381333931"), ("GTIN", "04006381333931"), ("EAN", "4006381333932")),
)


def _by_kind(product: Product, **settings: Any) -> dict[str, Outgoing]:
    made = item_documents(product, settings=Settings(**settings), mapping=MAPPING)
    return {document.kind: document for document in made}


def test_the_home_marketplace_and_the_catalogue_make_the_item() -> None:
    made = _by_kind(_product(GERMAN, BRITISH, catalog=CATALOG), item_group="Cups")

    assert list(made) == ["Brand", "Manufacturer", "Item", "Item Price"]
    assert made["Brand"].name == made["Brand"].body["brand"] == "Tonhof r"
    assert (made["Item"].key, made["Item"].name) == ("MUG", "MUG")
    assert made["Item"].body == {
        "item_code": "MUG",
        "item_name": "Tasse, rot",
        "description": "Eine rote Tasse",
        "brand": "Tonhof r",
        "default_item_manufacturer": "Tonhof GmbH",
        "item_group": "Cups",
        "stock_uom": "Nos",
        "is_stock_item": 1,
        "is_sales_item": 1,
        "barcodes": [{"barcode": "4006381333931", "barcode_type": "EAN"}],
        "image": "https://images.example/mug.jpg",
        "amazon_sku": "MUG",
        "amazon_item_code": "B000TEST01",
        "amazon_fulfilled_by": "AMAZON",
        "amazon_status": "Active",
    }
    assert made["Item"].origins.keys() == made["Item"].body.keys()


def test_two_spellings_of_a_brand_are_one() -> None:
    other = msgspec.structs.replace(CATALOG, brand="TONHOF R")

    one = _by_kind(_product(GERMAN, catalog=CATALOG))["Brand"]
    two = _by_kind(_product(GERMAN, catalog=other))["Brand"]

    assert one.key == two.key


def test_without_a_catalogue_entry_the_listing_is_enough() -> None:
    made = _by_kind(_product(BRITISH))

    assert list(made) == ["Item", "Item Price"]
    assert made["Item"].body["item_name"] == "Mug, red"
    assert made["Item"].body["is_stock_item"] == 1
    assert not made["Item"].body.keys() & {"brand", "barcodes", "image"}


@pytest.mark.parametrize("status", ["Inactive", "Incomplete", "Deleted", "SomethingNew"])
def test_a_listing_switched_off_changes_the_status_only(status: str) -> None:
    before = _by_kind(_product(GERMAN))["Item"].body
    after = _by_kind(_product(msgspec.structs.replace(GERMAN, status=status)))["Item"].body

    assert after == {**before, "amazon_status": status}
    assert "disabled" not in after


@pytest.mark.parametrize(
    ("statuses", "best"),
    [
        (("Deleted", "Active"), "Active"),
        (("Deleted", "Inactive"), "Inactive"),
        (("Incomplete", "Deleted"), "Incomplete"),
    ],
)
def test_the_best_status_counts(statuses: tuple[str, str], best: str) -> None:
    listings = [msgspec.structs.replace(x, status=s) for x, s in zip((GERMAN, BRITISH), statuses, strict=True)]

    assert _by_kind(_product(*listings))["Item"].body["amazon_status"] == best


def test_two_skus_of_one_asin_are_two_items_and_one_has_the_barcode() -> None:
    """ERPNext holds a barcode once (Item Barcode.barcode is unique)."""
    first = _by_kind(_product(GERMAN, catalog=CATALOG))["Item"]
    listing = msgspec.structs.replace(GERMAN, sku="MUG-FBA")
    second = _by_kind(_product(listing, sku="MUG-FBA", item_code="MUG-FBA", catalog=CATALOG, first_of_asin=False))[
        "Item"
    ]

    assert (first.key, second.key) == ("MUG", "MUG-FBA")
    assert first.body["amazon_item_code"] == second.body["amazon_item_code"]
    assert ("barcodes" in first.body, "barcodes" in second.body) == (True, False)


@pytest.mark.parametrize(
    ("product_type", "stock"), [("DOWNLOADABLE_SOFTWARE", 0), ("DIGITAL_CAMERA", 1), ("", 1), ("NEW_TYPE", 1)]
)
def test_only_what_is_never_on_a_shelf_has_no_stock(product_type: str, stock: int) -> None:
    entry = msgspec.structs.replace(CATALOG, product_type=product_type)

    assert _by_kind(_product(GERMAN, catalog=entry))["Item"].body["is_stock_item"] == stock


def test_a_long_title_is_cut_in_the_name_and_whole_in_the_description() -> None:
    listing = msgspec.structs.replace(GERMAN, title="Tasse " * 60, description="")

    body = _by_kind(_product(listing))["Item"].body

    assert len(body["item_name"]) <= NAME_LENGTH
    assert body["description"] == "Tasse " * 60
