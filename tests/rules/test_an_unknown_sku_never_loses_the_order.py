"""Rule 11: by setting an unknown SKU makes its Item, uses a placeholder, or holds that one order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from sellerbridge.commerce.order import Order, OrderLine
from sellerbridge.documents.mapping import Mappings
from sellerbridge.errors import Hold
from sellerbridge.outgoing import Outgoing

Documents = Callable[..., dict[str, Outgoing]]
Booked = Callable[..., dict[str, Any]]


@pytest.fixture
def order(line: Callable[..., OrderLine], sale: Callable[..., Order]) -> Order:
    gone = line("OLD-7", 2, ITEM="10.00", fields={"asin": "B000TEST01", "title": "An old lamp"})
    return sale(line("MUG", 1, ITEM="5.00"), gone, total="15.00")


def _codes(body: dict[str, Any]) -> list[tuple[str, int]]:
    return [(row["item_code"], row["qty"]) for row in body["items"]]


def test_create_makes_the_item(order: Order, documents: Documents) -> None:
    made = documents(order, unknown_sku="create")

    item = made["Item"]
    assert (item.key, item.name, item.body["amazon_item_code"]) == ("OLD-7", "OLD-7", "B000TEST01")
    assert (item.body["item_name"], item.body["item_group"]) == ("An old lamp", "Amazon Products")
    assert _codes(dict(made["Sales Order"].body)) == [("MUG", 1), ("OLD-7", 2)]
    assert "not listed" in made["Sales Order"].origins["items"]


def test_the_item_comes_before_the_order_that_needs_it(order: Order, documents: Documents) -> None:
    assert list(documents(order))[-2:] == ["Item", "Sales Order"]


def test_placeholder_stands_in_its_place(order: Order, documents: Documents) -> None:
    made = documents(order, unknown_sku="placeholder", placeholder_item="UNKNOWN")

    assert made["Item"].name == "UNKNOWN"
    assert _codes(dict(made["Sales Order"].body)) == [("MUG", 1), ("UNKNOWN", 2)]


def test_a_placeholder_that_is_not_named_holds_the_order(order: Order, documents: Documents) -> None:
    with pytest.raises(Hold) as held:
        documents(order, unknown_sku="placeholder", placeholder_item="")

    assert (held.value.kind, held.value.facts) == ("missing-setting", {"setting": "placeholder_item"})


def test_hold_names_the_sku(order: Order, documents: Documents) -> None:
    with pytest.raises(Hold) as held:
        documents(order, unknown_sku="hold")

    assert (held.value.kind, held.value.facts) == ("unknown-sku", {"sku": "OLD-7"})


def test_the_users_mapping_goes_first(order: Order, booked: Booked, mapping: Mappings) -> None:
    mapped = msgspec.structs.replace(mapping, items={"OLD-7": "LAMP", "MUG": "CUP"})

    assert _codes(booked(order, mapped, unknown_sku="hold")) == [("CUP", 1), ("LAMP", 2)]


def test_a_case_twin_of_a_listed_sku_gets_a_code_of_its_own(
    line: Callable[..., OrderLine], sale: Callable[..., Order], documents: Documents
) -> None:
    """ERPNext cannot tell "mug" from "MUG"."""
    order = sale(line("MUG", 1, ITEM="5.00"), line("mug", 2, ITEM="10.00"), total="15.00")

    item = documents(order)["Item"]

    assert item.key == "mug"
    assert item.name.startswith("mug~")


def test_a_line_without_any_code_is_held(
    line: Callable[..., OrderLine], sale: Callable[..., Order], documents: Documents
) -> None:
    with pytest.raises(Hold) as held:
        documents(sale(line("", 2, ITEM="10.00"), total="10.00"))

    assert (held.value.kind, held.value.facts) == ("unknown-sku", {"sku": "(none)"})
