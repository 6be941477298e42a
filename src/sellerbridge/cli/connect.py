"""The command connect: a seller's access to Amazon, its secrets kept out of sight."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from sellerbridge.cli import output
from sellerbridge.cli.output import json_option
from sellerbridge.errors import Usage

if TYPE_CHECKING:
    from sellerbridge.installation import Installation
    from sellerbridge.store.connections import Secrets

CLIENT_SECRET = "SELLERBRIDGE_CLIENT_SECRET"  # noqa: S105 - the name of a variable
REFRESH_TOKEN = "SELLERBRIDGE_REFRESH_TOKEN"  # noqa: S105 - likewise


class _Connect(click.Command):
    """The command; for a connection over MWS it says at once that this is not built, whatever else is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The fields of MWS are unknown to the parser, so it must not come to them."""
        if "--mws" in args:
            raise Usage(
                "Connections over MWS are not built yet in this version. Nothing was kept. Connect over Amazon's"
                " Selling Partner API, which took its place: sellerbridge connect --help"
            )
        return super().parse_args(ctx, args)


@click.command(cls=_Connect)
@click.argument("name")
@click.option("--seller-id", help="The merchant token, as Seller Central shows it (A…).")
@click.option("--marketplace", "marketplaces", multiple=True, help="Country code or id; the home one first.")
@click.option("--client-id", help="The application's client id (amzn1.application-oa2-client.…).")
@click.option("--client-secret", help=f"Better: {CLIENT_SECRET}, or the prompt, which leaves no trace.")
@click.option("--refresh-token", help=f"Better: {REFRESH_TOKEN}, or the prompt, which leaves no trace.")
@click.option("--endpoint", help="Another API address (a practice Amazon, a proxy).")
@click.option("--token-endpoint", help="Another address for access tokens.")
@click.option("--mws", is_flag=True, expose_value=False, help="Over the older MWS (not built yet).")
@click.option("--no-check", is_flag=True, help="Keep it without calling Amazon.")
@json_option
def connect(
    *,
    name: str,
    client_secret: str | None,
    refresh_token: str | None,
    no_check: bool,
    as_json: bool,
    **seller: Any,
) -> None:
    """Add or update a connection to an Amazon seller.

    It is proved by calling Amazon, and kept only when Amazon accepts it. What is left out stays as it is known; a
    new connection needs it all.
    """
    from sellerbridge import installation
    from sellerbridge.desk import connect as desk

    with installation.opened() as opened:
        asked = desk.Seller(name=name, **seller)
        # Nobody is asked for secrets and told of a missing seller id afterwards.
        desk.check(opened.store, asked)
        secrets = _secrets(opened, name, client_secret, refresh_token)
        connected = desk.connect(opened, asked, secrets=secrets, check=not no_check)
    if as_json:
        output.document(connected)
        return
    places = ", ".join(connected.marketplaces)
    proof = "Amazon answers." if connected.checked else "Amazon was not asked."
    click.echo(f"{name} is connected: seller {connected.seller_id}, {places}. {proof}")
    if connected.others:
        click.echo(
            f"The seller also takes part in {', '.join(connected.others)}: add --marketplace for each to read."
        )
    if connected.erp:
        click.echo("Next: sellerbridge sync")
    else:
        click.echo("Next: sellerbridge erp books, or for ERPNext and Dokos: sellerbridge erp erpnext --url URL")
        click.echo("Then: sellerbridge sync")


def _secrets(opened: Installation, name: str, client_secret: str | None, refresh_token: str | None) -> Secrets:
    """From the options, the environment, what is known already, or a hidden prompt on a terminal."""
    from sellerbridge.store.connections import Secrets

    mine = [connection for connection in opened.store.connections.all() if connection.name == name]
    known = opened.store.connections.secrets(mine[0]) if mine else None
    return Secrets(
        client_secret=client_secret
        or os.environ.get(CLIENT_SECRET)
        or (known and known.client_secret)
        or _prompted("client secret", CLIENT_SECRET),
        refresh_token=refresh_token
        or os.environ.get(REFRESH_TOKEN)
        or (known and known.refresh_token)
        or _prompted("refresh token", REFRESH_TOKEN),
    )


def _prompted(what: str, variable: str) -> str:
    if not sys.stdin.isatty():
        raise Usage(
            f"The {what} is missing. Set {variable}, or run the command in a terminal and be asked for it."
        )
    return str(click.prompt(what.capitalize(), hide_input=True, err=True)).strip()
