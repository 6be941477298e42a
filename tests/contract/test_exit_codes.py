"""0 done · 1 something needs a person · 2 wrong usage, nothing was done · 3 could not be reached."""

from __future__ import annotations

import pytest
from tests.cli.program import Program

from sellerbridge.simulator.server import PracticeAmazon

_NOWHERE = ("--endpoint", "http://127.0.0.1:9", "--token-endpoint", "http://127.0.0.1:9/token")
_MENDED = (("rates", "set", "PLN=0.2350"), ("map", "fee", "ECO_FEE=Eco Levy"))


@pytest.mark.parametrize(
    "command",
    ["--help", "--version", "status", "problems", "documents", "settings", "rates", "map", "doctor", "erp check"],
)
def test_an_answered_question_is_0(synced: Program, command: str) -> None:
    answer = synced(*command.split())
    assert (answer.code, answer.err) == (0, "")


def test_a_sync_that_held_something_is_1_and_0_once_nothing_is_held(synced: Program) -> None:
    assert synced("sync").code == 1
    for words in _MENDED:
        assert synced(*words).code == 0
    left = synced("retry", "--all", "--json")
    assert left.code == (1 if left.json["problems"] else 0)


def test_a_lost_authorisation_is_1(synced: Program, amazon: PracticeAmazon) -> None:
    synced.connect(amazon, "--no-check", "--refresh-token", "Atzr|another")
    answer = synced("sync", "orders", "--json")
    assert answer.code == 1
    assert "authorisation-lost" in {problem["kind"] for problem in answer.json["problems"]}


@pytest.mark.parametrize(
    "command",
    [
        "nonsense",
        "serve --host 192.0.2.1",
        "serve --port 70000",
        "serve --behind-tls",
        "people add somebody --role owner",
        "people disable nobody",
        "sync stock",
        "sync nonsense",
        "sync --since yesterday",
        "sync --connection nobody",
        "settings set company",
        "settings set nonsense=1",
        "settings set enabled=perhaps",
        "rates set GBP=zero",
        "rates set GBP=1.1 --date tomorrow",
        "map item A",
        "map warehouse XX=Stores",
        "map fee DE:=Freight",
        "map price-list DE=One UK=One",
        "map import nowhere.csv",
        "explain 302-0000000-0000000",
        "retry",
        "erp erpnext --url http://erp.example --api-key k --api-secret s",
        "books stock NOTHING 1",
        "books price NOTHING 1.00",
        "bench nonsense",
        "connect mine --marketplace XX --seller-id A1B2C3 --client-id c --client-secret s --refresh-token r",
    ],
)
def test_wrong_usage_is_2_with_a_sentence_and_nothing_on_stdout(synced: Program, command: str) -> None:
    answer = synced(*command.split())
    assert (answer.code, answer.out) == (2, "")
    assert "Error: " in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("command", ["sync", "retry --all"])
def test_without_an_erp_nothing_is_done(fresh: Program, command: str) -> None:
    assert fresh(*command.split()).code == 2


def test_what_cannot_be_reached_is_3(synced: Program, amazon: PracticeAmazon) -> None:
    synced("settings", "set", "max_retries=0")
    synced.connect(amazon, "--no-check", *_NOWHERE)
    answer = synced("sync", "--json")
    assert answer.code == 3
    assert [run["flow"] for run in answer.json["runs"] if "Nothing is lost" in run["error"]] == [
        "products",
        "orders",
    ], "money was read within the hour, and is not asked for again yet"
    assert "Nothing is lost" in synced("sync", "money", "--json").json["runs"][0]["error"]
    assert synced.connect(amazon, *_NOWHERE).code == 3


def test_the_doctor_is_1_when_something_is_wrong(fresh: Program) -> None:
    assert fresh("doctor").code == 1
    fresh.home.chmod(0o755)
    wrong = {finding["what"] for finding in fresh("doctor", "--json").json["findings"] if not finding["ok"]}
    assert f"home folder {fresh.home}" in wrong
