"""Marks records as waiting to be translated again: after a mended mapping, rate or setting, or on request."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sellerbridge.database import chunks
from sellerbridge.store import tables

_TRANSLATED = (tables.orders, tables.products)


def look_again(connection: Connection) -> None:
    """Everything that is held waits once more: what held it may be mended."""
    for table in _TRANSLATED:
        connection.execute(sa.update(table).where(table.c.state == "held").values(state="waiting"))
    connection.execute(sa.update(tables.outbox).where(tables.outbox.c.state == "refused").values(state="due"))


def look_again_at(connection: Connection, about: Sequence[tuple[int, str]]) -> None:
    """The orders, products and refused documents that these (connection id, order id or SKU) name wait again."""
    for number in {number for number, _ in about}:
        names = [name for owner, name in about if owner == number]
        for piece in chunks(names):
            _wait(connection, tables.orders, tables.orders.c.order_id.in_(piece), number)
            _wait(connection, tables.products, tables.products.c.sku.in_(piece), number)
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
    for table in _TRANSLATED:
        connection.execute(sa.update(table).values(state="waiting"))


def translate_products_again(connection: Connection) -> None:
    """Every product waits once more: its prices belong in another price list."""
    connection.execute(sa.update(tables.products).values(state="waiting"))


def _wait(connection: Connection, table: sa.Table, those: sa.ColumnElement[bool], number: int) -> None:
    connection.execute(
        sa.update(table)
        .where(table.c.connection_id == number, those, table.c.state == "held")
        .values(state="waiting")
    )
