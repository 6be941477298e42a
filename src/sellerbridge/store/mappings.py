"""What the user mapped: items of SKUs, accounts of charges, what a marketplace has of its own, exchange rates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.database import Database, chunks, upsert
from sellerbridge.documents.mapping import (
    CUSTOMER,
    FBA_WAREHOUSE,
    FEE,
    ITEM,
    KINDS,
    PRICE_LIST,
    WAREHOUSE,
    Mappings,
    Rate,
)
from sellerbridge.store import tables, waiting
from sellerbridge.store.connections import Connection

_ALWAYS = date.min
"""The day of a rate that was given without one: it holds until a dated rate says otherwise."""


class StoredMappings:
    """Kept by the user, by command or as CSV."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[str, dict[str, str]]:
        """Kind → source → target, sorted; every kind is there."""
        table = tables.mappings.c
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(table.kind, table.source, table.target).order_by(table.source))
            found: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
            for row in rows:
                found[row.kind][row.source] = row.target
        return found

    def put(self, by_kind: Mapping[str, Mapping[str, str]]) -> None:
        """Map sources to targets by kind, all of it or nothing; an empty target removes.

        What was held is looked at again; with a price list all products are, for their prices belong elsewhere.
        """
        with self._database.transaction() as connection:
            for kind, pairs in by_kind.items():
                _put(connection, kind, pairs)
            waiting.look_again(connection)
            if by_kind.get(PRICE_LIST):
                waiting.translate_products_again(connection)

    def rates(self) -> dict[str, tuple[Rate, ...]]:
        """Currency → its rates, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                sa.select(tables.rates).order_by(tables.rates.c.currency, tables.rates.c.since)
            ).all()
        found: dict[str, list[Rate]] = {}
        for row in rows:
            found.setdefault(row.currency, []).append(Rate(row.since, Decimal(row.rate)))
        return {currency: tuple(rates) for currency, rates in found.items()}

    def put_rates(self, pairs: Mapping[str, Decimal], *, since: date | None) -> None:
        """Set rates from a day on; None: for every day without a dated one. What was held is looked at again."""
        rows = [
            {"currency": currency, "since": since or _ALWAYS, "rate": format(rate, "f")}
            for currency, rate in pairs.items()
        ]
        with self._database.transaction() as connection:
            upsert(connection, tables.rates, rows, key=["currency", "since"])
            waiting.look_again(connection)

    def read(self, seller: Connection) -> Mappings:
        """All that a translation needs, but for the products: those are looked up by batch."""
        found = self.all()
        return Mappings(
            items=found[ITEM],
            accounts=found[FEE],
            customers=found[CUSTOMER],
            price_lists=found[PRICE_LIST],
            warehouses=found[WAREHOUSE],
            fba_warehouses=found[FBA_WAREHOUSE],
            rates=self.rates(),
            marketplaces=seller.marketplaces,
            home=self._home(),
        )

    def _home(self) -> str:
        """The first marketplace of the first connection: its price list is the one that the setting names."""
        table = tables.connections
        with self._database.reading() as connection:
            first = connection.execute(sa.select(table.c.marketplaces).order_by(table.c.id).limit(1)).scalar()
        return first.split()[0] if first else ""

    def item_codes(self, skus: Iterable[str]) -> dict[str, str]:
        """The item codes of those SKUs that are listed."""
        found: dict[str, str] = {}
        codes, listed = tables.item_codes.c, tables.products.c
        is_listed = sa.exists().where(listed.sku == codes.sku)
        with self._database.reading() as connection:
            for piece in chunks(sorted(set(skus))):
                rows = connection.execute(
                    sa.select(codes.sku, codes.item_code).where(codes.sku.in_(piece), is_listed)
                )
                found.update({row.sku: row.item_code for row in rows})
        return found


def _put(transaction: Transaction, kind: str, pairs: Mapping[str, str]) -> None:
    kept = [{"kind": kind, "source": s, "target": t} for s, t in pairs.items() if t]
    upsert(transaction, tables.mappings, kept, key=["kind", "source"])
    table = tables.mappings
    for piece in chunks([source for source, target in pairs.items() if not target]):
        transaction.execute(sa.delete(table).where(table.c.kind == kind, table.c.source.in_(piece)))
