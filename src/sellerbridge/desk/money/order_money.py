"""Where each cent of an order went: what the buyer paid, what Amazon kept or remits, and what reached the bank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

import msgspec

from sellerbridge.commerce.transaction import Leaf, Transaction
from sellerbridge.documents.accounts import is_remitted
from sellerbridge.documents.order_fees import fee
from sellerbridge.documents.refunded import charge_type
from sellerbridge.documents.tax import ITEM
from sellerbridge.sentences import N_, Money, Sentence
from sellerbridge.store import Store
from sellerbridge.store.settlements import SettledPart
from sellerbridge.store.transactions import DEFERRED_RELEASED

_SALE = "Shipment"
"""transactionType of the buyer's payment; what comes later (Refund, …) is named beside its charges."""
_NOTHING = Decimal(0)


class Amount(msgspec.Struct, frozen=True, kw_only=True):
    """An amount and what it is, in Amazon's words; what the seller gets is positive."""

    what: str
    amount: Decimal


class Payout(msgspec.Struct, frozen=True, kw_only=True):
    """The order's part of a settlement. `entries` are the Journal Entries that the ERP has of it.

    `to_bank` is False for a settlement that came to nothing or less: Amazon took it over into the next one.
    """

    settlement_id: str
    deposited: datetime
    amount: Decimal
    to_bank: bool
    entries: tuple[str, ...]


class OrderMoney(msgspec.Struct, frozen=True, kw_only=True):
    """`buyer`, `remitted` and `fees` add up to `net`; `settled` and `open` do too.

    `buyer` is what the buyer paid, and got back, by charge; `remitted` the tax in it that Amazon pays to the
    state; `fees` what Amazon keeps by type. `kept_back` is the part of `open` that Amazon has deferred.
    `missing` says in sentences what is not known yet.
    """

    currency: str
    buyer: tuple[Amount, ...]
    remitted: Decimal
    fees: tuple[Amount, ...]
    net: Decimal
    payouts: tuple[Payout, ...]
    settled: Decimal
    open: Decimal
    kept_back: Decimal
    missing: tuple[str, ...]


def order_money(store: Store, order_id: str) -> OrderMoney | None:
    """The money of an order; None while Amazon has told none."""
    told, parts = store.transactions.about(order_id), store.settlements.of_order(order_id)
    if not told and not parts:
        return None
    counted = [one for one in told if one.status != DEFERRED_RELEASED]
    leaves = [(one, leaf) for one in counted for leaf in one.leaves]
    sales = [(one, leaf) for one, leaf in leaves if charge_type(leaf.path) is not None]
    remitted = sum((leaf.amount for _, leaf in sales if is_remitted(leaf.path[-1])), _NOTHING)
    payouts = tuple(_payout(store, part) for part in parts)
    net = sum((one.total for one in counted), _NOTHING)
    settled = sum((payout.amount for payout in payouts), _NOTHING)
    return OrderMoney(
        currency=told[0].currency if told else parts[0].currency,
        buyer=_summed((_charge(one, leaf), leaf.amount) for one, leaf in sales if not is_remitted(leaf.path[-1])),
        remitted=remitted,
        fees=_summed((fee(leaf.path), leaf.amount) for _, leaf in leaves if charge_type(leaf.path) is None),
        net=net,
        payouts=payouts,
        settled=settled,
        open=net - settled,
        kept_back=sum((one.total for one in counted if one.waits), _NOTHING),
        missing=tuple(_missing(store, counted, net - settled)),
    )


def _charge(one: Transaction, leaf: Leaf) -> str:
    kind = charge_type(leaf.path) or ITEM
    return kind if one.kind == _SALE else f"{one.kind} {kind}"


def _summed(told: Iterable[tuple[str, Decimal]]) -> tuple[Amount, ...]:
    sums: dict[str, Decimal] = {}
    for what, amount in told:
        sums[what] = sums.get(what, _NOTHING) + amount
    return tuple(Amount(what=what, amount=amount) for what, amount in sums.items() if amount)


def _payout(store: Store, part: SettledPart) -> Payout:
    rows = store.outbox.about(part.settlement_id)
    return Payout(
        settlement_id=part.settlement_id,
        deposited=part.deposited_at,
        amount=sum((line.amount for line in part.lines), _NOTHING),
        to_bank=part.total > 0,
        entries=tuple(row.erp_name for row in rows if row.erp_name and row.state == "delivered"),
    )


def _missing(store: Store, counted: Sequence[Transaction], still_open: Decimal) -> Iterator[str]:
    """What is still to come, or does not fit."""
    if not counted:
        yield N_("Its transactions are not known: they are from before the first sync.")
        return
    currency = counted[0].currency
    ended = max((head.ended_at for head in store.settlements.heads() if head.currency == currency), default=None)
    for one in (one for one in counted if one.waits):
        kept = Money(one.total, currency)
        why = Sentence(one.deferral or "deferred")
        if one.matures_at:
            day = one.matures_at.date()
            yield Sentence("Amazon keeps back {amount} until {day} ({why}).", amount=kept, day=day, why=why)
        else:
            yield Sentence("Amazon keeps back {amount} ({why}).", amount=kept, why=why)
        still_open -= one.total
    later = [one for one in counted if not one.waits and (ended is None or one.posted_at >= ended)]
    if later:
        to_come = sum((one.total for one in later), _NOTHING)
        yield Sentence(
            "Not settled yet: {amount}. The next settlement pays it out.", amount=Money(to_come, currency)
        )
        still_open -= to_come
    if still_open:
        yield Sentence(
            "{amount} was released before the last settlement ended, and is in none of them.",
            amount=Money(still_open, currency),
        )
