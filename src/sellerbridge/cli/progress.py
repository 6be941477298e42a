"""Progress on stderr: a live line on a terminal, otherwise a plain line at each stage and every few seconds."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from sellerbridge.cli import output

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from sellerbridge.flows.progress import Progress

_EVERY_SECONDS = 5.0


@contextlib.contextmanager
def shown() -> Iterator[Progress]:
    """Whoever runs a flow tells this what it does."""
    if not sys.stderr.isatty():
        yield Lines()
        return
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    what = TextColumn("{task.fields[what]}", markup=False)
    counted = TextColumn("{task.fields[counted]}", markup=False)
    with Progress(SpinnerColumn(), what, BarColumn(bar_width=16), counted, console=output.notes()) as bars:
        live = Live(bars)
        yield live
        live.finish()


class Live:
    """One moving line; the stages before it stay above."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task: TaskID | None = None
        self._what = self._counted = self._connection = ""

    def stage(self, connection: str, flow: str, text: str) -> None:
        """Leave the stage before and begin another."""
        self.finish()
        if connection != self._connection:
            self._connection = connection
            self._bars.console.print(connection, style="bold")
        self._what, self._counted = f"{flow} · {text}", ""
        self._task = self._bars.add_task("", what=self._what, counted="", total=None)

    def count(self, done: int, total: int | None) -> None:
        if self._task is not None:
            self._counted = f"{done:,}/{total:,}" if total else f"{done:,}"
            self._bars.update(self._task, completed=done, total=total, counted=self._counted)

    def finish(self) -> None:
        """The stage is over, well or not, with as much as was done."""
        if self._task is not None:
            self._bars.remove_task(self._task)
            self._bars.console.print(f"• {self._what} {self._counted}".rstrip())
            self._task = None


class Lines:
    """Plain lines, few enough for a log."""

    def __init__(self) -> None:
        self._what = ""
        self._last = 0.0
        self._said = -1

    def stage(self, connection: str, flow: str, text: str) -> None:
        self._what, self._last = f"{connection} · {flow} · {text}", time.monotonic()
        self._said = 0
        click.echo(self._what, err=True)

    def count(self, done: int, total: int | None) -> None:
        """Say it at the end, and every few seconds if it has moved."""
        now = time.monotonic()
        if done == self._said or (done != total and now - self._last < _EVERY_SECONDS):
            return
        self._last, self._said = now, done
        click.echo(f"{self._what}: {done:,}" + (f" of {total:,}" if total else ""), err=True)
