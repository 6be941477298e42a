"""Filters on single values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.filters import parsed
from sellerbridge.simulator.erpnext.refusal import Refusal

texts = st.text(st.characters(codec="utf-8", exclude_characters="%_,"), max_size=8)


def holds(value: Any, operator: str, wanted: Any) -> bool:
    (one,) = parsed("Item", [["field", operator, wanted]])
    return one.holds({"Item": Document("Item", {"field": value})})


@given(texts, texts)
def test_an_operator_and_its_opposite_never_agree(there: str, wanted: str) -> None:
    for operator, opposite in (("=", "!="), ("<", ">="), (">", "<="), ("like", "not like"), ("in", "not in")):
        assert holds(there, operator, wanted) is not holds(there, opposite, wanted)


@given(texts, st.lists(texts, max_size=4))
def test_in_is_equal_to_one_of_them(there: str, wanted: list[str]) -> None:
    stripped = [one.strip() for one in wanted]
    assert holds(there.strip(), "in", stripped) is any(holds(there.strip(), "=", one) for one in stripped)


@given(st.decimals(-100, 100, places=2), st.decimals(-100, 100, places=2))
def test_numbers_compare_by_size(there: Decimal, wanted: Decimal) -> None:
    assert holds(there, "<", str(wanted)) is (there < wanted)
    assert holds(there, "between", [wanted, wanted + 1]) is (wanted <= there <= wanted + 1)


@pytest.mark.parametrize("missing", ["", None])
def test_nothing_is_an_empty_text_and_zero(missing: Any) -> None:
    assert holds(None, "=", missing)
    assert holds(None, "=", 0)
    assert not holds(None, "is", "set")


def test_an_operator_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Refusal, match="Operator must be one of"):
        parsed("Item", [["field", "=~", "x"]])
