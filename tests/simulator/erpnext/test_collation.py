"""Which texts are one to the database, and what comes first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.simulator.erpnext.collation import folded, sorted_as


@pytest.mark.parametrize(
    ("left", "right"),
    [("SKU-1", "sku-1"), ("SKU-1", "SKU-1  "), ("Köln", "koln"), ("Straße", "STRASSE"), ("É", "e")],
    ids=["case", "space at the end", "umlaut", "sharp s", "accent"],
)
def test_one_and_the_same(left: str, right: str) -> None:
    assert folded(left) == folded(right)


@pytest.mark.parametrize(("left", "right"), [("SKU-1", " SKU-1"), ("SKU-1", "SKU1"), ("a", "b")])
def test_not_the_same(left: str, right: str) -> None:
    assert folded(left) != folded(right)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_signs_come_before_digits_and_digits_before_letters() -> None:
    names = ["US ST 6%", "SKU/3 ü%", "SKU-OFF", "US ST 6.25%", "SKU-2", "sku-1", "US ST 4%"]
    assert sorted(names, key=sorted_as) == [
        "sku-1", "SKU-2", "SKU-OFF", "SKU/3 ü%", "US ST 4%", "US ST 6.25%", "US ST 6%",
    ]  # fmt: skip
