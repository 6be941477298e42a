"""Transactions and settlements → Journal Entries: what Amazon paid and kept, as the bank will show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

import msgspec

from sellerbridge.bridge import Bridge
from sellerbridge.commerce.settlement import Settlement
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.money.settlement import settlement_documents
from sellerbridge.errors import BridgeError, Hold
from sellerbridge.flows import settlement_reports, transactions
from sellerbridge.flows.decided import decided
from sellerbridge.flows.progress import Progress
from sellerbridge.flows.run import Tally
from sellerbridge.flows.translate import translated
from sellerbridge.outgoing import Outgoing
from sellerbridge.problems import Problem
from sellerbridge.sentences import N_, some
from sellerbridge.settings import Settings
from sellerbridge.store.cursors import ORDERS, TRANSACTIONS
from sellerbridge.store.decisions import CHANGED
from sellerbridge.store.outbox import Row
from sellerbridge.store.translations import Translated

FLOW = "money"
_ENTRY = "Journal Entry"
_CANCELLED_DOCSTATUS = 2
_WITHOUT_ENTRIES = {
    "order": N_("Amazon's fees stand on the orders (taxes_and_charges=order), so settlements become no entries."),
    "off": N_("Settlements are kept, but become no entries (taxes_and_charges=off)."),
}
_WAITS_FOR_READING = N_(
    "Settlements wait until the orders and transactions up to their end are read: sellerbridge sync orders money"
)
_WAITS_FOR_ORDERS = N_(
    "Settlements wait for orders that are held or on their way, and go on with them. Which ones:"
    " sellerbridge reconcile"
)
_NAMED = 5
"""How many orders a sentence names."""


def read(
    bridge: Bridge,
    tally: Tally,
    *,
    since: datetime | None,
    until: datetime | None,
    progress: Progress,
    asked_for: bool = False,
) -> bool:
    """Mirror the transactions and the settlements; answers whether Amazon was asked anything.

    That is not so while neither is due and nobody `asked_for` them.

    What stops the one does not stop the other. Raises as `amazon.client.Client`, the first that happened.
    """
    asked, failures = False, list[BridgeError]()
    try:
        asked = transactions.read(bridge, tally, since=since, until=until, asked_for=asked_for, progress=progress)
    except BridgeError as failure:
        failures.append(failure)
    try:
        new = settlement_reports.read(bridge, tally, since=since, asked_for=asked_for, progress=progress)
        asked = asked or new is not None
        if new and bridge.settings.taxes_and_charges in _WITHOUT_ENTRIES:
            tally.note = tally.note or _WITHOUT_ENTRIES[bridge.settings.taxes_and_charges]
    except BridgeError as failure:
        failures.append(failure)
    if failures:
        raise failures[0]
    return asked


def translate(bridge: Bridge, tally: Tally, *, dry_run: bool, progress: Progress) -> list[Outgoing]:
    """Turn waiting settlements into entries for the outbox; a dry run only answers them.

    One after the other as they were paid out: what one pays of an order is paid for the next. A settlement waits
    until the orders and their refunds are read up to its end, or it would pay orders that nobody knows yet.
    """
    if bridge.settings.taxes_and_charges in _WITHOUT_ENTRIES:
        return []
    progress.stage(bridge.connection.name, FLOW, N_("making settlement entries"))
    mapping, shown = bridge.mapping(), list[Outgoing]()
    connection_id, total = bridge.connection.id, bridge.store.settlements.waiting_count(bridge.connection.id)
    known = _known_up_to(bridge)
    for done, settlement in enumerate(bridge.store.settlements.waiting(connection_id), start=1):
        if known is None or known < settlement.ended_at:
            tally.note = tally.note or _WAITS_FOR_READING
            continue
        made = translated(settlement.settlement_id, lambda one=settlement: _documents(bridge, one, mapping))  # type: ignore[misc]
        results = decided(bridge, [_with_what_nobody_tells(bridge, made)])
        if any(result.awaits for result in results):
            tally.note = tally.note or _WAITS_FOR_ORDERS
        tally.held(result.problem for result in results if result.problem)
        if dry_run:
            shown += bridge.store.outbox.news(connection_id, [d for r in results for d in r.documents])
        else:
            bridge.store.translations.keep_settlements(connection_id, results)
        progress.count(done, total)
    return shown


def _known_up_to(bridge: Bridge) -> datetime | None:
    """The moment up to which both the orders and what Finances say of them are read; None: not even once."""
    read = [bridge.store.cursors.get(bridge.connection.id, stream).position for stream in (ORDERS, TRANSACTIONS)]
    return None if None in read else min(filter(None, read))


def _documents(bridge: Bridge, settlement: Settlement, mapping: Mappings) -> tuple[Outgoing, ...]:
    """Its entry, or two. Raises Hold, also where the ERP has the entry and Amazon says something else now."""
    orders = sorted({line.order_id for line in settlement.lines if line.order_id})
    connection_id, settlement_id = bridge.connection.id, settlement.settlement_id
    before = bridge.store.settlements.booked_totals(connection_id, [settlement_id]).get(settlement_id)
    told = _told(bridge, settlement_id)
    wanted = settlement_documents(
        settlement,
        booked=bridge.store.booked.of(connection_id, orders, besides=settlement_id),
        awaited=bridge.store.booked.awaited(connection_id, orders),
        settings=bridge.settings if before is not None else _as_begun(bridge.settings, told),
        mapping=mapping,
    )
    documents = (*wanted, *_withdrawn(told, wanted))
    if before is not None:
        _demand_unchanged(bridge, settlement, before, told, documents)
    return documents


def _with_what_nobody_tells(bridge: Bridge, made: Translated) -> Translated:
    """A settlement that awaits orders which Amazon still checks: no problem of these explains why it waits."""
    pending = bridge.store.booked.unconfirmed(bridge.connection.id, made.awaits) if made.awaits else []
    if not pending:
        return made
    facts = {"count": str(len(pending)), "orders": some(pending, _NAMED)}
    return msgspec.structs.replace(made, problem=Problem(kind="settlement-waits", about=made.about, facts=facts))


def _told(bridge: Bridge, settlement_id: str) -> list[Row]:
    """What was told of its entries that the ERP holds, those of earlier months first."""
    rows = bridge.store.outbox.about(settlement_id)
    return [row for row in rows if row.kind == _ENTRY and row.erp_name and row.state != "cancelled"]


def _as_begun(settings: Settings, told: Sequence[Row]) -> Settings:
    """A settlement of which the ERP has a part is not cut in another way because a setting changed since."""
    if not told:
        return settings
    return msgspec.structs.replace(settings, split_months=any(row.key != row.about for row in told))


def _withdrawn(told: Iterable[Row], wanted: Iterable[Outgoing]) -> Iterator[Outgoing]:
    """Entries that the ERP has and of which nothing is left: a month in which no line is posted any more."""
    keys = {document.key for document in wanted}
    for row in told:
        if row.key not in keys:
            yield Outgoing(
                kind=row.kind,
                key=row.key,
                name=row.name,
                body={"docstatus": _CANCELLED_DOCSTATUS},
                origins={"docstatus": N_("no line of the settlement is left for it")},
                about=row.about,
            )


def _demand_unchanged(
    bridge: Bridge,
    settlement: Settlement,
    before: Decimal,
    told: Iterable[Row],
    documents: tuple[Outgoing, ...],
) -> None:
    """An entry that was booked is not replaced behind the back of whoever closed the month with it."""
    if not bridge.store.outbox.news(bridge.connection.id, documents) or _is_to_be_replaced(bridge, settlement):
        return
    if standing := _standing(bridge, told):
        raise Hold(
            CHANGED,
            name=standing[-1],  # the one with the payout comes after those of earlier months
            ours=f"{before:f}",
            theirs=f"{settlement.total:f}",
            currency=settlement.currency,
        )


def _is_to_be_replaced(bridge: Bridge, settlement: Settlement) -> bool:
    """Whether a person had the entry cancelled for this version of the settlement."""
    name = settlement.settlement_id
    return any(one.replaces for one in bridge.store.decisions.standing(bridge.connection.id, [name]))


def _standing(bridge: Bridge, told: Iterable[Row]) -> list[str]:
    """The names of its entries that the ERP holds and that nobody cancelled there."""
    held = [document for row in told for document in bridge.erp.documents(doctype=_ENTRY, key=row.key)]
    return [document.name for document in held if document.docstatus != _CANCELLED_DOCSTATUS]
