"""people: who may use the console, from the terminal."""

from __future__ import annotations

import pytest
from tests.cli.program import Program

PASSWORD = "correct horse battery"


def test_nobody_yet_says_where_to_begin(fresh: Program) -> None:
    assert fresh("people", "--json").json == []
    assert "sellerbridge serve" in fresh("people").out


def test_people_come_change_and_go(fresh: Program) -> None:
    add = ("people", "add")
    assert fresh(*add, "Boss", "--role", "administrator", SELLERBRIDGE_PASSWORD=PASSWORD).code == 0
    assert fresh(*add, "Clerk", SELLERBRIDGE_PASSWORD=PASSWORD).out == "Clerk can sign in as viewer.\n"
    assert fresh("people", "role", "clerk", "operator").code == 0
    assert fresh("people", "disable", "Clerk").code == 0
    shown = {person["name"]: (person["role"], person["enabled"]) for person in fresh("people", "--json").json}
    assert shown == {"Boss": ("administrator", True), "Clerk": ("operator", False)}
    assert fresh("people", "enable", "Clerk").code == 0
    assert fresh("people", "password", "Boss", SELLERBRIDGE_PASSWORD="another sentence").code == 0


@pytest.mark.parametrize(
    "words", ["disable Boss", "role Boss viewer", "disable nobody", "password nobody", "add boss", "add Short"]
)
def test_what_cannot_be_is_2_and_changes_nothing(fresh: Program, words: str) -> None:
    fresh("people", "add", "Boss", "--role", "administrator", SELLERBRIDGE_PASSWORD=PASSWORD)
    before = fresh("people", "--json").json
    answer = fresh("people", *words.split(), SELLERBRIDGE_PASSWORD="short" if "Short" in words else PASSWORD)
    assert (answer.code, answer.out) == (2, "")
    assert "Error: " in answer.err
    assert fresh("people", "--json").json == before
