"""Answers as Frappe writes them: envelopes, numbers, messages, refusals."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.meta import DECIMALS, INTEGERS
from sellerbridge.simulator.erpnext.refusal import Refusal
from sellerbridge.simulator.erpnext.transaction import Transaction

JSON = "application/json"
_PRIVATE = ("__islocal", "__onload", "__unsaved")
_TRACEBACK = "Traceback (most recent call last):\n  (the practice ERPNext shows none)\n"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What goes back: status, headers, body."""

    status: int = 200
    headers: dict[str, str] = {}
    body: bytes = b""
    content_type: str = JSON


def success(key: str, value: Any, *, messages: list[dict[str, Any]], status: int = 200) -> Answer:
    """{"data": ...} or {"message": ...}; nothing at all where a method returns nothing."""
    body = {} if value is None else {key: value}
    if messages:
        body["_server_messages"] = _told(messages)
    return as_json(body, status=status)


def refused(refusal: Refusal, *, messages: list[dict[str, Any]]) -> Answer:
    """The refusal as Frappe tells it, the session's messages before its own. No traceback is ever shown."""
    body: dict[str, Any] = {}
    if refusal.told:
        body["exception"] = refusal.exception
    body["exc_type"] = refusal.kind
    if refusal.source:
        body["_exc_source"] = refusal.source
    if refusal.told:
        body["exc"] = json.dumps([_TRACEBACK + refusal.exception])
    told = [*messages, *([dict(refusal.message)] if refusal.message else [])]
    if told:
        body["_server_messages"] = _told(told)
    if refusal.hint:
        body["_error_message"] = refusal.hint
    return as_json(body, status=refusal.status)


def as_json(body: Mapping[str, Any], *, status: int = 200) -> Answer:
    """A JSON answer; numbers with decimals come out as JSON numbers, 20 as 20.0."""
    return Answer(status=status, body=json.dumps(body, default=_number, ensure_ascii=False).encode())


def html(status: int, text: str, *, content_type: str = "text/html; charset=utf-8") -> Answer:
    """A page from something before the site."""
    return Answer(status=status, body=text.encode(), content_type=content_type)


def rendered(transaction: Transaction, doc: Document, *, nulls: bool = False) -> dict[str, Any]:
    """A document as answered: its columns, its type, its tables. Without `nulls`, empty fields are left out."""
    told = _columns(transaction, doc, nulls=nulls)
    for fieldname in doc.tables:
        told[fieldname] = [_columns(transaction, row, nulls=nulls) for row in doc.get(fieldname) or ()]
    for key in _PRIVATE:
        if doc.get(key):
            told[key] = doc[key]
    return told


def _columns(transaction: Transaction, doc: Document, *, nulls: bool) -> dict[str, Any]:
    meta = transaction.meta(doc.doctype)
    told = {}
    for name in meta.columns:
        value = doc.get(name)
        field = meta.by_name.get(name)
        if value is None and field is not None and field.fieldtype in DECIMALS | INTEGERS:
            value = 0.0 if field.fieldtype in DECIMALS else 0
        if value == "" and field is not None and field.unique:
            value = None
        if value is not None and field is not None and field.fieldtype in DECIMALS:
            value = float(value)
        if value is not None or nulls:
            told[name] = value
    told["doctype"] = doc.doctype
    if "parenttype" in doc:
        told |= {key: doc[key] for key in _PRIVATE if doc.get(key)}
    return told


def _number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")


def _told(messages: list[dict[str, Any]]) -> str:
    return json.dumps([json.dumps(_with_id(message)) for message in messages])


def _with_id(message: dict[str, Any]) -> dict[str, Any]:
    if "__frappe_exc_id" not in message:
        return message
    return {**message, "__frappe_exc_id": secrets.token_hex(28)}
