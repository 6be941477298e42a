"""Personal data: sealed, in one table, one row per buyer or document; erasing is deleting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.commerce.order import Address, Buyer
from sellerbridge.database import chunks, upsert
from sellerbridge.store import tables
from sellerbridge.vault import Vault

ORDER = "order"


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Buyer and recipient of an order, as Amazon said."""

    buyer: Buyer | None = None
    recipient: Address | None = None

    def or_else(self, before: Person | None) -> Person:
        """What is known now, and where Amazon has gone silent since, what was known before."""
        if before is None:
            return self
        return Person(buyer=self.buyer or before.buyer, recipient=self.recipient or before.recipient)


_NOBODY = Buyer()


class Sealed(msgspec.Struct, frozen=True):
    """A row on its way in: what it belongs to, its bytes, and until when they may stay."""

    kind: str
    key: str
    plain: bytes
    erase_after: datetime
    buyer: Buyer | None = None
    """Whom it is found by."""


class People:
    """The sealed rows. `kind` and `key` name the order or document they belong to."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def put(self, transaction: Transaction, connection_id: int, rows: Iterable[Sealed]) -> None:
        """Seal and keep, in the caller's transaction."""
        upsert(
            transaction,
            tables.people,
            [
                {
                    "connection_id": connection_id,
                    "kind": row.kind,
                    "key": row.key,
                    "sealed": self._vault.seal(row.plain, context=_context(connection_id, row.kind, row.key)),
                    "erase_after": row.erase_after,
                    **self._marks(row.buyer or _NOBODY),
                }
                for row in rows
            ],
            key=["connection_id", "kind", "key"],
        )

    def _marks(self, buyer: Buyer) -> dict[str, str | None]:
        """By what a buyer is found: nobody without the key can tell the words from it."""
        words = {"name_mark": buyer.name, "email_mark": buyer.email, "purchase_mark": buyer.purchase_order}
        return {column: self._mark(column, word) if word else None for column, word in words.items()}

    def _mark(self, column: str, word: str) -> str:
        return self._vault.pseudonym(column, " ".join(word.casefold().split()))

    def found(self, transaction: Transaction, word: str) -> list[tuple[int, str]]:
        """(connection id, order id) of the orders whose buyer has exactly that name, e-mail address or number of
        a purchase order, whatever its case, and is not erased yet.
        """
        columns = (tables.people.c.name_mark, tables.people.c.email_mark, tables.people.c.purchase_mark)
        rows = transaction.execute(
            sa.select(tables.people.c.connection_id, tables.people.c.key).where(
                tables.people.c.kind == ORDER,
                sa.or_(*(column == self._mark(column.name, word) for column in columns)),
            )
        )
        return [(row.connection_id, row.key) for row in rows]

    def get(
        self, transaction: Transaction, connection_id: int, kind: str, keys: Sequence[str]
    ) -> dict[str, bytes]:
        """The opened rows of those keys; erased ones are missing."""
        table, found = tables.people, {}
        for piece in chunks(keys):
            rows = transaction.execute(
                sa.select(table.c.key, table.c.sealed).where(
                    table.c.connection_id == connection_id, table.c.kind == kind, table.c.key.in_(piece)
                )
            )
            for key, sealed in rows:
                found[key] = self._vault.open(sealed, context=_context(connection_id, kind, key))
        return found

    def persons(self, transaction: Transaction, connection_id: int, order_ids: Sequence[str]) -> dict[str, Person]:
        """Buyer and recipient by order id."""
        opened = self.get(transaction, connection_id, ORDER, order_ids)
        return {key: msgspec.json.decode(plain, type=Person) for key, plain in opened.items()}

    def mark_buyers(self, transaction: Transaction) -> None:
        """Let the buyers be found whose orders were read before there were marks, in the caller's transaction."""
        table = tables.people
        wanted = sa.select(table.c.connection_id, table.c.key).where(table.c.kind == ORDER)
        by_seller: dict[int, list[str]] = {}
        for seller, key in transaction.execute(wanted):
            by_seller.setdefault(seller, []).append(key)
        for seller, keys in by_seller.items():
            for piece in chunks(keys):
                for key, person in self.persons(transaction, seller, piece).items():
                    mine = table.c.connection_id == seller, table.c.kind == ORDER, table.c.key == key
                    marks = self._marks(person.buyer or _NOBODY)
                    transaction.execute(sa.update(table).where(*mine).values(**marks))

    def erase(self, transaction: Transaction, now: datetime) -> int:
        """Delete what may no longer be kept, in the caller's transaction; answers how many rows."""
        return transaction.execute(sa.delete(tables.people).where(tables.people.c.erase_after <= now)).rowcount


def _context(connection_id: int, kind: str, key: str) -> str:
    return f"people:{connection_id}:{kind}:{key}"
