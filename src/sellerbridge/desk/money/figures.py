"""A settlement in a few figures: what buyers paid and got back, what Amazon took, kept back, and paid out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec

from sellerbridge.commerce import money
from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.settlement import LineSum, Settlement, SettlementLine
from sellerbridge.documents import accounts
from sellerbridge.documents.accounts import folded
from sellerbridge.documents.chart import EXPENSE, RESERVE
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.money.postings import Posting, places, type_of

ORDERS, REFUNDS, FEES, RESERVED, OTHER, UNKNOWN = "orders", "refunds", "fees", "reserve", "other", "unknown"


class TypeFigure(msgspec.Struct, frozen=True, kw_only=True):
    """What the lines of one type come to, and the account they go to; none where nobody knows it.

    `part` is orders, refunds, fees, reserve, other or unknown.
    """

    type: str
    part: str
    account: str | None
    lines: int
    amount: Decimal


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """All in one currency; what the seller gets is positive. `payout` is Amazon's word, the others are added up.

    `unknown` is what has no account yet.
    """

    orders: Decimal = ZERO
    refunds: Decimal = ZERO
    fees: Decimal = ZERO
    reserve: Decimal = ZERO
    other: Decimal = ZERO
    unknown: Decimal = ZERO
    payout: Decimal = ZERO

    @property
    def added_up(self) -> Decimal:
        """All but the payout, which it should be."""
        return self.orders + self.refunds + self.fees + self.reserve + self.other + self.unknown

    def plus(self, more: Figures) -> Figures:
        """Both together, field by field."""
        names = self.__struct_fields__
        return Figures(**{name: getattr(self, name) + getattr(more, name) for name in names})


def by_type(settlement: Settlement, *, mapping: Mappings) -> tuple[TypeFigure, ...]:
    """The lines of a settlement added up by type, the parts in the order of `Figures`."""
    return _added(settlement, [(line, 1) for line in settlement.lines], mapping=mapping)


def by_type_of(settlement: Settlement, sums: Sequence[LineSum], *, mapping: Mappings) -> tuple[TypeFigure, ...]:
    """The same of a settlement whose lines are not at hand, only their sums."""
    lines = [(one.line, one.lines) for one in sums]
    with_lines = msgspec.structs.replace(settlement, lines=tuple(line for line, _ in lines))
    return _added(with_lines, lines, mapping=mapping)


def _added(
    settlement: Settlement, told: Iterable[tuple[SettlementLine, int]], *, mapping: Mappings
) -> tuple[TypeFigure, ...]:
    place = places(settlement, mapping=mapping)
    found: dict[tuple[str, str, str | None], tuple[int, Decimal]] = {}
    for line, number in told:
        where = place(line)
        key = part(line, where), where.type if where else type_of(line), where.account if where else None
        lines, amount = found.get(key, (0, ZERO))
        found[key] = lines + number, amount + line.amount
    order = Figures.__struct_fields__
    return tuple(
        TypeFigure(type=type_, part=name, account=account, lines=lines, amount=amount)
        for (name, type_, account), (lines, amount) in sorted(
            found.items(), key=lambda item: (order.index(item[0][0]), item[0][2] or "", item[0][1])
        )
    )


def part(line: SettlementLine, where: Posting | None) -> str:
    """Which of the figures a line belongs to."""
    if where is None:
        return UNKNOWN
    if where.account is None:
        return ORDERS if "order" in folded(line.transaction_type) else REFUNDS
    usual = accounts.usual(where.type)
    if usual is not None and usual.name == RESERVE:
        return RESERVED
    return FEES if usual is None or usual.root == EXPENSE else OTHER


def figures(settlement: Settlement, types: Iterable[TypeFigure]) -> Figures:
    """The same in one line."""
    nothing = money.rounded(ZERO, settlement.currency)
    sums = dict.fromkeys((ORDERS, REFUNDS, FEES, RESERVED, OTHER, UNKNOWN), nothing)
    for one in types:
        sums[one.part] += one.amount
    return Figures(**sums, payout=settlement.total)
