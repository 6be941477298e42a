"""The practice Amazon on a loopback port, in a thread of its own: for tests, the demo and training."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import uvicorn
from starlette.types import Scope

from sellerbridge.simulator.app import TOKEN_PATH, Received, create_app
from sellerbridge.simulator.clock import Clock
from sellerbridge.simulator.faults import Faults
from sellerbridge.simulator.gate import Handler
from sellerbridge.simulator.limits import Limits, Plan
from sellerbridge.simulator.lwa import Credentials, Lwa

if TYPE_CHECKING:
    from sellerbridge.simulator.seller import World

_LOOPBACK = "127.0.0.1"
_PATIENCE = 10.0


class PracticeAmazon:
    """A running practice Amazon; a context manager, or `start` and `stop`.

    `url` and `token_url` are where it listens (known before it starts), `calls` what it received, `faults` and
    `lwa` the switches to throw meanwhile. Everything in it follows `clock`.
    """

    def __init__(
        self,
        world: World,
        *,
        clock: Clock | None = None,
        limits: Plan | Limits = "published",
        faults: Faults | Iterable[Mapping[str, Any]] | Path = (),
        port: int = 0,
        operations: Mapping[str, Handler] | None = None,
    ) -> None:
        """Binds the port at once (0 takes a free one): OSError if it is taken, BadScript for bad faults."""
        self.world = world
        self.clock = clock or Clock(world.now0)
        self.limits = limits if isinstance(limits, Limits) else Limits(self.clock, plan=limits)
        self.faults = faults if isinstance(faults, Faults) else Faults(faults)
        app = create_app(
            world,
            clock=self.clock,
            limits=self.limits,
            faults=self.faults,
            credentials=Credentials.made_for(world.seller_id),
            operations=operations,
            hang_up=self._hang_up,
        )
        self.lwa: Lwa = app.state.lwa
        self.calls: list[Received] = app.state.calls
        self._socket = _listening(port)
        self.url = f"http://{_LOOPBACK}:{self._socket.getsockname()[1]}"
        self.token_url = self.url + TOKEN_PATH
        self._server = _Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                lifespan="off",
                ws="none",
                timeout_keep_alive=60,
                server_header=False,
                date_header=False,  # it would tell the wall's time in a world with its own
            )
        )
        # A daemon: whoever leaves without stopping us (Ctrl-C twice) is not held back.
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), daemon=True, name="amazon"
        )

    @property
    def credentials(self) -> Credentials:
        """What the application holds now (a rotation changes it)."""
        return self.lwa.credentials

    def start(self) -> Self:
        """Listen; returns when requests are answered."""
        self._thread.start()
        if not self._server.ready.wait(_PATIENCE):
            raise RuntimeError("the practice Amazon did not start")
        return self

    def stop(self) -> None:
        """Close every connection, also those that hang on purpose, and the port."""
        if self._thread.is_alive():
            self._server.leave()
            self._thread.join(_PATIENCE)
        self._socket.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _hang_up(self, scope: Scope) -> None:
        self._server.hang_up(tuple(scope["client"]))


def _listening(port: int) -> socket.socket:
    # With the protocol named: only then asyncio switches Nagle off, which costs 40 ms an answer.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_LOOPBACK, port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening


class _Server(uvicorn.Server):
    """uvicorn, with an eye on when it is up, and a hand on its connections."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        self.ready.set()

    def leave(self) -> None:
        """From another thread: hang up on everybody and go."""
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.hang_up)

    def hang_up(self, client: tuple[Any, ...] | None = None) -> None:
        """Close the connection of one client, or of all."""
        for connection in list(self.server_state.connections):
            if client in (None, getattr(connection, "client", None)):
                connection.transport.close()
