"""What sellerbridge does in the ERP beyond Items and Sales Orders, each as the user chose."""

from __future__ import annotations

import msgspec


class Switches(msgspec.Struct, frozen=True, kw_only=True):
    """One for each setting of that name, with "auto" decided."""

    delivery_notes: bool = False
    invoices: bool = False
    credit_notes: bool = False
    cancellations: bool = False
