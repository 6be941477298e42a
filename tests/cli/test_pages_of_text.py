"""What a person reads: status, problems, documents, settings, rates, map, doctor, books."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from tests.cli.program import Program

_PAGES = ("status", "problems", "documents", "settings", "rates", "map", "doctor", "erp check")


@pytest.mark.parametrize("command", _PAGES)
@pytest.mark.parametrize("columns", [80, 120])
def test_every_page_fits_the_terminal(synced: Program, command: str, columns: int) -> None:
    synced.columns = columns
    answer = synced(*command.split())
    assert answer.out.strip()
    assert max(len(line.rstrip()) for line in answer.out.splitlines()) <= columns


@pytest.mark.parametrize(
    ("command", "next_step"),
    [
        ("status", "sellerbridge connect NAME"),
        ("problems", "Nothing needs you."),
        ("documents", "sellerbridge sync"),
        ("rates", "sellerbridge rates set"),
        ("map", "Nothing is mapped by hand"),
        ("doctor", "sellerbridge erp books"),
        ("sync", "sellerbridge erp books"),
        ("erp check", "sellerbridge erp books"),
    ],
)
def test_before_anything_was_done_each_tells_the_next_step(fresh: Program, command: str, next_step: str) -> None:
    answer = fresh(*command.split())
    assert next_step in answer.out + answer.err


def test_problems_that_one_act_mends_stand_together(synced: Program) -> None:
    page = synced("problems").out
    assert "times no-exchange-rate, for example:" in page
    assert page.count("→ Run: sellerbridge rates set PLN=RATE") == 1


def test_one_document_is_shown_in_full(synced: Program) -> None:
    key = synced("documents", "--doctype", "sales order", "--json").json[0]["key"]
    page = synced("documents", "--key", key).out
    assert f"Sales Order {key} · submitted" in page
    assert "items[0].rate" in page


def test_stock_price_and_export_of_the_books(synced: Program, tmp_path: Path) -> None:
    sku = synced("documents", "--doctype", "Item", "--json").json[0]["key"]
    assert synced("books", "stock", sku, "12").out.strip().endswith("12 in Stores")
    assert "19.90" in synced("books", "price", sku, "19.90").out
    assert synced("books", "price", sku, "19.9O").code == 2
    written = synced("books", "export", str(tmp_path / "csv"), "--doctype", "Item").out
    assert [path.name for path in (tmp_path / "csv").iterdir()] == [Path(written.splitlines()[0]).name]


def test_mappings_go_out_and_come_back(fresh: Program, tmp_path: Path) -> None:
    file = str(tmp_path / "map.csv")
    fresh("map", "item", "RED=MUG-1", "BLUE=MUG-2")
    fresh("map", "fee", "ECO_FEE=Eco Levy")
    assert fresh("map", "export", file).out.startswith("3 mappings")
    fresh("map", "item", "RED=")
    assert fresh("map", "import", file).code == 0
    assert fresh("map", "--json").json == {
        "item": {"BLUE": "MUG-2", "RED": "MUG-1"},
        "fee": {"ECO_FEE": "Eco Levy"},
        "customer": {},
        "price_list": {},
        "warehouse": {},
        "fba_warehouse": {},
    }


def test_the_schedule_of_credentials_is_told_with_its_state(synced: Program) -> None:
    assert "client secret: ok · 179 days left" in synced("status").out


def test_a_doctype_that_is_not_there_is_told_by_its_name(synced: Program) -> None:
    assert "holds no Purchase Order" in synced("documents", "--doctype", "Purchase Order").out


def test_what_needs_a_look_of_its_own_is_not_lost_among_the_many(synced: Program) -> None:
    found = synced("problems", "--json").json
    many = Counter(problem["kind"] for problem in found)
    _, _, table = synced("problems").out.rpartition("\n\n")
    first = next(filter(None, (re.match(r" *(\d+) +[a-z]", line) for line in table.splitlines())))
    (shown,) = (problem for problem in found if problem["id"] == int(first[1]))
    assert many[shown["kind"]] == min(many.values())


def test_a_remedy_is_never_torn_at_a_dash(synced: Program) -> None:
    synced.columns = 60
    assert any("--all" in line for line in synced("problems").out.splitlines())
    assert not any(line.rstrip().endswith("-") for line in synced("problems").out.splitlines())


@pytest.mark.parametrize("words", [("stock", "X", "-5"), ("price", "X", "-5")])
def test_a_number_below_zero_is_no_unknown_option(synced: Program, words: tuple[str, ...]) -> None:
    answer = synced("books", *words)
    assert answer.code == 2
    assert "option" not in answer.err


def test_another_company_currency_reminds_of_the_rates(fresh: Program) -> None:
    assert fresh("settings", "set", "company_currency=CHF").err == ""
    assert fresh("rates", "set", "GBP=1.1520").code == 0
    answer = fresh("settings", "set", "company_currency=EUR")
    assert answer.code == 0
    assert "Rates are kept for GBP" in answer.err
