"""A tiny site that keeps documents, and whose answers get lost as a test says. No rule of ERPNext's but uniqueness."""

from __future__ import annotations

import copy
import fnmatch
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import msgspec
from tests.erp.erpnext.door import Answer, Asked, Door, no, page

from sellerbridge.documents.item import fold
from sellerbridge.erp.erpnext.custom_fields import CUSTOM_FIELDS

US = "connector@acme.test"
OK, LOST, DROPPED, HTML, HTML_AFTER = "ok", "lost after commit", "dropped before", "502", "502 after commit"
GONE = "gone for good after commit"
FAULTS = (LOST, DROPPED, HTML, HTML_AFTER)

_LINKS = {
    "Sales Order": {"customer": "Customer", "set_warehouse": "Warehouse"},
    "Sales Order Item": {"item_code": "Item", "warehouse": "Warehouse"},
    "Item": {"item_group": "Item Group", "brand": "Brand"},
    "Item Price": {"item_code": "Item", "price_list": "Price List"},
    "Account": {"parent_account": "Account"},
}
_PLAIN = {
    "Sales Order": "po_no delivery_date marketplace_id grand_total items:Sales_Order_Item",
    "Sales Order Item": "qty rate delivery_date amount",
    "Item": "item_code item_name amazon_sku amazon_item_code amazon_status barcodes:Item_Barcode",
    "Item Barcode": "barcode",
    "Item Price": "uom currency selling price_list_rate",
    "Customer": "customer_name",
    "Address": "city links:Dynamic_Link",
    "Dynamic Link": "link_doctype",
    "Contact": "first_name",
    "Brand": "brand",
    "Item Group": "item_group_name parent_item_group is_group",
    "Account": "account_name company is_group account_type root_type",
    "Warehouse": "warehouse_name company parent_warehouse is_group",
    "Ecommerce Item": "integration sku erpnext_item_code",
}
_decode = msgspec.json.Decoder(float_hook=Decimal).decode
_KEYS = {field.doctype: field.fieldname for field in CUSTOM_FIELDS if field.key}
_TITLES = {"Account": "account_name", "Warehouse": "warehouse_name"}
_NAMED_BY = {"Item": "item_code", "Brand": "brand", "Item Group": "item_group_name"}


class Shelf(Door):
    """Write requests fail as `faults` says, in the order they come; later ones go well."""

    def __init__(
        self,
        *,
        faults: Iterable[str] = (),
        without: Iterable[str] = (),
        repeating: Iterable[str] = (),
        key_is_free: bool = True,
    ) -> None:
        super().__init__()
        self.docs: dict[tuple[str, str], dict[str, Any]] = {}
        self.faults = list(faults)
        self.writes: Counter[str] = Counter()
        self.reads: Counter[str] = Counter()
        self.hung_on: set[str] = set()
        self.refuses: dict[str, Answer] = {}
        self.forgives = False
        self.takes = 10**6
        """Documents that it gets done in one request before its web server cuts it off."""
        self.drops: frozenset[str] = frozenset()
        """Fields that it drops without a word, as those of a permission level that is not ours."""
        self.cancels = True
        self.meanwhile: Callable[[], object] = lambda: None
        """What somebody else does once, between our look and our request."""
        self.gone = False
        self._without = frozenset(without)
        self._repeating = frozenset(repeating)
        self._free = key_is_free
        self._all = threading.RLock()
        self._clock = 0

    def put(self, doctype: str, name: str, *, user: str = US, **fields: Any) -> dict[str, Any]:
        """A document that was there before."""
        with self._all:
            stamp = self._stamp()
            marks = {"owner": user, "modified_by": user, "creation": stamp, "modified": stamp, "docstatus": 0}
            self.docs[doctype, fold(name)] = {"doctype": doctype, "name": name, **marks, **fields}
            return self.docs[doctype, fold(name)]

    def all(self, doctype: str) -> list[dict[str, Any]]:
        return [doc for (kind, _), doc in self.docs.items() if kind == doctype]

    def answer(self, asked: Asked) -> Answer:
        with self._all:
            if self.gone:
                return Answer(silent=True)
            _, kind, *rest = asked.path.strip("/").split("/", 3)
            body = _decode(asked.body) if asked.body else {}
            if kind == "method":
                return self._method(rest[0], asked, body)
            if asked.verb == "GET":
                self.reads[rest[0]] += 1
                return Answer(
                    json={"data": _plain(self.docs[rest[0], fold(rest[1])] if rest[1:] else self.all(rest[0]))}
                )
            return self._write(f"{asked.verb} {rest[0]}", lambda: self._saved(asked.verb, rest, body), "data")

    def _method(self, dotted: str, asked: Asked, body: dict[str, Any]) -> Answer:  # noqa: PLR0911 - one a method
        match dotted:
            case "frappe.auth.get_logged_user":
                return Answer(json={"message": US})
            case "frappe.desk.form.load.getdoctype":
                return self._meta(asked.query["doctype"])
            case "frappe.client.get_list":
                self.reads[body["doctype"]] += 1
                return Answer(json={"message": self._list(body)})
            case "frappe.client.insert_many":
                kind = body["docs"][0]["doctype"]
                if len(body["docs"]) > self.takes:
                    self.faults.insert(0, DROPPED)
                made = lambda: [self._made(kind, doc)["name"] for doc in body["docs"]]  # noqa: E731
                return self._write(f"insert_many {kind}", made, "message")
            case "frappe.client.get":
                return Answer(json={"message": _plain(self.docs[body["doctype"], fold(body["name"])])})
            case "frappe.client.set_value":
                rest = [body["doctype"], body["name"]]
                return self._write(
                    f"PUT {rest[0]}", lambda: self._saved("PUT", rest, body["fieldname"]), "message"
                )
            case "frappe.client.cancel":
                return self._write("cancel", lambda: self._cancelled(body["doctype"], body["name"]), "message")
        return no("ImportError", dotted, status=500)

    def _write(self, what: str, deed: Any, envelope: str) -> Answer:
        """In one transaction, with the next fault."""
        self.writes[what] += 1
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        fault = self.faults.pop(0) if self.faults else OK
        if fault == DROPPED:
            return Answer(silent=True)
        if fault == HTML:
            return page(502)
        before = copy.deepcopy(self.docs)
        try:
            done = deed()
        except _Refused as refusal:
            self.docs = before
            return refusal.answer
        self.gone = fault == GONE
        if fault in (LOST, GONE):
            return Answer(silent=True)
        return page(502) if fault == HTML_AFTER else Answer(json={envelope: _plain(done)})

    def _saved(self, verb: str, rest: list[str], body: dict[str, Any]) -> dict[str, Any]:
        if verb == "POST":
            return self._made(rest[0], body)
        doc = self.docs[rest[0], fold(rest[1])]
        if body.pop("modified", doc["modified"]) != doc["modified"]:
            raise _Refused(no("TimestampMismatchError", "modified after you opened it"))
        if doc["docstatus"] == 1 and not self._free and _KEYS[rest[0]] in body:
            raise _Refused(no("UpdateAfterSubmitError", "Not allowed to change"))
        kept = {field: value for field, value in body.items() if field not in self.drops}
        doc.update(kept, modified=self._stamp(), modified_by=US)
        return doc

    def _made(self, kind: str, doc: dict[str, Any]) -> dict[str, Any]:
        name = self._name(kind, doc)
        refusal = self.refuses.pop(name, None) if self.forgives else self.refuses.get(name)
        if refusal:
            raise _Refused(refusal)
        if (kind, fold(name)) in self.docs:
            raise _Refused(no("DuplicateEntryError", f"{kind} {name} already exists", status=409))
        key = _KEYS.get(kind, "")
        if doc.get(key) and any(fold(one.get(key) or "") == fold(doc[key]) for one in self.all(kind)):
            raise _Refused(no("UniqueValidationError", "key must be unique"))
        known = self._fields(kind)
        fields = {
            field: value
            for field, value in doc.items()
            if (field in known or field in ("docstatus", "amended_from")) and field not in self.drops
        }
        if kind == "Sales Order":
            fields["grand_total"] = sum((row["qty"] * row["rate"] for row in fields["items"]), Decimal(0))
        return self.put(kind, name, **fields)

    def _name(self, kind: str, doc: dict[str, Any]) -> str:
        if doc.get("amended_from"):
            return f"{doc['amended_from']}-1"
        if kind in _TITLES:
            return f"{doc[_TITLES[kind]]} - AC"
        return str(doc[_NAMED_BY[kind]] if kind in _NAMED_BY else doc["name"])

    def _cancelled(self, kind: str, name: str) -> dict[str, Any]:
        doc = self.docs[kind, fold(name)]
        if doc["docstatus"] == 2:
            raise _Refused(no("ValidationError", "Cannot edit cancelled document"))
        if name in self.hung_on:
            raise _Refused(no("LinkExistsError", f"{name} is linked with Sales Invoice SI-1"))
        doc.update(docstatus=2 if self.cancels else 1, modified=self._stamp(), modified_by=US)
        return doc

    def _list(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        rows = [
            doc
            for doc in self.all(body["doctype"])
            if all(_lets(doc, one) for one in body.get("filters", ()))
            and (not body.get("or_filters") or any(_lets(doc, one) for one in body["or_filters"]))
        ]
        return [{field: _plain(row.get(field)) for field in body["fields"]} for row in rows]

    def _fields(self, kind: str) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for text in _PLAIN.get(kind, "").split():
            name, _, child = text.partition(":")
            found[name] = {
                "fieldname": name,
                "fieldtype": "Table" if child else "Data",
                "options": child.replace("_", " "),
            }
        for name, target in _LINKS.get(kind, {}).items():
            found[name] = {"fieldname": name, "fieldtype": "Link", "options": target}
        if kind == "Dynamic Link":
            found["link_name"] = {"fieldname": "link_name", "fieldtype": "Dynamic Link", "options": "link_doctype"}
        if kind in _KEYS and _KEYS[kind] not in self._without:
            found[_KEYS[kind]] = {
                "fieldname": _KEYS[kind],
                "fieldtype": "Data",
                "unique": int(_KEYS[kind] not in self._repeating),
                "allow_on_submit": int(self._free),
            }
        return found

    def _meta(self, kind: str) -> Answer:
        if kind not in _PLAIN or kind in self._without:
            return no("PermissionError", "no such doctype", status=403)
        children = [one["options"] for one in self._fields(kind).values() if one["fieldtype"] == "Table"]
        docs = [
            {"doctype": "DocType", "name": one, "fields": list(self._fields(one).values())}
            for one in (kind, *children)
        ]
        return Answer(json={"docs": docs})

    def _stamp(self) -> str:
        self._clock += 1
        return f"2026-03-02 10:00:00.{self._clock:06}"


class _Refused(Exception):
    def __init__(self, answer: Answer) -> None:
        super().__init__("refused")
        self.answer = answer


def _lets(doc: dict[str, Any], one: list[Any]) -> bool:
    field, operator, value = one
    here = doc.get(field)
    match operator:
        case "in":
            return fold(str(here or "")) in {fold(str(each)) for each in value}
        case "like":
            return fnmatch.fnmatchcase(fold(str(here or "")), fold(value).replace("%", "*"))
        case _:
            return bool(here == value)


def _plain(value: Any) -> Any:
    """As JSON: Decimals are numbers."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
