"""The picture after a sync: what came in, by marketplace and currency, what became of it, and what is held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import msgspec

from sellerbridge.commerce import marketplace
from sellerbridge.commerce.order import CANCELLED, PENDING
from sellerbridge.desk import problems
from sellerbridge.desk.problems import ProblemGroup
from sellerbridge.store import Store
from sellerbridge.store.orders import OrderCount
from sellerbridge.store.settlements import SettlementHead


class MarketplaceTotal(msgspec.Struct, frozen=True, kw_only=True):
    """The orders of one marketplace in one currency. `total` leaves out cancelled and pending ones."""

    marketplace: str
    currency: str
    orders: int
    pending: int
    cancelled: int
    total: Decimal


class Payouts(msgspec.Struct, frozen=True, kw_only=True):
    """Amazon's settlements in one currency: how many, how many of them the ERP holds, what they pay out."""

    currency: str
    settlements: int
    booked: int
    total: Decimal


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that came in, and what became of it."""

    products: int
    orders: int
    marketplaces: tuple[MarketplaceTotal, ...]
    payouts: tuple[Payouts, ...]
    documents: Mapping[str, int]
    held: tuple[ProblemGroup, ...]


def overview(store: Store) -> Overview:
    """The picture, now."""
    counts = store.orders.counts()
    return Overview(
        products=sum(count.listed for count in store.products.counts()),
        orders=sum(count.count for count in counts),
        marketplaces=tuple(_totals(counts)),
        payouts=tuple(_payouts(store)),
        documents=store.outbox.counts(),
        held=problems.grouped(one.problem for one in store.problems.open()),
    )


def _payouts(store: Store) -> list[Payouts]:
    booked = {key.partition("/")[0] for _, key in store.outbox.senders(kind="Journal Entry", key=None)}
    found: dict[str, list[SettlementHead]] = {}
    for head in store.settlements.heads():
        found.setdefault(head.currency, []).append(head)
    return [
        Payouts(
            currency=currency,
            settlements=len(heads),
            booked=sum(head.settlement_id in booked for head in heads),
            total=sum((head.total for head in heads), Decimal(0)),
        )
        for currency, heads in sorted(found.items())
    ]


def _totals(counts: Iterable[OrderCount]) -> list[MarketplaceTotal]:
    found: dict[tuple[str, str], list[OrderCount]] = {}
    for count in counts:
        site = marketplace.known(count.marketplace_id)
        # A pending or cancelled order may name no currency: it counts with its marketplace's own.
        currency = count.currency or (site.currency if site else "")
        found.setdefault((count.marketplace_id, currency), []).append(count)
    totals = [_total(place, currency, members) for (place, currency), members in found.items()]
    return sorted(totals, key=lambda total: -total.orders)


def _total(marketplace_id: str, currency: str, counts: Sequence[OrderCount]) -> MarketplaceTotal:
    return MarketplaceTotal(
        marketplace=marketplace.code_of(marketplace_id),
        currency=currency,
        orders=sum(c.count for c in counts),
        pending=sum(c.count for c in counts if c.status in PENDING),
        cancelled=sum(c.count for c in counts if c.status == CANCELLED),
        total=sum((c.total for c in counts if c.status not in {CANCELLED, *PENDING}), Decimal(0)),
    )
