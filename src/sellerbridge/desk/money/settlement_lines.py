"""The lines of a settlement, a page at a time, of one type or order if asked."""

from __future__ import annotations

from itertools import islice

import msgspec

from sellerbridge.commerce.settlement import SettlementLine
from sellerbridge.desk.money.figures import part
from sellerbridge.desk.money.payouts import Reader, settlement_of
from sellerbridge.documents.money.postings import Place, places, type_of
from sellerbridge.errors import Usage
from sellerbridge.store import Store

PER_PAGE = 100


class LineShown(msgspec.Struct, frozen=True, kw_only=True):
    """A line, counted from 1 as in Amazon's report; `account` is empty where it settles what a buyer owes."""

    number: int
    line: SettlementLine
    type: str
    part: str
    account: str


class Lines(msgspec.Struct, frozen=True, kw_only=True):
    """Some of them; `after` is the number to ask the next ones with, 0 where there are none."""

    lines: tuple[LineShown, ...]
    after: int


def lines(
    store: Store, settlement_id: str, *, type_: str = "", part_: str = "", order: str = "", after: int = 0
) -> Lines:
    """The lines after that number, of a type, part or order if asked. Raises Usage for an unknown settlement."""
    found = store.payouts.one(settlement_id)
    if found is None:
        raise Usage("Settlement {settlement} was not seen yet.", settlement=settlement_id)
    place = places(settlement_of(found), mapping=Reader(store).mapping(found.head.connection_id))
    words = None
    if type_ or part_:
        # A hundred thousand lines have some fifty words: what is meant is found among these.
        kinds = ((each, _kind(each.line, place)) for each in found.sums)
        words = [each for each, kind in kinds if type_ in ("", kind[0]) and part_ in ("", kind[1])]
    some = store.settlement_lines.some(settlement_id, after=after, order_id=order, words=words)
    shown = [_shown(number, line, place) for number, line in islice(some, PER_PAGE + 1)]
    more = len(shown) > PER_PAGE
    return Lines(lines=tuple(shown[:PER_PAGE]), after=shown[PER_PAGE - 1].number if more else 0)


def _kind(line: SettlementLine, place: Place) -> tuple[str, str]:
    """Its type and its part."""
    where = place(line)
    return where.type if where else type_of(line), part(line, where)


def _shown(number: int, line: SettlementLine, place: Place) -> LineShown:
    where = place(line)
    type_, name = _kind(line, place)
    return LineShown(
        number=number, line=line, type=type_, part=name, account=(where.account or "") if where else ""
    )
