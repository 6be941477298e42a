"""The outbox, emptied in order: what others refer to goes first."""

from __future__ import annotations

from sellerbridge.bridge import Bridge
from sellerbridge.flows.progress import Progress
from sellerbridge.flows.run import Tally
from sellerbridge.outgoing import Receipt

_BATCH = 500


def deliver(bridge: Bridge, tally: Tally, *, flow: str, progress: Progress) -> None:
    """Bring everything that is due into the ERP, each row once; refused ones become problems.

    Raises Unreachable when the ERP does not answer: what it had answered before is written down.
    """
    outbox, connection_id = bridge.store.outbox, bridge.connection.id
    total = outbox.due_count(connection_id)
    if not total:
        return
    progress.stage(bridge.connection.name, flow, "writing documents")
    done, after = 0, 0
    while batch := outbox.due(connection_id, after=after, limit=_BATCH):
        receipts: list[Receipt] = []
        try:
            for receipt in bridge.erp.deliver(batch):
                receipts.append(receipt)  # noqa: PERF402 - one by one: those that came before a failure stand
        finally:
            outbox.settle(connection_id, batch, receipts)
            tally.delivered(receipts)
        after = batch[-1].row
        done += len(batch)
        progress.count(done, total)
