"""Orders as a list: the newest first, by what a person looks for, a page at a time by key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.commerce.order import Order
from sellerbridge.database import UTC as MOMENT
from sellerbridge.database import Database, chunks
from sellerbridge.store import tables
from sellerbridge.store.people import People

SETTLED, WAITS, HELD, REFUSED = "settled", "waits", "held", "refused"
STATES = (SETTLED, WAITS, HELD, REFUSED)
"""How an order may stand towards the ERP, as a list can be asked for it."""

_ORDERS, _OUTBOX, _SOLD = tables.orders.c, tables.outbox.c, tables.order_skus.c
_ON_ITS_WAY = _OUTBOX.state.in_([sa.literal_column("'due'"), sa.literal_column("'sending'")])
_REFUSED = _OUTBOX.state == sa.literal_column("'refused'")
_MOST = 20_000
"""So many orders that wait or were refused are looked through; who has more has other worries."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_decode = msgspec.json.Decoder(Order).decode


class Key(msgspec.Struct, frozen=True):
    """Where a page ended: those that follow were bought earlier, or have a smaller number."""

    purchased_at: datetime
    order_id: str

    @property
    def text(self) -> str:
        """As it stands in an address."""
        return f"{(self.purchased_at - _EPOCH) // timedelta(microseconds=1)}.{self.order_id}"

    @classmethod
    def of(cls, text: str) -> Key | None:
        """From an address; None where it is none."""
        moment, _, order_id = text.partition(".")
        try:
            return cls(_EPOCH + timedelta(microseconds=int(moment)), order_id) if order_id else None
        except (ValueError, OverflowError):
            return None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for; empty asks for nothing. `state` is of STATES, `until` is not included any more."""

    state: str = ""
    status: str = ""
    marketplace_id: str = ""
    connection_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    sku: str = ""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """An order in a list, without its people. `state` is that of its translation; `told` counts its documents
    by their state in the outbox, `problems` what is open about it.
    """

    connection_id: int
    order: Order
    state: str
    told: Mapping[str, int]
    problems: int

    @property
    def key(self) -> Key:
        """Its place in the list."""
        return Key(self.order.purchased_at, self.order.order_id)


class OrderList:
    """Questions about many orders, none of which reads more than a page of them."""

    def __init__(self, database: Database, people: People) -> None:
        self._database = database
        self._people = people

    def page(self, asked: Asked, *, after: Key | None = None, limit: int) -> list[Listed]:
        """The newest orders that are asked for, those after that key."""
        with self._database.reading() as transaction:
            return _listed(transaction, _rows(transaction, asked, after, limit))

    def numbered(self, start: str, *, after: str = "", limit: int) -> list[Listed]:
        """Orders whose number begins so, the highest number first, those after that number."""
        begins = [start <= _ORDERS.order_id, start + "\uffff" > _ORDERS.order_id]
        if after:
            begins.append(after > _ORDERS.order_id)
        with self._database.reading() as transaction:
            found = sa.select(tables.orders).where(*begins).order_by(_ORDERS.order_id.desc()).limit(limit)
            return _listed(transaction, transaction.execute(found).all())

    def bought_by(self, word: str, *, limit: int) -> list[Listed]:
        """The newest orders whose buyer has exactly that name, e-mail or purchase order (store/people.py)."""
        with self._database.reading() as transaction:
            known = set(self._people.found(transaction, word))
            # By number alone: SQLite finds no index for pairs.
            rows = [
                row
                for piece in chunks([order_id for _, order_id in known])
                for row in transaction.execute(sa.select(tables.orders).where(_ORDERS.order_id.in_(piece)))
                if (row.connection_id, row.order_id) in known
            ]
            return _listed(transaction, _newest(rows)[:limit])

    def is_sold(self, sku: str) -> bool:
        """Whether any order has that SKU."""
        with self._database.reading() as transaction:
            return transaction.execute(sa.select(_SOLD.sku).where(_SOLD.sku == sku).limit(1)).first() is not None


def _rows(transaction: Transaction, asked: Asked, after: Key | None, limit: int) -> list[Any]:
    conditions = _conditions(asked)
    if asked.sku:
        return list(transaction.execute(_of_sku(asked.sku, conditions, after, limit)))
    found = [
        row
        for question in _questions(asked, conditions)
        for row in transaction.execute(
            _paged(
                question, question.selected_columns.purchased_at, question.selected_columns.order_id, after, limit
            )
        )
    ]
    return _newest(found)[:limit]


def _conditions(asked: Asked) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if asked.status:
        found.append(_ORDERS.status == asked.status)
        if asked.status != "SHIPPED":
            found.append(_ORDERS.status != sa.literal_column("'SHIPPED'"))  # only so the partial index fits
    if asked.marketplace_id:
        found.append(_ORDERS.marketplace_id == asked.marketplace_id)
    if asked.connection_id is not None:
        # The sum keeps SQLite from the primary key, by which it would have to sort them all.
        found.append(_ORDERS.connection_id + 0 == asked.connection_id)
    if asked.since:
        found.append(_ORDERS.purchased_at >= asked.since)
    if asked.until:
        found.append(_ORDERS.purchased_at < asked.until)
    return found


def _questions(asked: Asked, conditions: Sequence[sa.ColumnElement[bool]]) -> list[sa.Select[Any]]:
    """What to ask the database, each by an index of its own; the answers are merged."""
    orders = sa.select(tables.orders).where(*conditions)
    if asked.state == WAITS:
        return [_in_state(orders, "waiting"), _with_document(_ON_ITS_WAY, conditions)]
    if asked.state == HELD:
        return [_in_state(orders, "held"), _in_state(orders, "doubtful")]
    if asked.state == REFUSED:
        return [_with_document(_REFUSED, conditions)]
    if asked.state == SETTLED:
        # By what they are about, of which there are few, and not by the connection, of which there are all.
        mine = _OUTBOX.connection_id + 0 == _ORDERS.connection_id, _OUTBOX.about == _ORDERS.order_id
        return [
            orders.where(
                _ORDERS.state == "translated",
                ~sa.exists().where(*mine, _ON_ITS_WAY),
                ~sa.exists().where(*mine, _REFUSED),
            )
        ]
    return [orders]


def _in_state(orders: sa.Select[Any], state: str) -> sa.Select[Any]:
    return orders.where(_ORDERS.state == state, _ORDERS.state != sa.literal_column("'translated'"))


def _with_document(
    condition: sa.ColumnElement[bool], conditions: Sequence[sa.ColumnElement[bool]]
) -> sa.Select[Any]:
    """Orders with such a document: the documents are found first, then their orders, which are sorted at last."""
    told = sa.select(_OUTBOX.connection_id, _OUTBOX.about).where(condition).distinct().limit(_MOST).subquery()
    same = sa.and_(told.c.connection_id == _ORDERS.connection_id, told.c.about == _ORDERS.order_id)
    found = sa.select(tables.orders).join_from(told, tables.orders, same).where(*conditions).limit(_MOST)
    return sa.select(found.subquery())


def _of_sku(
    sku: str, conditions: Sequence[sa.ColumnElement[bool]], after: Key | None, limit: int
) -> sa.Select[Any]:
    same = sa.and_(
        _ORDERS.connection_id == _SOLD.connection_id,
        _ORDERS.order_id == _SOLD.order_id,
        _ORDERS.purchased_at == _SOLD.purchased_at,
    )
    question = sa.select(tables.orders).join_from(tables.order_skus, tables.orders, same)
    question = question.where(_SOLD.sku == sku, *conditions)
    return _paged(question, _SOLD.purchased_at, _SOLD.order_id, after, limit)


def _paged(
    question: sa.Select[Any], purchased_at: Any, order_id: Any, after: Key | None, limit: int
) -> sa.Select[Any]:
    if after is not None:
        last = sa.literal(after.purchased_at, MOMENT), sa.literal(after.order_id)
        question = question.where(sa.tuple_(purchased_at, order_id) < sa.tuple_(*last))
    return question.order_by(purchased_at.desc(), order_id.desc()).limit(limit)


def _newest(rows: Iterable[Any]) -> list[Any]:
    """Each once, the newest first."""
    once = {(row.connection_id, row.order_id): row for row in rows}
    return sorted(once.values(), key=lambda row: (row.purchased_at, row.order_id), reverse=True)


def _listed(transaction: Transaction, rows: Sequence[Any]) -> list[Listed]:
    told: dict[tuple[int, str], Counter[str]] = {}
    open_: Counter[tuple[int, str]] = Counter()
    problems = tables.problems.c
    for piece in chunks([row.order_id for row in rows]):
        documents = sa.select(_OUTBOX.connection_id, _OUTBOX.about, _OUTBOX.state).where(_OUTBOX.about.in_(piece))
        for seller, about, state in transaction.execute(documents):
            told.setdefault((seller, about), Counter())[state] += 1
        asked = problems.about.in_(piece), problems.closed_at.is_(None)
        open_.update(
            (seller, about)
            for seller, about in transaction.execute(
                sa.select(problems.connection_id, problems.about).where(*asked)
            )
        )
    return [
        Listed(
            connection_id=row.connection_id,
            order=_decode(row.body),
            state=row.state,
            told=told.get((row.connection_id, row.order_id), {}),
            problems=open_[row.connection_id, row.order_id],
        )
        for row in rows
    ]
