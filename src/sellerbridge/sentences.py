"""What the program says to people, so that other languages can say it too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Self


class Sentence(str):
    """A sentence in English, and what it was made of: its text with facts in braces, and those facts.

    It is a str wherever nobody translates. A fact that is a Sentence itself is told in the same language. The text
    is written as a literal, for the catalogues are collected from the source (console/words).
    """

    __slots__ = ("facts", "text")

    text: str
    facts: Mapping[str, object]

    def __new__(cls, text: str, /, **facts: object) -> Self:
        self = super().__new__(cls, text.format(**facts) if facts else text)
        self.text, self.facts = text, facts
        return self

    def told(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language of `translate`, which answers the text in that language."""
        facts = {name: told(fact, translate) for name, fact in self.facts.items()}
        return translate(self.text).format(**facts) if facts else translate(self.text)


def told(fact: object, translate: Callable[[str], str]) -> object:
    """A Sentence in the language of `translate`; anything else as it is."""
    return fact.told(translate) if isinstance(fact, Sentence) else fact
