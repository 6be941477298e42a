"""One row per thing to tell the ERP: what is wanted, what was delivered, and what is between the two.

A row is due when what is wanted differs from what was delivered. It is marked as sending before it leaves, so
that after a crash or a lost answer it is looked up by key instead of being sent blindly.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.clock import Clock
from sellerbridge.database import Database, chunks, upsert
from sellerbridge.outgoing import Delivery, Outgoing, Receipt
from sellerbridge.problems import IGNORE
from sellerbridge.store import receipts, tables
from sellerbridge.store.people import ORDER, People, Sealed

_TABLE = tables.outbox
_OPEN = _TABLE.c.state.in_([sa.literal_column("'due'"), sa.literal_column("'sending'")])
"""Written out, not bound: only so SQLite sees that the partial index fits."""
_encode = msgspec.json.Encoder(decimal_format="number").encode
_decode_body = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode
"""Bodies go through JSON numbers, digit by digit: money is Decimal on both sides."""

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
        known = _known(transaction, connection_id, latest)
        now = self._clock.now()
        rows = []
        for place, outgoing in latest.items():
            row = _wanted_row(connection_id, outgoing, known.get(place), now)
            if row is not None:
                rows.append(row)
        _keep_origins(transaction, {row["origins"]: latest[row["kind"], row["key"]].origins for row in rows})
        _keep_what_was_delivered(transaction, connection_id, rows, known)
        upsert(transaction, _TABLE, rows, key=["connection_id", "kind", "key"])
        changed = {(row["kind"], row["key"]) for row in rows}
        erase_after = now + timedelta(days=keep_days)
        self._people.put(
            transaction,
            connection_id,
            [
                Sealed(outgoing.kind, outgoing.key, _encode(outgoing.body), erase_after)
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
            known = _known(transaction, connection_id, latest)
        return [o for place, o in latest.items() if _wanted_row(connection_id, o, known.get(place), now)]

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
            known = _known(transaction, connection_id, [(kind, key) for key in keys])
        there = {key: row.erp_name or (row.name if _in_doubt(row) else "") for (_, key), row in known.items()}
        return {key: name for key, name in there.items() if name and known[kind, key].state != "cancelled"}

    def due_count(self, connection_id: int, *, without: Collection[str] = ()) -> int:
        """How many rows are due or in doubt; of the kinds `without`, none is counted."""
        with self._database.reading() as transaction:
            return transaction.execute(
                sa.select(sa.func.count())
                .select_from(_TABLE)
                .where(_TABLE.c.connection_id == connection_id, _OPEN, *_but(without))
            ).scalar_one()

    def due(
        self, connection_id: int, *, after: int = 0, limit: int, without: Collection[str] = ()
    ) -> list[Delivery]:
        """The next deliveries, all of one rank, after that row; they are marked as sending.

        Rows of the kinds `without` stay as they are.
        """
        with self._database.transaction() as transaction:
            while rows := _due_rows(transaction, connection_id, after, limit, without):
                bodies = self._bodies(transaction, connection_id, rows)
                _mark_sending(transaction, [row.id for row in rows if row.id in bodies])
                _mark_erased(transaction, [row.id for row in rows if row.id not in bodies])
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

    def counts(self) -> dict[str, int]:
        """How many documents are due, delivered, held (their order is, or one they wait for), failed (refused)."""
        with self._database.reading() as transaction:
            by_state = sa.select(_TABLE.c.state, sa.func.count().label("n")).group_by(_TABLE.c.state)
            found = {row.state: row.n for row in transaction.execute(by_state)}
            held = sum(
                transaction.execute(
                    sa.select(sa.func.count()).select_from(table).where(table.c.state.in_(["held", "awaiting"]))
                ).scalar_one()
                for table in (tables.orders, tables.products, tables.settlements)
            )
        return {
            "due": found.get("due", 0) + found.get("sending", 0),
            "delivered": found.get("delivered", 0),
            "held": held,
            "failed": found.get("refused", 0),
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


def _known(transaction: Transaction, connection_id: int, places: Iterable[tuple[str, str]]) -> dict[Any, Any]:
    by_kind: dict[str, list[str]] = {}
    for kind, key in places:
        by_kind.setdefault(kind, []).append(key)
    found = {}
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


def _wanted_row(connection_id: int, outgoing: Outgoing, known: Any, now: datetime) -> dict[str, Any] | None:
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
        "body": None if outgoing.personal else _encode(outgoing.body),
        "origins": _origins_mark(outgoing.origins),
        "fingerprint": fingerprint,
        # A row in doubt stays in doubt: whatever is wanted now, the ERP may hold the earlier one.
        "state": "cancelled" if cancelling and never_told else "sending" if _in_doubt(known) else "due",
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
    transaction: Transaction, connection_id: int, rows: Sequence[Mapping[str, Any]], known: Mapping[Any, Any]
) -> None:
    """Of rows that now want another body, the one that the ERP has: what differs from it there, a person did."""
    changed: dict[str, list[str]] = {}
    for row in rows:
        place = row["kind"], row["key"]
        if place in known and known[place].state == "delivered":
            changed.setdefault(row["kind"], []).append(row["key"])
    for kind, keys in changed.items():
        for piece in chunks(keys):
            mine = _TABLE.c.connection_id == connection_id, _TABLE.c.kind == kind, _TABLE.c.key.in_(piece)
            transaction.execute(sa.update(_TABLE).where(*mine).values(before=_TABLE.c.body))


def _keep_origins(transaction: Transaction, by_mark: Mapping[str, Mapping[str, str]]) -> None:
    """Most documents of a kind have the same origins: each set is kept once."""
    rows = [{"mark": mark, "body": _encode(origins)} for mark, origins in by_mark.items()]
    upsert(transaction, tables.origins, rows, key=["mark"], update=[])


def _origins_mark(origins: Mapping[str, str]) -> str:
    return hashlib.blake2b(_encode(origins), digest_size=12).hexdigest()


def _in_doubt(known: Any) -> bool:
    return known is not None and known.state == "sending"


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
        .where(mine, _OPEN, later, *_but(without))
        .order_by(_TABLE.c.rank, _TABLE.c.id)
        .limit(limit)
    ).all()
    return [row for row in rows if row.rank == rows[0].rank]


def _mark_sending(transaction: Transaction, ids: Sequence[int]) -> None:
    for piece in chunks(ids):
        transaction.execute(
            sa.update(_TABLE).where(_TABLE.c.id.in_(piece)).values(state="sending", attempts=_TABLE.c.attempts + 1)
        )


def give_up_erased(transaction: Transaction, now: datetime) -> list[tuple[int, str]]:
    """Give up what is erased at `now` and not told yet; answers (connection id, order id) of each.

    What else waits for the same order goes with it: it refers to what will not come, and is wanted anew together.
    """
    people = tables.people.c
    lost = sa.and_(
        people.connection_id == _TABLE.c.connection_id, people.kind == _TABLE.c.kind, people.key == _TABLE.c.key
    )
    rows = transaction.execute(
        sa.select(_TABLE.c.id, _TABLE.c.connection_id, _TABLE.c.about)
        .join(tables.people, lost)
        .where(people.erase_after <= now, _TABLE.c.state.in_(["due", "sending", "refused"]))
    ).all()
    orders = sorted({(row.connection_id, row.about) for row in rows})
    _mark_erased(transaction, [row.id for row in rows])
    for piece in chunks(orders):
        beside = sa.tuple_(_TABLE.c.connection_id, _TABLE.c.about).in_(piece)
        waits = sa.select(_TABLE.c.id).where(beside, _TABLE.c.state.in_(["due", "refused"]))
        _mark_erased(transaction, transaction.execute(waits).scalars().all())
    return orders


def forget(transaction: Transaction) -> None:
    """Forget everything that was told, and what was decided about it: another ERP knows nothing of it.

    What buyers' orders say stays.
    """
    transaction.execute(sa.delete(_TABLE))
    transaction.execute(sa.delete(tables.decisions).where(tables.decisions.c.choice != IGNORE))
    transaction.execute(sa.delete(tables.people).where(tables.people.c.kind != ORDER))


def give_up_unwanted(transaction: Transaction, connection_id: int, wanted: Sequence[Outgoing]) -> None:
    """Give up documents of these kinds that are not among the wanted any more: refused ones, and such as the ERP
    was never told while nothing else waits that could refer to them.
    """
    places = {(outgoing.kind, outgoing.key) for outgoing in wanted}
    kinds = {kind for kind, _ in places}
    other = _TABLE.alias().c
    referring = sa.exists().where(
        other.connection_id == connection_id, other.state.in_(["due", "sending"]), other.kind.not_in(kinds)
    )
    untold = sa.and_(_TABLE.c.state == "due", _TABLE.c.erp_name == "", ~referring)
    rows = transaction.execute(
        sa.select(_TABLE.c.id, _TABLE.c.kind, _TABLE.c.key).where(
            _TABLE.c.connection_id == connection_id,
            sa.or_(_TABLE.c.state == "refused", untold),
            _TABLE.c.kind.in_(kinds),
        )
    ).all()
    for piece in chunks([row.id for row in rows if (row.kind, row.key) not in places]):
        transaction.execute(sa.update(_TABLE).where(_TABLE.c.id.in_(piece)).values(state="cancelled"))


def leave(transaction: Transaction, connection_id: int, about: str, *, told: bool, message: str) -> None:
    """Leave the refused documents of an order or SKU as the ERP has them, until something else is wanted.

    `told` are only those that it holds; otherwise also those that it holds not.
    """
    refused = (
        _TABLE.c.connection_id == connection_id,
        _TABLE.c.about == about,
        _TABLE.c.state == "refused",
        *((_TABLE.c.erp_name != "",) if told else ()),
    )
    state = sa.case((_TABLE.c.erp_name != "", "delivered"), else_="ignored")
    transaction.execute(sa.update(_TABLE).where(*refused).values(state=state, message=message, before=None))


def tell_again(transaction: Transaction, connection_id: int, wanted: Sequence[Outgoing]) -> None:
    """Of these wishes, those that were refused or left before are due once more."""
    prints = [outgoing.fingerprint() for outgoing in wanted]
    for piece in chunks(prints):
        settled = _TABLE.c.fingerprint.in_(piece), _TABLE.c.state.in_(["refused", "delivered"])
        transaction.execute(
            sa.update(_TABLE).where(_TABLE.c.connection_id == connection_id, *settled).values(state="due")
        )


def _mark_erased(transaction: Transaction, ids: Sequence[int]) -> None:
    """What the ERP holds under that key stays as it is there."""
    erased = "The personal data was erased before it was delivered."
    state = sa.case((_TABLE.c.erp_name != "", "delivered"), else_="cancelled")
    for piece in chunks(ids):
        transaction.execute(sa.update(_TABLE).where(_TABLE.c.id.in_(piece)).values(state=state, message=erased))


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
    return Row(**fields, body=body, origins=msgspec.json.decode(row.from_where))
