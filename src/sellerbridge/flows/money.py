"""Transactions and settlements → Journal Entries: what Amazon paid and kept, as the bank will show it."""

from __future__ import annotations

from datetime import datetime

from sellerbridge.bridge import Bridge
from sellerbridge.commerce.settlement import Settlement
from sellerbridge.documents.mapping import Mappings
from sellerbridge.documents.settlement import settlement_documents
from sellerbridge.errors import BridgeError, Hold
from sellerbridge.flows import settlement_reports, transactions
from sellerbridge.flows.decided import decided
from sellerbridge.flows.progress import Progress
from sellerbridge.flows.run import Tally
from sellerbridge.flows.translate import translated
from sellerbridge.outgoing import Outgoing
from sellerbridge.store.cursors import ORDERS, TRANSACTIONS

FLOW = "money"
_ENTRY = "Journal Entry"
_CANCELLED_DOCSTATUS = 2
_WITHOUT_ENTRIES = {
    "order": "Amazon's fees stand on the orders (taxes_and_charges=order), so settlements become no entries.",
    "off": "Settlements are kept, but become no entries (taxes_and_charges=off).",
}
_WAITS_FOR_ORDERS = (
    "Settlements wait until the orders and transactions up to their end are read: sellerbridge sync orders money"
)


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
    progress.stage(bridge.connection.name, FLOW, "making settlement entries")
    mapping, shown = bridge.mapping(), list[Outgoing]()
    connection_id, total = bridge.connection.id, bridge.store.settlements.waiting_count(bridge.connection.id)
    known = _known_up_to(bridge)
    for done, settlement in enumerate(bridge.store.settlements.waiting(connection_id), start=1):
        if known is None or known < settlement.ended_at:
            tally.note = tally.note or _WAITS_FOR_ORDERS
            continue
        made = translated(settlement.settlement_id, lambda one=settlement: _documents(bridge, one, mapping))  # type: ignore[misc]
        results = decided(bridge, [made])
        tally.held(sum(result.problem is not None for result in results))
        if dry_run:
            tally.foreseen += [result.problem for result in results if result.problem]
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
    documents = settlement_documents(
        settlement,
        booked=bridge.store.booked.of(connection_id, orders, besides=settlement_id),
        awaited=bridge.store.booked.awaited(connection_id, orders),
        settings=bridge.settings,
        mapping=mapping,
    )
    _demand_unchanged(bridge, settlement, documents)
    return documents


def _demand_unchanged(bridge: Bridge, settlement: Settlement, documents: tuple[Outgoing, ...]) -> None:
    """An entry that was booked is not replaced behind the back of whoever closed the month with it."""
    connection_id, settlement_id = bridge.connection.id, settlement.settlement_id
    before = bridge.store.settlements.booked_totals(connection_id, [settlement_id]).get(settlement_id)
    if before is None or not bridge.store.outbox.news(connection_id, documents):
        return
    standing = next(iter(_standing(bridge, settlement_id)), None)
    if standing is not None:
        raise Hold(
            "settlement-changed",
            name=standing,
            ours=f"{before:f}",
            theirs=f"{settlement.total:f}",
            currency=settlement.currency,
        )


def _standing(bridge: Bridge, settlement_id: str) -> list[str]:
    """The names of its entries that the ERP holds and that nobody cancelled there."""
    rows = [row for row in bridge.store.outbox.about(settlement_id) if row.kind == _ENTRY and row.erp_name]
    held = [document for row in rows for document in bridge.erp.documents(doctype=_ENTRY, key=row.key)]
    return [document.name for document in held if document.docstatus != _CANCELLED_DOCSTATUS]
