"""The command erp: which ERP receives the documents, and whether it can."""

from __future__ import annotations

import click

from sellerbridge.cli.output import json_option
from sellerbridge.errors import Usage


@click.group()
def erp() -> None:
    """Choose and check the ERP that receives the documents."""


@erp.command("books")
def erp_books() -> None:
    """Use the embedded books."""
    from sellerbridge import installation

    with installation.opened() as opened:
        opened.store.settings.choose_erp("books")
    click.echo("Documents go to the embedded books. Check them: sellerbridge erp check")


@erp.command("erpnext", context_settings={"ignore_unknown_options": True})
@click.argument("_options", nargs=-1, type=click.UNPROCESSED, metavar="…")
def erp_erpnext(*, _options: tuple[str, ...]) -> None:
    """Use ERPNext or Dokos (not built yet)."""
    raise Usage(
        "ERPNext and Dokos are not built yet in this version. Use the embedded books: sellerbridge erp books"
    )


@erp.command("check")
@json_option
@click.pass_context
def erp_check(context: click.Context, *, as_json: bool) -> None:
    """Check that everything the settings name exists and fits."""
    from sellerbridge import installation
    from sellerbridge.cli import doctor

    with installation.opened() as opened:
        if not opened.store.settings.erp():
            raise Usage("No ERP is chosen yet. For the embedded books run: sellerbridge erp books")
        well = doctor.show(opened.books.check(), as_json=as_json)
    context.exit(0 if well else 1)
