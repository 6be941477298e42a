"""Products as a list: by SKU, by what a person looks for, a page at a time by key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from sellerbridge.commerce.listing import Product
from sellerbridge.database import Database, chunks
from sellerbridge.documents.mapping import ITEM
from sellerbridge.store import tables
from sellerbridge.store.connections import Connections
from sellerbridge.store.products import ProductMirror

MAPPED, UNMAPPED, ASLEEP, PROBLEM = "mapped", "unmapped", "inactive", "problem"
FILTERS = (MAPPED, UNMAPPED, ASLEEP, PROBLEM)
"""By what a list can be asked for: mapped by a person or not, not on sale somewhere, something is wrong."""

_PRODUCTS, _LISTINGS = tables.products.c, tables.listings.c
_MAPPED, _PROBLEMS = tables.mappings.c, tables.problems.c


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A product in a list. `mapped` is the Item that a person chose, or empty; `problems` counts what is open."""

    connection: str
    product: Product
    state: str
    mapped: str
    problems: int


class ProductList:
    """Questions about many products, none of which reads more than a page of them."""

    def __init__(self, database: Database, mirror: ProductMirror, connections: Connections) -> None:
        self._database = database
        self._mirror = mirror
        self._connections = connections

    def page(self, *, only: str = "", begins: str = "", after: str = "", limit: int) -> list[Listed]:
        """Products by SKU, those after that one; `only` is of FILTERS, and SKU, ASIN or title `begins` so.

        A SKU that two connections list is there twice, and a page has both of them.
        """
        with self._database.reading() as transaction:
            skus: list[str] = list(transaction.execute(_skus(only, begins, after, limit)).scalars())
            found = sa.select(tables.products).where(_PRODUCTS.sku.in_(skus))
            rows = transaction.execute(found.order_by(_PRODUCTS.sku, _PRODUCTS.connection_id)).all()
            targets = sa.select(_MAPPED.source, _MAPPED.target)
            mapped = {
                row.source: row.target
                for piece in chunks(skus)
                for row in transaction.execute(targets.where(_MAPPED.kind == ITEM, _MAPPED.source.in_(piece)))
            }
            problems = _problems(transaction, skus)
        return self._whole(rows, mapped, problems)

    def _whole(self, rows: Sequence[Any], mapped: dict[str, str], problems: dict[Any, int]) -> list[Listed]:
        sellers = {seller.id: seller for seller in self._connections.all()}
        products = {
            (number, product.sku): product
            for number in {row.connection_id for row in rows}
            for product in self._mirror.named(
                sellers[number], [row.sku for row in rows if row.connection_id == number]
            )
        }
        return [
            Listed(
                connection=sellers[row.connection_id].name,
                product=products[row.connection_id, row.sku],
                state=row.state,
                mapped=mapped.get(row.sku, ""),
                problems=problems.get((row.connection_id, row.sku), 0),
            )
            for row in rows
        ]


def _problems(transaction: sa.Connection, skus: Sequence[str]) -> dict[Any, int]:
    by = (_PROBLEMS.connection_id, _PROBLEMS.about)
    asked = sa.select(*by, sa.func.count()).where(_PROBLEMS.about.in_(skus), _PROBLEMS.closed_at.is_(None))
    return {(seller, sku): count for seller, sku, count in transaction.execute(asked.group_by(*by))}


def _skus(only: str, begins: str, after: str, limit: int) -> sa.Select[Any]:
    """The next SKUs, by whichever index leads to them."""
    sku, conditions = _found_by(only, begins)
    conditions.append(sku > after)
    is_mapped = sa.exists().where(_MAPPED.kind == ITEM, _MAPPED.source == sku)
    if only in {MAPPED, UNMAPPED}:
        conditions.append(is_mapped if only == MAPPED else ~is_mapped)
    return sa.select(sku).where(*conditions).distinct().order_by(sku).limit(limit)


def _found_by(only: str, begins: str) -> tuple[sa.Column[str], list[sa.ColumnElement[bool]]]:
    conditions: list[sa.ColumnElement[bool]] = []
    sku: sa.Column[str] = _PRODUCTS.sku
    if only == ASLEEP:
        sku, conditions = (
            _LISTINGS.sku,
            [_LISTINGS.status != sa.literal_column("'Active'"), _LISTINGS.status != ""],
        )
    if only == PROBLEM:
        wrong = sa.select(_PROBLEMS.about).where(_PROBLEMS.closed_at.is_(None))
        conditions.append(sku.in_(wrong))
    if begins:
        named = sa.union(
            *(
                sa.select(column.table.c.sku).where(column >= start, column < start + "\uffff")
                # Each by an index that begins with it: the listings have none by SKU, the products do.
                for column, start in (
                    (_PRODUCTS.sku, begins),
                    (_PRODUCTS.sku, begins.upper()),
                    (_LISTINGS.asin, begins.upper()),
                    (_LISTINGS.title, begins.casefold()),
                )
            )
        )
        conditions.append(sku.in_(named))
    return sku, conditions
