"""Refuses what another site makes a browser send: unsafe methods must come from a page of ours.

The browser itself says where a request is from (Fetch Metadata, W3C; `Origin`, RFC 6454), which a page cannot
forge. What is no browser sends a token instead of a cookie and has nothing to forge.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OURS = frozenset({"same-origin", "none"})


def is_ours(method: str, headers: Headers) -> bool:
    """Whether a request may change something as far as its origin goes."""
    if method in _SAFE or headers.get("authorization", "").startswith("Bearer "):
        return True
    if site := headers.get("sec-fetch-site"):
        return site in _OURS
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")
