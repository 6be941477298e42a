"""How a flow tells a person what it is doing."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Whoever watches: a terminal, a page, or nobody."""

    def stage(self, connection: str, flow: str, text: str) -> None:
        """A new piece of work begins."""
        ...

    def count(self, done: int, total: int | None) -> None:
        """So much of it is done; the total is None while nobody knows it."""
        ...


class Silent:
    """Nobody watches."""

    def stage(self, connection: str, flow: str, text: str) -> None:
        pass

    def count(self, done: int, total: int | None) -> None:
        pass
