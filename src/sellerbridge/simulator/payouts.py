"""What Finances tells of a settlement beyond what was earned: reserves, debts, and the transfer to the bank."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from sellerbridge.simulator.dice import token
from sellerbridge.simulator.periods import (
    Period,
    begins,
    currencies,
    period_number,
    settled_as,
    stores,
)
from sellerbridge.simulator.seller import World
from sellerbridge.simulator.settlements import Word
from sellerbridge.simulator.transactions import Transaction

TRANSFERRED_AFTER = timedelta(hours=4)
_NAMES = {
    Word.DEBT: ("DebtRecovery", "DebtAdjustment"),
    Word.CHARGED: ("DebtRecovery", "DebtPayment"),
    Word.RELEASED: ("Adjustment", "ReserveCredit"),
    Word.RESERVED: ("Adjustment", "ReserveDebit"),
}
"""transactionType and description of what a settlement report calls otherwise."""


def payouts(world: World, after: datetime, before: datetime, known: datetime) -> Iterator[Transaction]:
    """The movements from `after` on and before `before` (not in the future), one by one by time."""
    first, last = max(period_number(world, after) - 1, 0), period_number(world, before)
    periods = [Period(number, currency) for number in range(first, last + 1) for currency in currencies(world)]
    planned = [(world.settlements.moment(period, word), period, word) for period in periods for word in Word]
    transfers = [(begins(world, period.number + 1) + TRANSFERRED_AFTER, period, None) for period in periods]
    for at, period, word in sorted([*planned, *transfers], key=lambda one: one[0]):
        if after <= at < before:
            kind, description = _NAMES[word] if word else ("Transfer", "Transfer")
            amount = world.settlements.amount(period, word) if word else -world.settlements.paid_out(period)
            if amount:
                yield _transaction(world, period, at, (kind, description, amount), known)


def _transaction(
    world: World, period: Period, at: datetime, told: tuple[str, str, Decimal], known: datetime
) -> Transaction:
    kind, description, amount = told
    related = settled_as(world, period.currency, begins(world, period.number), max(known, at))
    if kind == "Transfer":
        related.append(("DISBURSEMENT_ID", token(world.seed, "disbursement", *_name(period), size=20)))
    return Transaction(
        id=token(world.seed, "balance", description, *_name(period), size=43),
        kind=kind,
        description=description,
        status="RELEASED",
        at=at,
        place=stores(world, period.currency)[0],
        tree={kind: {description: amount}},
        total=amount,
        related=related,
        items=[],
        contexts=[],
        merchant_order=False,
    )


def _name(period: Period) -> tuple[str, int]:
    return period.currency, period.number
