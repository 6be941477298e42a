"""Goods that came back to Amazon's warehouses, as Amazon counts and grades them there."""

from __future__ import annotations

from datetime import datetime

import msgspec

SELLABLE = "SELLABLE"


class Returned(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row of the FBA customer returns report: pieces of one SKU, received together.

    `mark` is the same at every reading and tells the row from all others. `disposition` is Amazon's word for the
    state of the goods (SELLABLE, CUSTOMER_DAMAGED, DEFECTIVE, …); unknown ones pass. `received_at` is when the
    warehouse took them in. `number` counts from 1 within the order and never changes; the mirror gives it,
    Amazon does not.
    """

    mark: str
    order_id: str
    sku: str
    quantity: int
    disposition: str
    received_at: datetime
    asin: str = ""
    reason: str = ""
    number: int = 0

    @property
    def sellable(self) -> bool:
        """Whether the pieces are on stock again: whatever else Amazon calls them, it sells them to nobody."""
        return self.disposition.upper() == SELLABLE
