"""What a site holds the same, however it writes it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.erp.erpnext.comparing import differing, empty, same


@pytest.mark.parametrize(
    ("there", "wanted"),
    [
        pytest.param(None, "", id="null is empty"),
        pytest.param(1, 1, id="a tick"),
        pytest.param(Decimal("19.990000000"), Decimal("19.99"), id="trailing zeros"),
        pytest.param(Decimal("0.333333333"), Decimal("0.33333333333333"), id="nine decimals in the database"),
        pytest.param("Salt &amp; pepper", "Salt & pepper", id="entities"),
        pytest.param("<div><p>Two  lines</p></div>", "Two lines", id="HTML of an editor"),
        pytest.param(None, [], id="no rows"),
        pytest.param(
            [{"barcode": "4006381333931", "idx": 1}], [{"barcode": "4006381333931"}], id="rows by what is wanted"
        ),
    ],
)
def test_the_same(there: Any, wanted: Any) -> None:
    assert same(there, wanted)


@pytest.mark.parametrize(
    ("there", "wanted"),
    [
        pytest.param(None, 0, id="zero is a value"),
        pytest.param(Decimal("19.99"), Decimal("19.98"), id="a cent"),
        pytest.param("Kettle", "kettle", id="case"),
        pytest.param([{"qty": 1}], [{"qty": 1}, {"qty": 1}], id="a row more"),
        pytest.param([{"qty": 1}], [{"qty": 2}], id="another quantity"),
        pytest.param("0", 0, id="a text that looks like a number"),
    ],
)
def test_another(there: Any, wanted: Any) -> None:
    assert not same(there, wanted)


@given(st.one_of(st.none(), st.text(), st.integers(-(10**9), 10**9), st.decimals(-(10**6), 10**6, places=9)))
def test_everything_is_the_same_as_itself(value: Any) -> None:
    assert same(value, value)


def test_only_what_is_wanted_is_compared() -> None:
    there = {"item_name": "Kettle", "brand": "Acme", "lead_time_days": 3}

    assert differing(there, {"item_name": "Kettle", "brand": "Bolt", "image": "x"}, without={"image"}) == ["brand"]


def test_zero_is_not_empty() -> None:
    assert empty(None)
    assert empty("")
    assert not empty(0)
