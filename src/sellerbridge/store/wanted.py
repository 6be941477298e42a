"""What is wanted of the ERP, as rows of the outbox: what of it is news, what goes first, what it replaces."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.database import chunks, upsert
from sellerbridge.outgoing import Outgoing
from sellerbridge.sentences import packed
from sellerbridge.store import tables

_TABLE = tables.outbox
encode_body = msgspec.json.Encoder(decimal_format="number", enc_hook=packed).encode
"""Bodies go through JSON numbers, digit by digit: money is Decimal on both sides."""

Place = tuple[str, str]
"""Kind and key."""

RANKS = {
    kind: rank
    for rank, kinds in enumerate(
        (
            ("Item Group", "Customer Group", "Territory", "Warehouse", "UOM", "Brand", "Manufacturer"),
            ("Price List", "Account"),
            ("Item",),
            ("Item Price", "Customer"),
            ("Address", "Contact"),
            ("Sales Order",),
            ("Delivery Note",),
            ("Sales Invoice",),
            (),  # what returns one of these
            ("Journal Entry",),
        )
    )
    for kind in kinds
}
"""What others refer to goes first.

What is cancelled goes the other way round, and before everything else: it makes room for what comes.
"""
_RETURNS = RANKS["Sales Invoice"] + 1
_CANCELLED = 2
_AFTER_ALL = 99


def write_rows(
    transaction: Transaction,
    rows: Sequence[Mapping[str, Any]],
    wanted: Mapping[Place, Outgoing],
    there: Mapping[Place, Any],
) -> None:
    """Keep these rows of `wanted_row` in the caller's transaction; `there` is what was known of them."""
    _keep_origins(transaction, {row["origins"]: wanted[row["kind"], row["key"]].origins for row in rows})
    _keep_what_was_delivered(transaction, rows, there)
    upsert(transaction, _TABLE, rows, key=["connection_id", "kind", "key"])


def known_rows(transaction: Transaction, connection_id: int, places: Iterable[Place]) -> dict[Place, Any]:
    """What the outbox has at these places, without the bodies."""
    by_kind: dict[str, list[str]] = {}
    for kind, key in places:
        by_kind.setdefault(kind, []).append(key)
    found = dict[Place, Any]()
    for kind, keys in by_kind.items():
        for piece in chunks(keys):
            rows = transaction.execute(
                sa.select(
                    _TABLE.c.key,
                    _TABLE.c.name,
                    _TABLE.c.fingerprint,
                    _TABLE.c.state,
                    _TABLE.c.erp_name,
                    _TABLE.c.rank,
                ).where(_TABLE.c.connection_id == connection_id, _TABLE.c.kind == kind, _TABLE.c.key.in_(piece))
            )
            found.update({(kind, row.key): row for row in rows})
    return found


def wanted_row(connection_id: int, outgoing: Outgoing, known: Any, now: datetime) -> dict[str, Any] | None:
    """The row to write, or None where nothing changes."""
    fingerprint = outgoing.fingerprint()
    settled = known is not None and known.state != "cancelled"
    if settled and (outgoing.only_if_missing or known.fingerprint == fingerprint):
        return None
    never_told = known is None or (not known.erp_name and known.state != "sending")
    cancelling = outgoing.body.get("docstatus") == _CANCELLED
    if cancelling and (known is None or known.state == "cancelled"):
        return None
    return {
        "connection_id": connection_id,
        "kind": outgoing.kind,
        "key": outgoing.key,
        "rank": _rank(outgoing, known),
        "name": outgoing.name,
        "about": outgoing.about or outgoing.key,
        "personal": outgoing.personal,
        "body": None if outgoing.personal else encode_body(outgoing.body),
        "origins": _origins_mark(outgoing.origins),
        "fingerprint": fingerprint,
        # A row in doubt stays in doubt: whatever is wanted now, the ERP may hold the earlier one.
        "state": "cancelled" if cancelling and never_told else "sending" if in_doubt(known) else "due",
        "attempts": 0,
        "erp_name": known.erp_name if known else "",
        "message": "",
        "wanted_at": now,
        "delivered_at": None,
    }


def _rank(outgoing: Outgoing, known: Any) -> int:
    """Its place among what is due. A cancellation says no more than that: what it cancels was ranked before."""
    if outgoing.body.get("docstatus") == _CANCELLED:
        before: int = known.rank
        return -abs(before)
    return _RETURNS if outgoing.body.get("is_return") else RANKS.get(outgoing.kind, _AFTER_ALL)


def _keep_what_was_delivered(
    transaction: Transaction, rows: Sequence[Mapping[str, Any]], there: Mapping[Place, Any]
) -> None:
    """Of rows that now want another body, the one that the ERP has: what differs from it there, a person did."""
    changed: dict[tuple[int, str], list[str]] = {}
    for row in rows:
        place = row["kind"], row["key"]
        if place in there and there[place].state == "delivered":
            changed.setdefault((row["connection_id"], row["kind"]), []).append(row["key"])
    for (connection_id, kind), keys in changed.items():
        for piece in chunks(keys):
            mine = _TABLE.c.connection_id == connection_id, _TABLE.c.kind == kind, _TABLE.c.key.in_(piece)
            transaction.execute(sa.update(_TABLE).where(*mine).values(before=_TABLE.c.body))


def _keep_origins(transaction: Transaction, by_mark: Mapping[str, Mapping[str, str]]) -> None:
    """Most documents of a kind have the same origins: each set is kept once."""
    rows = [{"mark": mark, "body": encode_body(origins)} for mark, origins in by_mark.items()]
    upsert(transaction, tables.origins, rows, key=["mark"], update=[])


def _origins_mark(origins: Mapping[str, str]) -> str:
    return hashlib.blake2b(encode_body(origins), digest_size=12).hexdigest()


def in_doubt(known: Any) -> bool:
    """Whether it left, and nobody knows whether it arrived."""
    return known is not None and known.state == "sending"
