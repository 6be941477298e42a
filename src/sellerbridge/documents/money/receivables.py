"""Buyers' money, order by order: which invoice a payment pays, which credit note a refund pays out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from sellerbridge.commerce import money
from sellerbridge.commerce.money import ZERO
from sellerbridge.documents.money.booked import BookedInvoice, BookedOrder
from sellerbridge.documents.money.entry import Row
from sellerbridge.sentences import N_
from sellerbridge.settings import Settings

INVOICE = "Sales Invoice"
ORDER = "Sales Order"
NO_INVOICE = N_("{what}, no invoice")
NO_CREDIT_NOTE = N_("{what}, no credit note")
"""How the ERP's entry tells of money without a reference; `what` is the order and Amazon's word."""


class _Open:
    """What is left of an invoice or credit note: in its own currency and in company currency, never below zero."""

    def __init__(self, invoice: BookedInvoice, settings: Settings) -> None:
        self.key = invoice.key
        self._company = settings.company_currency
        self._rate = invoice.rate
        total = abs(invoice.total)
        base = abs(invoice.base_total) if invoice.base_total is not None else self._based(total)
        if invoice.currency == self._company:
            base = total
        self.base = max(base - abs(invoice.base_paid), ZERO)
        self.amount = total if self.base == base else ZERO
        if ZERO < self.base < base:
            self.amount = min(money.rounded(total * self.base / base, invoice.currency), total)

    def take(self, amount: Decimal) -> Decimal:
        """Pay an amount of it; the answer is what that is in company currency. The last part takes the rest."""
        base = self.base if amount == self.amount else min(self._based(amount), self.base)
        self.amount -= amount
        self.base -= base
        return base

    def _based(self, amount: Decimal) -> Decimal:
        return money.rounded(amount * self._rate, self._company)


class Receivables:
    """The open invoices of the booked orders while a settlement pays them, in the settlement's currency.

    `rate` is that of the deposit's day, for money that meets no invoice.
    """

    def __init__(self, booked: Mapping[str, BookedOrder], *, rate: Decimal, settings: Settings) -> None:
        self._booked = booked
        self._rate = rate
        self._settings = settings
        self._open = {
            order_id: {
                returned: [_Open(one, settings) for one in order.invoices if one.is_return == returned]
                for returned in (False, True)
            }
            for order_id, order in booked.items()
        }
        self._advanced: dict[str, Decimal] = {}
        self._base_advanced: dict[str, Decimal] = {}

    def rows(self, order_id: str, movements: Mapping[str, Decimal]) -> Iterator[Row]:
        """The rows of one order; `movements` are its sums by transaction type (Order, Refund, …).

        Money in pays the invoice of that very amount, else the oldest first. Without an invoice to pay it is an
        advance on the Sales Order up to its total. Money out pays the credit notes likewise. What is left over
        stands on the buyer's account without a reference.
        """
        for type_ in sorted(movements, key=lambda type_: (movements[type_] < 0, type_)):
            if movements[type_]:
                yield from self._one(self._booked[order_id], type_, movements[type_])

    def _one(self, order: BookedOrder, type_: str, amount: Decimal) -> Iterator[Row]:
        back = amount < 0
        left, sign = abs(amount), Decimal(1 if back else -1)
        remark = f"{order.order_id} {type_}"
        for one in self._targets(order.order_id, left, back=back):
            part = min(left, one.amount)
            left -= part
            yield self._row(order, sign * one.take(part), remark, (INVOICE, one.key))
            if not left:
                return
        if not back and (part := min(left, self._unpaid(order))) and (base := self._in_advance(order, part)):
            left -= part
            self._advanced[order.order_id] = self._advanced.get(order.order_id, ZERO) + part
            self._base_advanced[order.order_id] = self._base_advanced.get(order.order_id, ZERO) + base
            yield self._row(order, sign * base, f"{remark}, in advance", (ORDER, order.order_id))
        if left:
            lacks = NO_CREDIT_NOTE if back else NO_INVOICE
            yield self._row(order, sign * self._based(left), lacks.format(what=remark), None)

    def _targets(self, order_id: str, amount: Decimal, *, back: bool) -> list[_Open]:
        """Open invoices or credit notes: the first of exactly this amount alone, else all, oldest first."""
        found = [one for one in self._open[order_id][back] if one.amount > 0]
        exact = next((one for one in found if one.amount == amount), None)
        return [exact] if exact else found

    def _unpaid(self, order: BookedOrder) -> Decimal:
        """How much may be paid in advance on a Sales Order: its total less what is invoiced or paid so."""
        invoiced = sum((one.total for one in order.invoices if not one.is_return), ZERO)
        before = money.rounded(order.base_paid / order.rate, order.currency) if order.rate else ZERO
        return max(order.total - invoiced - before - self._advanced.get(order.order_id, ZERO), ZERO)

    def _in_advance(self, order: BookedOrder, part: Decimal) -> Decimal:
        """What an advance is in company currency: ERPNext takes no more of it than the order's own total there."""
        if order.base_total is None:
            return self._based(part)
        paid = order.base_paid + self._base_advanced.get(order.order_id, ZERO)
        return max(min(self._based(part), order.base_total - paid), ZERO)

    def _row(self, order: BookedOrder, amount: Decimal, remark: str, reference: tuple[str, str] | None) -> Row:
        return Row(
            account=self._settings.receivable_account,
            amount=amount,
            remark=remark,
            party=order.customer,
            reference=reference,
            advance=reference is not None and reference[0] == ORDER,
        )

    def _based(self, amount: Decimal) -> Decimal:
        return money.rounded(amount * self._rate, self._settings.company_currency)
