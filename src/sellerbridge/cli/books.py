"""The command books: the embedded books' own stock and prices, and their documents as CSV."""

from __future__ import annotations

from pathlib import Path

import click

_SIGNS = {"ignore_unknown_options": True}
"""So that -5 is a number that is refused in words, and no unknown option."""


@click.group()
def books() -> None:
    """Set stock and prices in the embedded books, export them."""


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
