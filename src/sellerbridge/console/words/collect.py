"""Collects every sentence that a page can show from the source into the catalogues (*.po, beside this file).

Run: python -m sellerbridge.console.words.collect. What is translated stays, what is gone from the source goes,
what is new waits for its words.
"""

from __future__ import annotations

import ast
import io
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

import msgspec
from babel.messages import Catalog
from babel.messages import Message as Entry
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from sellerbridge.console.words.speech import LANGUAGES, SOURCE
from sellerbridge.problems import KINDS

SAYING = {"_": 1, "say": 1, "did": 1, "count": 2, "NN_": 2}
"""What says a text in the console, and how many of its first arguments are texts."""
TELLING = dict.fromkeys(
    ("N_", "Sentence", "Usage", "Unreachable", "NoDatabase", "Later", "Refused", "refused", "__init__"), 1
)
"""What makes a sentence anywhere in the program; `__init__` is that of the errors."""
UNSHOWN = ("bench", "cli", "simulator")
"""What a page never shows: the terminal's own words stay English."""

_ROOT = Path(str(files("sellerbridge")))
_WORDS = Path(str(files("sellerbridge.console.words")))
_BRACES = "python-brace-format"
_TEMPLATES = Environment(extensions=["jinja2.ext.do"], autoescape=True)


class Message(msgspec.Struct, frozen=True):
    """A text of the source and where it stands. `many` is its plural, where its words depend on a number."""

    text: str
    many: str
    file: str


def messages() -> list[Message]:
    """Every text of the source once, by file and in the order of the file."""
    found: dict[str, Message] = {}
    for message in _all():
        first = found.setdefault(message.text, message)
        if message.many and not first.many:
            found[message.text] = msgspec.structs.replace(first, many=message.many)
    return list(found.values())


def collect() -> dict[str, int]:
    """Brings the catalogues up to the source. Returns how many texts of each language wait for their words."""
    wanted, waiting = messages(), {}
    for code in LANGUAGES:
        if code != SOURCE:
            catalogue = filled(wanted, read(code))
            write(code, catalogue)
            waiting[code] = sum(not _is_said(message) for message in catalogue if message.id)
    return waiting


def filled(wanted: Iterable[Message], kept: Catalog) -> Catalog:
    """A catalogue of these texts, in their order, with the words that are kept for them."""
    fresh = Catalog(locale=kept.locale)
    for message in wanted:
        known = kept.get(message.text)
        same = known is not None and known.pluralizable == bool(message.many)
        fresh.add(
            (message.text, message.many) if message.many else message.text,
            known.string if known is not None and same else "",
            locations=[(message.file, 0)],
        )
    return fresh


def _is_said(message: Entry) -> bool:
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def read(code: str) -> Catalog:
    """The catalogue of a language as it stands."""
    with path(code).open("rb") as file:
        return read_po(file, locale=code)


def write(code: str, catalogue: Catalog) -> None:
    """Writes a catalogue, at once or not at all."""
    handle, draft = tempfile.mkstemp(dir=_WORDS, suffix=".draft")
    with os.fdopen(handle, "wb") as file:
        file.write(text(catalogue))
    Path(draft).chmod(0o644)
    Path(draft).replace(path(code))


def text(catalogue: Catalog) -> bytes:
    """A catalogue as its file has it: in its own order, without the days on which it was changed."""
    for message in catalogue:
        message.flags = {_BRACES} if "{" in "".join(message.id) else set()
    body = io.BytesIO()
    write_po(body, catalogue, width=100, omit_header=True, include_lineno=False, ignore_obsolete=True)
    return _header(catalogue).encode() + b"\n" + body.getvalue()


def path(code: str) -> Path:
    """Where the catalogue of a language is."""
    return _WORDS / f"{code}.po"


def _header(catalogue: Catalog) -> str:
    told = {
        "Project-Id-Version": "sellerbridge",
        "Language": str(catalogue.locale),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": catalogue.plural_forms,
    }
    lines = [f'"{name}: {value}\\n"\n' for name, value in told.items()]
    return 'msgid ""\nmsgstr ""\n' + "".join(lines)


def _all() -> Iterator[Message]:
    for file in sorted(_ROOT.rglob("*.py")):
        folder = file.relative_to(_ROOT).parts[0]
        if folder not in UNSHOWN:
            yield from _of_python(file, (SAYING | TELLING) if folder == "console" else TELLING)
    for file in sorted((_ROOT / "console" / "templates").rglob("*.html")):
        yield from _of_template(file)
    yield from _of_problems()


def _of_python(file: Path, marks: dict[str, int]) -> Iterator[Message]:
    """The texts in the calls of `marks`, by the name that is called, whosever it is."""
    calls = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        yield from _message(file, [list(_literals(argument)) for argument in call.args], marks.get(name, 0))


def _literals(given: ast.expr) -> Iterator[str]:
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        yield given.value
    elif isinstance(given, ast.IfExp):
        yield from _literals(given.body)
        yield from _literals(given.orelse)


def _of_template(file: Path) -> Iterator[Message]:
    for call in _TEMPLATES.parse(file.read_text("utf-8")).find_all(nodes.Call):
        name = call.node.attr if isinstance(call.node, nodes.Getattr) else getattr(call.node, "name", "")
        yield from _message(file, [list(_constants(argument)) for argument in call.args], SAYING.get(name, 0))


def _constants(given: nodes.Node) -> Iterator[str]:
    if isinstance(given, nodes.Const) and isinstance(given.value, str):
        yield given.value
    elif isinstance(given, nodes.CondExpr):
        yield from _constants(given.expr1)
        yield from _constants(given.expr2) if given.expr2 else ()


def _message(file: Path, given: list[list[str]], texts: int) -> Iterator[Message]:
    """The messages of a call: each text that its first argument can be, or one text with its plural."""
    name = file.relative_to(_ROOT).as_posix()
    if texts == 1 and given:
        yield from (Message(text, "", name) for text in given[0] if text)
    elif texts == 2 and len(given) > 1 and given[0] and given[1]:
        yield Message(given[0][0], given[1][0], name)


def _of_problems() -> Iterator[Message]:
    """The sentence and the remedy of each kind of problem."""
    for kind in KINDS.values():
        yield Message(kind.sentence, "", "problems.py")
        yield Message(kind.remedy, "", "problems.py")


if __name__ == "__main__":
    for language, waiting in collect().items():
        sys.stdout.write(f"{language}: {waiting} to translate\n")
