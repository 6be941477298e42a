"""Marks records as waiting to be translated again: after a mended mapping, rate or setting, or on request."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sellerbridge.database import chunks
from sellerbridge.store import cursors, tables
from sellerbridge.store.cursors import SETTLEMENTS

_KEYS = (tables.orders.c.order_id, tables.products.c.sku, tables.settlements.c.settlement_id)


def look_again(connection: Connection) -> None:
    """Everything that is held or refused waits once more: what held it may be mended."""
    for key in _KEYS:
        unsettled = sa.or_(_held(key), _refused(key))
        connection.execute(sa.update(key.table).where(unsettled).values(state="waiting"))
    connection.execute(sa.update(tables.outbox).where(tables.outbox.c.state == "refused").values(state="due"))


def look_again_at(connection: Connection, about: Sequence[tuple[int, str]]) -> None:
    """What these (connection id, order id, SKU, settlement id or report id) name waits again: records that are
    held, documents that were refused, settlement reports that could not be read.
    """
    for number in {number for number, _ in about}:
        names = [name for owner, name in about if owner == number]
        for piece in chunks(names):
            for key in _KEYS:
                mine = key.table.c.connection_id == number, key.in_(piece)
                unsettled = sa.or_(_held(key), _refused(key))
                connection.execute(sa.update(key.table).where(*mine, unsettled).values(state="waiting"))
            connection.execute(
                sa.update(tables.outbox)
                .where(
                    tables.outbox.c.connection_id == number,
                    tables.outbox.c.about.in_(piece),
                    tables.outbox.c.state == "refused",
                )
                .values(state="due")
            )
            _fetch_again(connection, number, piece)


def settlements_again(connection: Connection, connection_id: int) -> None:
    """Settlements that await orders on their way wait once more: some of these may have arrived."""
    table = tables.settlements
    awaiting = table.c.connection_id == connection_id, table.c.state == "awaiting"
    connection.execute(sa.update(table).where(*awaiting).values(state="waiting"))


def _fetch_again(connection: Connection, connection_id: int, report_ids: Sequence[str]) -> None:
    """Forget that these settlement reports were fetched and not understood: the next reading asks for them."""
    table = tables.settlement_reports
    mine = table.c.connection_id == connection_id, table.c.report_id.in_(report_ids), table.c.settlement_id == ""
    if connection.execute(sa.delete(table).where(*mine)).rowcount:
        cursors.forget(connection, connection_id, stream=SETTLEMENTS)


def translate_again(connection: Connection, orders: Sequence[tuple[int, str]]) -> None:
    """These orders (connection id, order id) wait, whatever became of them before: their people are forgotten."""
    for number in {number for number, _ in orders}:
        for piece in chunks([order_id for owner, order_id in orders if owner == number]):
            mine = tables.orders.c.connection_id == number, tables.orders.c.order_id.in_(piece)
            connection.execute(sa.update(tables.orders).where(*mine).values(state="waiting"))


def translate_held_again(connection: Connection, connection_id: int, about: str) -> None:
    """The order, product or settlement of that name waits if it is held: a person decided about it."""
    for key in _KEYS:
        mine = key.table.c.connection_id == connection_id, key == about, _held(key)
        connection.execute(sa.update(key.table).where(*mine).values(state="waiting"))


def translate_all_again(connection: Connection) -> None:
    """Everything that was translated waits once more: another ERP knows nothing of it."""
    for key in _KEYS:
        connection.execute(sa.update(key.table).values(state="waiting"))


def translate_products_again(connection: Connection) -> None:
    """Every product waits once more: its prices belong in another price list."""
    connection.execute(sa.update(tables.products).values(state="waiting"))


def _held(key: sa.Column[str]) -> sa.ColumnElement[bool]:
    """Whether something about it, or about what it awaits, needs a person: all of it, or what goes beside it."""
    return key.table.c.state.in_(["held", "doubtful", "awaiting"])


def _refused(key: sa.Column[str]) -> sa.ColumnElement[bool]:
    """Whether the ERP refused a document of that order or SKU: with a mended mapping it may become another."""
    outbox = tables.outbox.c
    return sa.exists().where(
        outbox.connection_id == key.table.c.connection_id, outbox.about == key, outbox.state == "refused"
    )
