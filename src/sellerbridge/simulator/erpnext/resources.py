"""/api/resource: documents by type and name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from sellerbridge.simulator.erpnext import describing, lists, permissions
from sellerbridge.simulator.erpnext.answers import rendered
from sellerbridge.simulator.erpnext.arguments import parsed, whole
from sellerbridge.simulator.erpnext.collation import folded
from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.refusal import Refusal, Thrown, not_found
from sellerbridge.simulator.erpnext.session import Session
from sellerbridge.simulator.erpnext.values import changed

_QUERY = frozenset({"fields", "filters", "or_filters", "order_by", "group_by"})


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What a call came to: `value` under `key`, or nothing where value is None."""

    value: Any
    key: str = "data"
    status: int = 200


def of_type(session: Session, doctype: str, *, verb: str, query: Mapping[str, Any], body: Any) -> Done:
    """GET lists, POST inserts. Raises Refusal."""
    if verb == "POST":
        return Done(value=rendered(session, session.insert(session.new(doctype, _object(body)))))
    if verb != "GET":
        raise _no_method(verb)
    return Done(value=listed(session, doctype, {**query, **_object(body or {})}))


def of_name(session: Session, doctype: str, name: str, *, verb: str, body: Any) -> Done:
    """GET reads, PUT changes, DELETE deletes, POST runs a method of the document. Raises Refusal."""
    if verb == "GET":
        return Done(value=read(session, doctype, name))
    if verb == "PUT":
        return Done(value=rendered(session, _changed(session, doctype, name, _object(body))))
    if verb == "DELETE":
        session.delete(doctype, name)
        return Done(value="ok", status=202)
    if verb == "POST":
        return _run(session, session.load(doctype, name), _object(body))
    raise _no_method(verb)


def read(session: Session, doctype: str, name: str, *, nulls: bool = False) -> dict[str, Any]:
    """One document as answered. Raises Refusal."""
    if doctype == "DocType":
        demand_read(session, doctype)
        return describing.described(session.meta(name))
    meta = session.site.meta(doctype)
    if meta is None:
        raise not_found("DocType", doctype)
    doc = session.load(doctype, doctype if meta.issingle else name)
    demand_read(session, doctype)
    told = rendered(session, doc, nulls=nulls)
    if meta.issingle:  # kept as texts in one table for all, without a day of birth
        told.pop("creation", None)
        told["idx"] = str(told["idx"])
    return told


def listed(session: Session, doctype: str, told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A list as get_list gives it. Raises Refusal."""
    if session.site.meta(doctype) is None:
        raise not_found("DocType", doctype)
    asked_of = told.get("parent") or doctype
    if session.meta(doctype).istable and doctype not in session.meta(asked_of).tables.values():
        raise permissions.closed(session.user, doctype, told=True, hint=True)
    if not permissions.allows(session.user, "read", asked_of):
        raise permissions.closed(session.user, doctype, told=True, hint=True)
    limit = told.get("limit_page_length", told.get("limit"))
    query = lists.Query(
        doctype=doctype,
        parent=told.get("parent") or "",
        start=whole(told.get("limit_start")),
        limit=lists.PAGE if limit is None else whole(limit),
        **{key: parsed(told[key]) for key in _QUERY if told.get(key)},
    )
    return lists.rows(session, query)


def demand_read(session: Session, doctype: str) -> None:
    """Raises Refusal: 403 in the long form that a single document's reading answers."""
    if not permissions.allows(session.user, "read", doctype):
        raise permissions.closed(session.user, doctype, told=True, hint=False, document=True)


def _changed(session: Session, doctype: str, name: str, values: Mapping[str, Any]) -> Document:
    """Last write wins, unless `modified` comes along: the row is held before it is read."""
    session.lock((doctype, "PRIMARY", folded(name)))
    doc = session.load(doctype, name)
    changed(session, doc, values)
    return session.save(doc)


def _run(session: Session, doc: Document, body: Mapping[str, Any]) -> Done:
    method = body.get("run_method")
    if method is None:
        raise Refusal(kind="KeyError", exception="KeyError: 'run_method'")
    if method not in ("submit", "cancel"):
        raise Thrown(f"Method {method} not found", kind="PermissionError")
    return Done(value=rendered(session, (session.submit if method == "submit" else session.cancel)(doc)))


def _object(body: Any) -> Mapping[str, Any]:
    """The fields in the body; a form may carry them as JSON in `data`."""
    if isinstance(body, Mapping):
        data = body.get("data")
        return parsed(data) if isinstance(data, str) and data.startswith("{") else body
    return {}


def _no_method(verb: str) -> Refusal:
    return Refusal(
        kind="PermissionError", exception="frappe.exceptions.PermissionError", hint=f"{verb} not allowed"
    )
