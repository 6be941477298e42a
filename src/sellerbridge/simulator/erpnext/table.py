"""The committed documents of one type, found by name and by value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sellerbridge.simulator.erpnext.collation import folded
from sellerbridge.simulator.erpnext.document import Document

Index = dict[str, dict[str, list[Document]]]
"""Folded value → folded name of a document → where the value stands: the document itself, or its rows."""


class Table:
    """Documents by folded name. An index over a field is built when it is first asked for, then kept.

    What is handed out is what is stored: it is never changed, only replaced.
    """

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self._indexes: dict[tuple[str, str], Index] = {}

    def put(self, document: Document) -> None:
        """Store or replace a document; one that is replaced keeps its place."""
        key = folded(document.name)
        self._leave(key)
        self.documents[key] = document
        for (doctype, fieldname), index in self._indexes.items():
            _enter(index, key, document, doctype, fieldname)

    def remove(self, key: str) -> None:
        """Forget the document of this folded name, if there is one."""
        self._leave(key)
        self.documents.pop(key, None)

    def having(self, fieldname: str, value: Any) -> Iterator[tuple[str, Document]]:
        """The documents with this value in a field of their own, by folded name."""
        for key in self._index("", fieldname).get(folded(str(value)), {}):
            yield key, self.documents[key]

    def rows_having(self, doctype: str, fieldname: str, value: Any) -> Iterator[tuple[str, list[Document]]]:
        """The rows of a type that have this value, by the folded name of their document."""
        return iter(self._index(doctype, fieldname).get(folded(str(value)), {}).items())

    def _index(self, doctype: str, fieldname: str) -> Index:
        index = self._indexes.get((doctype, fieldname))
        if index is None:
            index = self._indexes[doctype, fieldname] = {}
            for key, document in self.documents.items():
                _enter(index, key, document, doctype, fieldname)
        return index

    def _leave(self, key: str) -> None:
        there = self.documents.get(key)
        if there is None:
            return
        for (doctype, fieldname), index in self._indexes.items():
            for one in _bearers(there, doctype):
                if one.get(fieldname) is not None:
                    index[folded(str(one[fieldname]))].pop(key, None)


def _enter(index: Index, key: str, document: Document, doctype: str, fieldname: str) -> None:
    for one in _bearers(document, doctype):
        if one.get(fieldname) is not None:
            index.setdefault(folded(str(one[fieldname])), {}).setdefault(key, []).append(one)


def _bearers(document: Document, doctype: str) -> list[Document]:
    """The rows of a type; the document itself for no type."""
    return [row for row in document.children() if row.doctype == doctype] if doctype else [document]
