"""Where to go after a deed: a link or a form could ask to come back elsewhere."""

from __future__ import annotations

from urllib.parse import quote


def inside(path: str, *, otherwise: str = "/") -> str:
    """The path as an address has it, if it is one of ours."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return quote(path, safe="/?&=%:,+-._~") if ours else otherwise
