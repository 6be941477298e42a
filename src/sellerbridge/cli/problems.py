"""The command problems, and how problems are shown: what is wrong, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from sellerbridge.cli import output
from sellerbridge.cli.output import json_option

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from sellerbridge.desk.problems import ProblemGroup, ProblemShown
    from sellerbridge.store.problems import OpenProblem

_SHOWN = 20


@click.command()
@json_option
def problems(*, as_json: bool) -> None:
    """Show what needs a person, with the remedy of each."""
    from sellerbridge import installation
    from sellerbridge.desk import problems as desk

    with installation.opened() as opened:
        found = opened.store.problems.open()
    if as_json:
        output.document(desk.shown(found))
        return
    page = output.page()
    if not found:
        page.print("Nothing needs you.")
        return
    grouped = desk.grouped(each.problem for each in found)
    groups(page, grouped)
    page.print()
    shown = desk.shown(_rarest_first(found)[:_SHOWN])
    page.print(output.fitting(page, _each(shown), _each(shown, briefly=True)))
    if len(found) > _SHOWN:
        page.print(f"{_SHOWN} of {len(found):,} are shown; all of them, each in words, with --json.")
    page.print("One of them in words: sellerbridge explain ORDER_ID, or sellerbridge reconcile SETTLEMENT_ID")
    if any(group.choices for group in grouped):
        page.print("To choose: sellerbridge decide ID CHOICE --reason WHY")


def _rarest_first(found: Iterable[OpenProblem]) -> list[OpenProblem]:
    """Those that need a look of their own, before the many that one act mends."""
    found = list(found)
    many = Counter(each.problem.kind for each in found)
    return sorted(found, key=lambda each: (many[each.problem.kind], each.id))


def _each(problems: Iterable[ProblemShown], *, briefly: bool = False) -> Table:
    """All of it; or what is needed to decide, for a narrow page."""
    columns = ("id", "kind", "about", "choices", "since (UTC)", "tries")
    rows = ((p.id, p.kind, p.about, ", ".join(p.choices), output.moment(p.since), p.attempts) for p in problems)
    if not briefly:
        return output.table(*columns, rows=rows, numbers=("id", "tries"))
    return output.table(*columns[:4], rows=(row[:4] for row in rows), numbers=("id",))


def told(page: Console, message: str, remedy: str) -> None:
    """A problem's sentence and, indented below, its remedy."""
    page.print(output.hanging(message, page.width, first="  ", then="  "))
    page.print(output.hanging(remedy, page.width, first="  → ", then="    "), style="yellow")


def groups(page: Console, found: Iterable[ProblemGroup], *, title: str = "") -> None:
    """Problems that one act mends, together: how many, one of them in words, the remedy."""
    found = tuple(found)
    total = sum(group.count for group in found)
    page.print(title or f"{total:,} {'problem needs' if total == 1 else 'problems need'} you", style="bold")
    for group in found:
        many = f"{group.count:,} times {group.kind}, for example:"
        page.print(many if group.count > 1 else group.kind, style="red")
        told(page, group.example, group.remedy)
