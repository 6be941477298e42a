"""What a document type is, as getdoctype and the DocType resource tell it."""

from __future__ import annotations

from typing import Any

from sellerbridge.simulator.erpnext.meta import Field, Meta
from sellerbridge.simulator.erpnext.transaction import Transaction

_FLAGS = ("no_copy", "allow_on_submit", "fetch_if_empty")
_TEXTS = ("default", "fetch_from", "label")


def bundle(transaction: Transaction, doctype: str) -> list[dict[str, Any]]:
    """The type and the types of its tables, each once."""
    meta = transaction.meta(doctype)
    return [described(transaction.meta(name)) for name in dict.fromkeys([doctype, *meta.tables.values()])]


def described(meta: Meta) -> dict[str, Any]:
    """One type with its fields."""
    told: dict[str, Any] = {"doctype": "DocType", "name": meta.name, "module": meta.module}
    for key in ("istable", "issingle", "is_submittable", "is_tree"):
        told[key] = int(getattr(meta, key))
    for key in ("autoname", "naming_rule", "title_field"):
        if getattr(meta, key):
            told[key] = getattr(meta, key)
    told["fields"] = [_field(meta, field, place) for place, field in enumerate(meta.fields, 1)]
    return told


def _field(meta: Meta, field: Field, place: int) -> dict[str, Any]:
    told: dict[str, Any] = {
        "doctype": "DocField",
        "parent": meta.name,
        "idx": place,
        "fieldname": field.fieldname,
        "fieldtype": field.fieldtype,
        "reqd": int(field.reqd),
        "unique": int(field.unique),
        "options": field.options or None,
        "length": field.length,
    }
    told |= {key: int(getattr(field, key)) for key in _FLAGS}
    told |= {key: getattr(field, key) or None for key in _TEXTS}
    told["label"] = (
        meta.label(field.fieldname) if field.is_stored or field.fieldname in meta.tables else field.label
    )
    if field.custom:
        told["is_custom_field"] = 1
    return told
