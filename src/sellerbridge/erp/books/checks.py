"""What ERPNext checks of any document by itself: fields, texts, names. No database here.

A check that fails raises Refused with the place and the next step; values are named only where the doctype
holds nothing personal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sellerbridge.erp.books.doctype import TEXT_LENGTH, UNLIMITED, DocType
from sellerbridge.erp.books.doctypes import DOCTYPES
from sellerbridge.errors import Refused
from sellerbridge.sentences import Sentence

Doc = dict[str, Any]

_NUMBERS = (Decimal, int)
_SUSPECT = frozenset({float, list, tuple})


def refused(reason: str, **facts: object) -> Refused:
    """The answer to a document that ERPNext would not take; `facts` fill the braces of the reason."""
    return Refused(Sentence(reason, **facts), kind="erp-refused")


@lru_cache(maxsize=1000)
def row_of(number: int, table: str) -> Sentence:
    """A row of a document in words, to stand before what is wrong there."""
    return Sentence("row {number} of {table}: ", number=number, table=table)


def doctype_of(kind: str) -> DocType:
    """What the books know of a doctype. Raises Refused for one they do not hold."""
    found = DOCTYPES.get(kind)
    if found is None:
        raise refused("The embedded books hold no {kind}. Update sellerbridge.", kind=kind)
    return found


def tidy(doctype: DocType, body: Mapping[str, Any]) -> Doc:
    """The body as the books keep it: whole amounts are Decimals too. Raises Refused for a float in it."""
    doc = _numbers_tidied(doctype, body, place="")
    doc.pop("docstatus", None)
    for table, child in doctype.tables.items():
        rows = doc.get(table)
        if rows:
            doc[table] = [
                _numbers_tidied(DOCTYPES[child], row, place=row_of(number, table))
                for number, row in enumerate(rows, start=1)
            ]
    return doc


def _numbers_tidied(doctype: DocType, fields: Mapping[str, Any], *, place: str) -> Doc:
    doc = dict(fields)
    for field, value in doc.items():
        if type(value) in _SUSPECT:
            _check_type(doctype, field, value, place=place)
    for field in doctype.money & doc.keys():
        value = doc[field]
        if type(value) is int:
            doc[field] = Decimal(value)
        elif value is not None and (type(value) is not Decimal or not value.is_finite()):
            raise refused("{place}{field} is not a number. Report this text.", place=place, field=field)
    return doc


def _check_type(doctype: DocType, field: str, value: Any, *, place: str) -> None:
    if type(value) is float:
        raise refused(
            "{place}{field} is a binary fraction, which cannot hold money. Report this text.",
            place=place,
            field=field,
        )
    if field not in doctype.tables:
        raise refused(
            "{place}{field} is a table, and the embedded books hold no such one. Update sellerbridge.",
            place=place,
            field=field,
        )


def check(kind: str, name: str, doc: Doc) -> None:
    """Hold a tidy document to ERPNext's rules. Raises Refused."""
    doctype = doctype_of(kind)
    _check_name(doctype, name, doc)
    for place, part, fields in parts(doctype, doc):
        _check_fields(part, fields, place=place)
    if kind == "Item Price" and doc["price_list_rate"] < 0:
        raise refused("price_list_rate is {rate}, and a price is not below zero.", rate=doc["price_list_rate"])
    if kind == "Account" and not doc.get("is_group") and not doc.get("parent_account"):
        raise refused("parent_account is empty. Run: sellerbridge settings set account_group=NAME")


def parts(doctype: DocType, doc: Doc) -> Iterator[tuple[str, DocType, Doc]]:
    """The document itself and its rows, each with its place in words and its doctype."""
    yield "", doctype, doc
    for table, child in doctype.tables.items():
        for number, row in enumerate(doc.get(table) or (), start=1):
            yield row_of(number, table), DOCTYPES[child], row


def _check_name(doctype: DocType, name: str, doc: Doc) -> None:
    if not name or name != name.strip():
        raise refused("Its name is empty or has blanks around it. Report this text.")
    if len(name) > TEXT_LENGTH:
        raise refused(
            "Its name has {length} characters; ERPNext takes {limit}. Choose a shorter one.",
            length=len(name),
            limit=TEXT_LENGTH,
        )
    if "<" in name or ">" in name:
        raise refused("Its name has < or > in it, which ERPNext does not take. Choose another one.")
    if doctype.label_field and doc.get(doctype.label_field) != name:
        raise refused("{field} differs from its name. Report this text.", field=doctype.label_field)


def _check_fields(doctype: DocType, fields: Doc, *, place: str) -> None:
    for field in doctype.required:
        value = fields.get(field)
        if not value and type(value) not in _NUMBERS:  # zero is a value
            raise refused(
                "{place}{field} is empty, and ERPNext requires it. Fill it in where it comes from.",
                place=place,
                field=field,
            )
    for field, value in fields.items():
        if type(value) is str and len(value) > TEXT_LENGTH:
            _check_length(doctype, field, value, place=place)


def _check_length(doctype: DocType, field: str, text: str, *, place: str) -> None:
    limit = doctype.lengths.get(field, TEXT_LENGTH)
    if limit != UNLIMITED and len(text) > limit:
        raise refused(
            "{place}{field} has {length} characters; ERPNext takes {limit}. Shorten it where it comes from.",
            place=place,
            field=field,
            length=len(text),
            limit=limit,
        )


def day(fields: Doc, field: str, *, place: str = "") -> date:
    """A date of a document. Raises Refused for what is none."""
    try:
        return date.fromisoformat(fields[field])
    except (TypeError, ValueError):
        raise refused(
            "{place}{field} is not a date such as 2026-10-01. Report this text.", place=place, field=field
        ) from None
