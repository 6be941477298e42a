"""Which ERP receives the documents, how to get into it, and whether it passed its check."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa

from sellerbridge.database import Database, upsert
from sellerbridge.store import given_up, tables, waiting
from sellerbridge.vault import Vault

BOOKS = "books"
ERPNEXT = "erpnext"

_TABLE = tables.erp
_ROW = 1
"""An installation tells one ERP."""
_CONTEXT = "erp:api_secret"


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """The ERP that was chosen; `kind` is "books", "erpnext", or "" before a choice."""

    kind: str = ""
    url: str = ""
    api_key: str = ""


class StoredERP:
    """The choice, its sealed secret, and the state in which it was found fit."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def chosen(self) -> Chosen:
        """The ERP that receives the documents."""
        row = self._row()
        return Chosen(kind=row.kind, url=row.url, api_key=row.api_key) if row else Chosen()

    def secret(self) -> str:
        """The API secret, opened; "" for the books. Raises Usage when the key does not fit."""
        row = self._row()
        return self._vault.open(row.sealed, context=_CONTEXT).decode() if row and row.sealed else ""

    def choose(self, kind: str, *, url: str = "", api_key: str = "", api_secret: str = "") -> None:
        """Take it as the receiver. Another one than before knows nothing: all is translated and told anew."""
        sealed = self._vault.seal(api_secret.encode(), context=_CONTEXT) if api_secret else None
        before = self.chosen()
        row = {"id": _ROW, "kind": kind, "url": url, "api_key": api_key, "sealed": sealed, "passed": ""}
        with self._database.transaction() as transaction:
            upsert(transaction, _TABLE, [row], key=["id"])
            if before.kind and (before.kind, before.url) != (kind, url):
                given_up.forget(transaction)
                waiting.translate_all_again(transaction)
            waiting.look_again(transaction)

    def passed(self, mark: str) -> bool:
        """Whether the ERP passed its check in this state of things (a digest of what the check looks at)."""
        row = self._row()
        return row is not None and row.passed == mark

    def note_passed(self, mark: str) -> None:
        """Remember that it did."""
        with self._database.transaction() as transaction:
            transaction.execute(sa.update(_TABLE).values(passed=mark))

    def _row(self) -> Any:
        with self._database.reading() as reading:
            return reading.execute(sa.select(_TABLE)).first()
