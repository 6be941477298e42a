"""The lines of a settlement, or of a month of it, added up by account and by order."""

from __future__ import annotations

from collections.abc import Container, Iterable
from decimal import Decimal

import msgspec

from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.settlement import SettlementLine
from sellerbridge.documents.money.postings import Posted


class Sum(msgspec.Struct, frozen=True):
    """An amount and of how many lines it is."""

    amount: Decimal = ZERO
    lines: int = 0

    def plus(self, amount: Decimal) -> Sum:
        return Sum(self.amount + amount, self.lines + 1)


class Sums(msgspec.Struct, kw_only=True):
    """What the seller gets is positive.

    `by_account` is by account and Amazon's word; `by_order` by order and transaction type, of orders that are in
    the books; `earlier` by order, of those that are not.
    """

    by_account: dict[tuple[str, str], Sum] = {}
    by_order: dict[str, dict[str, Decimal]] = {}
    earlier: dict[str, Decimal] = {}

    @property
    def of_orders(self) -> Decimal:
        """What buyers of booked orders paid, less what they got back."""
        return sum((sum(movements.values(), ZERO) for movements in self.by_order.values()), ZERO)

    @property
    def of_earlier(self) -> Decimal:
        """The same of orders that are not in the books."""
        return sum(self.earlier.values(), ZERO)


def sums(lines: Iterable[SettlementLine], posted: Posted, *, booked: Container[str]) -> Sums:
    """Add the lines up; `booked` are the ids of the orders that are in the books."""
    made = Sums()
    for line in lines:
        place = posted(line)
        if place.account is not None:
            key = place.account, place.type
            made.by_account[key] = made.by_account.get(key, Sum()).plus(line.amount)
        elif line.order_id in booked:
            movements = made.by_order.setdefault(line.order_id, {})
            movements[line.transaction_type] = movements.get(line.transaction_type, ZERO) + line.amount
        else:
            made.earlier[line.order_id] = made.earlier.get(line.order_id, ZERO) + line.amount
    return made
