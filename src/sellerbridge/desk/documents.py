"""What the ERP holds through us."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from sellerbridge.installation import Installation
from sellerbridge.store.wanted import RANKS


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document as the ERP holds it; `doc` has ERPNext's field names, money as Decimal."""

    doctype: str
    name: str
    key: str
    connection: str
    docstatus: int
    doc: dict[str, Any]


def documents(installation: Installation, *, doctype: str | None, key: str | None) -> Iterator[Document]:
    """Every document, or those of a doctype or key, in the order of their making."""
    if not installation.store.erp.chosen().kind:
        return
    doctype = _spelled(doctype)
    senders = installation.store.outbox.senders(kind=doctype, key=key)
    names = {connection.id: connection.name for connection in installation.store.connections.all()}
    with installation.erp() as erp:
        for held in erp.documents(doctype=doctype, key=key):
            yield Document(
                doctype=held.doctype,
                name=held.name,
                key=held.key,
                connection=names.get(senders.get((held.doctype, held.key), 0), ""),
                docstatus=held.docstatus,
                doc=held.doc,
            )


def _spelled(doctype: str | None) -> str | None:
    """A doctype as ERPNext spells it, whatever the capitals it was typed in."""
    return next((known for known in RANKS if doctype and known.casefold() == doctype.casefold()), doctype)
