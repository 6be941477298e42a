"""Page tokens: opaque, self-contained, bound to the request that made them, and mortal."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from sellerbridge.simulator.call import Json, Refusal


def _fingerprint(bound: Mapping[str, object]) -> str:
    text = json.dumps({key: str(value) for key, value in bound.items()}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def page_token(position: Json, *, bound: Mapping[str, object], now: datetime) -> str:
    """A token that continues at `position` (JSON) of the request whose parameters are `bound`."""
    text = json.dumps([position, _fingerprint(bound), now.timestamp()], separators=(",", ":"))
    packed = zlib.compress(text.encode())
    return base64.urlsafe_b64encode(packed + hashlib.sha256(packed).digest()[:4]).decode()


def page_position(token: str, *, bound: Mapping[str, object], now: datetime, lives: timedelta) -> Json:
    """The position inside a token, or 400 if it was forged, belongs to another request, or is too old."""
    position, fingerprint, made = _opened(token)
    if fingerprint != _fingerprint(bound):
        raise Refusal(400, "InvalidInput", "The page token belongs to a request with other parameters.")
    if now.timestamp() - made > lives.total_seconds():
        raise Refusal(400, "InvalidInput", "The page token has expired.", "Start again from the first page.")
    return position


def _opened(token: str) -> tuple[Json, str, float]:
    try:
        packed = base64.urlsafe_b64decode(token.encode())
    except ValueError:
        packed = b""
    if hashlib.sha256(packed[:-4]).digest()[:4] != packed[-4:]:  # one character changed, or not ours at all
        raise Refusal(400, "InvalidInput", "The page token is malformed.")
    position, fingerprint, made = json.loads(zlib.decompress(packed[:-4]))
    return position, fingerprint, made
