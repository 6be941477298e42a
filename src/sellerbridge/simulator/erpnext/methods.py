"""/api/method: the whitelisted methods of Frappe that a connector uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sellerbridge.simulator.erpnext import describing, lists, permissions, resources
from sellerbridge.simulator.erpnext.answers import rendered
from sellerbridge.simulator.erpnext.arguments import parsed
from sellerbridge.simulator.erpnext.collation import folded
from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.refusal import Refusal, Thrown
from sellerbridge.simulator.erpnext.session import Method, Session
from sellerbridge.simulator.erpnext.values import changed

_MOST_INSERTS = 200
_MOST_AT_ONCE = 100
"""Rows of an entry that ERPNext cancels while the caller waits."""


class Docs:
    """A method's answer that stands under `docs` instead of `message`."""

    def __init__(self, docs: list[dict[str, Any]]) -> None:
        self.docs = docs


def _logged_user(session: Session) -> str:
    return session.user.name


def _time_zone(session: Session) -> dict[str, str]:
    return {"time_zone": session.site.zone.key}


def _versions(session: Session) -> dict[str, Any]:
    return session.site.versions


def _getdoctype(session: Session, doctype: str) -> Docs:
    if session.site.meta(doctype) is None or not permissions.allows(session.user, "read", doctype):
        raise permissions.closed(session.user, "DocType", told=False, hint=True)
    return Docs(describing.bundle(session, doctype))


def _get(session: Session, doctype: str, name: str = "", filters: Any = None) -> dict[str, Any]:
    if not name and filters:
        found = lists.rows(session, lists.Query(doctype=doctype, filters=parsed(filters), limit=1))
        name = found[0]["name"] if found else ""
    return resources.read(session, doctype, name, nulls=True)


def _get_list(session: Session, doctype: str, **told: Any) -> list[dict[str, Any]]:
    return resources.listed(session, doctype, told)


def _get_count(session: Session, doctype: str, filters: Any = None) -> int:
    if not permissions.allows(session.user, "read", doctype):
        raise permissions.closed(session.user, doctype, told=True, hint=True)
    return lists.count(session, doctype, parsed(filters))


def _get_value(session: Session, doctype: str, fieldname: Any, filters: Any = None) -> dict[str, Any]:
    fields = parsed(fieldname)
    fields = [fields] if isinstance(fields, str) else fields
    resources.demand_read(session, doctype)
    if session.meta(doctype).issingle:
        single = session.single(doctype)
        return {field: "" if single.get(field) is None else single[field] for field in fields}
    query = lists.Query(doctype=doctype, fields=fields, filters=parsed(filters), limit=1)
    found = lists.rows(session, query)
    return found[0] if found else {}


def _get_single_value(session: Session, doctype: str, field: str) -> Any:
    resources.demand_read(session, doctype)
    return session.single(doctype).get(field)


def _has_permission(session: Session, doctype: str, docname: str, perm_type: str = "read") -> dict[str, bool]:
    there = not docname or session.peek(doctype, docname) is not None
    return {"has_permission": there and permissions.allows(session.user, perm_type.lower(), doctype)}


def _insert(session: Session, doc: Any) -> dict[str, Any]:
    told = parsed(doc)
    return rendered(session, session.insert(session.new(told["doctype"], told)), nulls=True)


def _insert_many(session: Session, docs: Any) -> list[str]:
    """One transaction for all of them; one that fails takes the others with it."""
    told = parsed(docs)
    if len(told) > _MOST_INSERTS:
        raise Thrown(f"Only {_MOST_INSERTS} inserts allowed in one request")
    return [session.insert(session.new(one["doctype"], one)).name for one in told]


def _save(session: Session, doc: Any) -> dict[str, Any]:
    told = parsed(doc)
    return rendered(session, session.save(_sent(session, told)), nulls=True)


def _submit(session: Session, doc: Any) -> dict[str, Any]:
    """The whole document must come, with the `modified` it has."""
    return rendered(session, session.submit(_sent(session, parsed(doc))), nulls=True)


def _cancel(session: Session, doctype: str, name: str) -> dict[str, Any]:
    """A large entry is left to the queue and answered as it was (JournalEntry.cancel); here no worker takes it."""
    session.lock((doctype, "PRIMARY", folded(name)))
    there = session.load(doctype, name)
    if doctype == "Journal Entry" and len(there.rows("accounts")) > _MOST_AT_ONCE:
        session.tell("The task has been enqueued as a background job.")
        return rendered(session, there, nulls=True)
    return rendered(session, session.cancel(there), nulls=True)


def _delete(session: Session, doctype: str, name: str) -> None:
    session.delete(doctype, name)


def _set_value(session: Session, doctype: str, name: str, fieldname: Any, value: Any = None) -> dict[str, Any]:
    values = parsed(fieldname)
    values = {values: value} if isinstance(values, str) else values
    session.lock((doctype, "PRIMARY", folded(name)))
    doc = session.load(doctype, name)
    changed(session, doc, values)
    return rendered(session, session.save(doc), nulls=True)


def _bulk_update(session: Session, docs: Any) -> dict[str, Any]:
    """Each document by itself: those that fail are told, the others are saved."""
    failed = []
    for one in parsed(docs):
        try:
            _set_value(session, one["doctype"], one["docname"], {k: v for k, v in one.items() if k != "docname"})
        except Refusal as refusal:
            failed.append({"doc": one, "exc": refusal.exception})
    return {"failed_docs": failed}


def _sent(session: Session, told: Mapping[str, Any]) -> Document:
    """A whole document as it came in, in place of the stored one. Without `modified` it is never the latest."""
    there = session.load(told["doctype"], told["name"])
    doc = session.new(told["doctype"], told)
    doc["creation"], doc["owner"] = there["creation"], there["owner"]
    doc.setdefault("modified", "")
    return doc


METHODS: Mapping[str, Method] = {
    "frappe.auth.get_logged_user": _logged_user,
    "frappe.client.bulk_update": _bulk_update,
    "frappe.client.cancel": _cancel,
    "frappe.client.delete": _delete,
    "frappe.client.get": _get,
    "frappe.client.get_count": _get_count,
    "frappe.client.get_list": _get_list,
    "frappe.client.get_single_value": _get_single_value,
    "frappe.client.get_time_zone": _time_zone,
    "frappe.client.get_value": _get_value,
    "frappe.client.has_permission": _has_permission,
    "frappe.client.insert": _insert,
    "frappe.client.insert_many": _insert_many,
    "frappe.client.save": _save,
    "frappe.client.set_value": _set_value,
    "frappe.client.submit": _submit,
    "frappe.desk.form.load.getdoctype": _getdoctype,
    "frappe.utils.change_log.get_versions": _versions,
}
