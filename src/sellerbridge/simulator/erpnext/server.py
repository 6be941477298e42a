"""The practice ERPNext on a loopback port, in threads of its own: for tests, training and the bench."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, NamedTuple, Self
from urllib.parse import unquote

import msgspec

from sellerbridge.simulator.erpnext.answers import Answer
from sellerbridge.simulator.erpnext.app import App, Request
from sellerbridge.simulator.erpnext.faults import ANSWERS_INSTEAD, DOES_THE_DEED, Fault, Faults
from sellerbridge.simulator.erpnext.founding import CONNECTOR, founded
from sellerbridge.simulator.erpnext.pace import Pace, Published
from sellerbridge.simulator.erpnext.permissions import ADMINISTRATOR
from sellerbridge.simulator.erpnext.rules.registry import METHODS, RULES
from sellerbridge.simulator.erpnext.site import Site
from sellerbridge.simulator.erpnext.wire import Wire

_LOOPBACK = "127.0.0.1"
NO_ANSWER = 0

Latency = Literal["none", "published"]


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """How a user of the practice site gets in; its secrets open nothing else."""

    url: str
    api_key: str
    api_secret: str


class Received(NamedTuple):
    """One request as the site saw it: `of` is a document type or a dotted method; `status` 0: hung up on."""

    verb: str
    of: str
    name: str
    status: int


class PracticeERPNext:
    """A running practice ERPNext; a context manager, or `start` and `stop`. Stopping keeps its data.

    `url` is known before it starts. `logins` are "connector" and "administrator". `calls` is what it received,
    `faults` the switch to throw meanwhile, `site` its data (take `site.locks.turn` before touching it).
    """

    def __init__(
        self,
        site: Site | None = None,
        *,
        port: int = 0,
        latency: Latency = "none",
        faults: Faults | Iterable[Mapping[str, Any]] | Path = (),
        hosts: Iterable[str] = (),
    ) -> None:
        """`site` is a fresh one of company Acme where none is given (`founding.founded` makes others).

        Binds the port at once (0 takes a free one): OSError if it is taken, BadScript for bad faults. `hosts` are
        names it answers to beside 127.0.0.1 and localhost.
        """
        self.site = site or founded(rules=RULES)
        self.latency = latency
        self.faults = faults if isinstance(faults, Faults) else Faults(faults)
        self.calls: list[Received] = []
        self._hosts = {_LOOPBACK, "localhost", *hosts}
        self._app = App(self.site, rules=RULES, methods=METHODS)
        self._wire: Wire | None = self._listening(port)
        self._port = self._wire.server_address[1]
        self._thread: threading.Thread | None = None
        self._switch = threading.Lock()
        self._restarts: list[threading.Thread] = []
        self.url = self.site.url = f"http://{_LOOPBACK}:{self._port}"

    @property
    def latency(self) -> Latency:
        """The pace: none, or as slow as the measured site ("published"). It may be changed while it runs."""
        return "published" if isinstance(self.site.pace, Published) else "none"

    @latency.setter
    def latency(self, latency: Latency) -> None:
        self.site.pace = Published() if latency == "published" else Pace()

    @property
    def logins(self) -> dict[str, Login]:
        """User → how to get in."""
        names = {CONNECTOR: "connector", ADMINISTRATOR: "administrator"}
        return {
            names.get(user.name, user.name): Login(url=self.url, api_key=user.api_key, api_secret=user.api_secret)
            for user in self.site.users
        }

    def start(self) -> Self:
        """Listen; again after a stop, on the same port. Raises OSError when somebody else has taken it."""
        with self._switch:
            if self._thread is None:
                wire = self._wire = self._wire or self._listening(self._port)
                self._thread = threading.Thread(
                    target=wire.serve_forever, args=(0.02,), daemon=True, name="erpnext"
                )
                self._thread.start()
        return self

    def stop(self) -> None:
        """Hang up on everybody and refuse connections; what was committed stays."""
        with self._switch:
            wire, self._wire = self._wire, None
            thread, self._thread = self._thread, None
        if wire is not None:
            if thread is not None:
                wire.shutdown()
                thread.join()
            wire.hang_up()
            wire.server_close()

    def close(self) -> None:
        """Stop, and start no more."""
        for restart in self._restarts:
            restart.join()
        self.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _listening(self, port: int) -> Wire:
        return Wire((_LOOPBACK, port), serve=self._serve, hosts=self._hosts)

    def _serve(self, request: Request) -> Answer | None:
        of, name = _about(request.path)
        with self.site.pace.worker():
            fault = self.faults.next(request.verb, of)
            answer = self._app.answer(request) if fault is None else self._failed(fault, request)
        self.calls.append(Received(request.verb, of, name, NO_ANSWER if answer is None else answer.status))
        return answer

    def _failed(self, fault: Fault, request: Request) -> Answer | None:
        if fault.do in ANSWERS_INSTEAD:
            return fault.answer()
        answer = self._app.answer(request) if fault.do in DOES_THE_DEED else None
        if fault.do in ("slow", "hang"):
            time.sleep(fault.seconds)
        if fault.do == "restart":
            self._restart(fault.seconds)
        if fault.do == "lost-page":
            return msgspec.structs.replace(fault, do="page").answer()
        return answer if fault.do == "slow" else None

    def _restart(self, seconds: float) -> None:
        """In a thread of its own: whoever serves a request cannot wait for itself."""

        def away() -> None:
            self.stop()
            time.sleep(seconds)
            self.start()

        restart = threading.Thread(target=away, daemon=True, name="erpnext-restart")
        self._restarts.append(restart)
        restart.start()


def _about(path: str) -> tuple[str, str]:
    """The document type and name, or the method, that a path is about."""
    words = [unquote(word) for word in path.strip("/").split("/")]
    return (words[2] if len(words) > 2 else path), "/".join(words[3:])
