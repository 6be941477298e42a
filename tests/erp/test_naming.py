from __future__ import annotations

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from sellerbridge.documents.item import fold
from sellerbridge.erp.books.naming import amended, folded


@drawn(st.text(max_size=40) | st.text(alphabet="aZ09 -_\t\x7f", max_size=20))
def test_the_short_way_compares_like_the_long_one(name: str) -> None:
    assert folded(name) == fold(name)


@pytest.mark.parametrize(
    ("name", "is_amendment", "next_name"),
    [
        ("302-1111111-2222222", False, "302-1111111-2222222-1"),
        ("302-1111111-2222222-1", True, "302-1111111-2222222-2"),
        ("302-1111111-2222222-9", True, "302-1111111-2222222-10"),
        ("Loose", True, "Loose-1"),
    ],
)
def test_amendments_count_on(name: str, is_amendment: bool, next_name: str) -> None:
    assert amended(name, amends_another=is_amendment) == next_name
