"""The mirror of settlements: what Amazon paid out, line by line, and which of them wait to be booked."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as DatabaseTransaction

from sellerbridge.clock import Clock
from sellerbridge.commerce.settlement import Settlement, SettlementLine, summed
from sellerbridge.database import Database, chunks, insert, upsert
from sellerbridge.problems import Problem
from sellerbridge.sentences import Sentence
from sellerbridge.store import events, problems, tables
from sellerbridge.store.connections import Connection
from sellerbridge.store.orders import Kept

UNREADABLE = "settlement-unreadable"

_TABLE = tables.settlements
_COLUMNS = _TABLE.c
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Settlement).decode


class SettlementHead(msgspec.Struct, frozen=True, kw_only=True):
    """A settlement without its lines, of which there are `lines`.

    `state` is waiting, translated, held or awaiting (orders). `booked_total` is set while Amazon says something
    else than what was translated; `summary` is what Amazon's listSummary named as net proceeds, or None.
    """

    connection_id: int
    settlement_id: str
    currency: str
    total: Decimal
    started_at: datetime
    ended_at: datetime
    deposited_at: datetime
    lines: int
    state: str
    reported_at: datetime
    booked_total: Decimal | None
    summary: Decimal | None


class SettledPart(msgspec.Struct, frozen=True, kw_only=True):
    """The lines of one order in one settlement, the total of all its lines, and when that is paid out."""

    settlement_id: str
    currency: str
    total: Decimal
    deposited_at: datetime
    lines: tuple[SettlementLine, ...]


class SettlementMirror:
    """Settlements by connection and settlement id."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def keep(
        self,
        seller: Connection,
        settlement: Settlement,
        *,
        report_id: str,
        reported_at: datetime,
        summary: Decimal | None = None,
    ) -> Kept:
        """Store the settlement of a report; the latest report of a settlement counts.

        A settlement that was translated and is now another one remembers the total it was translated with.
        """
        now = self._clock.now()
        row = _row(seller.id, settlement, reported_at=reported_at, summary=summary)
        with self._database.transaction() as transaction:
            old = _known(transaction, seller.id, settlement.settlement_id)
            news = _is_news(row, old)
            if news:
                row |= {"changed_at": now, "booked_total": _booked_total(old)}
                upsert(transaction, _TABLE, [row], key=["connection_id", "settlement_id"])
                _keep_orders(transaction, seller.id, settlement)
            if news and old is not None:
                what = Sentence(
                    "Amazon: settlement changed, {before} became {total} {currency}",
                    before=old.total,
                    total=settlement.total,
                    currency=settlement.currency,
                )
                events.add(transaction, [events.row(seller.id, settlement.settlement_id, now, what)])
            _note_report(transaction, seller.id, report_id, settlement.settlement_id, now)
            problems.close_one(transaction, seller.id, UNREADABLE, report_id, now=now)
        return Kept(seen=1, changed=int(news), unchanged=int(not news))

    def refuse(self, seller: Connection, report_id: str, why: str) -> None:
        """A report that cannot be read: a person hears of it, and it is not fetched again before a retry."""
        now = self._clock.now()
        problem = Problem(kind=UNREADABLE, about=report_id, facts={"why": why})
        with self._database.transaction() as transaction:
            _note_report(transaction, seller.id, report_id, "", now)
            problems.open_all(transaction, seller.id, [problem], now=now)

    def read_reports(self, connection_id: int, report_ids: Sequence[str]) -> set[str]:
        """Of these reports, the ones that were fetched already."""
        table, found = tables.settlement_reports, set[str]()
        with self._database.reading() as reading:
            for piece in chunks(report_ids):
                mine = table.c.connection_id == connection_id, table.c.report_id.in_(piece)
                found.update(reading.execute(sa.select(table.c.report_id).where(*mine)).scalars())
        return found

    def waiting(self, connection_id: int) -> Iterator[Settlement]:
        """Settlements to translate, in the order of their deposit; each is read when its turn comes."""
        mine = _COLUMNS.connection_id == connection_id
        with self._database.reading() as reading:
            wanted = sa.select(_COLUMNS.settlement_id).where(mine, _COLUMNS.state == "waiting")
            ids = reading.execute(wanted.order_by(_COLUMNS.deposited_at, _COLUMNS.settlement_id)).scalars().all()
        for settlement_id in ids:
            with self._database.reading() as reading:
                here = sa.select(_COLUMNS.body).where(mine, _COLUMNS.settlement_id == settlement_id)
                body = reading.execute(here).scalar_one()
            yield _opened(body)

    def waiting_count(self, connection_id: int) -> int:
        """How many settlements wait to be translated."""
        mine = _COLUMNS.connection_id == connection_id, _COLUMNS.state == "waiting"
        with self._database.reading() as reading:
            return reading.execute(sa.select(sa.func.count()).select_from(_TABLE).where(*mine)).scalar_one()

    def any_open(self, connection_id: int) -> bool:
        """Whether a settlement waits, for its turn or for orders."""
        mine = _COLUMNS.connection_id == connection_id, _COLUMNS.state.in_(("waiting", "awaiting"))
        with self._database.reading() as reading:
            return reading.execute(sa.select(_COLUMNS.settlement_id).where(*mine).limit(1)).first() is not None

    def heads(self, settlement_ids: Sequence[str] | None = None) -> list[SettlementHead]:
        """All settlements (or these) without their lines, in the order of their deposit."""
        columns = [column for column in _COLUMNS if column.name in SettlementHead.__struct_fields__]
        wanted = sa.select(*columns).order_by(_COLUMNS.deposited_at, _COLUMNS.settlement_id)
        if settlement_ids is not None:
            wanted = wanted.where(_COLUMNS.settlement_id.in_(settlement_ids))
        with self._database.reading() as reading:
            return [head_of(row) for row in reading.execute(wanted)]

    def all(self, connection_id: int | None = None) -> list[Settlement]:
        """Every settlement (of a connection) with its lines, in the order of their deposit."""
        wanted = sa.select(_COLUMNS.body).order_by(_COLUMNS.deposited_at, _COLUMNS.settlement_id)
        if connection_id is not None:
            wanted = wanted.where(_COLUMNS.connection_id == connection_id)
        with self._database.reading() as reading:
            return [_opened(body) for body in reading.execute(wanted).scalars()]

    def one(self, settlement_id: str) -> Settlement | None:
        """One settlement with its lines, whichever connection it came by."""
        with self._database.reading() as reading:
            wanted = sa.select(_COLUMNS.body).where(_COLUMNS.settlement_id == settlement_id)
            body = reading.execute(wanted).scalar()
        return None if body is None else _opened(body)

    def of_order(self, order_id: str) -> list[SettledPart]:
        """What settlements say of an order, in the order of their deposit."""
        link = tables.settlement_orders.c
        here = sa.and_(link.connection_id == _COLUMNS.connection_id, link.settlement_id == _COLUMNS.settlement_id)
        with self._database.reading() as reading:
            bodies = reading.execute(
                sa.select(_COLUMNS.body)
                .join(tables.settlement_orders, here)
                .where(link.order_id == order_id)
                .order_by(_COLUMNS.deposited_at, _COLUMNS.settlement_id)
            ).scalars()
            return [_part(_opened(body), order_id) for body in bodies]

    def booked_totals(self, connection_id: int, settlement_ids: Sequence[str]) -> Mapping[str, Decimal]:
        """Of these settlements, those that Amazon changed after they were translated, and their total then."""
        mine = (
            _COLUMNS.connection_id == connection_id,
            _COLUMNS.settlement_id.in_(settlement_ids),
            _COLUMNS.booked_total.is_not(None),
        )
        with self._database.reading() as reading:
            rows = reading.execute(sa.select(_COLUMNS.settlement_id, _COLUMNS.booked_total).where(*mine)).all()
        return {row.settlement_id: Decimal(row.booked_total) for row in rows}


def _row(
    connection_id: int, settlement: Settlement, *, reported_at: datetime, summary: Decimal | None
) -> dict[str, Any]:
    told = _encode(settlement)
    return {
        "connection_id": connection_id,
        "settlement_id": settlement.settlement_id,
        "currency": settlement.currency,
        "total": format(settlement.total, "f"),
        "started_at": settlement.started_at,
        "ended_at": settlement.ended_at,
        "deposited_at": settlement.deposited_at,
        "lines": len(settlement.lines),
        # Fifty thousand lines are ten megabytes of words that come again and again.
        "body": zlib.compress(told, 1),
        "sums": _encode(summed(settlement.lines)),
        "fingerprint": hashlib.blake2b(told, digest_size=16).digest(),
        "state": "waiting",
        "reported_at": reported_at,
        "summary": None if summary is None else format(summary, "f"),
    }


def _opened(body: bytes) -> Settlement:
    return _decode(zlib.decompress(body))


def head_of(row: Any) -> SettlementHead:
    """A row of the table, without its lines."""
    fields = {name: getattr(row, name) for name in SettlementHead.__struct_fields__}
    for name in ("total", "booked_total", "summary"):
        fields[name] = None if fields[name] is None else Decimal(fields[name])
    return SettlementHead(**fields)


def _part(settlement: Settlement, order_id: str) -> SettledPart:
    return SettledPart(
        settlement_id=settlement.settlement_id,
        currency=settlement.currency,
        total=settlement.total,
        deposited_at=settlement.deposited_at,
        lines=tuple(line for line in settlement.lines if line.order_id == order_id),
    )


def _known(transaction: DatabaseTransaction, connection_id: int, settlement_id: str) -> Any:
    return transaction.execute(
        sa.select(
            _COLUMNS.fingerprint, _COLUMNS.state, _COLUMNS.total, _COLUMNS.booked_total, _COLUMNS.reported_at
        ).where(_COLUMNS.connection_id == connection_id, _COLUMNS.settlement_id == settlement_id)
    ).first()


def _is_news(row: Mapping[str, Any], old: Any) -> bool:
    if old is None:
        return True
    return bool(old.fingerprint != row["fingerprint"] and row["reported_at"] >= old.reported_at)


def _booked_total(old: Any) -> str | None:
    """The total of the version that was booked; of several changes it is the first, also when one was left."""
    if old is None:
        return None
    known: str | None = old.booked_total
    return old.total if known is None and old.state == "translated" else known


def _keep_orders(transaction: DatabaseTransaction, connection_id: int, settlement: Settlement) -> None:
    table, settlement_id = tables.settlement_orders, settlement.settlement_id
    mine = table.c.connection_id == connection_id, table.c.settlement_id == settlement_id
    transaction.execute(sa.delete(table).where(*mine))
    orders = sorted({line.order_id for line in settlement.lines if line.order_id})
    named = {"connection_id": connection_id, "settlement_id": settlement_id}
    insert(transaction, table, [{**named, "order_id": order_id} for order_id in orders])


def _note_report(
    transaction: DatabaseTransaction, connection_id: int, report_id: str, settlement_id: str, now: datetime
) -> None:
    row = {
        "connection_id": connection_id,
        "report_id": report_id,
        "settlement_id": settlement_id,
        "read_at": now,
    }
    upsert(transaction, tables.settlement_reports, [row], key=["connection_id", "report_id"])
