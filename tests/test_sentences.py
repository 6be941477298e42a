"""What is said in English, and told in another language."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from sellerbridge.console.words.speech import speech
from sellerbridge.errors import Usage
from sellerbridge.sentences import Money, Sentence, alternatives, enumerated, joined, packed, said, some, unpacked

_FRENCH = {
    "There is no flow {flow!r}.": "Le flux {flow!r} n'existe pas.",
    "nothing": "rien",
    "{it} is open": "{it} est ouvert",
}


def _french(text: str) -> str:
    return _FRENCH.get(text, text)


def test_a_sentence_is_its_english() -> None:
    assert Sentence("{it} is open", it="nothing") == "nothing is open"


def test_another_language_tells_it_with_the_same_facts() -> None:
    assert Sentence("There is no flow {flow!r}.", flow="x").told(_french) == "Le flux 'x' n'existe pas."


def test_a_fact_that_is_a_sentence_is_told_in_that_language_too() -> None:
    assert Sentence("{it} is open", it=Sentence("nothing")).told(_french) == "rien est ouvert"


def test_braces_of_a_fact_are_no_facts() -> None:
    assert Sentence("{it} is open", it="{flow}").told(_french) == "{flow} est ouvert"
    assert Sentence("{as it is}") == "{as it is}"


def test_an_error_keeps_its_sentence() -> None:
    error = Usage("There is no flow {flow!r}.", flow="x")
    assert str(error) == "There is no flow 'x'."
    assert isinstance(error.sentence, Sentence)
    assert error.sentence.told(_french) == "Le flux 'x' n'existe pas."


def test_an_error_says_the_sentence_that_it_was_given() -> None:
    sentence = Sentence("{it} is open", it=Sentence("nothing"))
    assert Usage(sentence).sentence is sentence
    assert said(ValueError(sentence)) is sentence
    assert said(ValueError("in English")) == "in English"


def test_amounts_and_dates_are_written_as_the_language_does() -> None:
    sentence = Sentence("{amount} on {day}", amount=Money(Decimal("12.30"), "EUR"), day=date(2026, 11, 2))
    assert sentence == "12.30 EUR on 2026-11-02"
    german, english = speech("de").tell(sentence), speech("en").tell(sentence)
    assert german == "12,30\N{NO-BREAK SPACE}€ on 02.11.2026"
    assert english == "€12.30 on 2 Nov 2026"


def test_several_sentences_are_told_as_one() -> None:
    both = joined((Sentence("nothing"), "SKU-1", Sentence("{it} is open", it="x")), by=", ")
    assert both == "nothing, SKU-1, x is open"
    assert isinstance(both, Sentence)
    assert both.told(_french) == "rien, SKU-1, x est ouvert"
    assert joined(()) == ""
    assert joined(["alone"]) == "alone"


@pytest.mark.parametrize(
    ("names", "told"),
    [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")],
)
def test_names_are_enumerated(names: tuple[str, ...], told: str) -> None:
    assert enumerated(names) == told


@pytest.mark.parametrize(
    ("names", "told", "in_german"),
    [
        ((), "", ""),
        (("A",), "A", "A"),
        (("A", "B"), "A or B", "A oder B"),
        (("A", "B", "C"), "A, B or C", "A, B oder C"),
    ],
)
def test_one_of_several_will_do(names: tuple[str, ...], told: str, in_german: str) -> None:
    assert alternatives(names) == told
    assert speech("de").tell(alternatives(names)) == in_german


def test_of_many_names_some_are_told() -> None:
    assert some(["a", "b", "c"], 2) == "a, b and others"
    assert some(["a", "b"], 2) == "a, b"


@pytest.mark.parametrize(
    "sentence",
    [
        Sentence("{it} is open", it=Sentence("nothing")),
        Sentence("wait {seconds:.0f} s, then {count} of {amount:f}", seconds=3.6, count=4, amount=Decimal("1.50")),
        Sentence("{amount} on {day}", amount=Money(Decimal("12.30"), "EUR"), day=date(2026, 11, 2)),
        joined((Sentence("nothing"), "SKU-1")),
    ],
)
def test_what_is_kept_is_told_as_before(sentence: Sentence) -> None:
    kept = json.loads(json.dumps(packed(sentence)))
    again = unpacked(kept)
    assert again == sentence
    assert again.told(_french) == sentence.told(_french)
    assert again.facts == dict(sentence.facts)


def test_what_others_kept_stays_what_it_was() -> None:
    assert unpacked("in English") == "in English"
    assert unpacked({"text": "without facts"}) == {"text": "without facts"}
