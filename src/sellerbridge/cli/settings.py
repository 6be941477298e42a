"""The commands settings and rates: shown as a page, changed as NAME=VALUE."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from sellerbridge.cli import output
from sellerbridge.cli.output import json_option

if TYPE_CHECKING:
    from sellerbridge.installation import Installation


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def settings(context: click.Context, *, as_json: bool) -> None:
    """Show or change the settings."""
    if context.invoked_subcommand:
        return
    from sellerbridge import installation
    from sellerbridge.desk import settings as desk

    with installation.opened() as opened:
        found = desk.settings(opened.store)
    if as_json:
        output.document({shown.setting.name: shown.value for shown in found})
        return
    rows = [(shown.setting.name, _typed(shown.value), shown.setting.help) for shown in found]
    output.page().print(output.table("setting", "value", "what it is", rows=rows))


_dry_run = click.option("--dry-run", is_flag=True, help="Show what it would be, and change nothing.")


@settings.command("set")
@click.argument("pairs", nargs=-1, required=True, metavar="NAME=VALUE…")
@_dry_run
def settings_set(*, pairs: tuple[str, ...], dry_run: bool) -> None:
    """Change settings; what was held is looked at again by the next sync."""
    from sellerbridge import installation
    from sellerbridge.desk import rates
    from sellerbridge.desk import settings as desk

    with installation.opened() as opened:
        for change in desk.change(opened.store, pairs, dry_run=dry_run):
            before, after = (_typed(value) or "(empty)" for value in (change.before, change.after))
            click.echo(f"{change.name} would be {after}, not {before}" if dry_run else f"{change.name} = {after}")
            if change.name == "company_currency" and (foreign := rates.rates(opened.store)):
                known = ", ".join(dict.fromkeys(rate.currency for rate in foreign))
                click.echo(
                    f"Rates are kept for {known}. If they were into another currency, set them anew:"
                    " sellerbridge rates set CURRENCY=RATE",
                    err=True,
                )


def _typed(value: Any) -> str:
    """A setting's value as a person would type it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, dict):
        return " ".join(f"{name}={inner}" for name, inner in value.items())
    return "" if value is None else str(value)


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def rates(context: click.Context, *, as_json: bool) -> None:
    """Show or set exchange rates."""
    if context.invoked_subcommand:
        return
    from sellerbridge import installation
    from sellerbridge.desk import rates as desk

    with installation.opened() as opened:
        found, own = desk.rates(opened.store), opened.store.settings.read().company_currency
        _for_the_books(opened)
    if as_json:
        output.document(found)
    elif not found:
        output.page().print(
            f"There is no rate yet. Set how many {own} a currency is worth: sellerbridge rates set GBP=1.1520"
        )
    else:
        rows = [(rate.currency, f"{rate.rate:f}", rate.date or "always") for rate in found]
        output.page().print(output.table("1 of", f"is worth in {own}", "from", rows=rows))


def _for_the_books(opened: Installation) -> None:
    """Where another ERP has the word, these rates change nothing: say so."""
    from sellerbridge.store.erp import ERPNEXT

    if opened.store.erp.chosen().kind == ERPNEXT:
        click.echo(
            "These rates are for the embedded books alone. Orders go to ERPNext by its own: search there for"
            " Currency Exchange (Taux de change de devise).",
            err=True,
        )


@rates.command("set")
@click.argument("pairs", nargs=-1, required=True, metavar="CURRENCY=RATE…")
@click.option("--date", "since", type=click.DateTime(["%Y-%m-%d"]), help="From that day on; without it always.")
@_dry_run
def rates_set(*, pairs: tuple[str, ...], since: datetime | None, dry_run: bool) -> None:
    """Set how much one unit of a currency is worth in the company's; what was held is looked at again."""
    from sellerbridge import installation
    from sellerbridge.desk import rates as desk

    with installation.opened() as opened:
        own = opened.store.settings.read().company_currency
        day = since.date() if since else None
        for currency, rate in desk.set_rates(opened.store, pairs, since=day, dry_run=dry_run).items():
            equals = "would be" if dry_run else "="
            click.echo(f"1 {currency} {equals} {rate:f} {own}" + (f" from {day} on" if day else ""))
        _for_the_books(opened)
