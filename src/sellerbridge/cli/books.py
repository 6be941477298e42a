"""The command books: the embedded books' own stock and prices, their balance, and their documents as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sellerbridge.cli import output
from sellerbridge.cli.output import json_option

if TYPE_CHECKING:
    from rich.console import Console

    from sellerbridge.desk.books import Balance

_SIGNS = {"ignore_unknown_options": True}
"""So that -5 is a number that is refused in words, and no unknown option."""


@click.group()
def books() -> None:
    """See, change and export the embedded books."""


@books.command("stock", context_settings=_SIGNS)
@click.argument("sku")
@click.argument("quantity", metavar="QTY")
@click.option("--warehouse", help="Another warehouse than the one of the settings.")
def books_stock(*, sku: str, quantity: str, warehouse: str | None) -> None:
    """Set how many of SKU are in stock."""
    from sellerbridge import installation
    from sellerbridge.desk import books as desk

    with installation.opened() as opened:
        click.echo(desk.set_stock(opened, sku, quantity, warehouse=warehouse))


@books.command("price", context_settings=_SIGNS)
@click.argument("sku")
@click.argument("amount")
@click.option("--price-list", help="Another price list than the one of the settings.")
def books_price(*, sku: str, amount: str, price_list: str | None) -> None:
    """Set the selling price of SKU."""
    from sellerbridge import installation
    from sellerbridge.desk import books as desk

    with installation.opened() as opened:
        click.echo(desk.set_price(opened, sku, amount, price_list=price_list))


@books.command("balance")
@json_option
def books_balance(*, as_json: bool) -> None:
    """Show every account with its debit and credit: the trial balance."""
    from sellerbridge import installation
    from sellerbridge.desk import books as desk

    with installation.opened() as opened:
        found = desk.balance(opened)
    if as_json:
        output.document(found)
    elif found.accounts:
        _show(found)
    else:
        click.echo(
            "Nothing is posted in the embedded books: invoices and settlements do that (sellerbridge sync)."
            " Another ERP keeps its own balance."
        )


def _show(found: Balance) -> None:
    from rich.text import Text

    def figures(*amounts: Decimal) -> list[str]:
        return [output.money(amount, found.currency) if amount else "" for amount in amounts]

    rows: list[Sequence[Any]] = []
    before = ""
    for one in found.accounts:
        kind = one.root_type or "Charges"
        rows.append(
            (
                Text("" if kind == before else kind, style="dim"),
                one.account,
                *figures(one.debit, one.credit, one.balance),
            )
        )
        before = kind
    sums = (Text(cell, style="bold") for cell in figures(found.debit, found.credit))
    rows.append(("", Text("Sum", style="bold"), *sums, ""))
    columns = ("", "account", "debit", "credit", "balance")
    page = output.page()
    page.print(output.table(*columns, rows=rows, numbers=columns[2:]))
    tied = found.debit == found.credit
    page.print(
        f"\nIn {found.currency}. " + ("Debit equals credit." if tied else "DEBIT AND CREDIT DIFFER: report this."),
        style="green" if tied else "bold red",
    )
    _open(page, "invoice", found.open_invoices.count, output.amount(found.open_invoices.amount, found.currency))
    credit = found.open_credit_notes
    _open(page, "credit note", credit.count, output.amount(credit.amount, found.currency))


def _open(page: Console, what: str, count: int, amount: str) -> None:
    told = f"{count:,} {what}s are open: {amount}." if count > 1 else f"1 {what} is open: {amount}."
    page.print(told if count else f"No {what} is open.", style="dim")


@books.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--doctype", "doctypes", multiple=True, help="Only this kind; may be given several times.")
def books_export(*, folder: Path, doctypes: tuple[str, ...]) -> None:
    """Write a CSV file per doctype into FOLDER, as ERPNext's Data Import takes them."""
    from sellerbridge import installation
    from sellerbridge.desk import books as desk

    with installation.opened() as opened:
        written = desk.export(opened, folder, doctypes=doctypes)
    for path in written:
        click.echo(str(path))
    click.echo("Import them in this order." if written else "There is nothing to export yet: sellerbridge sync")
