"""A transaction as Finances 2024-06-19 sends it: only what is read; unknown fields and words pass, null is absent.

Names and requirements follow the model finances_2024-06-19.json, which requires nothing. What cannot be booked
without is required here.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec


class _Wire(msgspec.Struct, frozen=True, rename="camel"):
    """camelCase on the wire."""


class Money(_Wire, frozen=True):
    """`currency_amount` is a JSON number on the wire, and its exact Decimal here."""

    currency_code: str
    currency_amount: Decimal


class Breakdown(_Wire, frozen=True):
    """A part of an amount, which may have parts of its own."""

    breakdown_type: str
    breakdown_amount: Money
    breakdowns: list[Breakdown] | None = None


class RelatedIdentifier(_Wire, frozen=True):
    """What the transaction belongs to."""

    related_identifier_name: str
    related_identifier_value: str | None = None


class Context(_Wire, frozen=True):
    """Any of the contexts: of a product those of the upper three fields, of a deferral those of the lower two."""

    sku: str | None = None
    asin: str | None = None
    quantity_shipped: int | None = None
    deferral_reason: str | None = None
    maturity_date: datetime | None = None


class Item(_Wire, frozen=True):
    """The part of a SKU."""

    description: str | None = None
    total_amount: Money | None = None
    breakdowns: list[Breakdown] | None = None
    contexts: list[Context] | None = None


class Marketplace(_Wire, frozen=True):
    """Of the seller's metadata, or of the marketplace's details."""

    marketplace_id: str | None = None


class Transaction(_Wire, frozen=True):
    """One movement of money."""

    transaction_id: str
    transaction_type: str
    transaction_status: str
    posted_date: datetime
    total_amount: Money
    description: str | None = None
    selling_partner_metadata: Marketplace | None = None
    marketplace_details: Marketplace | None = None
    related_identifiers: list[RelatedIdentifier] | None = None
    items: list[Item] | None = None
    contexts: list[Context] | None = None
    breakdowns: list[Breakdown] | None = None


class Payload(_Wire, frozen=True):
    """A page; each transaction is decoded by itself, so that a bad one harms no other."""

    transactions: list[msgspec.Raw] | None = None
    next_token: str | None = None


class Transactions(_Wire, frozen=True):
    """An answer of listTransactions."""

    payload: Payload | None = None


class Summary(_Wire, frozen=True):
    """The net proceeds of a settlement in one store."""

    net_proceeds: Money | None = None


class Summaries(_Wire, frozen=True):
    """An answer of listSummary."""

    summaries: list[Summary] | None = None
    next_token: str | None = None
