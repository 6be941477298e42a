"""How answers reach a person or a script: one JSON document, or a page of text that fits the terminal."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_WIDTH_WITHOUT_TERMINAL = 100
_NO_END = 10_000
"""Wider than any page."""

json_option = click.option("--json", "as_json", is_flag=True, help="Answer with one JSON document on stdout.")


def plain(value: Any) -> Any:
    """A struct or container as JSON has it in every answer; msgspec is read only by those who need it."""
    from sellerbridge.desk import plain as answers

    return answers.plain(value)


def document(value: Any) -> None:
    """Write one JSON document to stdout, at once."""
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(plain(value)).decode(), indent=2))
    sys.stdout.flush()


def listed(values: Iterable[Any]) -> None:
    """Write one JSON list to stdout, however long, without holding it in memory."""
    import msgspec

    before = "["
    for value in values:
        click.echo(before + "\n" + msgspec.json.encode(plain(value)).decode(), nl=False)
        before = ","
    click.echo("[]" if before == "[" else "\n]")


def page() -> Console:
    """The console on stdout. Data is never read as markup; colours only on a terminal, and NO_COLOR is heard."""
    return _console(sys.stdout)


def notes() -> Console:
    """The console on stderr: progress, questions, what is not the answer itself."""
    return _console(sys.stderr)


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    width = None if stream.isatty() else int(os.environ.get("COLUMNS") or _WIDTH_WITHOUT_TERMINAL)
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False, soft_wrap=False)


def table(*columns: str, rows: Iterable[Sequence[Any]], numbers: Sequence[str] = (), title: str = "") -> Table:
    """A table without a frame; the columns in `numbers` stand to the right. Long words are folded, never cut."""
    from rich import box
    from rich.table import Table

    made = Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        title=title or None,
        title_justify="left",
        title_style="bold",
    )
    for column in columns:
        made.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    for row in rows:
        made.add_row(*(cell if hasattr(cell, "__rich_console__") else str(cell) for cell in row))
    return made


def fitting(page: Console, *made: Table) -> Table:
    """The first of these tables that the page is wide enough for; the last one if none is."""
    from rich.measure import Measurement

    unlimited = page.options.update(width=_NO_END)
    return next((each for each in made if Measurement.get(page, unlimited, each).maximum <= page.width), made[-1])


def hanging(text: str, width: int, *, first: str, then: str) -> str:
    """Lines that fit; a date, an order id or a command's option is never torn at its dashes."""
    return textwrap.fill(
        text, width, initial_indent=first, subsequent_indent=then, break_on_hyphens=False, break_long_words=False
    )


def program() -> str:
    """How this program was called, or can be, as a shell takes it."""
    if shutil.which("sellerbridge"):
        return "sellerbridge"
    started = Path(sys.argv[0])
    if started.name == "sellerbridge":
        return shlex.quote(os.path.relpath(started))
    return f"{shlex.quote(sys.executable)} -m sellerbridge"


def moment(value: datetime | None) -> str:
    """A time for people: to the minute, in UTC; who shows it says so."""
    return "never" if value is None else value.strftime("%Y-%m-%d %H:%M")


def span(seconds: float) -> str:
    """A length of time for people, in its largest unit."""
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def amount(value: Decimal, currency: str) -> str:
    """Money for people: thousands apart, the currency behind."""
    return f"{money(value, currency)} {currency}".strip()


def money(value: Decimal, currency: str) -> str:
    """An amount with the decimals of its currency, even where the ERP leaves zeros out."""
    from sellerbridge.commerce.money import smallest_unit

    unit = smallest_unit(currency)
    exact = value == value.quantize(unit)
    return f"{value.quantize(unit) if exact else value:,f}"
