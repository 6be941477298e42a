"""The command reconcile: does what Amazon paid agree with what the ERP holds, to the cent?"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sellerbridge.cli import output
from sellerbridge.cli.output import json_option
from sellerbridge.errors import Usage

if TYPE_CHECKING:
    from sellerbridge.desk.money.reconcile import Chosen

_MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")
_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command()
@click.argument("settlement_id", required=False)
@click.option("--month", metavar="YYYY-MM", help="Only what was deposited in that month.")
@click.option("--connection", metavar="NAME", help="Only this connection.")
@click.option("--csv", "csv_file", type=_FILE, help="Also write Amazon's lines with their accounts to FILE.")
@click.option(
    "--beancount", "beancount_file", type=_FILE, help="Also write the ERP's entries as Beancount to FILE."
)
@json_option
@click.pass_context
def reconcile(
    ctx: click.Context,
    *,
    settlement_id: str | None,
    month: str | None,
    connection: str | None,
    csv_file: Path | None,
    beancount_file: Path | None,
    as_json: bool,
) -> None:
    """Hold Amazon's settlements against the ERP's entries.

    The entries are read from the ERP as they really are.

    Per settlement and per month: what buyers paid and got back, Amazon's fees, reserves, the payout, the entry,
    and the difference. With SETTLEMENT_ID that one in full. Exits with 1 when something does not tie.
    """
    from sellerbridge import installation
    from sellerbridge.cli import reconciled
    from sellerbridge.desk.money import reconcile as desk

    which = _chosen(settlement_id, month, connection)
    with installation.opened() as opened:
        answer = desk.reconcile(opened, which, progress=_counted("settlements"))
        if csv_file:
            from sellerbridge.desk.money import settlement_csv

            with _writing(csv_file):
                lines = settlement_csv.export(opened, which, csv_file, progress=_counted("lines to CSV"))
            click.echo(f"{lines:,} lines in {csv_file}", err=True)
        if beancount_file:
            from sellerbridge.desk.money import beancount

            with _writing(beancount_file):
                written = beancount.export(
                    opened, which, beancount_file, progress=_counted("entries to Beancount")
                )
            click.echo(f"{written:,} entries in {beancount_file}", err=True)
    if as_json:
        output.document(answer)
    elif settlement_id and answer.settlements:
        reconciled.in_full(output.page(), answer.settlements[0], answer.company_currency)
    else:
        reconciled.as_tables(output.page(), answer)
    ctx.exit(0 if answer.ties else 1)


@contextlib.contextmanager
def _writing(file: Path) -> Iterator[None]:
    """Raises Usage where the file cannot be written."""
    try:
        yield
    except OSError as error:
        raise Usage(f"{file} cannot be written: {error.strerror}. Name another file or folder.") from None


def _chosen(settlement_id: str | None, month: str | None, connection: str | None) -> Chosen:
    from sellerbridge.desk.money.reconcile import Chosen

    if month and not _MONTH.fullmatch(month):
        raise Usage(f"{month} is no month. Write it as 2026-09.")
    return Chosen(settlement_id=(settlement_id or "").strip(), month=month or "", connection=connection or "")


def _counted(what: str) -> Callable[[int, int], None]:
    """Tells how far it is, now and then, on stderr; what is done at once is not worth a line."""
    from sellerbridge.cli.progress import Lines

    lines, started = Lines(), time.monotonic()
    begun = False

    def count(done: int, of: int) -> None:
        nonlocal begun
        if not begun and done < of and time.monotonic() - started > _PATIENCE_SECONDS:
            lines.stage("reconcile", what, f"{done:,} of {of:,}")
            begun = True
        if begun:
            lines.count(done, of)

    return count


_PATIENCE_SECONDS = 1.0
"""So long nobody wonders."""
