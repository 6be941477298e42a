"""The commands pause, resume and every: what the clock of serve runs by itself, and how often."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from sellerbridge.cli import output
from sellerbridge.cli.output import json_option
from sellerbridge.errors import Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sellerbridge.installation import Installation
    from sellerbridge.runner.plan import Turn

_USUAL = "usual"
_MINUTE = timedelta(minutes=1)
_TERMINAL = "the terminal"
"""Who did it, in the audit trail: whoever may read the key file."""
_connection = click.argument("connection")
_flow = click.argument("flow", required=False)


@click.command()
@_connection
@_flow
@json_option
def pause(*, connection: str, flow: str | None, as_json: bool) -> None:
    """Run a flow of a connection no more by itself, or none of its flows.

    FLOW is products, orders or money. A pause holds until: sellerbridge resume. What was missed is caught up with
    then; sellerbridge sync runs it all the same.
    """
    from sellerbridge import installation
    from sellerbridge.desk import clock
    from sellerbridge.store.schedule import EVERYTHING

    with installation.opened() as opened:
        clock.pause(opened, connection, flow or EVERYTHING)
        _told(opened, "paused", connection, flow, as_json=as_json)


@click.command()
@_connection
@_flow
@json_option
def resume(*, connection: str, flow: str | None, as_json: bool) -> None:
    """Run a flow of a connection by itself again, or all that is paused of it."""
    from sellerbridge import installation
    from sellerbridge.desk import clock
    from sellerbridge.store.schedule import EVERYTHING

    with installation.opened() as opened:
        clock.resume(opened, connection, flow or EVERYTHING)
        _told(opened, "resumed", connection, flow, as_json=as_json)


@click.command()
@_connection
@click.argument("flow")
@click.argument("minutes")
@json_option
def every(*, connection: str, flow: str, minutes: str, as_json: bool) -> None:
    """Run a flow of a connection every so many minutes.

    For example: sellerbridge every my-shop orders 15. With the word usual instead of the minutes it goes by the
    setting sync_every again.
    """
    from sellerbridge import installation
    from sellerbridge.desk import clock

    with installation.opened() as opened:
        clock.set_period(opened, connection, flow, _minutes(minutes))
        _told(opened, "set a period", connection, flow, as_json=as_json)


def _minutes(typed: str) -> int | None:
    if typed == _USUAL:
        return None
    if typed.isascii() and typed.isdigit():
        return int(typed)
    raise Usage("Write the minutes as a whole number, or {usual}; not {typed!r}.", usual=_USUAL, typed=typed)


def _told(opened: Installation, what: str, connection: str, flow: str | None, *, as_json: bool) -> None:
    """Write it into the audit trail, and show how the connection's flows stand now."""
    from sellerbridge.runner import known, plan

    about = f"{connection} {flow}" if flow else connection
    opened.store.accounts.did(_TERMINAL, what, about)
    turns = [turn for turn in known.turns(opened) if turn.connection.name == connection]
    if as_json:
        output.document({"turns": [plan.shown(turn) for turn in turns]})
    elif turns:
        output.page().print(table(turns))
    else:
        output.page().print("It is noted. Nothing runs by itself before an ERP is chosen: sellerbridge erp --help")


def table(turns: Sequence[Turn]) -> Any:
    """How flows stand: how often, and when next, while serve runs."""
    rows = [
        (
            turn.flow,
            f"{turn.every // _MINUTE} min" + (" (own)" if turn.own else ""),
            turn.state,
            output.moment(turn.due) if turn.due else "",
        )
        for turn in turns
    ]
    return output.table("flow", "every", "state", "next, while serve runs (UTC)", rows=rows)
