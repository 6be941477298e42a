"""One row per thing to tell the ERP: what is wanted, what was delivered, and what is between the two.

A row is due when what is wanted differs from what was delivered. It is marked as sending before it leaves, so
that after a crash or a lost answer it is looked up by key instead of being sent blindly.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.clock import Clock
from sellerbridge.database import Database, chunks
from sellerbridge.outgoing import Delivery, Outgoing, Receipt
from sellerbridge.problems import HELD_BY_PERSON
from sellerbridge.sentences import unpacked
from sellerbridge.store import receipts, tables
from sellerbridge.store.given_up import mark_erased
from sellerbridge.store.people import People, Sealed
from sellerbridge.store.wanted import encode_body, in_doubt, known_rows, wanted_row, write_rows

_TABLE = tables.outbox
_OPEN = _TABLE.c.state.in_([sa.literal_column("'due'"), sa.literal_column("'sending'")])
"""Written out, not bound: only so SQLite sees that the partial index fits."""
_REFUSED = _TABLE.c.state == sa.literal_column("'refused'")
_CLOSED = _TABLE.c.state.in_([sa.literal_column("'cancelled'"), sa.literal_column("'ignored'")])
_decode_body = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode
_BEFORE_ALL = -100
_REFERRED_TO_BY_KEY = (
    "Sales Order",
    "Delivery Note",
    "Sales Invoice",
    "Journal Entry",
    "Item Price",
    "Address",
    "Contact",
)
"""Or by nothing: whoever needs their names there asks for them by key."""
_OF_ONE_ORDER = ("Sales Order", "Delivery Note", "Sales Invoice")
"""What a hold keeps back; a customer or an item may be another order's as well."""
_FREE = sa.or_(
    _TABLE.c.kind.not_in(_OF_ONE_ORDER),
    ~sa.exists().where(
        tables.problems.c.connection_id == _TABLE.c.connection_id,
        tables.problems.c.kind == HELD_BY_PERSON,
        tables.problems.c.about == _TABLE.c.about,
        tables.problems.c.closed_at.is_(None),
    ),
)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An outbox row as people ask for it. `body` is empty where it was personal and is erased."""

    kind: str
    key: str
    name: str
    about: str
    state: str
    erp_name: str
    fingerprint: str
    attempts: int
    message: str
    wanted_at: datetime
    first_delivered_at: datetime | None
    delivered_at: datetime | None
    body: dict[str, Any]
    origins: dict[str, str]
    personal: bool


class Outbox:
    """What each connection has to tell."""

    def __init__(self, database: Database, people: People, clock: Clock) -> None:
        self._database = database
        self._people = people
        self._clock = clock

    def put(
        self, transaction: Transaction, connection_id: int, wanted: Iterable[Outgoing], *, keep_days: int
    ) -> int:
        """Keep what is wanted, in the caller's transaction; answers how many rows became due.

        What is already so costs nothing; a cancellation of what was never told needs no telling.
        """
        latest = {(outgoing.kind, outgoing.key): outgoing for outgoing in wanted}
        there, now = known_rows(transaction, connection_id, latest), self._clock.now()
        told = (wanted_row(connection_id, outgoing, there.get(place), now) for place, outgoing in latest.items())
        rows = [row for row in told if row is not None]
        write_rows(transaction, rows, latest, there)
        changed = {(row["kind"], row["key"]) for row in rows}
        erase_after = now + timedelta(days=keep_days)
        self._people.put(
            transaction,
            connection_id,
            [
                Sealed(outgoing.kind, outgoing.key, encode_body(outgoing.body), erase_after)
                for place, outgoing in latest.items()
                if outgoing.personal and place in changed
            ],
        )
        return len(rows)

    def news(self, connection_id: int, wanted: Iterable[Outgoing]) -> list[Outgoing]:
        """Of what is wanted, that which `put` would make due; nothing is written."""
        latest = {(outgoing.kind, outgoing.key): outgoing for outgoing in wanted}
        now = self._clock.now()
        with self._database.reading() as transaction:
            there = known_rows(transaction, connection_id, latest)
        return [o for place, o in latest.items() if wanted_row(connection_id, o, there.get(place), now)]

    def renamed(self, connection_id: int) -> dict[tuple[str, str], str]:
        """(kind, name asked for) → name in the ERP, of all that go by another name there and are referred to.

        Most sites name each order and what follows it by their own series, so that all of them would be here.
        """
        with self._database.reading() as transaction:
            rows = transaction.execute(
                sa.select(_TABLE.c.kind, _TABLE.c.name, _TABLE.c.erp_name).where(
                    _TABLE.c.connection_id == connection_id,
                    _TABLE.c.kind.not_in(_REFERRED_TO_BY_KEY),
                    _TABLE.c.erp_name != sa.literal_column("''"),
                    _TABLE.c.erp_name != _TABLE.c.name,
                )
            ).all()
        return {(row.kind, row.name): row.erp_name for row in rows}

    def names(self, connection_id: int, kind: str, keys: Sequence[str]) -> dict[str, str]:
        """Of those keys, the ones the ERP holds, or may hold, and under which name."""
        with self._database.reading() as transaction:
            known = known_rows(transaction, connection_id, [(kind, key) for key in keys])
        there = {key: row.erp_name or (row.name if in_doubt(row) else "") for (_, key), row in known.items()}
        return {key: name for key, name in there.items() if name and known[kind, key].state != "cancelled"}

    def any(self) -> bool:
        """Whether the ERP was ever to be told anything."""
        with self._database.reading() as transaction:
            return transaction.execute(sa.select(_TABLE.c.id).limit(1)).first() is not None

    def due_count(self, connection_id: int, *, without: Collection[str] = ()) -> int:
        """How many rows are due or in doubt, but for orders that a person holds; none of the kinds `without`."""
        with self._database.reading() as transaction:
            return transaction.execute(
                sa.select(sa.func.count())
                .select_from(_TABLE)
                .where(_TABLE.c.connection_id == connection_id, _OPEN, _FREE, *_but(without))
            ).scalar_one()

    def due(
        self, connection_id: int, *, after: int = 0, limit: int, without: Collection[str] = ()
    ) -> list[Delivery]:
        """The next deliveries, all of one rank, after that row; they are marked as sending.

        Rows of the kinds `without`, and of orders that a person holds, stay as they are.
        """
        with self._database.transaction() as transaction:
            while rows := _due_rows(transaction, connection_id, after, limit, without):
                bodies = self._bodies(transaction, connection_id, rows)
                _mark_sending(transaction, [row.id for row in rows if row.id in bodies])
                mark_erased(transaction, [row.id for row in rows if row.id not in bodies])
                if bodies:
                    return [_delivery(row, bodies[row.id]) for row in rows if row.id in bodies]
                after = rows[-1].id
        return []

    def settle(self, connection_id: int, batch: Sequence[Delivery], answers: Sequence[Receipt]) -> None:
        """Write down the answers: delivered, refused (with a problem), or still in doubt."""
        with self._database.transaction() as transaction:
            receipts.write(transaction, connection_id, batch, answers, now=self._clock.now())

    def about(self, about: str) -> list[Row]:
        """Everything told for an order or SKU, in the order of telling."""
        with self._database.reading() as transaction:
            whole = sa.select(_TABLE, tables.origins.c.body.label("from_where")).join(tables.origins)
            rows = transaction.execute(
                whole.where(_TABLE.c.about == about).order_by(sa.func.abs(_TABLE.c.rank), _TABLE.c.id)
            ).all()
            found = []
            for row in rows:
                bodies = self._bodies(transaction, row.connection_id, [row])
                found.append(_shown(row, bodies.get(row.id, {})))
        return found

    def senders(self, *, kind: str | None, key: str | None) -> dict[tuple[str, str], int]:
        """Connection id (of several the first) by (kind, key) of what the ERP holds; of a kind or key if asked."""
        with self._database.reading() as transaction:
            rows = transaction.execute(
                sa.select(_TABLE.c.kind, _TABLE.c.key, sa.func.min(_TABLE.c.connection_id))
                .where(
                    _TABLE.c.erp_name != "",
                    *(column == asked for column, asked in ((_TABLE.c.kind, kind), (_TABLE.c.key, key)) if asked),
                )
                .group_by(_TABLE.c.kind, _TABLE.c.key)
            )
            return {(kind, key): connection_id for kind, key, connection_id in rows}

    def open_counts(self) -> dict[str, int]:
        """How many documents are due and failed, and how many orders are held: told by indexes of just these."""
        with self._database.reading() as transaction:
            return {
                "due": _count(transaction, _TABLE, _OPEN),
                "failed": _count(transaction, _TABLE, _REFUSED),
                "held": _held(transaction, tables.orders),
            }

    def counts(self) -> dict[str, int]:
        """How many documents are due, delivered, held (their order is, or one they wait for), failed (refused).

        Nearly all are delivered: they are what is left of all, which is quicker told than counting them.
        """
        with self._database.reading() as transaction:
            due, failed = _count(transaction, _TABLE, _OPEN), _count(transaction, _TABLE, _REFUSED)
            rest = due + failed + _count(transaction, _TABLE, _CLOSED)
            return {
                "due": due,
                "delivered": _count(transaction, _TABLE) - rest,
                "held": sum(
                    _held(transaction, table) for table in (tables.orders, tables.products, tables.settlements)
                ),
                "failed": failed,
            }

    def _bodies(
        self, transaction: Transaction, connection_id: int, rows: Sequence[Any]
    ) -> dict[int, dict[str, Any]]:
        """Body by row id; personal ones are opened, erased ones are missing."""
        bodies = {row.id: _decode_body(row.body) for row in rows if row.body is not None}
        for kind in sorted({row.kind for row in rows if row.body is None}):
            sealed = [row for row in rows if row.kind == kind and row.body is None]
            opened = self._people.get(transaction, connection_id, kind, [row.key for row in sealed])
            bodies.update({row.id: _decode_body(opened[row.key]) for row in sealed if row.key in opened})
        return bodies


def _count(transaction: Transaction, table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
    return transaction.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one()


def _held(transaction: Transaction, table: sa.Table) -> int:
    """Records that wait for a person, or for what does; of orders by the index of those that are not through."""
    not_through = table.c.state != sa.literal_column("'translated'")
    return _count(transaction, table, not_through, table.c.state.in_(["held", "awaiting"]))


def _but(kinds: Collection[str]) -> tuple[sa.ColumnElement[bool], ...]:
    return (_TABLE.c.kind.not_in(sorted(kinds)),) if kinds else ()


def _due_rows(
    transaction: Transaction, connection_id: int, after: int, limit: int, without: Collection[str]
) -> list[Any]:
    mine = _TABLE.c.connection_id == connection_id
    rank = (
        transaction.execute(sa.select(_TABLE.c.rank).where(_TABLE.c.id == after)).scalar()
        if after
        else _BEFORE_ALL
    )
    later = sa.tuple_(_TABLE.c.rank, _TABLE.c.id) > sa.tuple_(sa.literal(rank), sa.literal(after))
    rows = transaction.execute(
        sa.select(_TABLE)
        .where(mine, _OPEN, _FREE, later, *_but(without))
        .order_by(_TABLE.c.rank, _TABLE.c.id)
        .limit(limit)
    ).all()
    return [row for row in rows if row.rank == rows[0].rank]


def _mark_sending(transaction: Transaction, ids: Sequence[int]) -> None:
    for piece in chunks(ids):
        transaction.execute(
            sa.update(_TABLE).where(_TABLE.c.id.in_(piece)).values(state="sending", attempts=_TABLE.c.attempts + 1)
        )


def _delivery(row: Any, body: dict[str, Any]) -> Delivery:
    outgoing = Outgoing(
        kind=row.kind, key=row.key, name=row.name, body=body, about=row.about, personal=row.personal
    )
    return Delivery(
        row=row.id,
        outgoing=outgoing,
        known_name=row.erp_name or None,
        doubtful=row.state == "sending",
        before=_decode_body(row.before) if row.before is not None else None,
    )


def _shown(row: Any, body: dict[str, Any]) -> Row:
    fields = {name: getattr(row, name) for name in Row.__struct_fields__ if name not in {"body", "origins"}}
    return Row(
        **fields,
        body=body,
        origins={field: unpacked(origin) for field, origin in msgspec.json.decode(row.from_where).items()},
    )
