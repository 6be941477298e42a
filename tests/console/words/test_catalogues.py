"""The catalogues: every text of the source, no other, each told in every language with the same facts."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from string import Formatter

import pytest
from babel.messages import Message

from sellerbridge.console.words import collect
from sellerbridge.console.words.speech import LANGUAGES, SOURCE

messages = functools.cache(collect.messages)
CODES = [code for code in LANGUAGES if code != SOURCE]
_ENDS = {"?": "?", "!": "!", ":": ":", "…": "…", ".": "."}
_BEHIND = " )]}\"'“”»«\N{RIGHT SINGLE QUOTATION MARK}\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
"""Quotes and brackets that stand behind the last sign."""
_NO_FULL_STOP = {"th"}
"""Thai ends a sentence with nothing."""


def entries(code: str) -> Iterator[Message]:
    return (message for message in collect.read(code) if message.id)


def forms(message: Message) -> tuple[str, ...]:
    """How a message is said; of a plural several."""
    return (message.string or "",) if isinstance(message.string, str | None) else tuple(message.string)


def pairs(message: Message) -> Iterator[tuple[str, str]]:
    """Each text of a message with how it is said: where a language has one form for all, that is the many's."""
    if isinstance(message.id, str):
        yield from ((message.id, said) for said in forms(message))
    else:
        one, many = message.id
        first, *others = forms(message)
        yield (one if others else many), first
        yield from ((many, said) for said in others)


def facts(text: str) -> set[tuple[str, str, str]]:
    """Each fact with how it is to be written."""
    return {(name, spec or "", how or "") for _, name, spec, how in Formatter().parse(text) if name is not None}


def test_the_source_says_much() -> None:
    assert len(messages()) > 1000


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_has_what_the_source_says_and_nothing_else(code: str) -> None:
    wanted = {(message.text, message.many) for message in messages()}
    found = {(m.id, "") if isinstance(m.id, str) else tuple(m.id) for m in entries(code)}
    assert sorted(wanted - found) == [], "run: python -m sellerbridge.console.words.collect"
    assert sorted(found - wanted) == [], "run: python -m sellerbridge.console.words.collect"


@pytest.mark.parametrize("code", CODES)
def test_everything_is_translated(code: str) -> None:
    assert [text for message in entries(code) for text, said in pairs(message) if not said] == []
    assert [message.id for message in entries(code) if message.fuzzy] == []


@pytest.mark.parametrize("code", CODES)
def test_plurals_have_all_their_forms(code: str) -> None:
    wanted = collect.read(code).num_plurals
    assert [m.id for m in entries(code) if not isinstance(m.id, str) and len(forms(m)) != wanted] == []


@pytest.mark.parametrize("code", CODES)
def test_the_facts_are_the_same(code: str) -> None:
    """But for the number of a single thing, which may be said in a word."""
    wrong = []
    for message in entries(code):
        for text, said in pairs(message):
            singular = not isinstance(message.id, str) and text == message.id[0]
            missing = facts(text) - facts(said) - ({("number", "", "")} if singular else set())
            if said and (missing or facts(said) - facts(text)):
                wrong.append((text, said))
    assert wrong == []


@pytest.mark.parametrize("code", CODES)
def test_a_text_begins_and_ends_as_its_source_does(code: str) -> None:
    """Pieces of sentences keep their blanks, sentences end as sentences and names as names."""
    wrong = [
        (text, said)
        for message in entries(code)
        for text, said in pairs(message)
        if said and (_blanks(text) != _blanks(said) or _end(text, code) != _end(said, code))
    ]
    assert wrong == []


def _blanks(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"^\s*|\s*$", text))[:2]


def _end(text: str, code: str) -> str:
    """The class of its last sign."""
    last = text.rstrip(_BEHIND)[-1:]
    end = _ENDS.get(last, "")
    return "" if end == "." and code in _NO_FULL_STOP else end


@pytest.mark.parametrize("code", CODES)
def test_collecting_again_changes_nothing(code: str) -> None:
    """Written by another tool, a catalogue would differ in every line."""
    again = collect.filled(messages(), collect.read(code))
    assert collect.text(again) == collect.path(code).read_bytes()
