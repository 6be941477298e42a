"""The lines of one settlement, some at a time: of a hundred thousand, only those that are asked for are opened."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Sequence

import msgspec
import sqlalchemy as sa

from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.settlement import LineSum, SettlementLine
from sellerbridge.database import Database
from sellerbridge.store import tables

_OPENS, _LAST = b'{"transaction_type":', b"}]}"
_FIRST, _BETWEEN = b'"lines":[' + _OPENS, b"}," + _OPENS
"""What stands before, between and after the lines of a settlement as it is kept: each begins with its first field.
No text of Amazon's looks so: it may end in a brace, but a quote within one has a backslash before it.
"""
_READ = 1 << 16
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(SettlementLine).decode


class SettlementLines:
    """Lines by settlement and number, counted from 1 as in Amazon's report."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def some(
        self,
        settlement_id: str,
        *,
        after: int = 0,
        order_id: str = "",
        words: Collection[LineSum] | None = None,
    ) -> Iterator[tuple[int, SettlementLine]]:
        """Those after that number, with it; of an order, or with the words of one of these sums, if asked."""
        table = tables.settlements.c
        with self._database.reading() as reading:
            body = reading.execute(sa.select(table.body).where(table.settlement_id == settlement_id)).scalar()
        # What cannot be meant is passed over by its bytes: to open a line costs ten times as much.
        needles = [_encode(order_id)] if order_id else sorted({_begins(each) for each in words or ()})
        number = 0
        for many in _closed(body or b""):
            count = many.count(_BETWEEN) + 1
            asked = number + count > after and (words is None or words)
            for place, told in _holding(many, needles) if asked else ():
                if number + place > after:
                    line = _decode(_OPENS + told + b"}")
                    if order_id in ("", line.order_id) and (words is None or _one_of(words, line)):
                        yield number + place, line
            number += count


def _holding(many: bytes, needles: Sequence[bytes]) -> Iterator[tuple[int, bytes]]:
    """Those of many lines that hold one of the needles, counted from 1; without any, all of them."""
    if not needles:
        yield from enumerate(many.split(_BETWEEN), start=1)
        return
    number, seen = 1, 0
    for start in sorted({start for needle in needles for start in _starts(many, needle)}):
        number, seen = number + many.count(_BETWEEN, seen, start), start
        end = many.find(_BETWEEN, start)
        yield number, many[start : end if end >= 0 else len(many)]


def _starts(many: bytes, needle: bytes) -> Iterator[int]:
    """Where the lines begin that hold it."""
    at = many.find(needle)
    while at >= 0:
        between = many.rfind(_BETWEEN, 0, at)
        yield between + len(_BETWEEN) if between >= 0 else 0
        at = many.find(needle, at + len(needle))


def _closed(body: bytes) -> Iterator[bytes]:
    """Lines as they are kept, thousands together, without the beginning of the first and the end of the last."""
    inflated, rest, begun = zlib.decompressobj(), b"", False
    for piece in _pieces(body):
        rest += inflated.decompress(piece)
        if not begun:
            head, first, after = rest.partition(_FIRST)
            begun, rest = bool(first), after if first else head
        if begun:
            many, between, last = rest.rpartition(_BETWEEN)
            if between:
                yield many
                rest = last
    if begun:
        yield rest.removesuffix(_LAST)


def _pieces(body: bytes) -> Iterator[bytes]:
    """Little at first, for the first page needs no more; then ever more, in few steps."""
    start, size = 0, _READ
    while start < len(body):
        yield body[start : start + size]
        start, size = start + size, size * 2


def _begins(words: LineSum) -> bytes:
    """How a line with these words begins: a settlement is kept with its fields in their order."""
    line = SettlementLine(
        transaction_type=words.transaction_type,
        amount_type=words.amount_type,
        description=words.description,
        amount=ZERO,
    )
    return _encode(line).removeprefix(_OPENS).rpartition(b',"amount":')[0]


def _one_of(words: Collection[LineSum], line: SettlementLine) -> bool:
    """With these words an order's line can be another thing than one of no order."""
    return any(
        (each.marketplace_name, each.of_orders) == (line.marketplace_name, bool(line.order_id))
        and (each.transaction_type, each.amount_type, each.description)
        == (line.transaction_type, line.amount_type, line.description)
        for each in words
    )
