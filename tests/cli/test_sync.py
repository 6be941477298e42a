"""sync and retry on the command line."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from tests.cli.program import Program

from sellerbridge.cli.sync import show
from sellerbridge.flows.run import Run
from sellerbridge.flows.sync import Report
from sellerbridge.simulator.server import PracticeAmazon


def test_a_dry_run_shows_documents_and_writes_none(fresh: Program, amazon: PracticeAmazon) -> None:
    fresh("erp", "books")
    fresh.connect(amazon)
    answer = fresh("sync", "--dry-run", "--json")
    kinds = {document["doctype"] for document in answer.json["documents"]}
    assert {"Item", "Item Price", "Customer", "Sales Order"} <= kinds
    assert fresh("documents", "--json").json == []


def test_a_dry_run_tells_what_it_would_hold_and_why(fresh: Program, amazon: PracticeAmazon) -> None:
    fresh("erp", "books")
    fresh.connect(amazon)
    told = fresh("sync", "--dry-run").out
    assert "It would hold" in told
    assert "rates set PLN=RATE" in told
    assert fresh("problems").out == "Nothing needs you.\n"


def test_a_mended_rate_lets_retry_book_what_was_held(synced: Program) -> None:
    held = {p["about"] for p in synced("problems", "--json").json if p["kind"] == "no-exchange-rate"}
    assert held
    synced("rates", "set", "PLN=0.2350")
    answer = synced("retry", "--all", "--json")
    assert all(run["requests"] == {} for run in answer.json["runs"])
    assert not any(p["kind"] == "no-exchange-rate" for p in answer.json["problems"])
    booked = synced("documents", "--doctype", "Sales Order", "--json").json
    assert held <= {document["key"] for document in booked}


def test_retry_takes_the_named_problems_only(synced: Program) -> None:
    first, second, *_ = synced("problems", "--json").json
    answer = synced("retry", str(second["id"]), "--json")
    tries = {problem["id"]: problem["attempts"] for problem in answer.json["problems"]}
    assert tries[first["id"]] == first["attempts"]
    assert tries[second["id"]] == second["attempts"] + 1


def test_a_dry_run_of_retry_tells_what_and_tries_nothing(synced: Program) -> None:
    before = synced("problems", "--json").json
    synced("rates", "set", "PLN=0.2350")
    assert synced("retry", "--all", "--dry-run", "--json").json == {"runs": [], "problems": before}
    first = str(before[0]["id"])
    assert "It would try 1 again (and tried nothing)" in synced("retry", first, "--dry-run").out
    assert synced("problems", "--json").json == before
    assert synced("retry", "999", "--dry-run").code == 2


def test_what_changes_a_mapping_a_rate_or_a_setting_can_be_tried(synced: Program) -> None:
    assert "would be 9, not 5" in synced("settings", "set", "sync_every=9", "--dry-run").out
    assert "1 PLN would be 0.2350 EUR" in synced("rates", "set", "PLN=0.2350", "--dry-run").out
    assert "nothing was changed" in synced("map", "fee", "TAX=Amazon Shipping", "--dry-run").out
    assert synced("settings", "--json").json["sync_every"] == 5
    assert [rate["currency"] for rate in synced("rates", "--json").json] == ["GBP"]
    assert synced("map", "--json").json["fee"] == {}


@pytest.mark.parametrize("words", [("retry",), ("retry", "1", "--all"), ("retry", "99999"), ("retry", "one")])
def test_retry_wants_to_know_what(synced: Program, words: tuple[str, ...]) -> None:
    assert synced(*words).code == 2


def test_the_page_fits_eighty_columns(synced: Program) -> None:
    synced.columns = 80
    answer = synced("sync")
    assert "products" in answer.out
    assert max(len(line.rstrip()) for line in answer.out.splitlines()) <= 80
    assert "practice · orders · reading orders" in answer.err


_STARTED = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
_SLOWED = Report(
    runs=(
        Run(
            connection="north",
            flow="orders",
            started=_STARTED,
            finished=_STARTED,
            seen=200,
            resume_at=_STARTED.replace(minute=32),
            note="Amazon's pace allows the next call in 1800 s.",
        ),
    ),
    problems=(),
)


def test_a_pace_that_allows_no_more_is_told_with_the_time(capsys: pytest.CaptureFixture[str]) -> None:
    show(_SLOWED, dry_run=False, as_json=False)
    told = " ".join(capsys.readouterr().out.split())
    assert "orders: Amazon's pace allows the next call in 1800 s. To go on, at 14:32 UTC or later:" in told
    assert "sellerbridge sync orders" in told
    show(_SLOWED, dry_run=False, as_json=True)
    assert json.loads(capsys.readouterr().out)["runs"][0]["resume_at"] == "2026-11-20T14:32:00Z"
