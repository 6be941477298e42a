"""Mappings as CSV: what goes out comes back, and one wrong line changes nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sellerbridge.desk import mapping
from sellerbridge.desk.mapping import Mapped
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation

_NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)


def _file(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "map.csv"
    path.write_bytes(text.encode(encoding))
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(items=st.dictionaries(_NAMES, _NAMES, max_size=4), fees=st.dictionaries(_NAMES, _NAMES, max_size=4))
def test_what_is_exported_comes_back(opened: Installation, items: dict[str, str], fees: dict[str, str]) -> None:
    opened.store.mappings.put_all({"item": items, "fee": fees})
    before = mapping.mapped(opened.store)
    with tempfile.TemporaryDirectory() as folder:
        number = mapping.export(opened.store, Path(folder) / "map.csv")
        opened.store.mappings.put_all(
            {"item": dict.fromkeys(before.item, ""), "fee": dict.fromkeys(before.fee, "")}
        )
        assert mapping.mapped(opened.store) == Mapped(item={}, fee={})
        assert mapping.import_file(opened.store, Path(folder) / "map.csv") == number
        assert [path.name for path in Path(folder).iterdir()] == ["map.csv"]
    assert mapping.mapped(opened.store) == before


def test_excel_writes_semicolons_and_a_mark_at_the_beginning(opened: Installation, tmp_path: Path) -> None:
    path = _file(
        tmp_path, "Kind;Source;Target\r\nitem;RED, large;MUG-1\r\n\r\nfee;SHIPPING;Freight\r\n", "utf-8-sig"
    )
    assert mapping.import_file(opened.store, path) == 2
    assert mapping.mapped(opened.store) == Mapped(item={"RED, large": "MUG-1"}, fee={"SHIPPING": "Freight"})


def test_an_empty_target_forgets(opened: Installation, tmp_path: Path) -> None:
    mapping.put(opened.store, "item", ["RED=MUG-1", "BLUE=MUG-2"])
    mapping.import_file(opened.store, _file(tmp_path, "kind,source,target\nitem,RED,\n"))
    assert mapping.mapped(opened.store).item == {"BLUE": "MUG-2"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind,source,target\nitem,A,1\nthing,B,2\n", "line 3: the kind is item or fee"),
        ("kind,source,target\nitem,A,1\n\nitem,,2\n", "line 4: the source is empty"),
        ("kind,source,target\nitem,A,1\nitem,A,2\n", "line 3: 'A' is mapped already in line 2"),
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
        mapping.import_file(opened.store, _file(tmp_path, text))
    assert mapping.mapped(opened.store) == Mapped(item={}, fee={})


def test_a_file_in_another_encoding_is_told(opened: Installation, tmp_path: Path) -> None:
    with pytest.raises(Usage, match="UTF-8"):
        mapping.import_file(opened.store, _file(tmp_path, "kind,source,target\nitem,Grün,1\n", "latin-1"))


def test_of_many_wrong_lines_the_first_are_told(opened: Installation, tmp_path: Path) -> None:
    text = "kind,source,target\n" + "x,A,1\n" * 14
    with pytest.raises(Usage, match=r"line 11: .*; and 4 more"):
        mapping.import_file(opened.store, _file(tmp_path, text))


@pytest.mark.parametrize("word", ["A", "=1", "A=B=C"])
def test_a_pair_by_hand_is_never_guessed(opened: Installation, word: str) -> None:
    with pytest.raises(Usage):
        mapping.put(opened.store, "item", ["OK=1", word])
    assert mapping.mapped(opened.store).item == {}


def test_a_folder_that_is_not_there_is_told(opened: Installation, tmp_path: Path) -> None:
    with pytest.raises(Usage, match="cannot be written"):
        mapping.export(opened.store, tmp_path / "nowhere" / "map.csv")
