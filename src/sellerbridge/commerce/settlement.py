"""A settlement: what Amazon paid out for a period, line by line (settlement report V2)."""

from __future__ import annotations

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
