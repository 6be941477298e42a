"""The rows behind the documents: found by key, written many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection as Transaction

from sellerbridge.database import chunks, insert, upsert
from sellerbridge.erp.books import tables
from sellerbridge.erp.books.bodies import Bodies, encode, read
from sellerbridge.erp.books.checks import Doc
from sellerbridge.erp.books.decisions import (
    CANCELLED,
    Amend,
    Cancel,
    Change,
    Create,
    Known,
    Nothing,
    Rewrite,
    Wanted,
)
from sellerbridge.erp.books.naming import folded
from sellerbridge.erp.port import Held

_DOCUMENTS, _PEOPLE = tables.documents, tables.people

whole = sa.select(_DOCUMENTS, _PEOPLE.c.sealed).outerjoin(
    _PEOPLE, sa.and_(_PEOPLE.c.doctype == _DOCUMENTS.c.doctype, _PEOPLE.c.name == _DOCUMENTS.c.name)
)
"""Documents with their sealed part."""


def known(
    transaction: Transaction, bodies: Bodies, keys: Mapping[str, Iterable[str]]
) -> dict[tuple[str, str], Known]:
    """What the books hold of these keys by doctype, by (doctype, key): one question per doctype."""
    found = {}
    for kind, wanted in keys.items():
        for piece in chunks(sorted(wanted)):
            rows = transaction.execute(whole.where(_DOCUMENTS.c.doctype == kind, _DOCUMENTS.c.key.in_(piece)))
            found.update({(kind, row.key): _known(row, bodies) for row in rows})
    return found


def named(transaction: Transaction, bodies: Bodies, kind: str, names: Sequence[str]) -> dict[str, Known]:
    """Of these names, folded as ERPNext compares them, the documents there are."""
    found = {}
    for piece in chunks(names):
        rows = transaction.execute(whole.where(_DOCUMENTS.c.doctype == kind, _DOCUMENTS.c.folded.in_(piece)))
        found.update({row.folded: _known(row, bodies) for row in rows})
    return found


def opened(row: Any, bodies: Bodies) -> Doc:
    """The document of a row of `whole`."""
    return bodies.together(row.doctype, row.name, row.body, personal=row.personal, sealed=row.sealed)


def _known(row: Any, bodies: Bodies) -> Known:
    return Known(
        id=row.id,
        kind=row.doctype,
        key=row.key,
        name=row.name,
        docstatus=row.docstatus,
        doc=opened(row, bodies),
        brought=None if row.brought is None else read(row.doctype, row.brought),
    )


def page(
    transaction: Transaction, bodies: Bodies, *, after: int, doctype: str | None, key: str | None, limit: int
) -> list[tuple[int, Held]]:
    """The next documents after a row, each with its row, in the order of their making."""
    question = whole.where(_DOCUMENTS.c.id > after).order_by(_DOCUMENTS.c.id).limit(limit)
    if doctype is not None:
        question = question.where(_DOCUMENTS.c.doctype == doctype)
    if key is not None:
        question = question.where(_DOCUMENTS.c.key == key)
    return [(row.id, _held(row, bodies)) for row in transaction.execute(question)]


def _held(row: Any, bodies: Bodies) -> Held:
    return Held(
        doctype=row.doctype, name=row.name, key=row.key or "", docstatus=row.docstatus, doc=opened(row, bodies)
    )


class Writing:
    """Changes gathered, then written at once in the caller's transaction."""

    def __init__(self, bodies: Bodies, *, now: datetime, keep_days: int) -> None:
        self._bodies = bodies
        self._now = now
        self._erase_after = now + timedelta(days=keep_days)
        self._new: list[dict[str, Any]] = []
        self._rewritten: list[dict[str, Any]] = []
        self._closed: list[dict[str, Any]] = []
        self._sealed: list[dict[str, Any]] = []
        self._public: list[dict[str, Any]] = []

    def add(self, change: Change) -> None:
        """Note what a change asks for."""
        match change:
            case Create(wanted, brought):
                self._create(wanted, brought=brought)
            case Amend(before, wanted):
                self._close(before, key=None)
                self._create(wanted)
            case Cancel(before):
                self._close(before, key=before.key)
            case Rewrite():
                self._rewrite(change)
            case Nothing():
                pass

    def run(self, transaction: Transaction) -> None:
        """Write all of it. Old documents let go of their keys before new ones take them."""
        _many(transaction, _by_id("docstatus", "key", "modified_at"), self._closed)
        _many(transaction, _by_id("docstatus", "body", "personal", "brought", "modified_at"), self._rewritten)
        insert(transaction, _DOCUMENTS, self._new)
        _many(transaction, _FORGET, self._public)
        upsert(transaction, _PEOPLE, self._sealed, key=["doctype", "name"])

    def _create(self, wanted: Wanted, *, brought: Doc | None = None) -> None:
        self._new.append(
            {
                "doctype": wanted.kind,
                "name": wanted.name,
                "folded": folded(wanted.name),
                "key": wanted.key,
                "docstatus": wanted.docstatus,
                "body": self._body(wanted.kind, wanted.name, wanted.doc, personal=wanted.personal),
                "personal": wanted.personal,
                "brought": None if brought is None else encode(brought),
                "created_at": self._now,
                "modified_at": self._now,
            }
        )

    def _close(self, before: Known, *, key: str | None) -> None:
        self._closed.append(
            {"row": before.id, "new_docstatus": CANCELLED, "new_key": key, "new_modified_at": self._now}
        )

    def _rewrite(self, change: Rewrite) -> None:
        before, wanted = change.known, change.wanted
        if not wanted.personal:
            self._public.append({"gone_doctype": before.kind, "gone_name": before.name})
        self._rewritten.append(
            {
                "row": before.id,
                "new_docstatus": wanted.docstatus,
                "new_body": self._body(before.kind, before.name, change.doc, personal=wanted.personal),
                "new_personal": wanted.personal,
                "new_brought": None if change.brought is None else encode(change.brought),
                "new_modified_at": self._now,
            }
        )

    def _body(self, kind: str, name: str, doc: Doc, *, personal: bool) -> bytes:
        """The readable part; what is personal is noted for the other table."""
        if not personal:
            return encode(doc)
        readable, sealed = self._bodies.apart(kind, name, doc)
        self._sealed.append({"doctype": kind, "name": name, "sealed": sealed, "erase_after": self._erase_after})
        return readable


_FORGET = sa.delete(_PEOPLE).where(
    _PEOPLE.c.doctype == sa.bindparam("gone_doctype"), _PEOPLE.c.name == sa.bindparam("gone_name")
)


def _by_id(*columns: str) -> sa.Update:
    return (
        sa.update(_DOCUMENTS)
        .where(_DOCUMENTS.c.id == sa.bindparam("row"))
        .values({column: sa.bindparam(f"new_{column}") for column in columns})
    )


def _many(transaction: Transaction, statement: sa.Update | sa.Delete, rows: list[dict[str, Any]]) -> None:
    if rows:
        transaction.execute(statement, rows)
