"""An order as Amazon tells it, in Amazon's current words (Orders API 2026-01-01)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

from sellerbridge.commerce.shipment import Shipment

PENDING = frozenset({"PENDING", "PENDING_AVAILABILITY"})
CANCELLED = "CANCELLED"
AMAZON = "AMAZON"
MERCHANT = "MERCHANT"


class Charge(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One category of proceeds: ITEM, SHIPPING, GIFT_WRAP, COD_FEE, DISCOUNT, TAX, OTHER or one not yet known.

    `amount` is the subtotal as Amazon sends it (a discount is positive there), in the order's currency.
    `parts` is the finer breakdown that Amazon gives for TAX and DISCOUNT: (subtype, amount).
    """

    type: str
    amount: Decimal
    parts: tuple[tuple[str, Decimal], ...] = ()


class OrderLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One order item.

    `total` is Amazon's proceedsTotal. `facilitated` says that Amazon collects and remits this line's tax
    (tax collection MARKETPLACE_FACILITATOR); `schemes` are its reporting schemes (IOSS, UOSS).
    `line_id` is the orderItemId, or "SKU#n" where a report has none.
    """

    line_id: str
    sku: str
    quantity: int
    asin: str = ""
    title: str = ""
    charges: tuple[Charge, ...] = ()
    total: Decimal | None = None
    unit_price: Decimal | None = None
    facilitated: bool = False
    schemes: tuple[str, ...] = ()
    quantity_fulfilled: int = 0
    quantity_unfulfilled: int | None = None
    cancelled_by: str = ""
    cancel_requested: bool = False


class Buyer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who bought. Personal data, but for `key`, a pseudonym that stays when the rest is erased.

    Buyers with the same `key` are one person; two people with the same name have two keys.
    """

    key: str = ""
    name: str = ""
    email: str = ""
    company: str = ""
    purchase_order: str = ""
    tax_id: str = ""


class Address(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where it goes. Personal data. `country` is the ISO code."""

    name: str = ""
    company: str = ""
    lines: tuple[str, ...] = ()
    city: str = ""
    district: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    phone: str = ""


class Order(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An order as last seen.

    `status` and `fulfilled_by` are Amazon's words; unknown ones pass. `total` is proceeds.grandTotal.
    `buyer` and `recipient` are None where Amazon gave none (no role for personal data, pending, erased).
    `replaces` is the original of a replacement or exchange. `business` says that the buyer is a company
    with a tax registration; `complete` is False for orders known from a report only (no orderItemIds).
    `shipments` are the steps of its fulfilment so far; the mirror adds them, Amazon does not tell them.
    """

    order_id: str
    marketplace_id: str
    status: str
    purchased_at: datetime
    updated_at: datetime
    currency: str = ""
    channel: str = AMAZON
    fulfilled_by: str = ""
    seller_order_id: str = ""
    ship_by: datetime | None = None
    deliver_by: datetime | None = None
    programs: tuple[str, ...] = ()
    replaces: str = ""
    lines: tuple[OrderLine, ...] = ()
    charges: tuple[Charge, ...] = ()
    total: Decimal | None = None
    business: bool = False
    ship_country: str = ""
    buyer: Buyer | None = None
    recipient: Address | None = None
    complete: bool = True
    shipments: tuple[Shipment, ...] = ()

    @property
    def pending(self) -> bool:
        """Whether Amazon still checks the payment: no prices, no buyer, nothing to book."""
        return self.status in PENDING
