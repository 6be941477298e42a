"""The pages made from the code are those in the folder, and leave nothing out."""

from __future__ import annotations

from pathlib import Path

import pytest

from sellerbridge.cli.main import cli
from sellerbridge.cli.pages import pages
from sellerbridge.problems import KINDS
from sellerbridge.settings import SETTINGS

_DOCS = Path(__file__).parents[2] / "docs"
_PROMISED = {
    "demo",
    "serve",
    "people",
    "connect",
    "erp",
    "settings",
    "rates",
    "map",
    "books",
    "sync",
    "documents",
    "reconcile",
    "explain",
    "problems",
    "retry",
    "decide",
    "status",
    "pause",
    "resume",
    "every",
    "simulate",
    "simulate-erpnext",
    "doctor",
    "bench",
}


@pytest.mark.parametrize("name", list(pages()))
def test_no_page_is_stale(name: str) -> None:
    assert (_DOCS / name).read_text(encoding="utf-8") == pages()[name], (
        "run: python -m sellerbridge.cli.pages docs"
    )


def test_every_promised_command_is_there_and_documented() -> None:
    assert set(cli.commands) == _PROMISED
    assert all(f"## `sellerbridge {name}" in pages()["commands.md"] for name in _PROMISED)


def test_every_setting_and_every_kind_of_problem_is_documented() -> None:
    assert all(f"| `{setting.name}` |" in pages()["settings.md"] for setting in SETTINGS)
    assert all(f"\n## {kind}\n" in pages()["problems.md"] for kind in KINDS)


@pytest.mark.parametrize(
    "name",
    [
        "connect",
        "settings",
        "rates",
        "map",
        "sync",
        "documents",
        "reconcile",
        "explain",
        "problems",
        "retry",
        "decide",
        "status",
        "doctor",
        "people",
    ],
)
def test_every_command_that_reports_answers_in_json(name: str) -> None:
    assert "as_json" in {parameter.name for parameter in cli.commands[name].params}
