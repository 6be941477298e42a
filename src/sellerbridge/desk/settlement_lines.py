"""The lines of a settlement, a page at a time, of one type or order if asked."""

from __future__ import annotations

import msgspec

from sellerbridge.commerce.settlement import SettlementLine
from sellerbridge.desk.figures import part
from sellerbridge.desk.payouts import Reader
from sellerbridge.documents.postings import places, type_of
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
    settlement, head = store.settlements.one(settlement_id), store.payouts.one(settlement_id)
    if settlement is None or head is None:
        raise Usage(f"Settlement {settlement_id} was not seen yet.")
    place = places(settlement, mapping=Reader(store).mapping(head.head.connection_id))
    found: list[LineShown] = []
    for number, line in enumerate(settlement.lines[after:], start=after + 1):
        where = place(line)
        shown = LineShown(
            number=number,
            line=line,
            type=where.type if where else type_of(line),
            part=part(line, where),
            account=(where.account or "") if where else "",
        )
        if type_ in ("", shown.type) and part_ in ("", shown.part) and order in ("", line.order_id):
            if len(found) == PER_PAGE:
                return Lines(lines=tuple(found), after=found[-1].number)
            found.append(shown)
    return Lines(lines=tuple(found), after=0)
