"""A tiny site on a real socket that says what a test has written down, and notes what it was asked.

It closes the connection after each answer, as a site behind gunicorn's sync workers does.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`json` or `body`; `silent` hangs up without a word, `after` seconds later than asked."""

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
    verb: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Script = Callable[[Asked], Answer]


def page(status: int) -> Answer:
    text = b"<html><body><h1>Service Unavailable</h1></body></html>"
    return Answer(status=status, body=text, headers={"content-type": "text/html"})


def no(exc_type: str, *messages: str, status: int = 417, exception: str = "", raised: bool = True) -> Answer:
    """A refusal in Frappe's form."""
    told: dict[str, Any] = {"exc_type": exc_type}
    if exception:
        told["exception"] = f"frappe.exceptions.{exc_type}: {exception}"
    if messages:
        flags = {"raise_exception": 1} if raised else {}
        told["_server_messages"] = json.dumps([json.dumps({"message": text, **flags}) for text in messages])
    return Answer(status=status, json=told)


class Door:
    """Answers by verb and path (decoded), in order; the last one of a path stays. `says` takes functions too."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._lock = threading.Lock()
        self._answers: dict[tuple[str, str], list[Answer | Script]] = {}
        door = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                length = int(self.headers.get("content-length", 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(verb=self.command, target=self.path, headers=headers, body=self.rfile.read(length))
                self._say(door.answer(asked))

            def do_POST(self) -> None:
                self.do_GET()

            def do_PUT(self) -> None:
                self.do_GET()

            def do_DELETE(self) -> None:
                self.do_GET()

            def _say(self, answer: Answer) -> None:
                self.close_connection = True
                time.sleep(answer.after)
                if answer.silent:
                    return
                body = answer.bytes
                self.send_response_only(answer.status)
                headers = {
                    "content-type": "application/json",
                    "content-length": str(len(body)),
                    "connection": "close",
                }
                for name, value in (headers | answer.headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body[: len(body) - answer.cut])

            def log_message(self, *_args: Any) -> None:
                """Not on the console."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *_args: Any) -> None:
                """A client that hung up is no news."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def says(self, verb: str, path: str, *answers: Answer | Script) -> None:
        self._answers[verb, path] = list(answers)

    def answer(self, asked: Asked) -> Answer:
        with self._lock:
            self.asked.append(asked)
            waiting = self._answers.get((asked.verb, asked.path))
            if not waiting:
                return no("DoesNotExistError", f"nothing is written down for {asked.path}", status=404)
            found = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return found if isinstance(found, Answer) else found(asked)

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
