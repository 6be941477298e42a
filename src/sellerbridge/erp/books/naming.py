"""How ERPNext compares and makes names of documents."""

from __future__ import annotations

import functools
import re

from sellerbridge.documents.item import fold

_AMENDED = re.compile(r"-(\d+)$")


@functools.lru_cache(maxsize=16_384)
def folded(name: str) -> str:
    """`fold`, with the short way for plain names: MariaDB's collation utf8mb4_unicode_ci."""
    return name.lower().strip() if name.isascii() and name.isprintable() else fold(name)


def amended(name: str, *, amends_another: bool) -> str:
    """The name of an amendment: ORDER becomes ORDER-1, and that, being an amendment itself, ORDER-2."""
    number = _AMENDED.search(name) if amends_another else None
    return f"{name[: number.start()]}-{int(number[1]) + 1}" if number else f"{name}-1"
