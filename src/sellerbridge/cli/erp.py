"""The command erp: which ERP receives the documents, and whether it can."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sellerbridge.cli import output
from sellerbridge.cli.output import json_option
from sellerbridge.errors import Refused, Usage

if TYPE_CHECKING:
    from sellerbridge.desk.erp import Access, Choice
    from sellerbridge.installation import Installation

API_SECRET = "SELLERBRIDGE_API_SECRET"  # noqa: S105 - the name of a variable


@click.group()
def erp() -> None:
    """Choose and check the ERP that receives the documents."""


@erp.command("books")
def erp_books() -> None:
    """Use the embedded books."""
    from sellerbridge import installation
    from sellerbridge.desk import erp as desk

    with installation.opened() as opened:
        choice = desk.choose_books(opened)
    click.echo("Documents go to the embedded books. Check them: sellerbridge erp check")
    _anew(choice)


@erp.command("erpnext")
@click.option("--url", help="The address of the site, as in the browser.")
@click.option("--api-key", help="The API key of the user made for sellerbridge.")
@click.option("--api-secret", help=f"Better: {API_SECRET}, or the prompt, which leaves no trace.")
@click.option("--create-fields", is_flag=True, help="Make the custom fields that are missing there.")
@click.option("--no-check", is_flag=True, help="Keep it without asking the site.")
@click.pass_context
def erp_erpnext(
    context: click.Context,
    *,
    url: str | None,
    api_key: str | None,
    api_secret: str | None,
    create_fields: bool,
    no_check: bool,
) -> None:
    """Use ERPNext or Dokos.

    The key is proved by signing in, and kept only when the site accepts it; then everything is checked that
    documents need there. What is left out stays as it is known.
    """
    from sellerbridge import installation
    from sellerbridge.desk import erp as desk

    if create_fields and no_check:
        raise Usage("--create-fields has to ask the site, which --no-check forbids.")
    with installation.opened() as opened:
        access = desk.Access(url=url, api_key=api_key)
        secret = api_secret or _secret(opened, access)
        choice = desk.choose_erpnext(opened, access, secret=secret, check=not no_check)
        _tell(choice)
        if not no_check:
            context.exit(_checked(opened, create_fields=create_fields, as_json=False))


@erp.command("check")
@click.option("--create-fields", is_flag=True, help="Make the custom fields that are missing there, then check.")
@click.option(
    "--fixture",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the custom fields to a file that an administrator can import, and do nothing else.",
)
@json_option
@click.pass_context
def erp_check(context: click.Context, *, create_fields: bool, fixture: Path | None, as_json: bool) -> None:
    """Check that everything the settings name exists and fits.

    In ERPNext and Dokos also the rights of the API user, the custom fields, and what the site demands; each fault
    says what to click there, in French where the terminal speaks French. Nothing is written.
    """
    from sellerbridge import installation

    if fixture:
        _write_fixture(fixture)
        return
    with installation.opened() as opened:
        context.exit(_checked(opened, create_fields=create_fields, as_json=as_json))


def _checked(opened: Installation, *, create_fields: bool, as_json: bool) -> int:
    """Make the fields if that was asked for, show the check; the answer is the exit code."""
    from sellerbridge.cli import doctor
    from sellerbridge.desk import erp as desk

    hindered = create_fields and not _created(opened)
    found = desk.check(opened)
    well = doctor.show(found.findings, as_json=as_json)
    if found.requests and not as_json:
        output.page().print(f"The check took {found.requests} requests and wrote nothing.", style="dim")
    return 0 if well and not hindered else 1


def _created(opened: Installation) -> bool:
    """Whether the fields could be made; why not is told, and the check still follows."""
    from sellerbridge.desk import erp as desk

    try:
        made = desk.create_fields(opened)
    except Refused as refused:
        if refused.kind == "erp-login":
            raise
        click.echo(f"{refused}\n", err=True)
        return False
    click.echo(f"Made: {', '.join(made)}\n" if made else "All custom fields were there.\n", err=True)
    return True


def _secret(opened: Installation, access: Access) -> str:
    """From the environment, what is known for this key, or a hidden prompt on a terminal."""
    from sellerbridge.desk import erp as desk

    known = os.environ.get(API_SECRET) or desk.known_secret(opened, access)
    if known:
        return known
    if not sys.stdin.isatty():
        raise Usage(
            f"The API secret is missing. Set {API_SECRET}, or run the command in a terminal and be asked for it."
        )
    return str(click.prompt("API secret", hide_input=True, err=True)).strip()


def _tell(choice: Choice) -> None:
    if choice.user:
        click.echo(f"{choice.runs} at {choice.url} knows us as {choice.user}.")
    else:
        click.echo(f"Kept without asking: {choice.url}. Check it: sellerbridge erp check")
    click.echo("Documents go there from now on.")
    _anew(choice)
    click.echo()


def _anew(choice: Choice) -> None:
    if choice.before:
        click.echo(
            f"Until now they went to {choice.before}. What is there stays there; the next sync writes everything"
            " to the new place."
        )


def _write_fixture(file: Path) -> None:
    import msgspec

    from sellerbridge.desk import erp as desk

    documents = desk.fixture()
    file.write_bytes(msgspec.json.format(msgspec.json.encode(documents), indent=1) + b"\n")
    click.echo(
        f"{len(documents)} custom fields are in {file}. An administrator of the site imports them with:\n"
        f"  bench --site SITE import-doc {file}\n"
        "On a hosted site without bench: give the API user the role System Manager for a moment and run\n"
        "  sellerbridge erp check --create-fields\n"
        "or make the same fields by hand (search there for Customize Form; the file has doctype, label, name and\n"
        "what to tick)."
    )
