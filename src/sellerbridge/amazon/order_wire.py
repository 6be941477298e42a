"""An order as Orders API 2026-01-01 sends it: only what is read; unknown fields and words pass, null is absent.

Names and requirements follow the model orders_2026-01-01.json.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec


class _Wire(msgspec.Struct, frozen=True, rename="camel"):
    """camelCase on the wire."""


class Money(_Wire, frozen=True):
    """`amount` is text on the wire, and an exact Decimal here."""

    amount: Decimal
    currency_code: str


class Detail(_Wire, frozen=True):
    """A part of a TAX or DISCOUNT breakdown."""

    subtype: str | None = None
    value: Money | None = None


class Breakdown(_Wire, frozen=True):
    """Of an order or of an item; only items have details, for TAX and DISCOUNT."""

    type: str
    subtotal: Money
    detailed_breakdowns: list[Detail] | None = None


class OrderProceeds(_Wire, frozen=True):
    """What the buyer pays for the order."""

    grand_total: Money | None = None
    breakdowns: list[Breakdown] | None = None


class ItemProceeds(_Wire, frozen=True):
    """What the buyer pays for the item, all units together."""

    proceeds_total: Money | None = None
    breakdowns: list[Breakdown] | None = None


class Price(_Wire, frozen=True):
    """Per unit."""

    unit_price: Money | None = None


class Product(_Wire, frozen=True):
    """What was bought."""

    asin: str | None = None
    title: str | None = None
    seller_sku: str | None = None
    price: Price | None = None


class CancellationRequest(_Wire, frozen=True):
    """The buyer asked to cancel."""

    requester: str | None = None


class CancellationExecution(_Wire, frozen=True):
    """It was cancelled, by whom."""

    cancelled_by: str | None = None


class Cancellation(_Wire, frozen=True):
    """Asked for, done, or both."""

    cancellation_request: CancellationRequest | None = None
    cancellation_execution: CancellationExecution | None = None


class ItemFulfillment(_Wire, frozen=True):
    """Units on their way, and still to go."""

    quantity_fulfilled: int | None = None
    quantity_unfulfilled: int | None = None


class TaxCollection(_Wire, frozen=True):
    """Who remits the tax."""

    model: str | None = None


class TaxCalculation(_Wire, frozen=True):
    """Under which scheme (IOSS, UOSS)."""

    reporting_scheme: str | None = None


class ItemTax(_Wire, frozen=True):
    """How the item is taxed."""

    tax_collections: list[TaxCollection] | None = None
    tax_calculation_breakdowns: list[TaxCalculation] | None = None


class Item(_Wire, frozen=True):
    """An order item."""

    order_item_id: str
    quantity_ordered: int
    product: Product
    proceeds: ItemProceeds | None = None
    cancellation: Cancellation | None = None
    fulfillment: ItemFulfillment | None = None
    tax: ItemTax | None = None


class Alias(_Wire, frozen=True):
    """Another name of the order."""

    alias_id: str
    alias_type: str


class Association(_Wire, frozen=True):
    """Another order that belongs to it."""

    order_id: str | None = None
    association_type: str | None = None


class SalesChannel(_Wire, frozen=True):
    """Where it was sold; a NON_AMAZON channel need not have a marketplace."""

    channel_name: str
    marketplace_id: str | None = None


class Buyer(_Wire, frozen=True):
    """Personal data (BUYER)."""

    buyer_name: str | None = None
    buyer_email: str | None = None
    buyer_company_name: str | None = None
    buyer_purchase_order_number: str | None = None


class Address(_Wire, frozen=True):
    """Personal data (RECIPIENT)."""

    name: str | None = None
    company_name: str | None = None
    address_line1: str | None = None
    address_line2: str | None = None
    address_line3: str | None = None
    city: str | None = None
    district_or_county: str | None = None
    state_or_region: str | None = None
    postal_code: str | None = None
    country_code: str | None = None
    phone: str | None = None


class Recipient(_Wire, frozen=True):
    """Who receives it."""

    delivery_address: Address | None = None


class TimeRange(_Wire, frozen=True):
    """A window; its end is what counts."""

    latest_date_time: datetime | None = None


class Fulfillment(_Wire, frozen=True):
    """How far it is, and who ships."""

    fulfillment_status: str
    fulfilled_by: str | None = None
    ship_by_window: TimeRange | None = None
    deliver_by_window: TimeRange | None = None


class TaxRegistration(_Wire, frozen=True):
    """A tax number of the BUYER, the MERCHANT or the MARKETPLACE."""

    entity_type: str | None = None
    tax_registration_number: str | None = None


class OrderTax(_Wire, frozen=True):
    """Who is registered where."""

    tax_registrations: list[TaxRegistration] | None = None


class Order(_Wire, frozen=True):
    """`fulfillment` is asked for always: without it Amazon tells no status."""

    order_id: str
    created_time: datetime
    last_updated_time: datetime
    sales_channel: SalesChannel
    order_items: list[Item]
    fulfillment: Fulfillment
    order_aliases: list[Alias] | None = None
    programs: list[str] | None = None
    associated_orders: list[Association] | None = None
    buyer: Buyer | None = None
    recipient: Recipient | None = None
    proceeds: OrderProceeds | None = None
    tax: OrderTax | None = None


class Pagination(_Wire, frozen=True):
    """The way to the next page; absent on the last."""

    next_token: str | None = None


class Orders(_Wire, frozen=True):
    """An answer of searchOrders; each order is decoded by itself, so that a bad one harms no other."""

    orders: list[msgspec.Raw]
    pagination: Pagination | None = None
    last_updated_before: datetime | None = None


class OneOrder(_Wire, frozen=True):
    """An answer of getOrder."""

    order: msgspec.Raw
