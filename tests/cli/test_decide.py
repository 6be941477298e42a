"""The command decide: what it says, what it answers, and that it does at once what it can."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.cli.program import Program

from sellerbridge import installation
from sellerbridge.cli.decide import decide
from sellerbridge.problems import CHOICES, Problem

KIND = "cancelled-after-booking"


@pytest.fixture
def cancelled(synced: Program, monkeypatch: pytest.MonkeyPatch) -> tuple[Program, str, str]:
    """A program with an order that is booked and said to be cancelled: number of the problem, and order id."""
    monkeypatch.setenv("SELLERBRIDGE_HOME", str(synced.home))
    documents = synced("documents", "--doctype", "Sales Order", "--json").json
    hanging = {
        d["doc"]["amazon_order_id"] for d in synced("documents", "--doctype", "Sales Invoice", "--json").json
    }
    order_id = next(d["key"] for d in documents if d["docstatus"] == 1 and d["key"] not in hanging)
    with installation.opened() as opened:
        (seller,) = opened.store.connections.all()
        opened.store.report(seller, Problem(kind=KIND, about=order_id, facts={"name": order_id}))
    number = next(p["id"] for p in synced("problems", "--json").json if p["kind"] == KIND)
    return synced, str(number), order_id


def status(program: Program, order_id: str) -> int:
    (found,) = program("documents", "--doctype", "Sales Order", "--key", order_id, "--json").json
    return int(found["docstatus"])


def test_the_words_are_those_of_the_problems() -> None:
    (choice,) = (parameter for parameter in decide.params if parameter.name == "choice")
    assert tuple(choice.type.choices) == tuple(CHOICES)  # type: ignore[attr-defined]


def test_the_page_of_problems_shows_choices_and_how_to_choose(cancelled: tuple[Program, str, str]) -> None:
    program, number, _ = cancelled
    page = program("problems").out
    assert f"sellerbridge decide {number} keep --reason WHY" in " ".join(page.split())
    assert "cancel, keep, ignore" in page
    assert "To choose: sellerbridge decide ID CHOICE --reason WHY" in page
    shown = {p["kind"]: p["choices"] for p in program("problems", "--json").json}
    assert (shown[KIND], shown["no-exchange-rate"]) == (["cancel", "keep", "ignore"], [])


def test_a_dry_run_tells_what_would_be_cancelled_and_does_nothing(cancelled: tuple[Program, str, str]) -> None:
    program, number, order_id = cancelled
    answer = program("decide", number, "cancel", "--dry-run")
    assert answer.code == 0
    said = f"{KIND}: {order_id} is cancelled in the ERP: Sales Order {order_id}"
    assert said in " ".join(answer.out.split())
    assert "nothing was changed" in answer.out
    assert status(program, order_id) == 1


def test_what_is_to_be_cancelled_is_cancelled_at_once(cancelled: tuple[Program, str, str]) -> None:
    program, number, order_id = cancelled
    answer = program("decide", number, "cancel", "--reason", "the buyer called", "--json")
    (decision,) = answer.json["decisions"]
    assert decision["documents"] == [{"doctype": "Sales Order", "name": order_id, "key": order_id}]
    assert sum(run["updated"] for run in answer.json["runs"]) == 1
    assert answer.code == 1, "others still need a person"
    assert KIND not in {problem["kind"] for problem in answer.json["problems"]}
    assert status(program, order_id) == 2
    told = [event["what"] for event in program("explain", order_id, "--json").json["events"]]
    assert f"a person: it is to be cancelled in the ERP ({KIND}: the buyer called)" in told


def test_what_is_kept_stays_and_the_story_says_why(cancelled: tuple[Program, str, str]) -> None:
    program, number, order_id = cancelled
    answer = program("decide", number, "keep", "--reason", "sold by hand")
    assert (answer.code, answer.out.strip()) == (0, f"{number} {KIND}: {order_id} stays as the ERP has it")
    assert status(program, order_id) == 1
    assert "sold by hand" in " ".join(program("explain", order_id).out.split())
    again = program("decide", number, "keep", "--reason", "sold by hand")
    assert (again.code, again.out.strip()) == (0, "That was decided before.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["keep"], "--reason WHY"),
        (["forget", "--reason", "x"], "'cancel', 'keep', 'ignore'"),
        (["ignore", "99999", "--reason", "x"], "Usage"),
    ],
)
def test_a_wrong_choice_is_usage(cancelled: tuple[Program, str, str], words: list[str], said: str) -> None:
    program, number, _ = cancelled
    answer = program("decide", number, *words)
    assert answer.code == 2
    assert said in answer.err


def test_an_order_that_is_ignored_is_told_as_such(synced_home: Path, tmp_path: Path) -> None:
    program = Program(shutil.copytree(synced_home, tmp_path / "ignored"))
    problem = next(p for p in program("problems", "--json").json if p["kind"] == "total-differs")
    assert program("decide", str(problem["id"]), "ignore", "--reason", "entered by hand").code == 0
    assert problem["id"] not in {p["id"] for p in program("retry", "--all", "--json").json["problems"]}
    assert "A person decided to leave it so." in program("explain", problem["about"]).out
