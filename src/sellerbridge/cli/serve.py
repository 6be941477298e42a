"""The command serve: the console, its API and the clock in one process, until it is stopped."""

from __future__ import annotations

import contextlib
import ipaddress
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from sellerbridge.errors import Usage

if TYPE_CHECKING:
    from types import FrameType

    import uvicorn
    from fastapi import FastAPI

    from sellerbridge.console.connecting import Practice
    from sellerbridge.installation import Installation

PORT = 8400
_LAST_ANSWERS = 2
"""Seconds that answers under way get when it stops."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--behind-tls", is_flag=True, help="A proxy in front of it speaks TLS to the outside.")
@click.option("--public-name", default="", help="The name by which that proxy is reached, as shop.example.")
@click.option("--no-sync", is_flag=True, help="Only the pages: nothing runs by itself.")
def serve(*, host: str, port: int, behind_tls: bool, public_name: str, no_sync: bool) -> None:
    """Open the console on this machine and keep everything in step.

    It listens on this machine only, unless told otherwise, and runs until Ctrl-C.
    """
    from sellerbridge import installation
    from sellerbridge.cli import practice
    from sellerbridge.clock import SystemClock
    from sellerbridge.runner.watch import StoppableClock

    if not _loopback(host) and not behind_tls:
        raise Usage(
            f"{host} can be reached from other machines, and passwords would cross the network in the clear."
            " Put a proxy with TLS before it and add --behind-tls, or leave --host out."
        )
    if behind_tls and not public_name:
        raise Usage("--behind-tls needs --public-name: the host in the address that people type.")
    stopping = threading.Event()
    clock = StoppableClock(SystemClock(), stopping)
    with installation.opened(clock=clock) as opened, practice.offered() as practising:
        run(
            opened,
            host=host,
            port=port,
            stopping=stopping,
            behind_tls=behind_tls,
            public_name=public_name,
            syncing=not no_sync,
            practice=practising,
        )


def run(
    opened: Installation,
    *,
    host: str,
    port: int,
    stopping: threading.Event,
    behind_tls: bool = False,
    public_name: str = "",
    syncing: bool = True,
    practice: Practice | None = None,
) -> None:
    """Serve until a polite kill or Ctrl-C; a run that goes on ends at its next safe point."""
    # What is loaded here takes a second or two: somebody may well have thought better of it meanwhile.
    with _polite(stopping) as ending:
        from sellerbridge.console.app import create_app
        from sellerbridge.runner.loop import Loop

        loop = Loop(opened, stopping=stopping)
        app = create_app(opened, loop=loop, behind_tls=behind_tls, public_name=public_name, practice=practice)
        server = _server(app, behind_tls=behind_tls)

        def end() -> None:
            loop.stop_soon()
            server.should_exit = True

        ending.append(end)
        with _listening(host, port) as door:
            address = f"https://{public_name}/" if public_name else _address(host, door.getsockname()[1])
            _introduced(opened, address, syncing=syncing)
            if syncing:
                _let_the_ended_rest(opened)
                loop.start()
            if stopping.is_set():
                server.should_exit = True
            try:
                server.run(sockets=[door])
            finally:
                click.echo("Stopping: what goes on comes to its next safe point …", err=True)
                app.state.trial.stop()
                loop.stop()


def _server(app: FastAPI, *, behind_tls: bool) -> uvicorn.Server:
    """What answers; the signals are `_polite`'s."""
    import uvicorn

    class Server(uvicorn.Server):
        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    return Server(
        uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            # Without a proxy anybody could say that they come from elsewhere, and so slip past the throttle.
            proxy_headers=behind_tls,
            timeout_graceful_shutdown=_LAST_ANSWERS,
        )
    )


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """The socket, bound before anything starts. Raises Usage for a port that cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
            # From now on whoever follows the address that is printed waits for an answer, and is not refused.
            door.listen()
        except OSError as error:
            raise Usage(
                f"{host} port {port} cannot be used: {error.strerror}. Choose another with --port."
            ) from None
        yield door


@contextlib.contextmanager
def _polite(stopping: threading.Event) -> Iterator[list[Callable[[], None]]]:
    """Ctrl-C and a polite kill set the event and call what the list holds, also while it still starts."""
    ending: list[Callable[[], None]] = []

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()
        for end in ending:
            end()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _introduced(opened: Installation, address: str, *, syncing: bool) -> None:
    click.echo(f"The console is at {address} (Ctrl-C ends it).", err=True)
    if not opened.store.accounts.any():
        key = opened.store.accounts.new_first_key()
        click.echo("Nobody can sign in yet. This link makes the administrator's account, once:\n", err=True)
        click.echo(f"  {address}first-run?key={key}\n", err=True)
    if not syncing:
        click.echo("Nothing runs by itself (--no-sync).", err=True)


def _let_the_ended_rest(opened: Installation) -> None:
    """Practice sellers that went with the program before this one are asked no more."""
    from sellerbridge.desk import practice

    for name in practice.lay_down(opened):
        click.echo(
            f"{name}: the practice seller ended with the program that ran it, so the connection is switched off."
            " Its page in the console tells how to go on.",
            err=True,
        )


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
