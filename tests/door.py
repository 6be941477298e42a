"""A tiny server on a real socket that says what a test has written down, and notes what it was asked."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`json` or `body`; `cut` bytes are withheld at the end, `silent` hangs up without a word.

    It comes `after` so many seconds; the connection stays open then, unless something is withheld or the answer's
    own headers close it.
    """

    status: int = 200
    json: Any = None
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    silent: bool = False
    after: float = 0.0

    @property
    def bytes(self) -> bytes:
        return self.body if self.json is None else json.dumps(self.json).encode()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`target` is as it came; `path` as the door reads it."""

    verb: str
    target: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def page(status: int) -> Answer:
    """What stands before a site says in its place: a page for people."""
    text = b"<html><body><h1>Service Unavailable</h1></body></html>"
    return Answer(status=status, body=text, headers={"content-type": "text/html"})


class Door:
    """Subclasses say what they answer, on a thread for each connection."""

    always: ClassVar[dict[str, str]] = {}
    """Headers of every answer."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def path_of(self, target: str) -> str:
        """Its path, as the tests write it: decoded."""
        return unquote(urlsplit(target).path)

    def answer(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_args: Any) -> None:
        """A client that hung up is no news."""


def _handler(door: Door) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            length = int(self.headers.get("content-length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(length)
            path = door.path_of(self.path)
            asked = Asked(verb=self.command, target=self.path, path=path, headers=headers, body=body)
            self._say(door.answer(asked))

        def do_POST(self) -> None:
            self.do_GET()

        def do_PUT(self) -> None:
            self.do_GET()

        def do_DELETE(self) -> None:
            self.do_GET()

        def _say(self, answer: Answer) -> None:
            body = answer.bytes
            told = {"content-type": "application/json", "content-length": str(len(body))}
            told |= door.always | answer.headers
            self.close_connection = answer.silent or bool(answer.cut) or told.get("connection") == "close"
            time.sleep(answer.after)
            if answer.silent:
                return
            self.send_response_only(answer.status)
            for name, value in told.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: len(body) - answer.cut])

        def log_message(self, *_args: Any) -> None:
            """Not on the console."""

    return Handler
