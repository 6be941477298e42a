"""The outbox, emptied in order: what others refer to goes first."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sellerbridge.bridge import Bridge
from sellerbridge.flows.progress import Progress
from sellerbridge.flows.run import Tally
from sellerbridge.outgoing import Delivery, Receipt
from sellerbridge.sentences import N_

_BATCH = 500
_SHOWN_EVERY = 20
"""A site of one's own takes minutes for a batch."""


def deliver(bridge: Bridge, tally: Tally, *, flow: str, progress: Progress, without: Collection[str] = ()) -> None:
    """Bring everything that is due into the ERP, each row once; refused ones become problems.

    What is of the doctypes `without` waits: the ERP is not ready for them (fitness.py).

    Raises Unreachable when the ERP does not answer: what it had answered before is written down.
    """
    outbox, connection_id = bridge.store.outbox, bridge.connection.id
    total = outbox.due_count(connection_id, without=without)
    if not total:
        return
    progress.stage(bridge.connection.name, flow, N_("writing documents"))
    names, done, after = outbox.renamed(connection_id), 0, 0
    while batch := outbox.due(connection_id, after=after, limit=_BATCH, without=without):
        receipts: list[Receipt] = []
        try:
            for receipt in bridge.erp.deliver(batch, names=names):
                receipts.append(receipt)  # one by one: those that came before a failure stand
                if len(receipts) % _SHOWN_EVERY == 0:
                    progress.count(done + len(receipts), total)
        finally:
            outbox.settle(connection_id, batch, receipts)
            tally.delivered(batch, receipts)
        names |= _renamed(batch, receipts)
        after = batch[-1].row
        done += len(batch)
        progress.count(done, total)


def _renamed(batch: Sequence[Delivery], receipts: Sequence[Receipt]) -> dict[tuple[str, str], str]:
    """What later documents must call by the name that the ERP gave it."""
    asked = {delivery.row: delivery.outgoing for delivery in batch}
    pairs = [(asked[receipt.row], receipt.name) for receipt in receipts]
    return {(wanted.kind, wanted.name): name for wanted, name in pairs if name and name != wanted.name}
