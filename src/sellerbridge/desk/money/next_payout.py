"""When does the money come? What the next payout has so far, what Amazon keeps back, and the last payouts."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from sellerbridge.commerce.money import ZERO
from sellerbridge.store import Store
from sellerbridge.store.settlements import SettlementHead


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """One currency, all connections together: `next` is released and not paid out, `later` is not released yet."""

    currency: str
    next: Decimal
    later: Decimal


class NextPayout(msgspec.Struct, frozen=True, kw_only=True):
    """`last` are the latest payouts, newest first."""

    balances: tuple[Balance, ...]
    last: tuple[SettlementHead, ...]


def next_payout(store: Store, *, last: int = 3) -> NextPayout:
    """How the money stands now."""
    found: dict[str, list[Decimal]] = {}
    for place, pending in enumerate((store.transactions.unsettled(), store.transactions.deferred())):
        for one in pending:
            found.setdefault(one.currency, [ZERO, ZERO])[place] += one.total
    return NextPayout(
        balances=tuple(
            Balance(currency=currency, next=sums[0], later=sums[1]) for currency, sums in sorted(found.items())
        ),
        last=tuple(one.head for one in store.payouts.page(limit=last)),
    )
