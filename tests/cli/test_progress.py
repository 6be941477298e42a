"""Progress: a live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console
from rich.progress import Progress, TextColumn

from sellerbridge.cli import progress
from sellerbridge.flows.progress import Progress as Watched


def _a_run(shown: Watched) -> None:
    shown.stage("north", "orders", "reading orders")
    shown.count(200, None)
    shown.stage("north", "orders", "writing documents")
    for done in (500, 1000, 1250):
        shown.count(done, 1250)
    shown.stage("south", "orders", "reading orders")


def test_elsewhere_a_line_at_each_stage_and_at_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.shown() as shown:
        _a_run(shown)
    answer = capsys.readouterr()
    assert answer.out == ""
    assert answer.err.splitlines() == [
        "north · orders · reading orders",
        "north · orders · writing documents",
        "north · orders · writing documents: 1,250 of 1,250",
        "south · orders · reading orders",
    ]


def test_and_every_few_seconds_in_between(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter([0.0, 1.0, 6.0, 7.0])
    monkeypatch.setattr("sellerbridge.cli.progress.time.monotonic", lambda: next(seconds))
    lines = progress.Lines()
    lines.stage("north", "orders", "reading orders")
    for done in (100, 200, 300):
        lines.count(done, None)
    assert capsys.readouterr().err.splitlines()[1:] == ["north · orders · reading orders: 200"]


def test_a_count_that_has_not_moved_is_told_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter(range(0, 100, 10))
    monkeypatch.setattr("sellerbridge.cli.progress.time.monotonic", lambda: float(next(seconds)))
    lines = progress.Lines()
    lines.stage("north", "products", "waiting for reports")
    for done in (0, 0, 1, 1, 4):
        lines.count(done, 4)
    told = [line.rpartition(": ")[2] for line in capsys.readouterr().err.splitlines()[1:]]
    assert told == ["1 of 4", "4 of 4"]


def test_on_a_terminal_stages_stay_above_the_moving_line() -> None:
    written = io.StringIO()
    console = Console(file=written, force_terminal=True, width=80, color_system=None)
    with Progress(TextColumn("{task.fields[what]}"), console=console) as bars:
        live = progress.Live(bars)
        _a_run(live)
        live.finish()
    kept = [line.strip() for line in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\r", "\n", written.getvalue()).split("\n")]
    assert [line for line in kept if line.startswith("•")] == [
        "• orders · reading orders 200",
        "• orders · writing documents 1,250/1,250",
        "• orders · reading orders",
    ]
    assert {"north", "south"} <= set(kept)
