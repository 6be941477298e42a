"""The command reconcile on the page and as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.program import Program

from sellerbridge.simulator.server import PracticeAmazon


def test_settlements_months_and_what_is_pending(synced: Program, tmp_path: Path) -> None:
    synced("sync", "orders", "money")
    answer = synced("reconcile")
    told = synced("reconcile", "--json")

    assert answer.code == told.code == (0 if told.json["ties"] else 1)
    assert told.json["company_currency"] == "EUR"
    for one in told.json["settlements"]:
        assert one["settlement_id"] in answer.out
    assert "Traceback" not in answer.out + answer.err
    assert {one["what"] for one in told.json["pending"]} <= {"deferred", "released", "shipped, not in finances"}


def test_one_settlement_in_full(synced: Program, tmp_path: Path) -> None:
    synced("sync", "orders", "money")
    number = synced("reconcile", "--json").json["settlements"][0]["settlement_id"]
    answer = synced("reconcile", number)

    assert f"Settlement {number}" in answer.out
    assert "Amazon's total" in answer.out
    assert "Principal" in answer.out


def test_files_beside_the_answer(synced: Program, tmp_path: Path) -> None:
    lines, ledger = tmp_path / "lines.csv", tmp_path / "amazon.beancount"
    answer = synced("reconcile", "--csv", str(lines), "--beancount", str(ledger), "--json")

    assert lines.read_text(encoding="utf-8").startswith("settlement_id,deposited,currency")
    assert ledger.read_text(encoding="utf-8").startswith('option "title"')
    assert "ties" in answer.json


def test_before_anything_was_read(fresh: Program) -> None:
    assert fresh("erp", "books").code == 0
    answer = fresh("reconcile")
    assert answer.code == 0
    assert "sellerbridge sync money" in answer.out


def test_what_cannot_be_asked(fresh: Program) -> None:
    assert fresh("erp", "books").code == 0
    assert fresh("reconcile", "--month", "September").code == 2
    assert fresh("reconcile", "4711").code == 2
    assert fresh("reconcile", "--connection", "nowhere").code == 2


def test_no_figure_is_torn_on_a_narrow_page(synced: Program) -> None:
    synced("sync", "orders", "money")
    settlements = synced("reconcile", "--json").json["settlements"]
    for synced.columns in (72, 80, 120):
        told = synced("reconcile").out
        assert max(len(line) for line in told.splitlines()) <= synced.columns
        for one in settlements:
            figures = one["figures"]
            line = next(line for line in told.splitlines() if line.startswith(one["settlement_id"]))
            assert f"{float(figures['payout']):,.2f}" in line


@pytest.mark.parametrize("option", ["--csv", "--beancount"])
def test_a_file_that_cannot_be_written(fresh: Program, tmp_path: Path, option: str) -> None:
    assert fresh("erp", "books").code == 0
    answer = fresh("reconcile", option, str(tmp_path / "nowhere" / "file"))
    assert answer.code == 2
    assert "cannot be written" in answer.err


def test_nothing_ties_where_nothing_is_to_be_booked(fresh: Program, amazon: PracticeAmazon) -> None:
    fresh("erp", "books")
    fresh("rates", "set", "GBP=1.1520", "PLN=0.2350")
    fresh("settings", "set", "taxes_and_charges=off")
    fresh.connect(amazon)
    fresh("sync")
    answer = fresh("reconcile")
    assert "not wanted" in answer.out
    assert "by setting: taxes_and_charges=off" in answer.out
    assert "settlements tie" not in answer.out
