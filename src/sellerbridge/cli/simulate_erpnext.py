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
    from sellerbridge.simulator.erpnext.server import PracticeERPNext

_YEARS_BEFORE, _YEARS_AFTER = 3, 1


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
    its practice key and secret, and the command that chooses it as the ERP.
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
    words = ["sellerbridge", "erp", "erpnext", "--url", login.url]
    words += ["--api-key", login.api_key, "--api-secret", login.api_secret]
    return {
        "url": login.url,
        "api_key": login.api_key,
        "api_secret": login.api_secret,
        "administrator_api_key": administrator.api_key,
        "administrator_api_secret": administrator.api_secret,
        "connect": shlex.join(words),
    }


def _opened(*, port: int, latency: str, faults: Path | None) -> PracticeERPNext:
    """A practice ERPNext whose fiscal years go round today; not started yet. Raises Usage."""
    from sellerbridge.simulator.erpnext.faults import BadScript
    from sellerbridge.simulator.erpnext.founding import founded
    from sellerbridge.simulator.erpnext.rules.registry import RULES
    from sellerbridge.simulator.erpnext.server import PracticeERPNext

    year = datetime.now(UTC).year
    site = founded(rules=RULES, years=range(year - _YEARS_BEFORE, year + _YEARS_AFTER + 1))
    try:
        return PracticeERPNext(site, port=port, latency=latency, faults=faults or ())  # type: ignore[arg-type]
    except BadScript as error:
        raise Usage(str(error)) from None
    except OSError as error:
        raise Usage(f"Port {port} cannot be used: {error.strerror}. Choose another, or none.") from None


def _introduced(practice: PracticeERPNext) -> None:
    told = described(practice)
    click.echo(f"A practice ERPNext listens at {told['url']} (only on this machine; Ctrl-C ends it).")
    click.echo("Its key and secret are for practice and open nothing else. To choose it, in another terminal:\n")
    connect = told["connect"].removeprefix("sellerbridge ")
    click.echo(f"  {output.program()} {connect}")
