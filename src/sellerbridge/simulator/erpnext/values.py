"""Values of a document on their way in (JSON to columns), as defaults, and on their way into the database."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from sellerbridge.simulator.erpnext.document import ZERO, Document
from sellerbridge.simulator.erpnext.meta import DECIMALS, INTEGERS, TIMES, Field, Meta
from sellerbridge.simulator.erpnext.transaction import Transaction

_PRIVATE = frozenset({"__onload"})
_WHOLE = frozenset({"idx", "docstatus"})


def cast(transaction: Transaction, doctype: str, values: Mapping[str, Any]) -> Document:
    """A document in memory from what came in: fields the type does not have are dropped, rows made documents."""
    meta = transaction.meta(doctype)
    doc = Document(doctype, _known(meta, values), tables=meta.tables)
    doc["docstatus"] = doc.docstatus
    for fieldname in meta.tables:
        doc[fieldname] = []
        for row in values.get(fieldname) or ():
            _add(transaction, doc, fieldname, row)
    return doc


def changed(transaction: Transaction, doc: Document, values: Mapping[str, Any]) -> None:
    """Put what came in over a document. A table that came replaces all rows; a row with a name keeps its place."""
    meta = transaction.meta(doc.doctype)
    doc.update(_known(meta, {key: value for key, value in values.items() if key != "name"}))
    for fieldname in meta.tables:
        if fieldname in values:
            doc[fieldname] = []
            for row in values[fieldname] or ():
                _add(transaction, doc, fieldname, row)


def defaults(transaction: Transaction, doc: Document) -> None:
    """Give a new document (or row) what its type gives where nothing is said."""
    meta = transaction.meta(doc.doctype)
    for field in meta.stored:
        if doc.get(field.fieldname) is None:
            value = _default(transaction, meta, field)
            if value is not None:
                doc[field.fieldname] = number(field, value)


def completed(transaction: Transaction, doc: Document) -> None:
    """Defaults for a new document and the rows it came with, which an answer marks as `__unsaved`."""
    for one in doc.whole():
        defaults(transaction, one)
        one["idx"] = one.get("idx") or 0
    for row in doc.children():
        row["__unsaved"] = 1


def number(field: Field, value: Any) -> Any:
    """A value as its field's type keeps it; text that is no number counts as 0, as in Frappe."""
    if value is None:
        return None
    if field.fieldtype in DECIMALS:
        return value if isinstance(value, Decimal | float) else _decimal(value)
    if field.fieldtype == "Check":
        return int(bool(_decimal(value)))
    if field.fieldtype in INTEGERS:
        return int(_decimal(value))
    return value if isinstance(value, str) else _text(value)


def as_columns(transaction: Transaction, doc: Document) -> Document:
    """The document as the database keeps it: numbers are never NULL, empty dates and unique texts always."""
    stored = Document(doc.doctype, _columns(transaction.meta(doc.doctype), doc), tables=doc.tables)
    for fieldname, doctype in doc.tables.items():
        meta = transaction.meta(doctype)
        stored[fieldname] = [Document(doctype, _columns(meta, row)) for row in doc.get(fieldname) or ()]
    return stored


def _columns(meta: Meta, doc: Document) -> dict[str, Any]:
    columns = {name: doc.get(name) for name in meta.columns}
    for field in meta.stored:
        value = columns[field.fieldname]
        if value is None and field.fieldtype in DECIMALS | INTEGERS:
            columns[field.fieldname] = ZERO if field.fieldtype in DECIMALS else 0
        elif isinstance(value, Decimal | float):
            columns[field.fieldname] = round(Decimal(str(value)), 9)
        elif value is not None and not str(value).strip() and (field.unique or field.fieldtype in TIMES):
            columns[field.fieldname] = None
    return columns


def _known(meta: Meta, values: Mapping[str, Any]) -> dict[str, Any]:
    known = {key: value for key, value in values.items() if key in meta.known or key in _PRIVATE}
    for key, value in known.items():
        if key in meta.by_name:
            known[key] = number(meta.by_name[key], value)
        elif key in _WHOLE:
            known[key] = int(_decimal(value))
    if isinstance(known.get("name"), str):
        known["name"] = known["name"].strip()
    return known


def _add(transaction: Transaction, doc: Document, fieldname: str, values: Mapping[str, Any]) -> None:
    meta = transaction.meta(doc.tables[fieldname])
    told = _known(meta, values)
    row = doc.append(fieldname, {**told, "docstatus": None})
    row["parent"], row["parentfield"], row["parenttype"] = doc.get("name"), fieldname, doc.doctype
    row.is_new = not told.get("name")


def _default(transaction: Transaction, meta: Meta, field: Field) -> Any:
    if field.fieldtype == "Link" and field.options != "User" and field.fieldname in transaction.site.defaults:
        return transaction.site.defaults[field.fieldname]
    value = meta.new_values.get(field.fieldname)
    if value == "Today":
        return transaction.site.now().date().isoformat()
    if value == "Now":
        pattern = "%H:%M:%S.%f" if field.fieldtype == "Time" else "%Y-%m-%d %H:%M:%S.%f"
        return transaction.site.now().strftime(pattern)
    return None if value is not None and value.startswith((":", "__user")) else value


def _decimal(value: Any) -> Decimal:
    try:
        return Decimal(str(value).replace(",", "")) if not isinstance(value, bool) else Decimal(int(value))
    except InvalidOperation:
        return ZERO


def _text(value: Any) -> str:
    return str(value) if not isinstance(value, bool) else str(int(value))
