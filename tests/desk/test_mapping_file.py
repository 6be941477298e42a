"""Mappings as CSV: what goes out comes back, and one wrong line changes nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.desk.erp_of_names import ERPOfNames, installed

from sellerbridge.desk import mapping, mapping_file
from sellerbridge.desk.mapping import Mapped
from sellerbridge.errors import Unreachable, Usage
from sellerbridge.installation import Installation

_NAMES = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters=":"), min_size=1, max_size=12)
_COUNTRIES = st.dictionaries(st.sampled_from(["DE", "FR", "IT"]), _NAMES, max_size=2)
_MAPPINGS = st.fixed_dictionaries(
    {
        "item": st.dictionaries(_NAMES, _NAMES, max_size=4),
        "fee": st.dictionaries(st.one_of(_NAMES, _NAMES.map("DE:{}".format)), _NAMES, max_size=4),
        "customer": _COUNTRIES,
        "price-list": _COUNTRIES,
        "warehouse": _COUNTRIES,
        "fba-warehouse": _COUNTRIES,
    }
)
THERE = {
    "Item": ["MUG-1", "MUG-2"],
    "Account": ["Freight - AC"],
    "Customer": ["Amazon Kunden"],
    "Price List": ["Web"],
    "Warehouse": ["Stores - AC"],
}


def _file(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "map.csv"
    path.write_bytes(text.encode(encoding))
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(mapped=_MAPPINGS)
def test_what_is_exported_comes_back(opened: Installation, mapped: dict[str, dict[str, str]]) -> None:
    opened.store.mappings.put(mapped)
    before = mapping.mapped(opened.store)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.csv"
        number = mapping_file.export(opened.store, path)
        opened.store.mappings.put({kind: dict.fromkeys(pairs, "") for kind, pairs in mapped.items()})
        _forget_all(opened)
        assert mapping.mapped(opened.store) == Mapped()
        assert mapping_file.import_file(opened, path) == number == len(before.rows())
        assert [each.name for each in Path(folder).iterdir()] == ["map.csv"]
    assert mapping.mapped(opened.store) == before
    _forget_all(opened)


def _forget_all(opened: Installation) -> None:
    kept = opened.store.mappings.all()
    opened.store.mappings.put({kind: dict.fromkeys(pairs, "") for kind, pairs in kept.items()})


def test_excel_writes_semicolons_and_a_mark_at_the_beginning(opened: Installation, tmp_path: Path) -> None:
    text = "Kind;Source;Target\r\nitem;RED, large;MUG-1\r\n\r\nFBA_Warehouse;gb;FBA\r\n"
    assert mapping_file.import_file(opened, _file(tmp_path, text, "utf-8-sig")) == 2
    assert mapping.mapped(opened.store) == Mapped(item={"RED, large": "MUG-1"}, fba_warehouse={"UK": "FBA"})


def test_an_empty_target_forgets(opened: Installation, tmp_path: Path) -> None:
    mapping.put(opened, "item", ["RED=MUG-1", "BLUE=MUG-2"])
    mapping_file.import_file(opened, _file(tmp_path, "kind,source,target\nitem,RED,\n"))
    assert mapping.mapped(opened.store).item == {"BLUE": "MUG-2"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "kind,source,target\nitem,A,1\nthing,B,2\n",
            "line 3: the kind is item, fee, .* or fba-warehouse, not 'thing'",
        ),
        ("kind,source,target\nitem,A,1\n\nitem,,2\n", "line 4: the source is empty"),
        ("kind,source,target\nitem,A,1\nitem,A,2\n", "line 3: 'A' is mapped already in line 2"),
        ("kind,source,target\nwarehouse,GB,1\nwarehouse,uk,2\n", "line 3: 'UK' is mapped already in line 2"),
        ("kind,source,target\nitem,A,1\ncustomer,XX,2\n", "line 3: there is no marketplace 'XX'"),
        ("kind,source,target\nitem,A,1\nfee,XX:TAX,2\n", "line 3: there is no marketplace 'XX'"),
        ("kind,source,target\nprice-list,DE,1\nprice-list,UK,1\n", "line 2: the price list '1' .*; line 3: "),
        ("kind,source,target\nitem,A\n", "line 2: 2 columns instead of 3"),
        ('kind,source,target\nitem,"A,1\n', "line 2"),
        ("sku,item\nA,1\n", "first line"),
        ("", "first line"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_taken(
    opened: Installation, tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(Usage, match=said):
        mapping_file.import_file(opened, _file(tmp_path, text))
    assert mapping.mapped(opened.store) == Mapped()


def test_what_the_erp_has_not_is_told_beside_what_is_written_wrong(
    opened: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    erp = installed(monkeypatch, opened, ERPOfNames(THERE))
    text = (
        "kind,source,target\nitem,A,MUG-1\nitem,B,MUG-9\nthing,C,1\nwarehouse,DE,Store\nfee,TAX,freight\nitem,D,\n"
    )
    with pytest.raises(Usage) as refusal:
        mapping_file.import_file(opened, _file(tmp_path, text))
    said = str(refusal.value).split(": ", 1)[1].split("; line ")
    assert [part.removeprefix("line ")[0] for part in said] == ["3", "4", "5"]
    assert "no Item 'MUG-9'" in said[0]
    assert "near it: Stores - AC" in said[2]
    assert erp.asked == [("Item", ["MUG-1", "MUG-9"]), ("Warehouse", ["Store"]), ("Account", ["freight"])]
    assert mapping.mapped(opened.store) == Mapped()


def test_what_is_there_or_can_be_made_is_taken_over(
    opened: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installed(monkeypatch, opened, ERPOfNames(THERE))
    path = _file(tmp_path, "kind,source,target\nitem,A,mug-2\nfee,DE:TAX,Freight\nwarehouse,DE,New\n")
    with pytest.raises(Usage, match=r"line 4: .* 'New'"):
        mapping_file.import_file(opened, path)
    assert mapping_file.import_file(opened, path, make=True) == 3
    kept = Mapped(item={"A": "MUG-2"}, fee={"DE:TAX": "Freight - AC"}, warehouse={"DE": "New"})
    assert mapping.mapped(opened.store) == kept


def test_an_erp_that_does_not_answer_changes_nothing(
    opened: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installed(monkeypatch, opened, ERPOfNames(THERE, away=True))
    path = _file(tmp_path, "kind,source,target\nitem,A,MUG-1\n")
    with pytest.raises(Unreachable):
        mapping_file.import_file(opened, path)
    assert mapping.mapped(opened.store) == Mapped()
    assert mapping_file.import_file(opened, path, check=False) == 1


def test_a_file_in_another_encoding_is_told(opened: Installation, tmp_path: Path) -> None:
    with pytest.raises(Usage, match="UTF-8"):
        mapping_file.import_file(opened, _file(tmp_path, "kind,source,target\nitem,Grün,1\n", "latin-1"))


def test_of_many_wrong_lines_the_first_are_told_and_the_others_numbered(
    opened: Installation, tmp_path: Path
) -> None:
    text = "kind,source,target\n" + "x,A,1\n" * 14
    with pytest.raises(Usage, match=r"line 11: .*; and 4 more, in lines 12, 13, 14, 15\.$"):
        mapping_file.import_file(opened, _file(tmp_path, text))


def test_a_folder_that_is_not_there_is_told(opened: Installation, tmp_path: Path) -> None:
    with pytest.raises(Usage, match="cannot be written"):
        mapping_file.export(opened.store, tmp_path / "nowhere" / "map.csv")
