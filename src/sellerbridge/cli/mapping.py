"""The command map: where things land in the ERP, by hand or as CSV."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sellerbridge.cli import output
from sellerbridge.cli.output import json_option

if TYPE_CHECKING:
    from sellerbridge.settings import Settings
    from sellerbridge.store import Store

_no_check = click.option("--no-check", is_flag=True, help="Do not look whether the ERP has it.")
_make = click.option("--make", is_flag=True, help="Let the next sync make what the ERP has not.")
_dry_run = click.option("--dry-run", is_flag=True, help="Look whether it can be, and change nothing.")
_file = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


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
    elif rows := found.rows():
        output.page().print(output.table("kind", "Amazon's", "lands in", rows=rows))
    else:
        output.page().print(
            "Nothing is mapped by hand: a SKU is its own item, a charge has its usual account, and a marketplace"
            " has what the settings name."
        )


@map_.command("item")
@click.argument("pairs", nargs=-1, required=True, metavar="SKU=ITEM…")
@_no_check
@_dry_run
def map_item(*, pairs: tuple[str, ...], no_check: bool, dry_run: bool) -> None:
    """Say which item a SKU stands for; an empty ITEM forgets it."""
    _mapped("item", pairs, no_check=no_check, dry_run=dry_run)


@map_.command("fee")
@click.argument("pairs", nargs=-1, required=True, metavar="NAME=ACCOUNT…")
@_make
@_no_check
@_dry_run
def map_fee(*, pairs: tuple[str, ...], make: bool, no_check: bool, dry_run: bool) -> None:
    """Say which account a charge or fee goes to; an empty ACCOUNT forgets it.

    NAME is Amazon's (TAX, SHIPPING, …), or the same in one marketplace (DE:TAX), which goes before.
    """
    _mapped("fee", pairs, make=make, no_check=no_check, dry_run=dry_run)


@map_.command("customer")
@click.argument("pairs", nargs=-1, required=True, metavar="COUNTRY=CUSTOMER…")
@_no_check
@_dry_run
def map_customer(*, pairs: tuple[str, ...], no_check: bool, dry_run: bool) -> None:
    """Say which customer of the ERP a marketplace's orders have; an empty CUSTOMER forgets it.

    It is used with the setting customers=marketplace.
    """
    settings = _mapped("customer", pairs, no_check=no_check, dry_run=dry_run)
    if settings.customers != "marketplace":
        click.echo("It is used once you set: sellerbridge settings set customers=marketplace", err=True)


@map_.command("price-list")
@click.argument("pairs", nargs=-1, required=True, metavar="COUNTRY=LIST…")
@_make
@_no_check
@_dry_run
def map_price_list(*, pairs: tuple[str, ...], make: bool, no_check: bool, dry_run: bool) -> None:
    """Say which price list a marketplace has; an empty LIST forgets it."""
    _mapped("price-list", pairs, make=make, no_check=no_check, dry_run=dry_run)


@map_.command("warehouse")
@click.argument("pairs", nargs=-1, required=True, metavar="COUNTRY=WAREHOUSE…")
@_make
@_no_check
@_dry_run
def map_warehouse(*, pairs: tuple[str, ...], make: bool, no_check: bool, dry_run: bool) -> None:
    """Say from which own stock a marketplace is served; an empty WAREHOUSE forgets it."""
    _mapped("warehouse", pairs, make=make, no_check=no_check, dry_run=dry_run)


@map_.command("fba-warehouse")
@click.argument("pairs", nargs=-1, required=True, metavar="COUNTRY=WAREHOUSE…")
@_make
@_no_check
@_dry_run
def map_fba_warehouse(*, pairs: tuple[str, ...], make: bool, no_check: bool, dry_run: bool) -> None:
    """Say from which stock at Amazon a marketplace is served; an empty WAREHOUSE forgets it."""
    _mapped("fba-warehouse", pairs, make=make, no_check=no_check, dry_run=dry_run)


@map_.command("export")
@_file
def map_export(*, file: Path) -> None:
    """Write all mappings to a CSV file with the columns kind, source, target."""
    from sellerbridge import installation
    from sellerbridge.desk import mapping_file

    with installation.opened() as opened:
        click.echo(f"{mapping_file.export(opened.store, file):,} mappings are in {file}")


@map_.command("import")
@_file
@_make
@_no_check
@_dry_run
def map_import(*, file: Path, make: bool, no_check: bool, dry_run: bool) -> None:
    """Take over the mappings of a CSV file: all of them, or none if a line is wrong."""
    from sellerbridge import installation
    from sellerbridge.desk import mapping_file

    with installation.opened() as opened:
        number = mapping_file.import_file(opened, file, check=not no_check, make=make, dry_run=dry_run)
        click.echo(f"{number:,} mappings {'would be' if dry_run else 'were'} taken over from {file}")
        _tell_unchecked(opened.store, no_check=no_check)


def _mapped(kind: str, pairs: tuple[str, ...], *, no_check: bool, dry_run: bool, make: bool = False) -> Settings:
    """Map, tell it, and answer the settings in force."""
    from sellerbridge import installation
    from sellerbridge.desk import mapping

    with installation.opened() as opened:
        for line in mapping.put(opened, kind, pairs, check=not no_check, make=make, dry_run=dry_run):
            kept = f"{kind} {line.source} → {line.target}"
            told = kept if line.target else f"{kind} {line.source} is not mapped any more"
            click.echo(f"{told} (nothing was changed)" if dry_run else told)
        _tell_unchecked(opened.store, no_check=no_check)
        return opened.store.settings.read()


def _tell_unchecked(store: Store, *, no_check: bool) -> None:
    if not no_check and not store.erp.chosen().kind:
        click.echo("No ERP is chosen yet, so it was not looked whether it has these names.", err=True)
