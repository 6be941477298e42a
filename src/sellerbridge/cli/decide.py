"""The command decide: one choice settles a problem."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from sellerbridge.cli import output
from sellerbridge.cli.output import json_option
from sellerbridge.cli.sync import show

if TYPE_CHECKING:
    from rich.console import Console

    from sellerbridge.desk.decide import Decided

_DONE = {
    "cancel": "is cancelled in the ERP",
    "keep": "stays as the ERP has it",
    "ignore": "is left alone until Amazon says anything new of it",
}


@click.command()
@click.argument("ids", nargs=-1, required=True, type=int, metavar="ID…")
@click.argument("choice", type=click.Choice(tuple(_DONE)))
@click.option("--reason", default="", help="Why; explain tells it. Needed for keep and ignore. Name no buyer.")
@click.option("--dry-run", is_flag=True, help="Show what it would mean, and change nothing.")
@json_option
@click.pass_context
def decide(
    context: click.Context, *, ids: tuple[int, ...], choice: str, reason: str, dry_run: bool, as_json: bool
) -> None:
    """Settle problems by one choice: cancel, keep or ignore.

    That is: cancel in the ERP, keep what the ERP holds, or only close the problem. The IDs are those of:
    sellerbridge problems, which shows the choices of each. What is kept is asked about again when something else
    is wanted, what is ignored when Amazon says anything new. What is to be cancelled is cancelled at once;
    nothing is read from Amazon.
    """
    from sellerbridge import installation
    from sellerbridge.cli import progress
    from sellerbridge.desk import decide as desk
    from sellerbridge.desk import problems
    from sellerbridge.flows import sync as flows

    with installation.opened() as opened, progress.shown() as shown:
        made = desk.decide(opened.store, ids, choice, reason=reason, dry_run=dry_run)
        cancelling = choice == "cancel" and made and not dry_run
        report = flows.sync(opened, flows.Plan(reading=False), progress=shown) if cancelling else None
    if as_json:
        after = {"runs": report.runs, "problems": problems.shown(report.problems)} if report else {}
        output.document({"decisions": made, "runs": (), "problems": (), **after})
    else:
        _tell(output.page(), made, dry_run=dry_run)
        if report:
            show(report, dry_run=False, as_json=False)
    context.exit(report.exit_code if report else 0)


def _tell(page: Console, made: Sequence[Decided], *, dry_run: bool) -> None:
    if not made:
        page.print("That was decided before.")
    if dry_run:
        page.print("It would mean (and nothing was changed):", style="bold")
    for one in made:
        named = ", ".join(f"{document.doctype} {document.name}" for document in one.documents)
        done = f"{_DONE[one.choice]}{' and made anew, as Amazon says now' if one.anew else ''}"
        said = f"{one.id} {one.kind}: {one.about} {done}{f': {named}' if named else ''}"
        page.print(output.hanging(said, page.width, first="", then="  "))
