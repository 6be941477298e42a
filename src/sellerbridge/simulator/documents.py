"""The document store: presigned addresses of finished reports, which need no token and die after five minutes.

It is no part of the API, and its refusals are XML, as those of Amazon's storage are.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

from starlette.responses import Response

from sellerbridge.simulator.call import Refusal
from sellerbridge.simulator.clock import Clock
from sellerbridge.simulator.gate import Incoming
from sellerbridge.simulator.mishaps import storage_error

if TYPE_CHECKING:
    from sellerbridge.simulator.seller import World

PATH = "/documents/"
LIFE = timedelta(minutes=5)


class Documents:
    """Serves `/documents/<id>?expires=<unix seconds>`; `lock` is the one that guards the world."""

    def __init__(self, world: World, *, clock: Clock, lock: threading.Lock) -> None:
        self._world = world
        self._clock = clock
        self._lock = lock

    def answer(self, incoming: Incoming) -> Response:
        """The document; 403 if its address is too old or claims to live longer than any, 404 if there is none."""
        now = self._clock.now()
        if not timedelta(0) < _expiry(incoming.query) - now <= LIFE:
            return storage_error(403, "AccessDenied", "Request has expired")
        found = self._find(unquote(incoming.raw_path.removeprefix(PATH)), now)
        if isinstance(found, Refusal):
            return storage_error(found.status, found.code, found.message)
        body, content_type, headers = found
        return Response(body, 200, {**headers, "content-type": content_type})

    def _find(self, document_id: str, now: datetime) -> tuple[bytes, str, dict[str, str]] | Refusal:
        with self._lock:
            return self._world.document(document_id, now)


def _expiry(query: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(dict(parse_qsl(query))["expires"]), UTC)
    except (KeyError, ValueError, OverflowError):
        return datetime.fromtimestamp(0, UTC)
