"""One request's view of a site: what it has written is its own until it commits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sellerbridge.simulator.erpnext.collation import folded
from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.locks import Owner
from sellerbridge.simulator.erpnext.meta import Meta
from sellerbridge.simulator.erpnext.refusal import Refusal, not_found
from sellerbridge.simulator.erpnext.site import CUSTOMIZING, Site
from sellerbridge.simulator.erpnext.table import Table

_COMPOSITE = {"Bin": ("unique_item_warehouse", ("item_code", "warehouse"))}
"""Unique indexes over two fields: name of the index, fields."""


class Taken(Exception):
    """A unique index holds this value already. `key` is its name, "PRIMARY" for the document's name; `fieldname`
    the first field in it.
    """

    def __init__(self, doctype: str, key: str, value: str, *, fieldname: str = "") -> None:
        super().__init__(doctype, key)
        self.doctype = doctype
        self.key = key
        self.value = value
        self.fieldname = fieldname or key


class Transaction(Owner):
    """Reads what is committed and its own changes. The caller has the site's turn all the while.

    What `peek` and `scan` hand out must not be changed; `get` and `load` hand out copies.
    """

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.site = site
        self._changes: dict[str, dict[str, Document | None]] = defaultdict(dict)
        self._found_by: dict[str, Table] = defaultdict(Table)
        self._series: dict[str, int] = {}

    # Reading

    def meta(self, doctype: str) -> Meta:
        """The document type. Raises Refusal where there is none."""
        meta = self.site.meta(doctype)
        if meta is None:
            module = doctype.lower().replace(" ", "_")
            line = f"Error: No module named 'frappe.core.doctype.{module}'"
            raise Refusal(kind="ImportError", exception=line)
        return meta

    def peek(self, doctype: str, name: Any) -> Document | None:
        """The document of that name, not to be changed; None where there is none."""
        key = folded(str(name))
        changed = self._changes[doctype]
        return changed[key] if key in changed else self.site.tables[doctype].documents.get(key)

    def get(self, doctype: str, name: Any) -> Document | None:
        """A copy of the document of that name."""
        there = self.peek(doctype, name)
        return there and there.copy()

    def load(self, doctype: str, name: Any) -> Document:
        """A copy of the document of that name. Raises Refusal: 404 DoesNotExistError."""
        there = self.get(doctype, name)
        if there is None:
            raise not_found(doctype, str(name))
        return there

    def value(self, doctype: str, name: Any, fieldname: str) -> Any:
        """One field of a document; None where there is no such document."""
        there = self.peek(doctype, name) if name else None
        return there and there.get(fieldname)

    def single(self, doctype: str) -> Document:
        """The only document of a single type, not to be changed."""
        return self.peek(doctype, doctype) or Document(doctype)

    def scan(self, doctype: str, **equal: Any) -> Iterator[Document]:
        """The documents with these values (texts compared as the database does), not to be changed."""
        table = self.site.tables[doctype]
        changed = self._changes[doctype]
        first = next(iter(equal.items()), None)
        committed = table.having(*first) if first else table.documents.items()
        found = [document for key, document in committed if key not in changed]
        if first and isinstance(first[1], str):
            found += [document for _, document in self._found_by[doctype].having(*first)]
        else:
            found += [document for document in changed.values() if document is not None]
        for document in found:
            if all(_same(document.get(fieldname), value) for fieldname, value in equal.items()):
                yield document

    def scan_rows(self, parenttype: str, doctype: str, **equal: Any) -> Iterator[tuple[Document, Document]]:
        """(document, row) for the rows of a type, in documents of `parenttype`, that have these values."""
        table = self.site.tables[parenttype]
        changed = self._changes[parenttype]
        fieldname, value = next(iter(equal.items()))
        committed = table.rows_having(doctype, fieldname, value)
        found = [(table.documents[key], row) for key, rows in committed if key not in changed for row in rows]
        if isinstance(value, str):
            written = self._found_by[parenttype]
            rows_there = written.rows_having(doctype, fieldname, value)
            found += [(written.documents[key], row) for key, rows in rows_there for row in rows]
        else:
            every = (document for document in changed.values() if document is not None)
            found += [(one, row) for one in every for row in one.children() if row.doctype == doctype]
        for document, row in found:
            if all(_same(row.get(key), wanted) for key, wanted in equal.items()):
                yield document, row

    # Writing

    def insert_row(self, document: Document) -> None:
        """Store a new document. Raises Taken: the name, or a unique value of it or of its rows."""
        key = folded(document.name)
        self.lock((document.doctype, "PRIMARY", key))
        if self.peek(document.doctype, document.name) is not None:
            raise Taken(document.doctype, "PRIMARY", document.name)
        self._claim_unique(document)
        self._write(key, document.copy())

    def update_row(self, document: Document) -> None:
        """Replace a stored document. Raises Taken."""
        self.lock((document.doctype, "PRIMARY", folded(document.name)))
        self._claim_unique(document)
        self._write(folded(document.name), document.copy())

    def delete_row(self, doctype: str, name: str) -> None:
        """Take a document away."""
        self.lock((doctype, "PRIMARY", folded(name)))
        self._changes[doctype][folded(name)] = None
        self._found_by[doctype].remove(folded(name))

    def _write(self, key: str, document: Document) -> None:
        """`_changes` says what is to be committed; `_found_by` finds it by value until then."""
        self._changes[document.doctype][key] = document
        self._found_by[document.doctype].put(document)

    def set_value(self, doctype: str, name: str, **values: Any) -> None:
        """Change stored fields without a document's life; `modified` stays. Does nothing where there is none."""
        there = self.get(doctype, name)
        if there is not None:
            there.update(values)
            self.update_row(there)

    def lock(self, key: tuple[str, ...]) -> None:
        """Hold a row to the end. Raises Refusal: QueryDeadlockError, rolled back, safe to send again."""
        first = key not in self.held
        self.site.locks.take(key, self)
        if first and key[0] == "Bin":
            self.site.pace.work(self.site.locks, self.site.pace.row_lock)

    def next_in_series(self, prefix: str, *, digits: int = 5) -> str:
        """The next name of a series; its counter is held to the end of the transaction."""
        self.lock(("Series", prefix))
        count = self._series.get(prefix, self.site.series.get(prefix, 0)) + 1
        self._series[prefix] = count
        return f"{prefix}{count:0{digits}d}"

    # The end

    def commit(self) -> None:
        """Everything written becomes the site's."""
        for doctype, changed in self._changes.items():
            table = self.site.tables[doctype]
            for key, document in changed.items():
                if document is None:
                    table.remove(key)
                else:
                    table.put(document)
        self.site.series.update(self._series)
        if any(self._changes.get(doctype) for doctype in CUSTOMIZING):
            self.site.forget_metas()
        self.rollback()

    def rollback(self) -> None:
        """Everything written and not committed is gone; the rows are free."""
        self._changes.clear()
        self._found_by.clear()
        self._series.clear()
        self.site.locks.free(self)

    def _claim_unique(self, document: Document) -> None:
        for one in document.whole():
            for fieldname in self.meta(one.doctype).unique:
                if one.get(fieldname) not in (None, ""):
                    self._claim(document, one, fieldname)
        if document.doctype in _COMPOSITE:
            self._claim_together(document, *_COMPOSITE[document.doctype])

    def _claim(self, document: Document, one: Document, fieldname: str) -> None:
        value = str(one[fieldname])
        self.lock((one.doctype, fieldname, folded(value)))
        if one is document:
            holders = self.scan(document.doctype, **{fieldname: value})
        else:
            rows = self.scan_rows(document.doctype, one.doctype, **{fieldname: value})
            holders = (holder for holder, _ in rows)
        if any(folded(holder.name) != folded(document.name) for holder in holders):
            raise Taken(one.doctype, fieldname, value)

    def _claim_together(self, document: Document, index: str, fieldnames: tuple[str, ...]) -> None:
        values = [document.text(fieldname) for fieldname in fieldnames]
        self.lock((document.doctype, index, *map(folded, values)))
        for holder in self.scan(document.doctype, **dict(zip(fieldnames, values, strict=True))):
            if folded(holder.name) != folded(document.name):
                raise Taken(document.doctype, index, "-".join(values), fieldname=fieldnames[0])


def _same(there: Any, wanted: Any) -> bool:
    if there is None or wanted is None:
        return there is wanted
    if isinstance(there, str) or isinstance(wanted, str):
        return folded(str(there)) == folded(str(wanted))
    return bool(there == wanted)
