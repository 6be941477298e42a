"""Rule: a type never seen before holds the settlement; mapping it is one step."""

from __future__ import annotations

import msgspec
import pytest
from tests.settlements import MAPPING, balances, booked, entries, fee, price, settlement

from sellerbridge.errors import Hold
from sellerbridge.problems import Problem

A = "302-0000001-0000001"
TOLD = settlement(price("20.00", A), fee("-3.00", A, "Quantum Handling Fee"))


def test_it_is_held_with_the_command_that_mends_it() -> None:
    with pytest.raises(Hold) as held:
        entries(TOLD, booked(A, "20.00"))
    problem = Problem(kind=held.value.kind, about="9001", facts=held.value.facts)

    assert "Quantum Handling Fee (-3.00 EUR)" in problem.message
    assert "sellerbridge map fee 'Quantum Handling Fee'=ACCOUNT" in problem.remedy


@pytest.mark.parametrize("source", ["Quantum Handling Fee", "quantumhandlingfee", "QUANTUM-HANDLING-FEE"])
def test_once_mapped_it_goes_on(source: str) -> None:
    mapping = msgspec.structs.replace(MAPPING, accounts={source: "4970"})
    (entry,) = entries(TOLD, booked(A, "20.00"), mapping=mapping)

    assert balances(entry)["4970"] == 3
