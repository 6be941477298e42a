"""One document, or one row of its tables: fieldnames and values, and the rows under it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Self

DRAFT = 0
SUBMITTED = 1
CANCELLED = 2

ZERO = Decimal(0)
_NONE: Mapping[str, str] = MappingProxyType({})


class Document(dict[str, Any]):
    """A document's values by fieldname; None is the database's NULL.

    Numbers with decimals (Currency, Float, Percent) are Decimal, Int and Check are int, dates and times are text
    as the site writes them. A table field holds a list of rows, documents too; `tables` tells their types.
    `is_new`: not in the database yet. `before`: what the database held when saving began.
    """

    def __init__(
        self, doctype: str, values: Mapping[str, Any] = _NONE, *, tables: Mapping[str, str] = _NONE
    ) -> None:
        super().__init__(values)
        self.doctype = doctype
        self.tables = tables
        self.is_new = False
        self.before: Document | None = None

    @property
    def name(self) -> str:
        """Its name; "" as long as it has none."""
        return self.get("name") or ""

    @property
    def docstatus(self) -> int:
        """0 draft, 1 submitted, 2 cancelled."""
        return int(self.get("docstatus") or 0)

    def number(self, fieldname: str) -> Decimal:
        """The value as a number; nothing counts as 0."""
        value = self.get(fieldname)
        return value if isinstance(value, Decimal) else Decimal(value or 0)

    def text(self, fieldname: str) -> str:
        """The value as text; nothing is ""."""
        value = self.get(fieldname)
        return "" if value is None else str(value)

    def rows(self, fieldname: str) -> list[Document]:
        """The rows of a table field; the list itself, so that rows can be added and taken away."""
        if self.get(fieldname) is None:
            self[fieldname] = []
        rows: list[Document] = self[fieldname]
        return rows

    def append(self, fieldname: str, values: Mapping[str, Any] = _NONE) -> Document:
        """Add a row to a table field. Its name and parent come when the document is saved."""
        rows = self.rows(fieldname)
        row = Document(self.tables[fieldname], values)
        row.is_new = True
        row["parentfield"] = fieldname
        row["parenttype"] = self.doctype
        row["parent"] = self.get("name")
        row["docstatus"] = row.get("docstatus") or self.docstatus
        row["idx"] = row.get("idx") or len(rows) + 1
        rows.append(row)
        return row

    def children(self) -> Iterator[Document]:
        """All rows of all tables."""
        for fieldname in self.tables:
            yield from self.get(fieldname) or ()

    def whole(self) -> Iterator[Document]:
        """The document itself and all its rows."""
        yield self
        yield from self.children()

    def copy(self) -> Self:
        """A copy with copied rows, as read from the database: nothing in it is new."""
        copied = type(self)(self.doctype, self, tables=self.tables)
        for fieldname in self.tables:
            copied[fieldname] = [row.copy() for row in self.get(fieldname) or ()]
        return copied
