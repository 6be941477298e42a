"""The command map: where things land in the ERP, by hand or as CSV."""

from __future__ import annotations

from pathlib import Path

import click

from sellerbridge.cli import output
from sellerbridge.cli.output import json_option


@click.group("map", invoke_without_command=True)
@json_option
@click.pass_context
def map_(context: click.Context, *, as_json: bool) -> None:
    """Show or change where things land in the ERP."""
    if context.invoked_subcommand:
        return
    from sellerbridge import installation
    from sellerbridge.desk import mapping

    with installation.opened() as opened:
        found = mapping.mapped(opened.store)
    if as_json:
        output.document(found)
        return
    rows = [("item", *row) for row in found.item.items()] + [("fee", *row) for row in found.fee.items()]
    if not rows:
        output.page().print("Nothing is mapped by hand: a SKU is its own item, a charge has its usual account.")
        return
    output.page().print(output.table("kind", "Amazon's", "lands in", rows=rows))


@map_.command("item")
@click.argument("pairs", nargs=-1, required=True, metavar="SKU=ITEM…")
def map_item(*, pairs: tuple[str, ...]) -> None:
    """Say which item a SKU stands for; an empty ITEM forgets it."""
    _mapped("item", pairs)


@map_.command("fee")
@click.argument("pairs", nargs=-1, required=True, metavar="NAME=ACCOUNT…")
def map_fee(*, pairs: tuple[str, ...]) -> None:
    """Say which account a charge or fee goes to; an empty ACCOUNT forgets it."""
    _mapped("fee", pairs)


def _mapped(kind: str, pairs: tuple[str, ...]) -> None:
    from sellerbridge import installation
    from sellerbridge.desk import mapping

    with installation.opened() as opened:
        for source, target in mapping.put(opened.store, kind, pairs).items():
            click.echo(f"{kind} {source} → {target}" if target else f"{kind} {source} is not mapped any more")


@map_.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def map_export(*, file: Path) -> None:
    """Write all mappings to a CSV file with the columns kind, source, target."""
    from sellerbridge import installation
    from sellerbridge.desk import mapping

    with installation.opened() as opened:
        click.echo(f"{mapping.export(opened.store, file):,} mappings are in {file}")


@map_.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def map_import(*, file: Path) -> None:
    """Take over the mappings of a CSV file: all of them, or none if a line is wrong."""
    from sellerbridge import installation
    from sellerbridge.desk import mapping

    with installation.opened() as opened:
        click.echo(f"{mapping.import_file(opened.store, file):,} mappings were taken over from {file}")
