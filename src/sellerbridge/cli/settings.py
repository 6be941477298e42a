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


@settings.command("set")
@click.argument("pairs", nargs=-1, required=True, metavar="NAME=VALUE…")
def settings_set(*, pairs: tuple[str, ...]) -> None:
    """Change settings; what was held is looked at again by the next sync."""
    from sellerbridge import installation
    from sellerbridge.desk import rates
    from sellerbridge.desk import settings as desk

    with installation.opened() as opened:
        for shown in desk.change(opened.store, pairs):
            click.echo(f"{shown.setting.name} = {_typed(shown.value) or '(empty)'}")
            if shown.setting.name == "company_currency" and (foreign := rates.rates(opened.store)):
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
def rates_set(*, pairs: tuple[str, ...], since: datetime | None) -> None:
    """Set how much one unit of a currency is worth in the company's; what was held is looked at again."""
    from sellerbridge import installation
    from sellerbridge.desk import rates as desk

    with installation.opened() as opened:
        own = opened.store.settings.read().company_currency
        for currency, rate in desk.set_rates(opened.store, pairs, since=since.date() if since else None).items():
            click.echo(f"1 {currency} = {rate:f} {own}" + (f" from {since:%Y-%m-%d} on" if since else ""))
        _for_the_books(opened)
