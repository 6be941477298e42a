from __future__ import annotations

import re
import string

import pytest

from sellerbridge.problems import KINDS, Problem

_WORD = re.compile(r"[a-z]+(-[a-z]+)*")


def facts_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("kind", KINDS)
def test_every_sentence_and_remedy_is_filled_with_its_facts(kind: str) -> None:
    entry = KINDS[kind]
    assert _WORD.fullmatch(kind)
    names = (facts_of(entry.sentence) | facts_of(entry.remedy)) - {"about"}
    problem = Problem(kind=kind, about="302-1", facts={name: f"<{name}>" for name in names})
    for text in (problem.message, problem.remedy):
        assert "{" not in text
        assert "?" not in text
        assert text.endswith((".", ">", "--all", "no personal data.", "by hand."))
    assert all(f"<{name}>" in problem.message + problem.remedy for name in names)


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_fact_hides_no_sentence(kind: str) -> None:
    problem = Problem(kind=kind, about="302-1")
    assert len(problem.message) > 20
    assert len(problem.remedy) > 20
    assert "{" not in problem.message + problem.remedy


def test_braces_in_a_fact_are_only_text() -> None:
    problem = Problem(kind="unknown-sku", about="302-1", facts={"sku": "{about} {0} {x!r:>99}"})
    assert "the SKU {about} {0} {x!r:>99}," in problem.message


def test_a_fact_may_not_take_the_place_of_what_it_is_about() -> None:
    problem = Problem(kind="unknown-sku", about="302-1", facts={"about": "302-2", "sku": "X"})
    assert problem.about == "302-1"
