"""A settlement: what Amazon paid out for a period, line by line (settlement report V2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import msgspec


class SettlementLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One amount of a settlement; what the seller gets is positive.

    The three words that say what it is are Amazon's (transaction-type, amount-type, amount-description);
    `line_id` is the order-item-code. Empty where the report has nothing.
    """

    transaction_type: str
    amount_type: str
    description: str
    amount: Decimal
    order_id: str = ""
    line_id: str = ""
    sku: str = ""
    quantity: int = 0
    shipment_id: str = ""
    adjustment_id: str = ""
    marketplace_name: str = ""
    promotion_id: str = ""
    posted_at: datetime | None = None


class Settlement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A closed period of one currency. `total` is what Amazon deposits: the sum of its lines, if all is well.

    Lines keep the order of the report.
    """

    settlement_id: str
    currency: str
    total: Decimal
    started_at: datetime
    ended_at: datetime
    deposited_at: datetime
    lines: tuple[SettlementLine, ...] = ()


ANY_ORDER = "any"
"""Stands for the orders of lines that are added up."""


class LineSum(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The lines of a settlement that Amazon gives the same words, added up. `of_orders`: each names an order."""

    transaction_type: str
    amount_type: str
    description: str
    amount: Decimal
    lines: int
    marketplace_name: str = ""
    of_orders: bool = False

    @property
    def line(self) -> SettlementLine:
        """All of them as if they were one line, for whoever asks where such lines belong."""
        return SettlementLine(
            transaction_type=self.transaction_type,
            amount_type=self.amount_type,
            description=self.description,
            amount=self.amount,
            order_id=ANY_ORDER if self.of_orders else "",
            marketplace_name=self.marketplace_name,
        )


def summed(lines: Iterable[SettlementLine]) -> tuple[LineSum, ...]:
    """The lines added up by Amazon's words: a hundred thousand of them come to some fifty."""
    found: dict[tuple[str, str, str, str, bool], tuple[Decimal, int]] = {}
    for line in lines:
        words = line.transaction_type, line.amount_type, line.description
        key = (*words, line.marketplace_name, bool(line.order_id))
        amount, number = found.get(key, (Decimal(0), 0))
        found[key] = amount + line.amount, number + 1
    return tuple(
        LineSum(
            transaction_type=transaction_type,
            amount_type=amount_type,
            description=description,
            marketplace_name=place,
            of_orders=of_orders,
            amount=amount,
            lines=number,
        )
        for (transaction_type, amount_type, description, place, of_orders), (amount, number) in sorted(
            found.items()
        )
    )
