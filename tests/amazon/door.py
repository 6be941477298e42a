"""A tiny Amazon on a real socket that says what a test has written down, and notes what it was asked."""

from __future__ import annotations

import gzip
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

TOKEN_PATH = "/auth/o2/token"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`json` or `body`; `cut` bytes are withheld at the end, `silent` closes without a word."""

    status: int = 200
    json: Any = None
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    silent: bool = False

    @property
    def bytes(self) -> bytes:
        return self.body if self.json is None else json.dumps(self.json).encode()


@dataclass(frozen=True, kw_only=True)
class Asked:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))


def html(status: int) -> Answer:
    page = b"<html><body><h1>Service Unavailable</h1></body></html>"
    return Answer(status=status, body=page, headers={"content-type": "text/html"})


def refusal(status: int, *, code: str = "InvalidInput", message: str = "no", details: str = "") -> Answer:
    told = {"errors": [{"code": code, "message": message, "details": details}]}
    return Answer(status=status, json=told, headers={"x-amzn-RequestId": "req-7"})


def packed(text: str, charset: str) -> bytes:
    return gzip.compress(text.encode(charset))


class Door:
    """Answers by path, in order; the last one of a path stays. The token endpoint grants by itself."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.granted = 0
        self._lock = threading.Lock()
        self._answers: dict[str, list[Answer]] = {}
        door = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                length = int(self.headers.get("content-length", 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(method=self.command, target=self.path, headers=headers, body=self.rfile.read(length))
                self._say(door.answer(asked))

            def do_POST(self) -> None:
                self.do_GET()

            def _say(self, answer: Answer) -> None:
                self.close_connection = bool(answer.silent or answer.cut)
                if answer.silent:
                    return
                body = answer.bytes
                self.send_response_only(answer.status)
                headers = {"content-type": "application/json", "content-length": str(len(body))} | answer.headers
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body[: len(body) - answer.cut])

            def log_message(self, *_args: Any) -> None:
                """Not on the console."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.token_url = self.url + TOKEN_PATH
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def says(self, path: str, *answers: Answer) -> None:
        self._answers[path] = list(answers)

    def answer(self, asked: Asked) -> Answer:
        with self._lock:
            self.asked.append(asked)
            waiting = self._answers.get(asked.path)
            if waiting:
                return waiting.pop(0) if len(waiting) > 1 else waiting[0]
            if asked.path == TOKEN_PATH:
                self.granted += 1
                return Answer(json={"access_token": f"Atza|{self.granted}", "expires_in": 3600})
            return refusal(404, code="NotFound", message=f"nothing is written down for {asked.path}")

    def calls(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == path]

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
