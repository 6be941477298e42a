"""What the program says to people, so that other languages can say it too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Self


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it, which the collection looks for
    """Marks a text for the catalogues where it is written, to be said in a language later: the text itself."""
    return text


class Money(NamedTuple):
    """An amount in a sentence: each language writes it its own way."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"


class Sentence(str):
    """A sentence in English, and what it was made of: its text with facts in braces, and those facts.

    It is a str wherever nobody translates. A fact that is a Sentence itself is told in the same language; Money,
    Decimals and dates are written as each language writes them. The text is written as a literal, for the
    catalogues are collected from the source (console/words).
    """

    __slots__ = ("facts", "text")

    text: str
    facts: Mapping[str, object]

    def __new__(cls, text: str, /, **facts: object) -> Self:
        self = super().__new__(cls, text.format(**facts) if facts else text)
        self.text, self.facts = text, facts
        return self

    def told(self, translate: Callable[[str], str], write: Callable[[object], object] | None = None) -> str:
        """The sentence in the language of `translate`, which answers the text in that language; `write` writes its
        amounts and dates.
        """
        facts = {name: told(fact, translate, write) for name, fact in self.facts.items()}
        # What gettext answers to an empty text is the head of its catalogue.
        words = translate(self.text) if self.text else ""
        return words.format(**facts) if facts else words


def told(fact: object, translate: Callable[[str], str], write: Callable[[object], object] | None = None) -> object:
    """A Sentence in the language of `translate`, an amount or a date as `write` writes it, the rest as it is."""
    if isinstance(fact, Sentence):
        return fact.told(translate, write)
    return fact if write is None else write(fact)


def joined(parts: Iterable[str], by: str = "; ") -> str:
    """Several sentences as one, each still to be told in any language; a single one as it is."""
    found = list(parts)
    if len(found) < 2:
        return found[0] if found else ""
    names = [f"part{number}" for number in range(len(found))]
    return Sentence(by.join(f"{{{name}}}" for name in names), **dict(zip(names, found, strict=True)))


def enumerated(parts: Sequence[str]) -> str:
    """Several as one: "a, b and c"."""
    if len(parts) < 2:
        return parts[0] if parts else ""
    return Sentence("{several} and {last}", several=joined(parts[:-1], by=", "), last=parts[-1])


def alternatives(parts: Sequence[str]) -> str:
    """Several of which one will do: "a, b or c"."""
    if len(parts) < 2:
        return parts[0] if parts else ""
    return Sentence("{several} or {last}", several=joined(parts[:-1], by=", "), last=parts[-1])


def some(names: Sequence[str], most: int) -> str:
    """The first of some names, and that there are others."""
    first = ", ".join(names[:most])
    return Sentence("{names} and others", names=first) if len(names) > most else first


def said(error: Exception) -> str:
    """What an error says: its Sentence, where it was given one."""
    return error.args[0] if error.args and isinstance(error.args[0], Sentence) else str(error)


def packed(fact: object) -> Any:
    """A fact or a sentence as JSON keeps it; `unpacked` makes it again."""
    if isinstance(fact, Sentence):
        return {"text": fact.text, "facts": {name: packed(inner) for name, inner in fact.facts.items()}}
    if isinstance(fact, Money):
        return {"amount": format(fact.amount, "f"), "currency": fact.currency}
    if isinstance(fact, Decimal):
        return {"number": str(fact)}
    if isinstance(fact, date):
        return {"day": fact.isoformat()[:10]}
    return fact if isinstance(fact, int | float) else str(fact)


def unpacked(kept: Any) -> Any:
    """What `packed` made JSON of; anything else as it is."""
    match kept:
        case {"text": str(text), "facts": dict(facts)}:
            return Sentence(text, **{name: unpacked(inner) for name, inner in facts.items()})
        case {"amount": str(amount), "currency": str(currency)}:
            return Money(Decimal(amount), currency)
        case {"number": str(number)}:
            return Decimal(number)
        case {"day": str(day)}:
            return date.fromisoformat(day)
        case _:
            return kept
