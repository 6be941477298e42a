"""What is said in English, and told in another language."""

from __future__ import annotations

from sellerbridge.errors import Usage
from sellerbridge.sentences import Sentence

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
