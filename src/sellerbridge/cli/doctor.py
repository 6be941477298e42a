"""The command doctor, and how findings are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sellerbridge.cli import language, output
from sellerbridge.cli.output import json_option

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from sellerbridge.erp.port import Finding


@click.command()
@json_option
@click.pass_context
def doctor(context: click.Context, *, as_json: bool) -> None:
    """Check everything from the database to Amazon."""
    from sellerbridge import installation
    from sellerbridge.desk import doctor as desk

    with installation.opened() as opened:
        well = show(desk.doctor(opened), as_json=as_json)
    context.exit(0 if well else 1)


def show(found: Iterable[Finding], *, as_json: bool) -> bool:
    """Show findings, on a page as they come; answers whether all is right that must be."""
    page, all_of_them = output.page(), []
    for finding in found:
        all_of_them.append(finding)
        if not as_json:
            _print(page, finding)
    wrong = sum(finding.blocks for finding in all_of_them)
    if as_json:
        output.document({"ok": not wrong, "findings": [_plain(finding) for finding in all_of_them]})
    else:
        french = language.speaks_french()
        page.print(f"\n{(_sum_in_french if french else _sum)(all_of_them, wrong)}", style="bold")
    return not wrong


def _print(page: Console, finding: Finding) -> None:
    """A line, and what to do below it, in French where the terminal speaks French."""
    what, advice = finding.what, finding.advice
    if language.speaks_french():
        what, advice = language.in_french(what), language.in_french(advice)
    sign, style = ("✓", None) if finding.ok else ("✗", "red") if finding.needed else ("!", "yellow")
    page.print(output.hanging(what, page.width, first=f"{sign} ", then="  "), style=style)
    if advice:
        told = output.hanging(advice, page.width, first="  → ", then="    ")
        page.print(told, style="dim" if finding.ok else None)


def _hints(found: Sequence[Finding]) -> int:
    return sum(not finding.ok and not finding.needed for finding in found)


def _sum_in_french(found: Sequence[Finding], wrong: int) -> str:
    hints = _hints(found)
    also = f" {hints} {'autre mérite' if hints == 1 else 'autres méritent'} un regard (!)." if hints else ""
    return f"{wrong} sur {len(found)} sont à corriger (✗).{also}" if wrong else f"Rien ne s'y oppose.{also}"


def _sum(found: Sequence[Finding], wrong: int) -> str:
    hints = _hints(found)
    also = f" {hints} more {'is' if hints == 1 else 'are'} worth a look (!)." if hints else ""
    return f"{wrong} of {len(found)} need you (✗).{also}" if wrong else f"Nothing is in the way.{also}"


def _plain(finding: Finding) -> dict[str, Any]:
    return {
        "what": finding.what,
        "ok": finding.ok,
        "needed": finding.needed,
        "advice": finding.advice,
        "advice_fr": language.in_french(finding.advice),
    }
