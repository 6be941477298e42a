"""Marks records as waiting to be translated again: after a mended mapping, rate or setting, or on request."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sellerbridge.database import chunks
from sellerbridge.store import tables

_KEYS = (tables.orders.c.order_id, tables.products.c.sku)


def look_again(connection: Connection) -> None:
    """Everything that is held or refused waits once more: what held it may be mended."""
    for key in _KEYS:
        table = key.table
        unsettled = sa.or_(table.c.state == "held", _refused(key))
        connection.execute(sa.update(table).where(unsettled).values(state="waiting"))
    connection.execute(sa.update(tables.outbox).where(tables.outbox.c.state == "refused").values(state="due"))


def look_again_at(connection: Connection, about: Sequence[tuple[int, str]]) -> None:
    """The orders, products and refused documents that these (connection id, order id or SKU) name wait again."""
    for number in {number for number, _ in about}:
        names = [name for owner, name in about if owner == number]
        for piece in chunks(names):
            for key in _KEYS:
                mine = key.table.c.connection_id == number, key.in_(piece)
                unsettled = sa.or_(key.table.c.state == "held", _refused(key))
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


def translate_again(connection: Connection, orders: Sequence[tuple[int, str]]) -> None:
    """These orders (connection id, order id) wait, whatever became of them before: their people are forgotten."""
    for number in {number for number, _ in orders}:
        for piece in chunks([order_id for owner, order_id in orders if owner == number]):
            mine = tables.orders.c.connection_id == number, tables.orders.c.order_id.in_(piece)
            connection.execute(sa.update(tables.orders).where(*mine).values(state="waiting"))


def translate_all_again(connection: Connection) -> None:
    """Everything that was translated waits once more: another ERP knows nothing of it."""
    for key in _KEYS:
        connection.execute(sa.update(key.table).values(state="waiting"))


def translate_products_again(connection: Connection) -> None:
    """Every product waits once more: its prices belong in another price list."""
    connection.execute(sa.update(tables.products).values(state="waiting"))


def _refused(key: sa.Column[str]) -> sa.ColumnElement[bool]:
    """Whether the ERP refused a document of that order or SKU: with a mended mapping it may become another."""
    outbox = tables.outbox.c
    return sa.exists().where(
        outbox.connection_id == key.table.c.connection_id, outbox.about == key, outbox.state == "refused"
    )
