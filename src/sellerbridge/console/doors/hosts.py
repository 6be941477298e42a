"""By which names the console answers: a name of somebody else's that leads here must not open it.

A page elsewhere can point its own name at this machine (DNS rebinding) and then counts as the same site; what it
cannot do is to hide that name.
"""

from __future__ import annotations

from fastapi import Request

_OF_THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "[::1]"})
_OPEN = frozenset({"/health", "/ready"})
"""What a supervisor asks by whatever address it knows, and what says nothing but yes or no."""


def is_known(request: Request, public_name: str) -> bool:
    """Whether the request came by a name of ours. A program proves itself by its token instead."""
    if request.url.path in _OPEN or request.headers.get("authorization", "").startswith("Bearer "):
        return True
    host = request.headers.get("host", "").casefold()
    if public_name and host == public_name.casefold():
        return True
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host) in {*_OF_THIS_MACHINE, public_name.casefold()} - {""}
