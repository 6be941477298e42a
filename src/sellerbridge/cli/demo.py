"""The command demo: from nothing to a working picture, against a practice Amazon, in a home of its own."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sellerbridge.cli import output, picture
from sellerbridge.cli.output import json_option
from sellerbridge.cli.practice import DAYS, SPEED

if TYPE_CHECKING:
    from sellerbridge.desk.overview import Overview
    from sellerbridge.flows.sync import Report
    from sellerbridge.simulator.server import PracticeAmazon

_RATES = {"GBP": Decimal("1.1520")}
"""Of the two foreign currencies one stays unknown, so that there is something to mend."""
_ENVIRONMENT = ("SELLERBRIDGE_HOME", "SELLERBRIDGE_DATABASE", "SELLERBRIDGE_KEY")


@click.command()
@click.option("--keep", is_flag=True, help="Keep the practice Amazon and its home, and open the console on it.")
@click.option("--seed", default=1, show_default=True, help="Another number is another seller.")
@click.option("--orders", default=2000, show_default=True, type=click.IntRange(1), help="How many of them.")
@json_option
@click.pass_context
def demo(context: click.Context, *, keep: bool, seed: int, orders: int, as_json: bool) -> None:
    """See it at work, from nothing, without an account.

    A practice seller, the embedded books, a first sync with live progress, and a picture of the outcome. Nothing
    of yours is read or changed, and nothing leaves this machine.
    """
    from sellerbridge.cli import simulate

    began = time.monotonic()
    click.echo(f"Making a practice seller with {orders:,} orders, a few of them sold elsewhere …", err=True)
    with _home(keep=keep) as home, simulate.opened(seed=seed, orders=orders, days=DAYS, speed=SPEED) as practice:
        report, found = _first_sync(practice)
        seconds = round(time.monotonic() - began, 1)
        if as_json:
            output.document(_answer(report, found, seconds=seconds, home=home if keep else None))
        else:
            picture.show(output.page(), found, report.runs, seconds=seconds, speed=SPEED)
            _what_next(found, home if keep else None)
        if keep:
            click.echo(f"The practice Amazon stays at {practice.url}. Ctrl-C ends it; the home stays.", err=True)
            # Ctrl-C before the console is up ends it as well as later.
            with contextlib.suppress(KeyboardInterrupt):
                _serve()
    # That something is held belongs to the picture; that a side failed does not.
    context.exit(report.exit_code if any(run.error for run in report.runs) else 0)


def _serve() -> None:
    """Open the console on this home, at a free port; the clock goes on from where the first sync ended."""
    from sellerbridge import installation
    from sellerbridge.cli import serve
    from sellerbridge.clock import SystemClock
    from sellerbridge.runner.watch import StoppableClock

    stopping = threading.Event()
    with installation.opened(clock=StoppableClock(SystemClock(), stopping)) as opened:
        serve.run(opened, host="127.0.0.1", port=0, stopping=stopping)


def _first_sync(practice: PracticeAmazon) -> tuple[Report, Overview]:
    """Do what a new user does: choose the books, set a rate, connect, sync."""
    from sellerbridge import installation
    from sellerbridge.cli import practice as practised
    from sellerbridge.cli import progress
    from sellerbridge.desk import connect
    from sellerbridge.desk.overview import overview
    from sellerbridge.flows import sync as flows

    with installation.opened() as opened, progress.shown() as shown:
        shown.stage("practice", "connect", "asking Amazon where the seller sells")
        opened.store.erp.choose("books")
        opened.store.mappings.put_rates(_RATES, since=None)
        seller, secrets = practised.seller(practice)
        connect.connect(opened, seller, secrets=secrets, check=True)
        report = flows.sync(opened, flows.Plan(), progress=shown)
        return report, overview(opened.store)


def _answer(report: Report, found: Overview, *, seconds: float, home: Path | None) -> dict[str, Any]:
    answer: dict[str, Any] = output.plain(found)
    return answer | {"runs": output.plain(report.runs), "seconds": seconds, "home": str(home) if home else None}


def _what_next(found: Overview, home: Path | None) -> None:
    """Commands that work as they stand here."""
    program = output.program()
    click.echo(click.style("\nWhat to try next", bold=True))
    if home is None:
        click.echo("This was thrown away. To keep it, and look around in a browser:\n")
        click.echo(f"  {program} demo --keep\n\nTo begin in earnest:\n")
        click.echo(f"  {program} erp books\n  {program} connect --help")
        return
    click.echo("In another terminal:\n")
    click.echo(f"  export SELLERBRIDGE_HOME={shlex.quote(str(home))}")
    for group in found.held[:1]:
        click.echo(f"  {program} explain {group.about}")
    click.echo(f"  {program} rates set PLN=0.2350\n  {program} retry --all")
    click.echo(f"  {program} documents --doctype 'Sales Order'\n  {program} sync\n")
    click.echo(f"To throw it away afterwards: rm -r {shlex.quote(str(home))}")


@contextlib.contextmanager
def _home(*, keep: bool) -> Iterator[Path]:
    """A fresh home folder for this process alone; the user's own installation is out of reach meanwhile."""
    home = Path(tempfile.mkdtemp(prefix="sellerbridge-demo-"))
    before = {name: os.environ.pop(name, None) for name in _ENVIRONMENT}
    os.environ["SELLERBRIDGE_HOME"] = str(home)
    try:
        yield home
    finally:
        del os.environ["SELLERBRIDGE_HOME"]
        os.environ.update({name: value for name, value in before.items() if value is not None})
        if not keep:
            shutil.rmtree(home)
