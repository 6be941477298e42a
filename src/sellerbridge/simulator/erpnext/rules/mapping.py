"""A document made from another one: the fields they share, copied; nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sellerbridge.simulator.erpnext import values
from sellerbridge.simulator.erpnext.document import SUBMITTED, Document
from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Thrown
from sellerbridge.simulator.erpnext.session import Session

Pick = Callable[[Document], dict[str, Any] | None]
"""What a row gets besides the shared fields; None leaves the row out. No Pick takes all rows as they are."""


def mapped(session: Session, source: Document, *, to: str, tables: Mapping[str, Pick | None]) -> Document:
    """A new document of type `to` with the rows of these tables. Raises Refusal: the source is not submitted."""
    if source.docstatus != SUBMITTED:
        text = "Cannot map because following condition fails: docstatus=1"
        raise Thrown(text, source=ERPNEXT)
    target = Document(to, _shared(session, source, to), tables=session.meta(to).tables)
    target.update(docstatus=0, idx=0, owner=session.user.name, __islocal=1, __unsaved=1)
    target["__onload"] = {"load_after_mapping": True}
    values.defaults(session, target)
    target["title"] = None
    if "posting_time" in session.meta(to).by_name:
        target["posting_time"] = session.now()[11:]
    for fieldname in target.tables:
        target[fieldname] = []
    for fieldname, pick in tables.items():
        for row in source.rows(fieldname):
            picked = pick(row) if pick else {}
            if picked is not None:
                _add(session, target, fieldname, row, picked)
    return target


def _add(session: Session, target: Document, fieldname: str, row: Document, picked: dict[str, Any]) -> None:
    doctype = target.tables[fieldname]
    added = target.append(fieldname, {**_shared(session, row, doctype), **picked})
    values.defaults(session, added)
    added.update(docstatus=0, owner=session.user.name, __islocal=1, __unsaved=1)
    del added["parent"]


def _shared(session: Session, source: Document, to: str) -> dict[str, Any]:
    """Fields of one name in both types that neither keeps to itself, where there is something in them."""
    there = session.meta(to).by_name
    return {
        field.fieldname: source[field.fieldname]
        for field in session.meta(source.doctype).stored
        if field.fieldname in there
        and not field.no_copy
        and not there[field.fieldname].no_copy
        and source.get(field.fieldname) not in (None, "")
    }
