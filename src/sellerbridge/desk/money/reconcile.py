"""Does it tie? Each settlement from its lines to the bank, and what the ERP really holds of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec

from sellerbridge.desk.money.figures import Figures
from sellerbridge.desk.money.pending_money import Pending, pending
from sellerbridge.desk.money.reconciled import Reconciled, Reconciler
from sellerbridge.desk.money.settlement_state import BOOKED
from sellerbridge.errors import Usage
from sellerbridge.installation import Installation
from sellerbridge.store import Store
from sellerbridge.store.connections import Connection
from sellerbridge.store.settlements import SettlementHead


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """The settlements of one currency that were deposited in a month; `booked` of them are in the ERP and tie."""

    month: str
    currency: str
    settlements: int
    booked: int
    figures: Figures


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """The answer. `ties` if every settlement asked for does."""

    company_currency: str
    settlements: tuple[Reconciled, ...]
    months: tuple[Month, ...]
    pending: tuple[Pending, ...]
    ties: bool


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """Which settlements: one, those deposited in a month ("2026-09"), those of a connection; or all."""

    settlement_id: str = ""
    month: str = ""
    connection: str = ""


def chosen(store: Store, which: Chosen) -> list[tuple[Connection, SettlementHead]]:
    """The settlements asked for, in the order of their deposit. Raises Usage for one that is not known."""
    sellers = {seller.id: seller for seller in store.connections.all()}
    if which.connection and which.connection not in {seller.name for seller in sellers.values()}:
        raise Usage(
            "There is no connection {connection}. All of them: sellerbridge status", connection=which.connection
        )
    heads = store.settlements.heads([which.settlement_id] if which.settlement_id else None)
    if which.settlement_id and not heads:
        raise Usage(
            "Settlement {settlement} was not seen yet. All that were: sellerbridge reconcile; read more:"
            " sellerbridge sync money --since 2026-01-01",
            settlement=which.settlement_id,
        )
    found = [(sellers[head.connection_id], head) for head in heads]
    return [
        (seller, head)
        for seller, head in found
        if which.month in ("", f"{head.deposited_at:%Y-%m}") and which.connection in ("", seller.name)
    ]


def reconcile(
    installation: Installation, which: Chosen, *, progress: Callable[[int, int], None] = lambda _done, _of: None
) -> Reconciliation:
    """Hold the settlements against what the ERP holds. Raises Usage, Unreachable."""
    store = installation.store
    wanted = chosen(store, which)
    with installation.erp() as erp:
        reconciler = Reconciler(store, erp)
        found = []
        for done, (seller, head) in enumerate(wanted, start=1):
            found.append(reconciler.reconciled(seller, head))
            progress(done, len(wanted))
    return Reconciliation(
        company_currency=reconciler.settings.company_currency,
        settlements=tuple(found),
        months=tuple(_months(found)),
        pending=() if which.settlement_id or which.month else tuple(pending(store, connection=which.connection)),
        ties=all(one.ties for one in found),
    )


def _months(found: Sequence[Reconciled]) -> Iterator[Month]:
    groups: dict[tuple[str, str], list[Reconciled]] = {}
    for one in found:
        groups.setdefault((f"{one.deposited_at:%Y-%m}", one.currency), []).append(one)
    for (month, currency), members in sorted(groups.items()):
        whole = Figures()
        for one in members:
            whole = whole.plus(one.figures)
        yield Month(
            month=month,
            currency=currency,
            settlements=len(members),
            booked=sum(one.state == BOOKED and one.ties for one in members),
            figures=whole,
        )
