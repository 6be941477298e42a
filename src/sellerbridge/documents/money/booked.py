"""What the books hold of an order already, as far as money that comes later must refer to it."""

from __future__ import annotations

from decimal import Decimal

import msgspec


class BookedInvoice(msgspec.Struct, frozen=True, kw_only=True):
    """A Sales Invoice, or a credit note (`is_return`, then `total` is negative), by its key.

    `total` is in `currency`, `rate` its conversion rate into company currency; `base_total` is the total in
    company currency as the document has it, which need not be the product to the cent (ERPNext rounds row by
    row). `base_paid` is what the entries of other settlements pay of it, in company currency, signed as `total`.
    """

    key: str
    is_return: bool
    currency: str
    total: Decimal
    rate: Decimal
    base_total: Decimal | None = None
    base_paid: Decimal = Decimal(0)


class BookedOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order that has a Sales Order, its customer as the documents name it, and its invoices, oldest first.

    `base_total` is its total in company currency as the document has it, as with an invoice. `base_paid` is what
    the entries of other settlements paid in advance on the Sales Order, in company currency.
    `carries_fees` says that Amazon's fees are rows of it (taxes_and_charges=order).
    """

    order_id: str
    marketplace_id: str
    customer: str
    currency: str
    total: Decimal
    rate: Decimal
    base_total: Decimal | None = None
    base_paid: Decimal = Decimal(0)
    carries_fees: bool = False
    invoices: tuple[BookedInvoice, ...] = ()
