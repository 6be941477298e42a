"""The command simulate-erpnext: a practice ERPNext on loopback, in the foreground."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sellerbridge.cli import output
from sellerbridge.cli.output import json_option
from sellerbridge.cli.simulate import until_stopped
from sellerbridge.errors import Usage

if TYPE_CHECKING:
    from sellerbridge.simulator.erpnext.server import Login, PracticeERPNext

_YEARS_BEFORE, _YEARS_AFTER = 3, 1
_DOLLARS = {"EUR": 1.08, "GBP": 1.27, "PLN": 0.25, "CAD": 0.73, "MXN": 0.058, "JPY": 0.0067}


@click.command("simulate-erpnext")
@click.option("--port", default=0, show_default="a free one", type=click.IntRange(0, 65535))
@click.option(
    "--latency",
    type=click.Choice(["published", "none"]),
    default="none",
    show_default=True,
    help="As slow as a measured ERPNext 15 site, or as fast as it can.",
)
@click.option("--faults", type=click.Path(dir_okay=False, path_type=Path), help="A JSON file of what goes wrong.")
@json_option
def simulate_erpnext(*, as_json: bool, port: int, latency: str, faults: Path | None) -> None:
    """Run a practice ERPNext on this machine.

    It is a fresh site of the company Acme and forgets everything when it ends with Ctrl-C. It prints its address,
    and the commands that make the custom fields there and choose it as the ERP.
    """
    with _opened(port=port, latency=latency, faults=faults) as practice:
        if as_json:
            output.document(described(practice))
        else:
            _introduced(practice)
        until_stopped()


def described(practice: PracticeERPNext) -> dict[str, Any]:
    """Where it is and how to get in; practice secrets open nothing else."""
    login, administrator = practice.logins["connector"], practice.logins["administrator"]
    return {
        "url": login.url,
        "api_key": login.api_key,
        "api_secret": login.api_secret,
        "administrator_api_key": administrator.api_key,
        "administrator_api_secret": administrator.api_secret,
        "create_fields": f"{_choosing(administrator)} --create-fields",
        "connect": _choosing(login),
    }


def _choosing(login: Login) -> str:
    """The command that chooses it as this user, as a shell takes it."""
    words = ["sellerbridge", "erp", "erpnext", "--url", login.url]
    return shlex.join([*words, "--api-key", login.api_key, "--api-secret", login.api_secret])


def _opened(*, port: int, latency: str, faults: Path | None) -> PracticeERPNext:
    """A practice ERPNext whose fiscal years go round today; not started yet. Raises Usage."""
    from sellerbridge.simulator.erpnext.founding import founded
    from sellerbridge.simulator.erpnext.rules.registry import RULES
    from sellerbridge.simulator.erpnext.server import PracticeERPNext
    from sellerbridge.simulator.fault_script import BadScript

    year = datetime.now(UTC).year
    site = founded(
        rules=RULES,
        years=range(year - _YEARS_BEFORE, year + _YEARS_AFTER + 1),
        records=_rates(year - _YEARS_BEFORE),
    )
    try:
        return PracticeERPNext(site, port=port, latency=latency, faults=faults or ())  # type: ignore[arg-type]
    except BadScript as error:
        raise Usage(str(error)) from None
    except OSError as error:
        raise Usage(f"Port {port} cannot be used: {error.strerror}. Choose another, or none.") from None


def _rates(year: int) -> list[dict[str, Any]]:
    """Into the company's dollars, for the practice Amazon's marketplaces; made up, and the same every day."""
    return [
        {
            "doctype": "Currency Exchange",
            "date": f"{year}-01-01",
            "from_currency": currency,
            "to_currency": "USD",
            "exchange_rate": rate,
            "for_selling": 1,
        }
        for currency, rate in _DOLLARS.items()
    ]


def _introduced(practice: PracticeERPNext) -> None:
    told = described(practice)
    click.echo(f"A practice ERPNext listens at {told['url']} (only on this machine; Ctrl-C ends it).")
    click.echo(
        "Its keys and secrets are for practice and open nothing else. In another terminal, let the administrator"
    )
    click.echo("make the custom fields, then choose it with the user made for sellerbridge:\n")
    program = output.program()
    for words in ("settings set company=Acme", *(told[step] for step in ("create_fields", "connect"))):
        click.echo(f"  {program} {words.removeprefix('sellerbridge ')}")
