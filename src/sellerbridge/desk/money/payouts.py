"""When does the money come? Amazon's payouts, newest first, and how far each is on its way into the books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import msgspec

from sellerbridge.commerce.money import ZERO
from sellerbridge.commerce.settlement import Settlement
from sellerbridge.desk.money.figures import Figures, TypeFigure, by_type_of, figures
from sellerbridge.desk.money.settlement_state import State, state_as_told
from sellerbridge.documents.mapping import Mappings
from sellerbridge.errors import Usage
from sellerbridge.problems import Problem
from sellerbridge.settings import Settings
from sellerbridge.store import Store
from sellerbridge.store.payouts import EntryRow, Summed

PER_PAGE = 40


class Payout(msgspec.Struct, frozen=True, kw_only=True):
    """A settlement in a line; what the seller gets is positive.

    `difference` is what its lines differ from Amazon's total, `entries` the names of its entries in the ERP.
    `types` are its lines by Amazon's words. `problem` is what keeps it up, if it is held. `state` is as the ERP
    answered last; it is not asked again.
    """

    settlement_id: str
    connection: str
    currency: str
    started_at: datetime
    ended_at: datetime
    deposited_at: datetime
    figures: Figures
    types: tuple[TypeFigure, ...]
    difference: Decimal
    state: State
    problem: Problem | None
    entries: tuple[str, ...]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Some of them; `after` is what to ask the next ones with, empty where there are no more."""

    payouts: tuple[Payout, ...]
    after: str


def payouts(store: Store, *, after: str = "", month: str = "", limit: int = PER_PAGE) -> Page:
    """The newest first, from after that settlement on; of one month if asked."""
    found = store.payouts.page(after=after, month=month, limit=limit + 1)
    shown, more = found[:limit], len(found) > limit
    reader = Reader(store)
    ids = [one.head.settlement_id for one in shown]
    entries = store.payouts.entries(ids)
    held = {one.problem.about: one.problem for one in store.problems.open(ids)}
    return Page(
        payouts=tuple(
            _payout(reader, one, entries.get(one.head.settlement_id, ()), held.get(one.head.settlement_id))
            for one in shown
        ),
        after=shown[-1].head.settlement_id if more else "",
    )


class Reader:
    """Adds up one settlement after another; the mappings of each connection are read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.sellers = {seller.id: seller for seller in store.connections.all()}
        self._mappings: dict[int, Mappings] = {}
        self.settings: Settings = store.settings.read()

    def types(self, one: Summed) -> tuple[TypeFigure, ...]:
        """What its lines come to by type."""
        return by_type_of(settlement_of(one), one.sums, mapping=self.mapping(one.head.connection_id))

    def mapping(self, connection_id: int) -> Mappings:
        """Where that connection's money lands."""
        if connection_id not in self._mappings:
            self._mappings[connection_id] = self._store.mappings.read(self.sellers[connection_id])
        return self._mappings[connection_id]


def settlement_of(one: Summed) -> Settlement:
    """The settlement with a line for each sum: what says the same goes the same way."""
    head = one.head
    return Settlement(
        settlement_id=head.settlement_id,
        currency=head.currency,
        total=head.total,
        started_at=head.started_at,
        ended_at=head.ended_at,
        deposited_at=head.deposited_at,
        lines=tuple(each.line for each in one.sums),
    )


def _payout(reader: Reader, one: Summed, rows: Sequence[EntryRow], problem: Problem | None) -> Payout:
    head = one.head
    problems = [problem] if problem else []
    types = reader.types(one)
    return Payout(
        settlement_id=head.settlement_id,
        connection=reader.sellers[head.connection_id].name,
        currency=head.currency,
        started_at=head.started_at,
        ended_at=head.ended_at,
        deposited_at=head.deposited_at,
        figures=figures(settlement_of(one), types),
        types=types,
        difference=sum((each.amount for each in one.sums), ZERO) - head.total,
        state=state_as_told(head, rows, problems=problems, settings=reader.settings),
        problem=problem,
        entries=tuple(row.erp_name for row in rows if row.erp_name),
    )


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """The settlements of one currency that were deposited in a month, added up."""

    month: str
    currency: str
    settlements: int
    figures: Figures


def by_currency(month: str, found: Sequence[Payout]) -> tuple[Bucket, ...]:
    """A month's payouts, a line per currency."""
    groups: dict[str, list[Payout]] = {}
    for one in found:
        groups.setdefault(one.currency, []).append(one)
    return tuple(
        Bucket(month=month, currency=currency, settlements=len(members), figures=_whole(members))
        for currency, members in sorted(groups.items())
    )


def _whole(members: Sequence[Payout]) -> Figures:
    whole = Figures()
    for one in members:
        whole = whole.plus(one.figures)
    return whole


def payout(store: Store, settlement_id: str) -> Payout:
    """One settlement in a line. Raises Usage for one that was not seen."""
    found = store.payouts.one(settlement_id)
    if found is None:
        raise Usage("Settlement {settlement} was not seen yet.", settlement=settlement_id)
    problems = store.problems.open(settlement_id)
    rows = store.payouts.entries([settlement_id]).get(settlement_id, [])
    return _payout(Reader(store), found, rows, problems[0].problem if problems else None)
