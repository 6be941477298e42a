"""The commands sync and retry: from Amazon into the ERP, now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from sellerbridge.cli import output
from sellerbridge.cli.output import json_option
from sellerbridge.cli.problems import groups
from sellerbridge.errors import Usage

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from sellerbridge.flows.run import Run
    from sellerbridge.flows.sync import Report
    from sellerbridge.outgoing import Outgoing
    from sellerbridge.store.problems import OpenProblem

_LATER = ("stock", "prices", "shipments")
"""Flows of later versions, whose names are promised already."""
_SHOWN = 40


@click.command()
@click.argument("names", nargs=-1, metavar="[products] [orders] [money]")
@click.option("--connection", help="Only this connection.")
@click.option("--since", help="Read what changed from then on (2026-11-01 or 2026-11-01T08:00Z).")
@click.option("--until", help="Read what changed before then.")
@click.option("--dry-run", is_flag=True, help="Read, and show every document that would be written; write none.")
@json_option
@click.pass_context
def sync(
    context: click.Context,
    *,
    names: tuple[str, ...],
    connection: str | None,
    since: str | None,
    until: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Carry products, orders and money into the ERP, now.

    Without a name all flows run, in the right order.
    """
    from sellerbridge import installation
    from sellerbridge.cli import progress
    from sellerbridge.flows import sync as flows
    from sellerbridge.store.schedule import FLOWS

    plan = flows.Plan(
        names=_known(names, FLOWS),
        since=_moment("--since", since),
        until=_moment("--until", until),
        dry_run=dry_run,
    )
    with installation.opened() as opened, progress.shown() as shown:
        report = flows.sync(opened, plan, connection=connection, progress=shown)
    show(report, dry_run=dry_run, as_json=as_json)
    context.exit(report.exit_code)


def _known(names: tuple[str, ...], flows: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if name in _LATER:
            raise Usage(f"The flow {name} is not built yet in this version. There are: {', '.join(flows)}.")
        if name not in flows:
            raise Usage(f"There is no flow {name!r}. There are: {', '.join(flows)}.")
    return names or flows


def _moment(option: str, text: str | None) -> datetime | None:
    from sellerbridge import clock

    if text is None:
        return None
    try:
        return clock.from_text(text)
    except ValueError:
        raise Usage(f"{option} is a date or time such as 2026-11-01 or 2026-11-01T08:00Z, not {text!r}.") from None


def show(report: Report, *, dry_run: bool, as_json: bool) -> None:
    """A report as JSON or as a page."""
    from sellerbridge.desk import problems

    if as_json:
        answer = {"runs": report.runs, "problems": problems.shown(report.problems)}
        wanted = [{"doctype": d.kind, "name": d.name, "key": d.key, "doc": d.body} for d in report.documents]
        output.document(answer | ({"documents": wanted} if dry_run else {}))
        return
    page = output.page()
    page.print(_runs(report.runs))
    for run in report.runs:
        _remark(page, run)
    if dry_run:
        _would_write(page, report.documents)
    if report.held:
        page.print()
        groups(page, problems.grouped(report.held), title=f"It would hold {len(report.held):,}")
    if report.problems:
        page.print()
        groups(page, problems.grouped(each.problem for each in report.problems))
        page.print("\nEach of them: sellerbridge problems")


def _runs(runs: tuple[Run, ...]) -> Table:
    several = len({run.connection for run in runs}) > 1
    rows = [
        (
            f"{run.connection} · {run.flow}" if several else run.flow,
            f"{run.seen:,}",
            f"{run.created:,}",
            f"{run.updated:,}",
            f"{run.held:,}",
            f"{run.failed:,}",
            f"{sum(run.requests.values()):,}",
            output.span((run.finished - run.started).total_seconds()),
        )
        for run in runs
    ]
    columns = ("", "read", "created", "updated", "held", "refused", "calls", "time")
    return output.table(*columns, rows=rows, numbers=columns[1:])


def _remark(page: Console, run: Run) -> None:
    if run.resume_at:
        page.print(
            f"{run.connection} · {run.flow}: {run.note} To go on, at {run.resume_at:%H:%M} UTC or later:"
            f" sellerbridge sync {run.flow}"
        )
    elif run.note:
        page.print(f"{run.connection} · {run.flow}: {run.note}")
    if run.error:
        page.print(f"{run.connection} · {run.flow}: {run.error}", style="red")


def _would_write(page: Console, documents: tuple[Outgoing, ...]) -> None:
    if not documents:
        page.print("\nNothing would be written.")
        return
    page.print("\nIt would write (and wrote nothing of it):", style="bold")
    if len(documents) > _SHOWN:
        page.print(_by_kind(documents))
        page.print(f"{len(documents):,} documents in all; each of them with --json.")
        return
    rows = [(d.kind, d.name, d.about, d.body.get("grand_total", "")) for d in documents]
    page.print(output.table("doctype", "name", "about", "total", rows=rows, numbers=("total",)))


def _by_kind(documents: tuple[Outgoing, ...]) -> Table:
    """How many of each doctype, and the name of one: nobody reads thousands."""
    kinds: dict[str, list[Outgoing]] = {}
    for document in documents:
        kinds.setdefault(document.kind, []).append(document)
    rows = [(kind, f"{len(found):,}", found[-1].name) for kind, found in kinds.items()]
    return output.table("doctype", "documents", "for example", rows=rows, numbers=("documents",))


@click.command()
@click.argument("ids", nargs=-1, type=int, metavar="ID…")
@click.option("--all", "everything", is_flag=True, help="Try all of them.")
@click.option("--dry-run", is_flag=True, help="Show what would be tried again, and try nothing.")
@json_option
@click.pass_context
def retry(context: click.Context, *, ids: tuple[int, ...], everything: bool, dry_run: bool, as_json: bool) -> None:
    """Try again what was held, after mending it.

    The IDs are those of: sellerbridge problems. Nothing is read from Amazon.
    """
    from sellerbridge import installation
    from sellerbridge.cli import progress
    from sellerbridge.desk import problems
    from sellerbridge.flows import sync as flows

    if bool(ids) == everything:
        raise Usage("Name the problems, as sellerbridge problems shows them, or say: sellerbridge retry --all")
    with installation.opened() as opened, progress.shown() as shown:
        if dry_run:
            _would_try(problems.meant(opened.store, ids or None), as_json=as_json)
            return
        problems.retry(opened.store, ids or None)
        report = flows.sync(opened, flows.Plan(reading=False), progress=shown)
    show(report, dry_run=False, as_json=as_json)
    context.exit(report.exit_code)


def _would_try(meant: Sequence[OpenProblem], *, as_json: bool) -> None:
    from sellerbridge.desk import problems

    if as_json:
        output.document({"runs": (), "problems": problems.shown(meant)})
        return
    page = output.page()
    if not meant:
        page.print("Nothing would be tried again: nothing needs you.")
        return
    title = f"It would try {len(meant):,} again (and tried nothing):"
    groups(page, problems.grouped(each.problem for each in meant), title=title)
