"""Questions: documents, explain, status."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sellerbridge.cli import clock, output
from sellerbridge.cli.output import json_option

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from sellerbridge.desk.documents import Document
    from sellerbridge.desk.status import ConnectionStatus, Status
    from sellerbridge.runner.plan import Turn

_SHOWN = 100
_COLOURS = {"ok": "green", "soon": "yellow", "expired": "red"}


@click.command()
@click.option("--doctype", help="Only this kind, for example 'Sales Order'.")
@click.option("--key", help="Only this key: an order id, a SKU.")
@json_option
def documents(*, doctype: str | None, key: str | None, as_json: bool) -> None:
    """Show what the ERP holds through us.

    Without --json at most a hundred are listed; with --key the document is shown in full.
    """
    from sellerbridge import installation
    from sellerbridge.desk import documents as desk

    with installation.opened() as opened:
        found = desk.documents(opened, doctype=doctype, key=key)
        if as_json:
            output.listed(found)
        elif key:
            _in_full(output.page(), list(found))
        else:
            _as_list(output.page(), list(found), doctype)


def _as_list(page: Console, found: list[Document], doctype: str | None) -> None:
    if not found and doctype:
        page.print(f"The ERP holds no {doctype} through us. All documents: sellerbridge documents")
        return
    if not found:
        page.print("The ERP holds nothing through us yet. Bring it there: sellerbridge sync")
        return
    page.print(_list(found[:_SHOWN]))
    if len(found) > _SHOWN:
        page.print(
            f"{_SHOWN} of {len(found):,} are shown; choose with --doctype or --key, or take all with --json."
        )


def _list(found: list[Document]) -> Table:
    """The ERP's own name beside our key, where it has one."""
    columns = ("doctype", "key", "state", "total", "name")
    rows = [(d.doctype, d.key, _state(d.docstatus), _sum(d), d.name) for d in found]
    told = len(columns) if any(d.name != d.key for d in found) else len(columns) - 1
    return output.table(*columns[:told], rows=(row[:told] for row in rows), numbers=("total",))


def _in_full(page: Console, found: list[Document]) -> None:
    from sellerbridge.cli.sheet import sheet

    if not found:
        page.print("The ERP holds no document with that key through us. All of them: sellerbridge documents")
    for document in found:
        state = _state(document.docstatus)
        page.print(f"{document.doctype} {document.name}" + (f" · {state}" if state else ""), style="bold")
        page.print(sheet(output.plain(document.doc)))


def _state(docstatus: int) -> str:
    return {0: "", 1: "submitted", 2: "cancelled"}.get(docstatus, str(docstatus))


def _sum(document: Document) -> str:
    """What it comes to, where it is about money; of an entry one of its two equal sides."""
    doc = document.doc
    if rows := doc.get("accounts"):
        return output.amount(doc["total_debit"], rows[0].get("account_currency", ""))
    total = doc.get("grand_total")
    return "" if total is None else output.amount(total, doc.get("currency", ""))


@click.command()
@click.argument("order_id")
@json_option
def explain(*, order_id: str, as_json: bool) -> None:
    """Tell the story of one order from end to end.

    What Amazon said and when, which documents came of it, where each field is from, what was held and
    how to mend it.
    """
    from sellerbridge import installation
    from sellerbridge.desk import explain as desk

    with installation.opened() as opened:
        explanation = desk.explain(opened, order_id.strip())
    if as_json:
        output.document(explanation)
        return
    from sellerbridge.cli import story

    story.tell(output.page(), explanation)


@click.command()
@json_option
def status(*, as_json: bool) -> None:
    """Show how far everything is.

    Streams and their lag, documents, the days left of each credential.
    """
    from sellerbridge import installation
    from sellerbridge.desk import status as desk
    from sellerbridge.runner import known, plan

    with installation.opened() as opened:
        found, turns = desk.status(opened), known.turns(opened)
    if as_json:
        output.document(output.plain(found) | {"turns": [plan.shown(turn) for turn in turns]})
        return
    page = output.page()
    for connection in found.connections:
        _connection(page, connection)
        _turns(page, [turn for turn in turns if turn.connection.name == connection.name])
    _summary(page, found)


def _connection(page: Console, connection: ConnectionStatus) -> None:
    from rich.text import Text

    page.print(f"{connection.name} · seller {connection.seller_id} · region {connection.region}", style="bold")
    page.print(f"{connection.products:,} products and {connection.orders:,} orders read from Amazon")
    for credential in connection.credentials:
        colour = _COLOURS[credential.state]
        left = f"{credential.days_left} days left, at the latest until {credential.expires:%Y-%m-%d}"
        page.print(Text.assemble(f"{credential.what}: ", (credential.state, colour), f" · {left}"))
    if not connection.streams:
        page.print("Nothing was read yet. Read it: sellerbridge sync\n")
        return
    rows = [
        (
            stream.stream,
            output.moment(stream.cursor),
            "" if stream.lag_seconds is None else output.span(stream.lag_seconds),
            output.moment(stream.last_run),
        )
        for stream in connection.streams
    ]
    columns = ("stream", "known up to (UTC)", "lag", "last run (UTC)")
    page.print()
    page.print(output.table(*columns, rows=rows, numbers=("lag",)))
    for error in dict.fromkeys(stream.last_error for stream in connection.streams if stream.last_error):
        page.print(f"The last run failed: {error}", style="red")
    page.print()


def _turns(page: Console, turns: list[Turn]) -> None:
    """How often each flow comes, and when next, while serve runs."""
    if turns:
        page.print(clock.table(turns))
        page.print()


def _need_you(count: int) -> str:
    return "1 problem needs you" if count == 1 else f"{count:,} problems need you"


def _summary(page: Console, found: Status) -> None:
    if not found.connections:
        page.print("There is no connection yet. Make one: sellerbridge connect NAME …, or try: sellerbridge demo")
        return
    counts = found.documents
    page.print(
        f"Documents: {counts['delivered']:,} in the ERP, {counts['due']:,} due,"
        f" {counts['failed']:,} refused · {counts['held']:,} orders or products held"
    )
    if found.problems:
        page.print(f"{_need_you(found.problems)}: sellerbridge problems", style="yellow")
