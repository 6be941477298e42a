"""A page names no command: it says where in the console the same is done."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from sellerbridge.cli.main import cli
from sellerbridge.console.words import collect, of_problems
from sellerbridge.console.words.on_pages import ON_PAGES
from sellerbridge.console.words.speech import LANGUAGES, speech

SAID = {message.text: message.file for message in collect.messages()}
_COMMAND = re.compile(rf"sellerbridge ({'|'.join(cli.commands)})\b|--[a-z]+")
NAMED = {
    "console/pages/connections.py": "the program that runs a practice seller",
    "console/pages/settings.py": "the program that keeps the clock, where this one does not",
    "console/words/of_accounts.py": "what the terminal shows before anybody can sign in",
    "console/templates/first_key.html": "the same",
    "console/templates/sign_in.html": "what helps whoever cannot sign in",
    "erp/erpnext/sentences.py": "what the check of an ERP advises, which words/of_checks.py says for pages",
    "problems.py": 'the remedies, which pages show under "In the terminal" alone',
}
"""Where a command is meant, and why."""


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_what_pages_say_otherwise_is_said_somewhere() -> None:
    assert [text for text in ON_PAGES if text not in SAID and text not in of_problems.TITLES] == []


def test_pages_say_it_with_the_same_facts() -> None:
    told = {text: said for text, said in ON_PAGES.items() if text not in of_problems.TITLES}
    assert {text: said for text, said in told.items() if facts(said) - facts(text)} == {}


def test_no_page_names_a_command() -> None:
    named = [text for text in SAID if _COMMAND.search(text) and SAID[text] not in NAMED]
    assert [text for text in named if text not in ON_PAGES] == []
    assert [said for said in ON_PAGES.values() if _COMMAND.search(said)] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_terminal_keeps_its_commands(code: str) -> None:
    told, text = speech(code), "The next sync books it: sellerbridge sync money"
    assert "sellerbridge sync money" in told.tell_in_terminal(text)
    assert told.tell(text) == told.say("The next sync books it.")
