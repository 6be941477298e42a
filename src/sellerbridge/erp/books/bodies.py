"""How a document's body is kept: JSON with money as text, and its personal part sealed apart."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from sellerbridge.erp.books.checks import Doc
from sellerbridge.erp.books.doctypes import DOCTYPES
from sellerbridge.vault import Vault

ERASED_BUYER = "Erased buyer"
"""What stands for the name of a customer whose personal data was erased."""

encode = msgspec.json.Encoder(decimal_format="string").encode
_decode = msgspec.json.Decoder(dict[str, Any]).decode


class Bodies:
    """Seals what is personal and puts it together again."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def apart(self, kind: str, name: str, doc: Doc) -> tuple[bytes, bytes]:
        """The readable and the sealed part of a personal document."""
        clear = DOCTYPES[kind].clear
        readable = {field: value for field, value in doc.items() if field in clear}
        hidden = {field: value for field, value in doc.items() if field not in clear}
        return encode(readable), self._vault.seal(encode(hidden), context=_context(kind, name))

    def together(self, kind: str, name: str, body: bytes, *, personal: bool, sealed: bytes | None) -> Doc:
        """The whole document; of an erased person only what is not personal. Raises Usage for a wrong key."""
        doc = read(kind, body)
        if sealed is not None:
            return doc | read(kind, self._vault.open(sealed, context=_context(kind, name)))
        if personal and kind == "Customer":
            return doc | {"customer_name": ERASED_BUYER}
        return doc


def read(kind: str, body: bytes) -> Doc:
    """A kept body as a document again, money as Decimal."""
    doctype = DOCTYPES[kind]
    doc = _with_money(_decode(body), doctype.money)
    for table, child in doctype.tables.items():
        for row in doc.get(table) or ():
            _with_money(row, DOCTYPES[child].money)
    return doc


def _with_money(fields: Doc, money: frozenset[str]) -> Doc:
    for field in money & fields.keys():
        if fields[field] is not None:
            fields[field] = Decimal(fields[field])
    return fields


def _context(kind: str, name: str) -> str:
    return f"books:{kind}:{name}"
