"""The command doctor, and how findings are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sellerbridge.cli import output
from sellerbridge.cli.output import json_option

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    """Show findings, on a page as they come; answers whether all is right."""
    page, all_of_them = output.page(), []
    for finding in found:
        all_of_them.append(finding)
        if not as_json:
            page.print("✓" if finding.ok else "✗", finding.what, style=None if finding.ok else "red")
        if not as_json and finding.advice:
            page.print(f"  → {finding.advice}", style="dim" if finding.ok else None)
    wrong = sum(not finding.ok for finding in all_of_them)
    if as_json:
        output.document({"ok": not wrong, "findings": all_of_them})
    else:
        page.print("\nAll is right." if not wrong else f"\n{wrong} of {len(all_of_them)} need you.", style="bold")
    return not wrong
