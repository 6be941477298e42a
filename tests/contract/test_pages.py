"""The pages that people wrote: their links lead somewhere, their commands exist, and they name no place of ours."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import click
import pytest

from sellerbridge.cli.main import cli
from sellerbridge.cli.pages import pages
from sellerbridge.simulator.erpnext import faults as erp_faults
from sellerbridge.simulator.fault_script import load
from sellerbridge.simulator.faults import Deed, Fault, Faults

_ROOT = Path(__file__).parents[2]
_PAGES = sorted([_ROOT / "README.md", _ROOT / "CHANGELOG.md", *(_ROOT / "docs").rglob("*.md")])
_NAMES = [str(page.relative_to(_ROOT)) for page in _PAGES]
_WRITTEN = [name for name in _NAMES if name.removeprefix("docs/") not in pages()]
"""Those made from the code show commands as a grammar, and are held to it by themselves."""
_SETUP = {"setup", "check", "test", "words", "pictures", "lock", "help"}
"""Words of ./run that are its own; any other is the program's."""
_CODE = re.compile(r"^```\w*\n(.*?)^```|((?:^ {4}\S.*\n)+)", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`((?:sellerbridge|\./run) [^`]+)`", re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HOST = re.compile(r"https?://([^/\s`)\"']+)")
_ALLOWED_HOSTS = {"127.0.0.1", "localhost", "www.w3.org"}
_OF_A_MACHINE = re.compile(r"(?<![\w~.])/(?:work|tmp|root|home|opt|mnt|Users)/")


def _text(name: str) -> str:
    return (_ROOT / name).read_text(encoding="utf-8")


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as a forge makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", _NAMES)
def test_every_link_leads_somewhere(name: str) -> None:
    for link in _LINK.findall(_text(name)):
        path, _, anchor = link.partition("#")
        target = (_ROOT / name).parent / path if path else _ROOT / name
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


def test_every_page_is_reached_from_the_readme() -> None:
    found, waiting = set[Path](), [_ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        found.add(page)
        for link in _LINK.findall(page.read_text(encoding="utf-8")):
            target = (page.parent / link.partition("#")[0]).resolve()
            pages = sorted(target.glob("*.md")) if target.is_dir() else [target]
            waiting += [each for each in pages if each.suffix == ".md" and each not in found]
    assert set(_PAGES) <= found


def _commands(text: str) -> Iterator[str]:
    """Every command of the program that a page shows: in blocks of code, and within a sentence."""
    for fenced, indented in _CODE.findall(text):
        yield from (fenced or indented).replace("\\\n", " ").splitlines()
    yield from (" ".join(command.split()) for command in _INLINE.findall(text))


def _words(line: str) -> list[str] | None:
    """What the program is called with; None for a line that calls something else."""
    found = re.search(r"(?:^|&& )\s*(?:\$ )?(?:[A-Z_]+=\S+ )*((?:\S*/)?sellerbridge|\./run) ([a-z-].*)", line)
    if not found:
        return None
    words = shlex.split(re.split(r" *(?:>>|\||;|2>)", found[2])[0], comments=True)
    words = [word for word in words if word != "…"]
    return None if found[1] == "./run" and words[0] in _SETUP else words


def _parsed(words: list[str]) -> None:
    """Let click read the words as it would, without running anything. Raises what it would say."""
    command: click.Command = cli
    context = cli.make_context("sellerbridge", list(words))
    while isinstance(command, click.Group) and (rest := [*context._protected_args, *context.args]):
        name, found, rest = command.resolve_command(context, rest)
        assert found is not None
        command, context = found, found.make_context(name, rest, parent=context)


@pytest.mark.parametrize("name", _WRITTEN)
def test_every_command_shown_exists_with_its_options(name: str) -> None:
    for line in _commands(_text(name)):
        words = _words(line)
        if words is None or "WORD" in words:
            continue
        try:
            _parsed(words)
        except click.MissingParameter:
            # In a sentence a command may be named without its arguments.
            assert f"`{line}`" in " ".join(_text(name).split()), line
        except click.ClickException as error:
            pytest.fail(f"{line}: {error.format_message()}")


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ("./run demo     # a practice seller", ["demo"]),
        ("./run test", None),
        ("sellerbridge connect shop …", ["connect", "shop"]),
        ("*/15 * * * * cd ~/x && .venv/bin/sellerbridge sync >>~/x.log 2>&1", ["sync"]),
        ("COLUMNS=80 sellerbridge demo | less", ["demo"]),
        ("git pull", None),
    ],
)
def test_a_command_is_known_by_its_line(shown: str, words: list[str] | None) -> None:
    assert _words(shown) == words


@pytest.mark.parametrize("wrong", ["sync --dry", "synch", "rates set", "simulate --limits slow"])
def test_a_command_that_is_wrong_would_be_found(wrong: str) -> None:
    with pytest.raises(click.ClickException):
        _parsed(wrong.split())


@pytest.mark.parametrize("name", [*_NAMES, "docs/demo.svg"])
def test_no_page_names_a_host_or_a_place_of_ours(name: str) -> None:
    text = _text(name)
    assert {host.partition(":")[0] for host in _HOST.findall(text)} <= _ALLOWED_HOSTS
    assert not _OF_A_MACHINE.search(text)


def test_the_picture_stands_alone_and_is_small() -> None:
    text = _text("docs/demo.svg")
    assert len(text) < 150_000
    assert not re.search(r"@import|@font-face|<image|<script|xlink|href=", text)


def test_the_fault_script_shown_can_be_used(tmp_path: Path) -> None:
    (shown,) = re.findall(r"^```json\n(.*?)^```", _text("docs/practice-amazon.md"), re.MULTILINE | re.DOTALL)
    script = tmp_path / "faults.json"
    script.write_text(shown, encoding="utf-8")
    rules = load(script)
    assert len(rules) > 3
    Faults(rules)


def test_every_fault_and_its_fields_are_explained() -> None:
    page = _text("docs/practice-amazon.md")
    assert all(f"| `{deed}` |" in page for deed in get_args(Deed))
    assert all(f"`{field}`" in page for field in Fault.__struct_fields__)


def test_the_faults_of_the_practice_erpnext_are_explained_and_can_be_used(tmp_path: Path) -> None:
    page = _text("docs/practice-erpnext.md")
    (shown,) = re.findall(r"^```json\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    script = tmp_path / "faults.json"
    script.write_text(shown, encoding="utf-8")
    erp_faults.Faults(script)
    assert len(load(script)) > 3
    assert all(f"| `{deed}` |" in page for deed in get_args(erp_faults.Deed))
    assert all(f"`{field}`" in page for field in erp_faults.Fault.__struct_fields__)
