"""Settlements as a list: the newest first, page by page, without the lines, only what those add up to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from sellerbridge.commerce.settlement import LineSum
from sellerbridge.database import Database, chunks
from sellerbridge.store import tables
from sellerbridge.store.settlements import SettlementHead, head_of

_TABLE = tables.settlements
_COLUMNS = _TABLE.c
_HEAD = [column for column in _COLUMNS if column.name in {*SettlementHead.__struct_fields__, "sums"}]
_decode = msgspec.json.Decoder(tuple[LineSum, ...]).decode


class Summed(msgspec.Struct, frozen=True, kw_only=True):
    """A settlement and what its lines come to."""

    head: SettlementHead
    sums: tuple[LineSum, ...]


class EntryRow(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a settlement as the ERP was told: `state` and `message` are those of the outbox."""

    settlement_id: str
    key: str
    state: str
    erp_name: str
    message: str


class Payouts:
    """The list of settlements."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self, *, after: str = "", month: str = "", connection_id: int | None = None, limit: int | None = None
    ) -> list[Summed]:
        """The newest first, from after that settlement on; of a month ("2026-09", by deposit, UTC) if asked."""
        wanted = sa.select(*_HEAD).order_by(_COLUMNS.deposited_at.desc(), _COLUMNS.settlement_id.desc())
        wanted = wanted.where(*_of_month(month)).limit(limit)
        if connection_id is not None:
            wanted = wanted.where(_COLUMNS.connection_id == connection_id)
        if after:
            last = (
                sa.select(_COLUMNS.deposited_at).where(_COLUMNS.settlement_id == after).limit(1).scalar_subquery()
            )
            wanted = wanted.where(
                sa.or_(
                    _COLUMNS.deposited_at < last,
                    sa.and_(_COLUMNS.deposited_at == last, _COLUMNS.settlement_id < after),
                )
            )
        with self._database.reading() as reading:
            return [_summed(row) for row in reading.execute(wanted)]

    def one(self, settlement_id: str) -> Summed | None:
        """One settlement, whichever connection it came by."""
        with self._database.reading() as reading:
            row = reading.execute(sa.select(*_HEAD).where(_COLUMNS.settlement_id == settlement_id)).first()
        return _summed(row) if row else None

    def months(self) -> list[str]:
        """The months with a deposit, newest first."""
        with self._database.reading() as reading:
            moments = reading.execute(sa.select(_COLUMNS.deposited_at)).scalars()
            return sorted({f"{moment:%Y-%m}" for moment in moments}, reverse=True)

    def entries(self, settlement_ids: Sequence[str]) -> dict[str, list[EntryRow]]:
        """The entries of these settlements, without their bodies; cancelled ones are left out."""
        table = tables.outbox.c
        found: dict[str, list[EntryRow]] = {}
        with self._database.reading() as reading:
            for piece in chunks(settlement_ids):
                rows = reading.execute(
                    sa.select(
                        table.about.label("settlement_id"), table.key, table.state, table.erp_name, table.message
                    ).where(table.about.in_(piece), table.kind == "Journal Entry", table.state != "cancelled")
                )
                for row in rows.mappings():
                    found.setdefault(row["settlement_id"], []).append(EntryRow(**row))
        return found


def _of_month(month: str) -> Iterable[sa.ColumnElement[bool]]:
    if not month:
        return ()
    first = datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return _COLUMNS.deposited_at >= first, _COLUMNS.deposited_at < following


def _summed(row: Any) -> Summed:
    return Summed(head=head_of(row), sums=_decode(row.sums) if row.sums else ())
