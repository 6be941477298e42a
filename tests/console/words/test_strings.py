"""No text for people is written where the catalogues do not find it."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import nodes

from sellerbridge.console.drawing import templates
from sellerbridge.console.words import collect
from sellerbridge.console.words.speech import SOURCE

ROOT = Path(collect.__file__).parents[2]
TEMPLATES = sorted((ROOT / "console" / "templates").rglob("*.html"))
MODULES = sorted(file for file in ROOT.rglob("*.py") if file.relative_to(ROOT).parts[0] not in collect.UNSHOWN)
NAMES = {"sellerbridge", "Amazon", "UTC", "FBA", "CSV"}
"""Brands and abbreviations that are the same in every language."""
_WORDS = re.compile(r"[A-Za-z]{3}")
_SENTENCE = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


class Written(HTMLParser):
    """What a template says by itself: its texts, and the attributes that are said."""

    SAID = ("title", "alt", "placeholder", "aria-label", "label", "data-confirm", "data-label")

    def __init__(self, source: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._code = 0
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._code += tag in ("code", "script", "style")
        self.said += [value or "" for name, value in attrs if name in self.SAID]
        if tag == "input" and ("type", "submit") in attrs:
            self.said += [value or "" for name, value in attrs if name == "value"]

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag in ("code", "script", "style")

    def handle_data(self, data: str) -> None:
        if not self._code:
            self.said.append(data)


def plain(source: str) -> str:
    """A template without what Jinja computes."""
    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", " ", source, flags=re.DOTALL)


@pytest.mark.parametrize("file", TEMPLATES, ids=name_of)
def test_a_template_writes_nothing_by_itself(file: Path) -> None:
    said = (" ".join(text.split()) for text in Written(plain(file.read_text("utf-8"))).said)
    assert [text for text in said if _WORDS.search(_without_names(text)) and '="' not in text] == []


def _without_names(text: str) -> str:
    return " ".join(word for word in text.split() if word not in NAMES)


@pytest.mark.parametrize("file", TEMPLATES, ids=name_of)
def test_what_a_template_computes_is_told_in_a_language(file: Path) -> None:
    """A text in an expression is one of `_` or `speech.count`; other texts there are names for the machine."""
    found = templates(SOURCE).parse(file.read_text("utf-8"))
    marked = {id(text) for text in machines(found)} | {
        id(text)
        for call in found.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name | nodes.Getattr)
        and (call.node.name if isinstance(call.node, nodes.Name) else call.node.attr) in collect.SAYING
        for argument in call.args
        for text in [argument, *argument.find_all(nodes.Const)]
    }
    texts = [
        text for text in found.find_all(nodes.Const) if isinstance(text.value, str) and id(text) not in marked
    ]
    assert [text.value for text in texts if _SENTENCE.search(text.value) or _is_a_word(text.value)] == []


def machines(found: nodes.Template) -> Iterator[nodes.Const]:
    """Texts for the machine: what is compared with, and classes of the style sheet."""
    for compared in found.find_all(nodes.Compare):
        yield from compared.find_all(nodes.Const)
    for given in found.find_all(nodes.Keyword):
        if given.key == "class":
            yield from given.find_all(nodes.Const)


def _is_a_word(text: str) -> bool:
    """Whether it begins as a label does; doctypes are names of the ERP, and told by `_` where they are shown."""
    return bool(re.match(r"[A-Z][a-z]+", text)) and text not in DOCTYPES


DOCTYPES = {
    "Sales Order",
    "Delivery Note",
    "Sales Invoice",
    "Journal Entry",
    "Item",
    "Customer",
    "Address",
    "Contact",
}


SAYING = {
    **dict.fromkeys(
        ("Sentence", "Usage", "Unreachable", "Later", "Refused", "refused", "N_", "_", "say", "did", "__init__"),
        (0,),
    ),
    **dict.fromkeys(("fine", "note", "warning", "fault", "Unplaced", "NotUnderstood", "NoAnswer"), (0,)),
    **dict.fromkeys(("count", "NN_"), (0, 1)),
    **dict.fromkeys(("declined", "State"), (1,)),
    "stage": (2,),
    "row": (3,),
}
"""Whose arguments, by their places, people read."""
TOLD = ("said", "what", "advice", "why", "reason", "doubts", "more", "message", "note", "error", "failed", "wrong")
"""Arguments by name that people read, of whatever is called."""
ELSEWHERE = {
    "desk/money/pending_money.py: shipped, not in finances": "a key, which words/of_money.py has words for",
}


@functools.cache
def catalogue() -> frozenset[str]:
    return frozenset(text for message in collect.messages() for text in (message.text, message.many))


def told(file: Path) -> Iterator[ast.expr]:
    """Every expression in a file that people are to read."""
    for call in (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        yield from (call.args[place] for place in SAYING.get(name, ()) if place < len(call.args))
        if name[:1].isupper() or name in SAYING or name == "back_to":
            yield from (given.value for given in call.keywords if given.arg in TOLD)


def written(given: ast.expr) -> Iterator[ast.expr]:
    """The texts that an expression can be."""
    if isinstance(given, ast.IfExp):
        yield from written(given.body)
        yield from written(given.orelse)
    elif isinstance(given, ast.BoolOp):
        for value in given.values:
            yield from written(value)
    elif isinstance(given, ast.JoinedStr) or (isinstance(given, ast.Constant) and isinstance(given.value, str)):
        yield given


def unheard(text: ast.expr) -> str:
    """What nobody could translate of it."""
    if isinstance(text, ast.Constant):
        said = str(text.value)
        return said if _SENTENCE.search(said) and said not in catalogue() else ""
    parts = [str(part.value) for part in getattr(text, "values", []) if isinstance(part, ast.Constant)]
    return "".join(parts) if any(_WORDS.search(_without_code(part)) for part in parts) else ""


def _without_code(text: str) -> str:
    """Without names of settings, and of what computers speak."""
    return " ".join(word for word in text.split() if "_" not in word and word != "HTTP")


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_what_the_program_says_is_in_the_catalogues(file: Path) -> None:
    found = [words for given in told(file) for text in written(given) if (words := unheard(text))]
    assert [words for words in found if f"{name_of(file)}: {words}" not in ELSEWHERE] == []


@pytest.mark.parametrize("file", TEMPLATES, ids=name_of)
def test_a_template_joins_nothing_by_a_colon(file: Path) -> None:
    """Each language has its own: what stands before one is said by a whole message, or apart."""
    source = re.sub(r"<desc>.*?</desc>", "", file.read_text("utf-8"))
    assert re.findall(r".*(?:\}\}|%\}|</\w+>):\s.*", source) == []


DEEDS = [file for file in MODULES if file.relative_to(ROOT).parts[0] == "console"]
_OF_THE_READER = {"say", "tell", "count"}


@pytest.mark.parametrize("file", DEEDS, ids=name_of)
def test_a_deed_is_kept_for_readers_of_any_language(file: Path) -> None:
    """What the audit trail keeps is a Sentence, a text of the catalogue or data: not said already, not in English."""
    calls = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
    given = [
        part
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "did"
        for argument in call.args
        for part in ast.walk(argument)
    ]
    said = [
        part.func.attr for part in given if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute)
    ]
    assert [name for name in said if name in _OF_THE_READER] == []
    pieces = [piece for part in given if isinstance(part, ast.JoinedStr) for piece in part.values]
    assert [p.value for p in pieces if isinstance(p, ast.Constant) and _WORDS.search(str(p.value))] == []
    texts = [part.value for part in given if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    assert [text for text in texts if _SENTENCE.search(text) and text not in catalogue()] == []


SELECTED = {"use strict", "thead th", "tbody tr", "button quiet", "button danger"}
"""What the script finds and makes things by."""


def test_the_script_says_nothing_by_itself() -> None:
    """Its words stand in the page (base.html, data-…)."""
    source = (ROOT / "console" / "static" / "app.js").read_text("utf-8")
    source = re.sub(r"/\*.*?\*/|^\s*//.*?$", "", source, flags=re.DOTALL | re.MULTILINE)
    texts = [text for found in re.findall(r'"([^"\n]*)"|`([^`]*)`', source) for text in found]
    assert [text for text in texts if _SENTENCE.search(text) and text not in SELECTED] == []
