"""Targets held to an ERP: the names there, near ones for what is missing, one question per doctype."""

from __future__ import annotations

import pytest
from tests.desk.erp_of_names import ERPOfNames

from sellerbridge.desk import targets
from sellerbridge.desk.mapping_lines import Line
from sellerbridge.documents.mapping import KINDS

THERE = {
    "Item": ["MUG-1"],
    "Account": [
        "Frais de port - AC",
        "TVA déductible - AC",
        "TVA collectée - AC",
        "Ventes - AC",
    ],
    "Customer": [],
    "Price List": ["Amazon", "Amazon DE"],
    "Warehouse": ["Stores - AC", "Stores Süd - AC"],
}


def _line(kind: str, target: str, number: int = 0) -> Line:
    return Line(kind=kind, source="DE", target=target, number=number)


def test_every_kind_leads_to_a_doctype() -> None:
    assert targets.DOCTYPES.keys() == set(KINDS)


def test_a_doctype_is_asked_about_once() -> None:
    erp = ERPOfNames(THERE)
    lines = [
        _line("warehouse", "stores"),
        _line("item", "MUG-1"),
        _line("fba-warehouse", "Stores Süd"),
        _line("item", "mug-1"),
        _line("item", ""),
    ]
    right, wrong = targets.found(erp.as_port(), lines, make=False)
    assert erp.asked == [("Warehouse", ["Stores Süd", "stores"]), ("Item", ["MUG-1", "mug-1"])]
    assert sorted(line.target for line in right) == ["", "MUG-1", "MUG-1", "Stores - AC", "Stores Süd - AC"]
    assert wrong == []


@pytest.mark.parametrize(
    ("kind", "typed", "near"),
    [
        pytest.param("fee", "Frais de porte", "Frais de port - AC", id="without the abbreviation"),
        pytest.param("fee", "TVA collectee - AB", "TVA collectée - AC", id="accents, another abbreviation"),
        pytest.param("warehouse", "STORES SUED", "Stores Süd - AC", id="case"),
        pytest.param("price-list", "Amazone", "Amazon", id="one letter"),
    ],
)
def test_near_names_are_told(kind: str, typed: str, near: str) -> None:
    _, (fault,) = targets.found(ERPOfNames(THERE).as_port(), [_line(kind, typed, 7)], make=False)
    assert fault.number == 7
    assert near in fault.why.split("near it: ")[1].split("; ")[0].split(", ")


def test_nothing_is_near_what_is_altogether_different() -> None:
    _, (fault,) = targets.found(ERPOfNames(THERE).as_port(), [_line("fee", "Zzz")], make=False)
    assert "near it" not in fault.why


@pytest.mark.parametrize(
    ("kind", "name", "made"),
    [
        ("fee", "New", True),
        ("price-list", "New", True),
        ("warehouse", "New", True),
        ("fba-warehouse", "New", True),
        ("item", "New", False),
        ("customer", "New", False),
        ("fee", "<New>", False),
        ("warehouse", "N" * 141, False),
    ],
)
def test_only_what_a_sync_makes_under_a_name_that_erpnext_can_hold_may_be_missing(
    kind: str, name: str, made: bool
) -> None:
    line = _line(kind, name)
    right, wrong = targets.found(ERPOfNames(THERE).as_port(), [line], make=True)
    assert (right, len(wrong)) == (([line], 0) if made else ([], 1))
