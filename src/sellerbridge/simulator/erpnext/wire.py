"""HTTP as gunicorn's sync workers speak it: one request a connection, a short request line, hosts by name."""

from __future__ import annotations

import http.server
import logging
import socket
import sys
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Any

from sellerbridge.simulator.erpnext import answers
from sellerbridge.simulator.erpnext.answers import Answer
from sellerbridge.simulator.erpnext.app import Request

_log = logging.getLogger(__name__)

LONGEST_LINE = 4094
_LONGEST_READ = 1 << 20

Serve = Callable[[Request], Answer | None]
"""Answers a request; None hangs up without an answer."""


class Wire(http.server.ThreadingHTTPServer):
    """A listening port. Every connection has a thread, and is closed after its answer."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], *, serve: Serve, hosts: AbstractSet[str]) -> None:
        """Binds the port. Raises OSError."""
        self.serve = serve
        self.hosts = hosts
        self._open: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Without asking a name server who we are; at once again after a stop."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - the parent's
        """A caller that has gone is no error of ours; anything else is."""
        if not isinstance(sys.exception(), OSError):
            _log.exception("the practice ERPNext failed to serve a connection")

    def hang_up(self) -> None:
        """Close every connection that is open."""
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                self._open.discard(connection)  # its caller was faster


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Wire

    def handle(self) -> None:
        """One request and one answer."""
        self.request_version = self.protocol_version
        self.raw_requestline = self.rfile.readline(_LONGEST_READ)
        if not self.raw_requestline:
            return
        length = len(self.raw_requestline.rstrip(b"\r\n"))
        if length > LONGEST_LINE:
            self._drain()
            self._send(_too_long(length))
            return
        if self.parse_request():
            answer = self._answer()
            if answer is not None:
                self._send(answer)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the parent's name
        """Say nothing."""

    def _answer(self) -> Answer | None:
        host = (self.headers.get("Host") or "").partition(":")[0]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if host not in self.server.hosts:
            return _unknown_host(host)
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        return self.server.serve(Request(verb=self.command, path=path, query=query, headers=headers, body=body))

    def _drain(self) -> None:
        """Read what still comes, so that closing does not tear the answer from the caller's hands."""
        while self.rfile.readline(_LONGEST_READ) not in (b"\r\n", b"\n", b""):
            pass

    def _send(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        headers = {
            "Server": "gunicorn",
            "Connection": "close",
            "Content-Type": answer.content_type,
            **answer.headers,
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)
        self.close_connection = True


def _too_long(length: int) -> Answer:
    text = (
        "<html>\n  <head>\n    <title>Bad Request</title>\n  </head>\n  <body>\n    <h1><p>Bad Request</p></h1>\n"
    )
    text += f"    Request Line is too large ({length} &gt; {LONGEST_LINE})\n  </body>\n</html>\n"
    return answers.html(400, text, content_type="text/html")


def _unknown_host(host: str) -> Answer:
    text = "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n"
    return answers.html(404, f"{text}<p>{host} does not exist</p>\n")
