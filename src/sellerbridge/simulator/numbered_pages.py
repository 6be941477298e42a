"""Pages of a list that is counted: catalogue and listings searches tell how many there are and go both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

from sellerbridge.simulator.call import Call, Json
from sellerbridge.simulator.pages import page_position, page_token

T = TypeVar("T")
TOKEN_LIVES = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class NumberedPage(Generic[T]):
    """Some items of a list, and the tokens of the pages beside them (`nextToken`, `previousToken`)."""

    items: Sequence[T]
    tokens: Json


def numbered_page(found: Sequence[T], call: Call, *, size: int, ceiling: int | None = None) -> NumberedPage[T]:
    """The page a call asks for; nothing past the `ceiling` can be reached. Refusal (400) for a bad token."""
    bound = {name: value for name, value in call.query.items() if name != "pageToken"}
    start = 0
    if "pageToken" in call.query:
        start = page_position(call.query["pageToken"], bound=bound, now=call.now, lives=TOKEN_LIVES)
    reachable = found[:ceiling]
    tokens = {}
    if start + size < len(reachable):
        tokens["nextToken"] = page_token(start + size, bound=bound, now=call.now)
    if start:
        tokens["previousToken"] = page_token(max(start - size, 0), bound=bound, now=call.now)
    return NumberedPage(items=reachable[start : start + size], tokens=tokens)
