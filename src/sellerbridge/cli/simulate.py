"""The command simulate: a practice Amazon on loopback, in the foreground."""

from __future__ import annotations

import shlex
import signal
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sellerbridge.cli import output
from sellerbridge.cli.output import json_option
from sellerbridge.errors import Usage

if TYPE_CHECKING:
    from sellerbridge.simulator.server import PracticeAmazon


@click.command()
@click.option("--port", default=0, show_default="a free one", type=click.IntRange(0, 65535))
@click.option("--seed", default=1, show_default=True, help="Another number is another seller.")
@click.option("--listings", default=120, show_default=True, type=click.IntRange(1))
@click.option("--orders", default=2000, show_default=True, type=click.IntRange(0), help="How many are there.")
@click.option("--days", default=30, show_default=True, type=click.IntRange(1), help="In how many days they came.")
@click.option("--speed", default=1.0, show_default=True, help="How fast its clock runs.")
@click.option(
    "--limits",
    type=click.Choice(["published", "off"]),
    default="published",
    show_default=True,
    help="Amazon's rates as published, or none.",
)
@click.option(
    "--mistakes",
    metavar="KIND,…",
    default="",
    help="Put a mistake of each kind into a settlement file: cent_off, missing_line, doubled_line, unknown_type, "
    "wrong_currency or reissued.",
)
@click.option("--faults", type=click.Path(dir_okay=False, path_type=Path), help="A JSON file of what goes wrong.")
@json_option
def simulate(*, as_json: bool, **wanted: Any) -> None:
    """Run a practice Amazon on this machine.

    It runs until Ctrl-C, and prints its address, its practice credentials and the command that connects to it.
    """
    with opened(**wanted) as practice:
        if as_json:
            output.document(described(practice))
        else:
            _introduced(practice)
        until_stopped()


def until_stopped() -> None:
    """Wait for Ctrl-C or a polite kill; both end the program well."""
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: over.set())
    # A wait without end would not let the signal through on every platform.
    while not over.wait(timeout=1):
        pass


def opened(
    *,
    seed: int,
    orders: int,
    speed: float,
    listings: int = 120,
    days: int = 30,
    port: int = 0,
    limits: str = "published",
    mistakes: str = "",
    faults: Path | None = None,
    founded: datetime | None = None,
) -> PracticeAmazon:
    """A practice Amazon whose history of `days` ends now, or did when it was `founded` and has gone on since.

    Not started yet. Raises Usage.
    """
    from sellerbridge.simulator.clock import Clock
    from sellerbridge.simulator.fault_script import BadScript
    from sellerbridge.simulator.seller import World
    from sellerbridge.simulator.server import PracticeAmazon

    now = datetime.now(UTC)
    kinds = [kind.strip() for kind in mistakes.split(",") if kind.strip()]
    try:
        world = World.create(seed, listings=listings, orders=orders, days=days, now=founded or now, mistakes=kinds)
    except ValueError as error:
        raise Usage(f"--mistakes: {error}.") from None
    try:
        clock = Clock(now, speed=speed)
        return PracticeAmazon(world, clock=clock, limits=limits, faults=faults or (), port=port)  # type: ignore[arg-type]
    except (BadScript, ValueError) as error:
        raise Usage(str(error)) from None
    except OSError as error:
        raise Usage(f"Port {port} cannot be used: {error.strerror}. Choose another, or none.") from None


def described(practice: PracticeAmazon) -> dict[str, Any]:
    """Where it is and how to get in; practice secrets open nothing else."""
    credentials = practice.credentials
    return {
        "url": practice.url,
        "token_url": practice.token_url,
        "seller_id": credentials.seller_id,
        "marketplaces": [place.country for place in practice.world.places],
        "client_id": credentials.client_id,
        "client_secret": credentials.client_secret,
        "refresh_token": credentials.refresh_token,
        "connect": connect_command(practice),
    }


def connect_command(practice: PracticeAmazon) -> str:
    """The command that connects to it, as a shell takes it."""
    credentials = practice.credentials
    words = ["sellerbridge", "connect", "practice", "--seller-id", credentials.seller_id]
    for place in practice.world.places:
        words += ["--marketplace", place.country]
    words += ["--client-id", credentials.client_id, "--client-secret", credentials.client_secret]
    words += ["--refresh-token", credentials.refresh_token]
    words += ["--endpoint", practice.url, "--token-endpoint", practice.token_url]
    return shlex.join(words)


def _introduced(practice: PracticeAmazon) -> None:
    told = described(practice)
    click.echo(f"A practice Amazon listens at {told['url']} (only on this machine; Ctrl-C ends it).")
    click.echo("Its credentials are for practice and open nothing else. To connect to it, in another terminal:\n")
    program = output.program()
    connect = told["connect"].removeprefix("sellerbridge ").replace(" --", " \\\n    --")
    click.echo(f"  {program} erp books\n  {program} {connect}\n  {program} sync")
    click.echo("\nA sync reads the last 30 days, unless: sellerbridge settings set after_date=2026-01-01")
