"""What the ERP holds of orders, as far as the outbox knows: what was told, and under which names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec
import sqlalchemy as sa

from sellerbridge.database import Database, chunks
from sellerbridge.documents.fulfilment import DELIVERY_NOTE, SALES_INVOICE
from sellerbridge.documents.life import SALES_ORDER, Standing
from sellerbridge.store import tables

_TABLE = tables.outbox.c
_KINDS = (SALES_ORDER, DELIVERY_NOTE, SALES_INVOICE)
_CANCELLED_DOCSTATUS = 2
_AMOUNTS = ("rate", "amount", "total", "charges")
"""How the fields of amounts and rates end."""
_decode = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode


class Standings:
    """The documents of orders, by connection."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, connection_id: int, order_ids: Sequence[str]) -> dict[str, Standing]:
        """By order id, of those of which anything was told or waits to be told."""
        rows: dict[str, list[Any]] = defaultdict(list)
        with self._database.reading() as transaction:
            for piece in chunks(order_ids):
                found = transaction.execute(
                    sa.select(
                        _TABLE.about, _TABLE.kind, _TABLE.key, _TABLE.name, _TABLE.state, _TABLE.erp_name,
                        _TABLE.body, _TABLE.before,
                    )
                    .where(
                        _TABLE.connection_id == connection_id,
                        _TABLE.about.in_(piece),
                        _TABLE.kind.in_(_KINDS),
                        _TABLE.state != "cancelled",
                    )
                    .order_by(_TABLE.id)
                )  # fmt: skip
                for row in found:
                    rows[row.about].append(row)
        return {order_id: _standing(found) for order_id, found in rows.items()}


def _standing(rows: Sequence[Any]) -> Standing:
    held = {(row.kind, row.key): row for row in rows if row.erp_name or row.state == "sending"}
    names = {place: row.erp_name or row.name for place, row in held.items()}
    hangs = any(kind != SALES_ORDER for kind, _ in names)
    bodies = {place: body for place, row in held.items() if (body := _told(row))} if hangs else {}
    untold = frozenset((row.kind, row.key) for row in rows) - names.keys()
    return Standing(names=names, bodies=bodies, untold=untold)


def _told(row: Any) -> Mapping[str, Any] | None:
    """The body that the ERP has: the one before, while another is on its way or was refused."""
    body = row.body if row.before is None else row.before
    found = _exact(_decode(body)) if body is not None else {}
    return found if found.get("docstatus") != _CANCELLED_DOCSTATUS else None


def _exact(body: dict[str, Any]) -> dict[str, Any]:
    """Amounts are Decimals again, also those that were written without a decimal point."""
    for field, value in body.items():
        if isinstance(value, list):
            body[field] = [_exact(row) for row in value]
        elif isinstance(value, int) and field.endswith(_AMOUNTS):
            body[field] = Decimal(value)
    return body
