"""Settlements: what a period brought, what Amazon holds back of it, what is carried over, and what is paid out.

A reserve is held at the end of a period and released in the next. A period that ends below zero is paid out with
nothing; the next takes the debt off what it brings, and if it brings less, the seller's card is charged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from sellerbridge.simulator.account_events import account_events
from sellerbridge.simulator.charges import ZERO
from sellerbridge.simulator.dice import dice
from sellerbridge.simulator.history import History
from sellerbridge.simulator.periods import Period, begins, period_number, settlement_id, stores
from sellerbridge.simulator.postings import waits
from sellerbridge.simulator.settlement_lines import OTHER, SettlementLine, account_line, order_lines

PAID_AFTER = timedelta(days=2)
_RELEASED_AFTER = timedelta(days=3)
_RESERVED = timedelta(days=3)
"""A reserve is a part of what the last days of a period brought."""

_REMEMBERED = 3
"""Periods whose lines are kept; any other is reckoned again, the same."""

_Lines = dict[str, list[SettlementLine]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Settlement:
    """One period of one currency. `total` is the sum of the lines; below zero, nothing is paid."""

    id: str
    period: Period
    start: datetime
    end: datetime
    deposit: datetime
    total: Decimal
    lines: Sequence[SettlementLine]


class Word(StrEnum):
    """What is done with a balance rather than earned, as an amount-description, by the time it happens."""

    DEBT = "Payable to Amazon"
    RELEASED = "Previous Reserve Amount Balance"
    CHARGED = "Successful charge"
    RESERVED = "Current Reserve Amount"


class Settlements:
    """The settlements of one world, reckoned when asked for. Ask for a period only when it is over."""

    def __init__(self, world: History) -> None:
        self._world = world
        self._lines: dict[int, _Lines] = {}
        self._brought: dict[Period, Decimal] = {}
        self._reserves: dict[Period, Decimal] = {}

    def settlement(self, period: Period) -> Settlement:
        """The settlement of a period."""
        earned = self._period(period.number)[period.currency]
        moved = [self._moved(period, word) for word in Word if self.amount(period, word)]
        lines = sorted([*earned, *moved], key=lambda line: line.at)
        start, end = self._span(period)
        return Settlement(
            id=settlement_id(self._world, period),
            period=period,
            start=start,
            end=end,
            deposit=end + PAID_AFTER,
            total=sum((line.amount for line in lines), ZERO),
            lines=lines,
        )

    def moment(self, period: Period, word: Word) -> datetime:
        """When a balance is moved."""
        start, end = self._span(period)
        return {
            Word.DEBT: start,
            Word.RELEASED: start + _RELEASED_AFTER,
            Word.CHARGED: end - timedelta(seconds=2),
            Word.RESERVED: end - timedelta(seconds=1),
        }[word]

    def amount(self, period: Period, word: Word) -> Decimal:
        """By how much it is moved; zero if it is not. What happens at a moment never asks for later ones."""
        match word:
            case Word.DEBT:
                return -self._debt(period)
            case Word.RELEASED:
                return self.reserve(_before(period))
            case Word.CHARGED:
                debt = self._debt(period)
                return debt if self._own(period) < debt else ZERO
            case Word.RESERVED:
                return -self.reserve(period)

    def paid_out(self, period: Period) -> Decimal:
        """What goes to the bank; zero if the period ended below zero."""
        balance = self._own(period) + self.amount(period, Word.DEBT) + self.amount(period, Word.CHARGED)
        return max(balance, ZERO)

    def reserve(self, period: Period) -> Decimal:
        """What is held back at the end of a period."""
        if period.number < 0:
            return ZERO
        self._reckoned(period)
        return self._reserves[period]

    def held(self, currency: str, at: datetime) -> Decimal:
        """The reserve that stands at a moment."""
        running = Period(period_number(self._world, at), currency)
        over = self.moment(running, Word.RELEASED) <= at
        return ZERO if over else self.reserve(_before(running))

    def _moved(self, period: Period, word: Word) -> SettlementLine:
        return SettlementLine(
            at=self.moment(period, word),
            transaction_type=OTHER,
            kind=OTHER,
            word=word.value,
            amount=self.amount(period, word),
        )

    def _own(self, period: Period) -> Decimal:
        """What a period brought, with reserves and without debts."""
        if period.number < 0:
            return ZERO
        self._reckoned(period)
        return self._brought[period] + self.reserve(_before(period)) - self.reserve(period)

    def _debt(self, period: Period) -> Decimal:
        """What the period before ended below zero. Debts never pile up: what cannot be taken off is charged."""
        return max(-self._own(_before(period)), ZERO)

    def _reckoned(self, period: Period) -> None:
        if period not in self._brought:
            self._period(period.number)

    def _span(self, period: Period) -> tuple[datetime, datetime]:
        return begins(self._world, period.number), begins(self._world, period.number + 1)

    # -- what was earned ------------------------------------------------------------------------------------

    def _period(self, number: int) -> _Lines:
        """The lines of all currencies in a period, without reserves and debts."""
        if number not in self._lines:
            start, end = begins(self._world, number), begins(self._world, number + 1)
            found: _Lines = defaultdict(list)
            for line, currency in self._earned(start, end):
                found[currency].append(line)
            for place in self._world.places:
                self._sum_up(Period(number, place.currency), found[place.currency], end)
            self._lines = dict(list(self._lines.items())[1 - _REMEMBERED :]) | {number: found}
        return self._lines[number]

    def _earned(self, start: datetime, end: datetime) -> Iterator[tuple[SettlementLine, str]]:
        for posting in self._world.posted(start, end):
            order = self._world.order(posting.number)
            if not waits(order, posting):
                for line in order_lines(self._world, posting):
                    yield line, order.place.currency
        for event in account_events(self._world, start, end):
            yield account_line(event), event.place.currency

    def _sum_up(self, period: Period, lines: Sequence[SettlementLine], end: datetime) -> None:
        late = sum((line.amount for line in lines if line.order and line.at >= end - _RESERVED), ZERO)
        chance = dice(self._world.seed, "reserve", period.currency, period.number)
        part = Decimal(chance.randrange(20, 90)) / 100 if chance.random() < 0.75 else ZERO
        smallest = stores(self._world, period.currency)[0].smallest
        self._brought[period] = sum((line.amount for line in lines), ZERO)
        self._reserves[period] = max((late * part).quantize(smallest), ZERO)


def _before(period: Period) -> Period:
    return Period(period.number - 1, period.currency)
