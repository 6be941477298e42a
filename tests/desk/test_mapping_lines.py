"""Sources as a person types them, and what is told of wrong lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerbridge.commerce.marketplace import MARKETPLACES, Marketplace
from sellerbridge.desk.mapping_lines import Fault, Line, plain, told
from sellerbridge.documents.mapping import KINDS


def _line(kind: str, source: str, number: int = 0) -> Line:
    return Line(kind=kind, source=source, target="There", number=number)


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        pytest.param("item", "de:X", "de:X", id="a SKU is a SKU"),
        pytest.param("fee", "TAX", "TAX", id="a charge everywhere"),
        pytest.param("fee", "de:TAX", "DE:TAX", id="a charge of a marketplace"),
        pytest.param("fee", "GB : TAX", "UK:TAX", id="by another code, with blanks"),
        pytest.param("fee", "A1PA6795UKMFR9:TAX", "DE:TAX", id="by its id"),
        pytest.param("fee", "DE:FEE:SUB", "DE:FEE:SUB", id="what is behind the first colon"),
        pytest.param("fee", "FBA:PICK", "FBA:PICK", id="no country: Amazon's own word"),
        pytest.param("warehouse", "fr", "FR", id="a marketplace"),
    ],
)
def test_a_source_as_it_is_kept(kind: str, typed: str, kept: str) -> None:
    lines, faults = plain([_line(kind, typed)])
    assert ([line.source for line in lines], faults) == ([kept], [])


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("fee", "XX:TAX", "no marketplace 'XX'"),
        ("fee", "DE:", "names no charge"),
        ("customer", "Germany", "no marketplace 'Germany'"),
    ],
)
def test_a_source_that_leads_nowhere(kind: str, typed: str, said: str) -> None:
    lines, (fault,) = plain([_line("item", "OK", 2), _line(kind, typed, 3)])
    assert [line.source for line in lines] == ["OK"]
    assert fault.number == 3
    assert said in fault.why


@given(
    kind=st.sampled_from(KINDS[2:]),
    place=st.sampled_from(MARKETPLACES),
    typed=st.sampled_from([str.lower, str.upper, str.title]),
)
def test_however_a_marketplace_is_written_it_is_one(
    kind: str, place: Marketplace, typed: Callable[[str], str]
) -> None:
    lines, faults = plain([_line(kind, typed(place.code), 2), _line(kind, place.id, 3)])
    assert [line.source for line in lines] == [place.code]
    assert [(fault.number, fault.why) for fault in faults] == [(3, f"{place.code!r} is mapped already in line 2")]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([0], "wrong."),
        ([3, 2], "line 2: wrong; line 3: wrong."),
        ([0] * 12, "; ".join(["wrong"] * 10) + "; and 2 more."),
    ],
)
def test_faults_are_told_in_their_order(numbers: list[int], said: str) -> None:
    assert told([Fault(number=number, why="wrong") for number in numbers]) == said
