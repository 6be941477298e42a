"""One settlement from its lines to the bank, and what the ERP really holds of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import msgspec

from sellerbridge.commerce import money
from sellerbridge.commerce.money import ZERO
from sellerbridge.desk.money import entries
from sellerbridge.desk.money.entries import ENTRY, SUBMITTED, EntryShown, Gap, Loose, Names
from sellerbridge.desk.money.figures import Figures, TypeFigure, by_type_of, figures
from sellerbridge.desk.money.payouts import settlement_of
from sellerbridge.desk.money.settlement_state import BOOKED, NOT_WANTED, state
from sellerbridge.documents.item import fold
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.money.doubts import doubts
from sellerbridge.documents.money.months import day_of
from sellerbridge.documents.money.postings import concerned, places
from sellerbridge.erp.port import ERP, Held, Terms
from sellerbridge.errors import Hold, Usage
from sellerbridge.settings import Settings
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection
from sellerbridge.store.outbox import Row
from sellerbridge.store.settlements import SettlementHead


class Reconciled(msgspec.Struct, frozen=True, kw_only=True):
    """A settlement and its entries. Figures are in its currency, `difference` and `gaps` in the company's.

    `state` and `why` are those of `settlement_state.py`.
    `lines_difference` is what Amazon's own lines differ from Amazon's total; `doubts` name lines for it.
    `difference` is what the ERP has paid out beyond what Amazon did; None while it has nothing.
    `summary` is what Amazon's listSummary tells as the total, None where it tells none.
    """

    settlement_id: str
    connection: str
    currency: str
    started_at: datetime
    ended_at: datetime
    deposited_at: datetime
    figures: Figures
    types: tuple[TypeFigure, ...]
    state: str
    why: str
    lines_difference: Decimal
    doubts: tuple[str, ...]
    summary: Decimal | None
    entries: tuple[EntryShown, ...]
    difference: Decimal | None
    gaps: tuple[Gap, ...]
    loose: tuple[Loose, ...]
    ties: bool


class InERP(msgspec.Struct, frozen=True, kw_only=True):
    """The entries of a settlement: as the ERP was told, and as it holds them; `names` are of their accounts."""

    rows: Sequence[Row]
    held: Sequence[Held]
    names: Names

    @property
    def booked(self) -> bool:
        """Whether the ERP holds a submitted one."""
        return any(one.docstatus == SUBMITTED for one in self.held)


class Reconciler:
    """Holds one settlement after another against the ERP; what all of them need is read once."""

    def __init__(self, store: Store, erp: ERP) -> None:
        self._store = store
        self._erp = erp
        self._terms = erp.terms()
        self._mappings: dict[int, Mappings] = {}
        self._names: dict[str, str] = {}
        self.settings = _on_its_terms(store.settings.read(), self._terms)

    def reconciled(self, seller: Connection, head: SettlementHead) -> Reconciled:
        """One settlement. Raises Usage, Unreachable."""
        told = self._store.payouts.one(head.settlement_id)
        if told is None:
            raise Usage("Settlement {settlement} is gone. Run it again.", settlement=head.settlement_id)
        settlement = settlement_of(told)
        there = self.there(head)
        problems = [one.problem for one in self._store.problems.open(head.settlement_id)]
        came = state(
            head,
            there.rows,
            there.held,
            problems=problems,
            awaited=self._awaited(seller, head) if head.state == "awaiting" else (),
            settings=self.settings,
            decided=self._decided(seller, head),
        )
        types = by_type_of(settlement, told.sums, mapping=self._mapping(seller))
        gaps = entries.gaps(there.rows, there.held, names=there.names) if there.booked else ()
        difference = self._difference(seller, head, there) if there.booked else None
        adds_up = sum((one.amount for one in told.sums), ZERO) - settlement.total
        return Reconciled(
            settlement_id=head.settlement_id,
            connection=seller.name,
            currency=settlement.currency,
            started_at=settlement.started_at,
            ended_at=settlement.ended_at,
            deposited_at=settlement.deposited_at,
            figures=figures(settlement, types),
            types=types,
            state=came.name,
            why=came.why,
            lines_difference=adds_up,
            doubts=self._doubts(seller, head) if adds_up else (),
            summary=head.summary,
            entries=tuple(entries.shown(one) for one in there.held),
            difference=difference,
            gaps=gaps,
            loose=entries.loose(there.rows),
            ties=not adds_up and not gaps and not difference and came.name in (BOOKED, NOT_WANTED),
        )

    def _decided(self, seller: Connection, head: SettlementHead) -> bool:
        standing = self._store.decisions.standing(seller.id, [head.settlement_id])
        return any(decision.of_this_state for decision in standing)

    def there(self, head: SettlementHead) -> InERP:
        """Its entries. Raises Unreachable."""
        rows = [
            row
            for row in self._store.outbox.about(head.settlement_id)
            if row.kind == ENTRY and row.state != "cancelled"
        ]
        held = [one for row in rows if row.erp_name for one in self._erp.documents(doctype=ENTRY, key=row.key)]
        return InERP(rows=rows, held=held, names=self._named(rows))

    def worth(self, seller: Connection, head: SettlementHead) -> Decimal | None:
        """Amazon's total in company currency on the day of the deposit; None without a rate."""
        try:
            rate = self._mapping(seller).rate(
                head.currency, on=day_of(head.deposited_at), settings=self.settings, about=head.settlement_id
            )
        except Hold:
            return None
        return money.rounded(head.total * rate, self.settings.company_currency)

    def _difference(self, seller: Connection, head: SettlementHead, there: InERP) -> Decimal:
        """What the ERP says was paid out, less what Amazon's total is worth."""
        paid = entries.paid(there.rows, there.held, settlement_id=head.settlement_id, names=there.names)
        return paid - (self.worth(seller, head) or ZERO)

    def _mapping(self, seller: Connection) -> Mappings:
        if seller.id not in self._mappings:
            kept = self._store.mappings.read(seller)
            self._mappings[seller.id] = (
                msgspec.structs.replace(kept, rates=self._terms.rates) if self._terms else kept
            )
        return self._mappings[seller.id]

    def _named(self, rows: Sequence[Row]) -> Names:
        """Asked once for each account."""
        ours = entries.accounts_of(rows) - set(self._names.values())
        if ours:
            found = self._erp.names("Account", sorted(ours))
            self._names |= {fold(there): name for name, there in found.items()}
        return self._names

    def _awaited(self, seller: Connection, head: SettlementHead) -> Sequence[str]:
        """Its orders that are not in the ERP yet."""
        settlement = self._store.settlements.one(head.settlement_id)
        if settlement is None:
            return ()
        mine = concerned(settlement, places(settlement, mapping=self._mapping(seller)))
        return sorted(self._store.booked.awaited(seller.id, sorted(mine)))

    def _doubts(self, seller: Connection, head: SettlementHead) -> tuple[str, ...]:
        settlement = self._store.settlements.one(head.settlement_id)
        if settlement is None:
            return ()
        orders = sorted({line.order_id for line in settlement.lines if line.order_id})
        booked = self._store.booked.of(seller.id, orders, besides=settlement.settlement_id)
        return doubts(settlement, booked=booked, money=self._store.transactions.of_orders(seller.id, orders))


def _on_its_terms(settings: Settings, terms: Terms | None) -> Settings:
    return msgspec.structs.replace(settings, company_currency=terms.currency) if terms else settings
