"""The command people: who may use the console, and the way back in for a locked-out administrator."""

from __future__ import annotations

import os

import click

from sellerbridge.cli import output
from sellerbridge.cli.output import json_option

_PASSWORD = "SELLERBRIDGE_PASSWORD"  # noqa: S105 - the variable's name, not a password
_ROLES = ("viewer", "operator", "administrator")
_TERMINAL = "the terminal"
"""Who did it, in the audit trail: whoever may read the key file."""


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def people(context: click.Context, *, as_json: bool) -> None:
    """Show or change who may use the console."""
    if context.invoked_subcommand:
        return
    from sellerbridge import installation

    with installation.opened() as opened:
        found = opened.store.accounts.all()
    if as_json:
        shown = ("name", "role", "enabled", "created_at")
        output.document([{name: getattr(account, name) for name in shown} for account in found])
        return
    page = output.page()
    if not found:
        page.print("Nobody yet. Start sellerbridge serve: it shows a link that makes the administrator's account.")
        return
    rows = [(a.name, a.role, "yes" if a.enabled else "no", output.moment(a.created_at)) for a in found]
    page.print(output.table("name", "role", "may sign in", "since (UTC)", rows=rows))


@people.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(_ROLES), default="viewer", show_default=True)
def people_add(*, name: str, role: str) -> None:
    """Let a person in; the password is asked for, or taken from SELLERBRIDGE_PASSWORD."""
    from sellerbridge import installation
    from sellerbridge.desk import accounts

    with installation.opened() as opened:
        made = accounts.add(opened.store.accounts, name, role=role, password=_password())
        opened.store.accounts.did(_TERMINAL, "added a person", f"{made.name}: {made.role}")
    click.echo(f"{made.name} can sign in as {made.role}.")


@people.command("password")
@click.argument("name")
def people_password(*, name: str) -> None:
    """Give a person a new password; asked for, or taken from SELLERBRIDGE_PASSWORD."""
    from sellerbridge import installation
    from sellerbridge.desk import accounts

    with installation.opened() as opened:
        account = accounts.named(opened.store.accounts, name)
        accounts.change(opened.store.accounts, account, password=_password())
        opened.store.accounts.did(_TERMINAL, "changed the password of", account.name)
    click.echo(f"{account.name} has a new password, and is signed out everywhere.")


@people.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(_ROLES))
def people_role(*, name: str, role: str) -> None:
    """Give a person another role."""
    from sellerbridge import installation
    from sellerbridge.desk import accounts

    with installation.opened() as opened:
        account = accounts.named(opened.store.accounts, name)
        accounts.change(opened.store.accounts, account, role=role)
        opened.store.accounts.did(_TERMINAL, "changed the role of", f"{account.name}: {account.role} → {role}")
    click.echo(f"{account.name} is {role} now.")


@people.command("disable")
@click.argument("name")
def people_disable(*, name: str) -> None:
    """Let a person in no more."""
    _switch(name, enabled=False)


@people.command("enable")
@click.argument("name")
def people_enable(*, name: str) -> None:
    """Let a person in again."""
    _switch(name, enabled=True)


def _switch(name: str, *, enabled: bool) -> None:
    from sellerbridge import installation
    from sellerbridge.desk import accounts

    with installation.opened() as opened:
        account = accounts.named(opened.store.accounts, name)
        accounts.change(opened.store.accounts, account, enabled=enabled)
        opened.store.accounts.did(_TERMINAL, "let in again" if enabled else "shut out", account.name)
    click.echo(f"{account.name} can sign in again." if enabled else f"{account.name} cannot sign in any more.")


def _password() -> str:
    """From the environment, else typed twice and not shown."""
    found = os.environ.get(_PASSWORD)
    if found:
        return found
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return typed
