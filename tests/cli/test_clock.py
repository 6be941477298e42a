"""pause, resume and every: what runs by itself, told to the clock from the terminal."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cli.program import Program

from sellerbridge import installation


def turns(program: Program) -> dict[str, dict[str, Any]]:
    return {turn["flow"]: turn for turn in program("status", "--json").json["turns"]}


def test_a_flow_is_paused_and_resumed(synced: Program) -> None:
    shown = {turn["flow"]: turn["state"] for turn in synced("pause", "practice", "orders", "--json").json["turns"]}
    assert shown["orders"] == "paused"
    assert shown["money"] != "paused"
    assert "paused" in synced("status").out
    assert synced("resume", "practice", "orders").code == 0
    assert turns(synced)["orders"]["state"] != "paused"


def test_a_connection_is_paused_as_a_whole(synced: Program) -> None:
    synced("pause", "practice")
    assert {turn["state"] for turn in turns(synced).values()} == {"paused"}
    synced("resume", "practice")
    assert not {turn["state"] for turn in turns(synced).values()} & {"paused"}


def test_a_flow_has_a_period_of_its_own_until_it_goes_as_usual(synced: Program) -> None:
    assert (turns(synced)["orders"]["every_minutes"], turns(synced)["orders"]["own_period"]) == (5, False)
    assert "15 min (own)" in synced("every", "practice", "orders", "15").out
    assert (turns(synced)["orders"]["every_minutes"], turns(synced)["orders"]["own_period"]) == (15, True)
    assert turns(synced)["money"]["every_minutes"] == 60
    synced("every", "practice", "orders", "usual")
    assert turns(synced)["orders"]["every_minutes"] == 5


def test_it_stands_in_the_audit_trail(synced: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    synced("pause", "practice", "money")
    monkeypatch.setenv("SELLERBRIDGE_HOME", str(synced.home))
    with installation.opened() as opened:
        (deed,) = opened.store.accounts.deeds(limit=9)
    assert (deed.who, deed.what, deed.about) == ("the terminal", "paused", "practice money")


def test_before_an_erp_is_chosen_it_is_noted(fresh: Program, synced: Program) -> None:
    assert fresh("pause", "nobody").code == 2
    assert synced("pause", "practice").code == 0


@pytest.mark.parametrize(
    "words",
    [
        "pause nobody",
        "pause practice stock",
        "resume practice everything",
        "every practice orders 0",
        "every practice orders often",
        "every practice stock 5",
        "every practice orders",
    ],
)
def test_what_cannot_be_is_2_and_changes_nothing(synced: Program, words: str) -> None:
    answer = synced(*words.split())
    assert (answer.code, answer.out) == (2, "")
    assert {turn["state"] for turn in turns(synced).values()} & {"paused"} == set()
