"""The command sellerbridge: its commands, and the one place where an error becomes a sentence and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from sellerbridge import __version__
from sellerbridge.cli import (
    ask,
    bench,
    books,
    clock,
    connect,
    decide,
    demo,
    doctor,
    erp,
    mapping,
    people,
    problems,
    reconcile,
    serve,
    settings,
    simulate,
    simulate_erpnext,
    sync,
)
from sellerbridge.errors import BridgeError, Usage

_INTERRUPTED = 130
_BROKEN_PIPE = 141
_LATER = frozenset({"worker"})
"""Commands of later versions, whose names are promised already."""


class Commands(click.Group):
    """Commands in the order in which a newcomer needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click asks with it
        return list(self.commands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; one of a later version says so."""
        if cmd_name in _LATER:
            raise Usage(f"sellerbridge {cmd_name} is not built yet in this version.")
        return super().get_command(ctx, cmd_name)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sellerbridge")
@click.option("--debug", is_flag=True, help="Show where an error comes from.")
def cli(*, debug: bool) -> None:
    """Carry an Amazon seller's products, orders and money into the books, to the cent.

    To see it at work, without an account: sellerbridge demo

    To begin in earnest, in a browser: sellerbridge serve

    Or here: sellerbridge erp books, sellerbridge connect NAME …, sellerbridge sync
    """


for _command in (
    demo.demo,
    serve.serve,
    people.people,
    erp.erp,
    connect.connect,
    sync.sync,
    ask.status,
    clock.pause,
    clock.resume,
    clock.every,
    problems.problems,
    sync.retry,
    decide.decide,
    ask.explain,
    ask.documents,
    reconcile.reconcile,
    settings.settings,
    settings.rates,
    mapping.map_,
    books.books,
    doctor.doctor,
    simulate.simulate,
    simulate_erpnext.simulate_erpnext,
    bench.bench,
):
    cli.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the answer is its exit code. `--debug` counts wherever it stands."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    try:
        code = cli.main([word for word in words if word != "--debug"], "sellerbridge", standalone_mode=False)
    except BrokenPipeError:
        # Whoever read us has gone (| head); what is still in the buffer must not raise again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _BROKEN_PIPE
    except Exception as error:
        if debug:
            raise
        return _told(error)
    except KeyboardInterrupt:
        return _INTERRUPTED
    return code if isinstance(code, int) else 0


def _told(error: Exception) -> int:
    """Say what went wrong, in a sentence on stderr; the answer is the exit code."""
    if isinstance(error, click.Abort):
        click.echo("Stopped.", err=True)
        return _INTERRUPTED
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code
    if isinstance(error, BridgeError):
        click.echo(f"{click.style('Error:', fg='red', bold=True)} {error}", err=True)
        return error.exit_code
    # The text of an unforeseen error may quote a record, and so a person: only its kind is told.
    click.echo(
        f"Error: sellerbridge itself failed ({type(error).__name__}). Nothing is lost: run the command again;"
        " if it stays, run it with --debug and report what that shows.",
        err=True,
    )
    return 1
