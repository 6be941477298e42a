"""Lists: fields, filters, order and page of one document type, its child tables joined where they are named."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import msgspec

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.filters import Filter, Row, order, parsed
from sellerbridge.simulator.erpnext.refusal import Refusal, Thrown
from sellerbridge.simulator.erpnext.transaction import Transaction

PAGE = 20
_AGGREGATES: Mapping[str, Callable[[list[Any]], Any]] = {
    "count": len,
    "sum": sum,
    "min": min,
    "max": max,
    "avg": lambda values: sum(values) / len(values),
}
_AGGREGATE = re.compile(r"(?P<function>\w+)\((?P<of>[^)]*)\)(?:\s+as\s+`?(?P<name>\w+)`?)?", re.IGNORECASE)


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """What a client asks for. `limit` 0 is everything; `parent` is the type whose rows are asked for."""

    doctype: str
    parent: str = ""
    fields: Any = ()
    filters: Any = ()
    or_filters: Any = ()
    order_by: str = ""
    group_by: str = ""
    start: int = 0
    limit: int = PAGE


class _Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column of the answer. `function` is an aggregate's name, "" for a plain field."""

    name: str
    doctype: str
    fieldname: str
    function: str = ""


def rows(transaction: Transaction, query: Query) -> list[dict[str, Any]]:
    """The answer's rows. Raises Refusal: DataError for a field that the type does not have."""
    asked = _Asked(transaction, query)
    found = asked.found()
    if any(column.function for column in asked.columns) or query.group_by:
        told = asked.grouped(found)
    else:
        told = [{column.name: _value(row, column) for column in asked.columns} for row in found]
    end = query.start + query.limit if query.limit else None
    return told[query.start : end]


def count(transaction: Transaction, doctype: str, filters: Any) -> int:
    """How many documents meet the filters."""
    asked = _Asked(transaction, Query(doctype=doctype, filters=filters))
    return len({document.name for row in asked.found() if (document := row[doctype]) is not None})


class _Asked:
    """A query with its fields found in the types they belong to."""

    def __init__(self, transaction: Transaction, query: Query) -> None:
        self._transaction = transaction
        self._doctype = query.doctype
        self._parent = query.parent
        self._meta = transaction.meta(query.doctype)
        self._filters = parsed(query.doctype, query.filters)
        self._any = parsed(query.doctype, query.or_filters)
        self.columns = [column for word in _fields(query.fields) for column in self._columns(word)]
        self._order = [self._ordered(part) for part in query.order_by.split(",") if part.strip()]
        self._groups = [self._plain(word.strip()) for word in query.group_by.split(",") if word.strip()]
        for one in (*self._filters, *self._any):
            self._demand(one.doctype, one.fieldname)

    def found(self) -> list[Row]:
        """The rows that the filters let through, in order."""
        joined = [column.doctype for column in self.columns] + [column.doctype for column, _ in self._order]
        joined += [one.doctype for one in (*self._filters, *self._any)]
        children = [doctype for doctype in dict.fromkeys(joined) if doctype != self._doctype]
        found = [
            row
            for document in self._candidates()
            if document.doctype == self._doctype
            for row in _joined(document, children)
            if self._passes(row)
        ]
        for column, descending in reversed(self._order or self._newest_first()):
            found.sort(key=partial(_rank, column), reverse=descending)
        return found

    def grouped(self, found: Iterable[Row]) -> list[dict[str, Any]]:
        """One row per group, with its aggregates."""
        groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in found:
            groups[tuple(order(_value(row, column)) for column in self._groups)].append(row)
        if not self._groups and not groups:
            groups[()] = []
        return [{column.name: _aggregate(column, group) for column in self.columns} for group in groups.values()]

    def _newest_first(self) -> list[tuple[_Column, bool]]:
        return [(_Column(name="modified", doctype=self._doctype, fieldname="modified"), True)]

    def _candidates(self) -> Iterable[Document]:
        """As few documents as an index allows: by a text that a field of the type itself must have."""
        if self._meta.istable:
            return (row for document in self._parents() for row in document.children())
        for one in self._filters:
            if one.doctype == self._doctype and isinstance(one.value, str) and one.value and one.operator == "=":
                return self._transaction.scan(self._doctype, **{one.fieldname: one.value})
        for one in self._filters:
            texts = one.operator == "in" and isinstance(one.value, frozenset)
            if texts and one.doctype == self._doctype and "" not in one.value:
                return self._listed(one)
        return self._transaction.scan(self._doctype)

    def _parents(self) -> Iterator[Document]:
        """The documents whose rows are asked for; by name where the filters name them."""
        for one in self._filters:
            if one.fieldname == "parent" and one.operator == "in" and isinstance(one.value, frozenset):
                named = (self._transaction.peek(self._parent, name) for name in one.value)
                return (document for document in named if document is not None)
        return self._transaction.scan(self._parent)

    def _listed(self, one: Filter) -> Iterator[Document]:
        for value in one.value:
            yield from self._transaction.scan(self._doctype, **{one.fieldname: value})

    def _passes(self, row: Row) -> bool:
        if self._any and not any(one.holds(row) for one in self._any):
            return False
        return all(one.holds(row) for one in self._filters)

    def _columns(self, word: str) -> Iterator[_Column]:
        aggregate = _AGGREGATE.fullmatch(word.strip())
        if word.strip() == "*":
            for fieldname in self._meta.columns:
                yield _Column(name=fieldname, doctype=self._doctype, fieldname=fieldname)
        elif aggregate:
            yield self._aggregated(**aggregate.groupdict())
        else:
            plain, _, name = re.sub(r"\s+as\s+", "\n", word, flags=re.IGNORECASE).partition("\n")
            column = self._plain(plain)
            yield msgspec.structs.replace(column, name=name.strip("` ") or column.name)

    def _aggregated(self, *, function: str, of: str, name: str | None) -> _Column:
        if function.lower() not in _AGGREGATES:
            raise _not_permitted(function)
        column = self._plain("name" if of.strip() in ("*", "1", "") else of)
        return msgspec.structs.replace(column, name=name or f"{function}({of})", function=function.lower())

    def _plain(self, word: str) -> _Column:
        """`field`, `table_field.field`, or "`tabType`.`field`"."""
        table, _, fieldname = word.replace("`", "").strip().rpartition(".")
        doctype = table.removeprefix("tab") if table.startswith("tab") else self._meta.tables.get(table, table)
        column = _Column(name=fieldname, doctype=doctype or self._doctype, fieldname=fieldname)
        self._demand(column.doctype, fieldname)
        return column

    def _ordered(self, part: str) -> tuple[_Column, bool]:
        words = part.split()
        descending = words[-1].lower() == "desc"
        text = part.strip()[: -len(words[-1])] if words[-1].lower() in ("asc", "desc") else part
        return self._plain(text), descending

    def _demand(self, doctype: str, fieldname: str) -> None:
        meta = self._transaction.site.meta(doctype)
        known = doctype == self._doctype or doctype in self._meta.tables.values()
        if meta is None or not known or fieldname not in meta.known:
            raise _not_permitted(fieldname)


def _fields(told: Any) -> list[str]:
    if not told:
        return ["name"]
    return told.split(",") if isinstance(told, str) else list(told)


def _joined(document: Document, children: list[str]) -> Iterator[Row]:
    """The document with each combination of its rows of the named types; alone where it has none."""
    lines: list[dict[str, Document | None]] = [{document.doctype: document}]
    for doctype in children:
        there: list[Document | None] = [row for row in document.children() if row.doctype == doctype]
        lines = [{**line, doctype: row} for line in lines for row in there or [None]]
    yield from lines


def _value(row: Row, column: _Column) -> Any:
    there = row.get(column.doctype)
    return None if there is None else there.get(column.fieldname)


def _rank(column: _Column, row: Row) -> tuple[int, Any]:
    return order(_value(row, column))


def _aggregate(column: _Column, group: list[Row]) -> Any:
    values = [value for value in (_value(row, column) for row in group) if value is not None]
    if not column.function:
        return _value(group[0], column) if group else None
    if column.function == "count":
        return len(values)
    return _AGGREGATES[column.function](values) if values else None


def _not_permitted(fieldname: str) -> Refusal:
    return Thrown(f"Field not permitted in query: {fieldname}", kind="DataError")
