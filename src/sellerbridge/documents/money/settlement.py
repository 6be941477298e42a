"""Settlement → one balanced Journal Entry (or one for each month that it touches); or why it is held.

Debited is what Amazon pays out, credited what buyers owed, order by order; every fee, reserve and other amount is
on an account of its own. No row is there to make the others balance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal

import msgspec

from sellerbridge.commerce import marketplace, money
from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.settlement import Settlement
from sellerbridge.documents import tax
from sellerbridge.documents.chart import CARRIED_OVER, EARLIER_ORDERS, EXCHANGE, IN_TRANSIT
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.money import months
from sellerbridge.documents.money.booked import BookedOrder
from sellerbridge.documents.money.conversion import converted
from sellerbridge.documents.money.doubts import doubts
from sellerbridge.documents.money.entry import Row, journal_entry
from sellerbridge.documents.money.months import Part
from sellerbridge.documents.money.postings import Posted, concerned, postings, remitted
from sellerbridge.documents.money.receivables import Receivables
from sellerbridge.documents.money.sums import Sum, Sums, sums
from sellerbridge.errors import Awaits, Hold
from sellerbridge.outgoing import Outgoing
from sellerbridge.sentences import Sentence, joined, some
from sellerbridge.settings import Settings

_NAMED = 5
"""How many orders a sentence names."""


def settlement_documents(
    settlement: Settlement,
    *,
    booked: Mapping[str, BookedOrder],
    settings: Settings,
    mapping: Mappings,
    awaited: Collection[str] = (),
) -> tuple[Outgoing, ...]:
    """What the ERP should hold of a settlement; nothing for one without any money.

    `booked` are its orders that the ERP holds. `awaited` are those that are known here and on their way there: an
    order that waits, is held, or was refused, or whose invoice or credit note is. An order that is in neither is
    from before the first sync. Raises Awaits while it has money of these; raises Hold: settlement-currency,
    settlement-differs, settlement-fees-twice, unknown-fee, no-exchange-rate, unreadable.
    """
    _check_currency(settlement, booked)
    _check_total(settlement, booked)
    _check_fees(settlement, booked)
    posted = postings(settlement, mapping=mapping)
    if missing := concerned(settlement, posted).intersection(awaited):
        raise Awaits(tuple(sorted(missing)))
    day = months.day_of(settlement.deposited_at)
    rate = mapping.rate(settlement.currency, on=day, settings=settings, about=settlement.settlement_id)
    return tuple(_Booking(settlement, rate, settings).entries(posted, booked))


def _check_currency(settlement: Settlement, booked: Mapping[str, BookedOrder]) -> None:
    """A settlement is in the one currency of its marketplaces and orders, and whole in its smallest unit."""
    ours = settlement.currency
    for name in sorted({line.marketplace_name for line in settlement.lines}):
        site = marketplace.named(name)
        if site is not None and site.currency != ours:
            raise Hold("settlement-currency", currency=ours, what=name, theirs=site.currency)
    for line in settlement.lines:
        order = booked.get(line.order_id)
        if order is not None and order.currency != ours:
            raise Hold(
                "settlement-currency",
                currency=ours,
                what=Sentence("order {order}", order=line.order_id),
                theirs=order.currency,
            )
        if not money.is_exact(line.amount, ours):
            raise Hold("unreadable", why=tax.fraction(line.amount, ours))


_NOTHING_STANDS_OUT = Sentence(
    "no line by itself; sellerbridge reconcile compares each order with Amazon's transactions"
)


def _check_total(settlement: Settlement, booked: Mapping[str, BookedOrder]) -> None:
    ours = sum((line.amount for line in settlement.lines), ZERO)
    if ours != settlement.total:
        raise Hold(
            "settlement-differs",
            theirs=str(settlement.total),
            ours=str(ours),
            difference=str(ours - settlement.total),
            currency=settlement.currency,
            doubts=joined(doubts(settlement, booked=booked)) or _NOTHING_STANDS_OUT,
        )


def _check_fees(settlement: Settlement, booked: Mapping[str, BookedOrder]) -> None:
    """No fee is booked twice: on the order, as was chosen before, and by the entry."""
    there = {line.order_id for line in settlement.lines} & booked.keys()
    twice = sorted(order_id for order_id in there if booked[order_id].carries_fees)
    if twice:
        raise Hold("settlement-fees-twice", count=str(len(twice)), orders=_named(twice))


class _Booking(msgspec.Struct, frozen=True):
    """A settlement on its way into the books, with what its currency is worth on the day of the deposit."""

    settlement: Settlement
    rate: Decimal
    settings: Settings

    def entries(self, posted: Posted, booked: Mapping[str, BookedOrder]) -> Iterator[Outgoing]:
        """What the parts are worth is decided on running totals, so that together they are worth the payout."""
        there = {line.order_id for line in self.settlement.lines} & booked.keys()
        mine = {order_id: booked[order_id] for order_id in there}
        receivables = Receivables(mine, rate=self.rate, settings=self.settings)
        running = before = ZERO
        for part in months.parts(self.settlement, split=self.settings.split_months):
            running += sum((line.amount for line in part.lines), ZERO)
            worth = money.rounded(running * self.rate, self.settings.company_currency)
            added = sums(part.lines, posted, booked=mine)
            rows = [*self._left_over(part, worth, before), *self._rows(added, receivables, worth - before)]
            before = worth
            if any(row.amount for row in rows):
                yield self._entry(part, rows)

    def _left_over(self, part: Part, worth: Decimal, before: Decimal) -> Iterator[Row]:
        """What a part leaves: on its way until the last, which is paid out, or owed to Amazon if below zero."""
        number = self.settlement.settlement_id
        if part.month:
            yield Row(account=IN_TRANSIT, amount=worth - before, remark=f"{part.month} of settlement {number}")
            return
        yield Row(account=IN_TRANSIT, amount=-before, remark="earlier months of this settlement")
        account = self.settings.payout_account if worth > 0 else CARRIED_OVER
        yield Row(account=account, amount=worth, remark=f"settlement {number}")

    def _rows(self, added: Sums, receivables: Receivables, worth: Decimal) -> Iterator[Row]:
        """The rows against it, together `worth`: by order, by account, and what the orders' own rates differ."""
        company = self.settings.company_currency
        keys = sorted(added.by_account)
        amounts = [added.of_orders, added.of_earlier, *(added.by_account[key].amount for key in keys)]
        of_orders, of_earlier, *others = converted(amounts, rate=self.rate, total=worth, currency=company)
        settled = ZERO
        for order_id in sorted(added.by_order):
            for row in receivables.rows(order_id, added.by_order[order_id]):
                settled -= row.amount
                yield row
        yield Row(account=EARLIER_ORDERS, amount=-of_earlier, remark=_from_before(added.earlier))
        for (account, type_), amount in zip(keys, others, strict=True):
            yield Row(account=account, amount=-amount, remark=self._told(type_, added.by_account[account, type_]))
        at = f"{self.settlement.currency} at {self.rate} on the day of the deposit"
        yield Row(account=EXCHANGE, amount=settled - of_orders, remark=f"invoices at their own rates, {at}")

    def _entry(self, part: Part, rows: Iterable[Row]) -> Outgoing:
        return journal_entry(
            part.key,
            rows,
            day=part.day,
            about=self.settlement.settlement_id,
            remark=self._remark(part),
            foreign=self._foreign,
            settings=self.settings,
        )

    @property
    def _foreign(self) -> bool:
        return self.settlement.currency != self.settings.company_currency

    def _told(self, type_: str, added: Sum) -> str:
        lines = "1 line" if added.lines == 1 else f"{added.lines} lines"
        return f"{type_}: {lines}" + (f", {added.amount} {self.settlement.currency}" if self._foreign else "")

    def _remark(self, part: Part) -> str:
        told, of = [], self.settlement
        span = f"{of.started_at:%Y-%m-%d} to {of.ended_at:%Y-%m-%d}"
        told.append(f"Amazon settlement {of.settlement_id}, {span}: {of.total} {of.currency}")
        if part.month:
            told.append(f"the part of {part.month}")
        if self._foreign:
            told.append(f"1 {of.currency} = {self.rate} {self.settings.company_currency}")
        if taken := -sum((line.amount for line in remitted(part.lines)), ZERO):
            told.append(f"buyers' tax that Amazon remits, in and out: {taken} {of.currency}")
        return "; ".join(told)


def _from_before(earlier: Iterable[str]) -> str:
    found = sorted(earlier)
    return f"{len(found)} not in these books: {_named(found)}"


def _named(order_ids: list[str]) -> str:
    return some(order_ids, _NAMED)
