"""What left of an order at one time, by order item."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Shipment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One step of an order's fulfilment: the pieces that Amazon reported as fulfilled since the step before.

    Orders 2026-01-01 counts fulfilled pieces per order item but names no shipment for FBA, so a step is what one
    look at the order found more than the look before. `number` counts from 1 within the order and never changes;
    `pieces` is (line_id, quantity), quantities above zero.
    """

    number: int
    shipped_at: datetime
    pieces: tuple[tuple[str, int], ...]
