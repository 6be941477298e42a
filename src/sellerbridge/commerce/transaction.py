"""A movement of money as Amazon's finances tell it (Finances 2024-06-19, listTransactions)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

import msgspec

REFUND = "Refund"
DEFERRED = "DEFERRED"


class Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """An amount that is not divided further, and the breakdown types that lead to it, outermost first.

    Only leaves are booked: everything above them is their sum.
    """

    path: tuple[str, ...]
    amount: Decimal


class TransactionItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The part of a transaction that belongs to a SKU. Finances name no orderItemId."""

    sku: str = ""
    asin: str = ""
    quantity: int = 0
    description: str = ""
    total: Decimal = Decimal(0)
    leaves: tuple[Leaf, ...] = ()


class Transaction(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One transaction, in one currency; what the seller gets is positive.

    `kind` is transactionType (Shipment, Refund, ServiceFee, …), `status` DEFERRED, RELEASED or DEFERRED_RELEASED;
    unknown words pass. `related` holds the other relatedIdentifiers by name (SHIPMENT_ID, REFUND_ID,
    SETTLEMENT_ID, FINANCIAL_EVENT_GROUP_ID, DEFERRED_TRANSACTION_ID, RELEASE_TRANSACTION_ID, …).
    `leaves` are those of the transaction as a whole, which include its items'. `deferral` is why Amazon keeps
    the money (B2B, DD7) and `matures_at` until when.
    """

    transaction_id: str
    kind: str
    status: str
    posted_at: datetime
    currency: str
    total: Decimal
    marketplace_id: str = ""
    order_id: str = ""
    description: str = ""
    related: Mapping[str, str] = {}
    items: tuple[TransactionItem, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    deferral: str = ""
    matures_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether Amazon still keeps the money: it is counted when released, once."""
        return self.status == DEFERRED
