"""What Frappe itself checks in every document: state, links, mandatory fields, choices, lengths, unique values."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sellerbridge.simulator.erpnext import contacts
from sellerbridge.simulator.erpnext.document import CANCELLED, DRAFT, SUBMITTED, Document
from sellerbridge.simulator.erpnext.meta import DECIMALS, Field
from sellerbridge.simulator.erpnext.refusal import Refusal, Thrown
from sellerbridge.simulator.erpnext.transaction import Taken, Transaction
from sellerbridge.simulator.erpnext.values import number

_STATES = ("Draft", "Submitted", "Cancelled")


def action(doc: Document, *, sent: Any = None) -> str:
    """What saving the document means: save, submit, update_after_submit or cancel. Raises Refusal.

    `sent` is the `modified` that the caller had; None does not ask whether it is the latest.
    """
    before = doc.before.docstatus if doc.before else DRAFT
    if before == CANCELLED:
        raise Refusal("Cannot edit cancelled document")
    step = (before, doc.docstatus)
    if step in ((DRAFT, CANCELLED), (SUBMITTED, DRAFT)):
        text = f"Cannot change docstatus from {before} ({_STATES[before]}) to {step[1]} ({_STATES[step[1]]})"
        raise Refusal(text, kind="DocstatusTransitionError")
    if doc.before and sent is not None and str(sent) != doc.before["modified"]:
        raise _stale(doc.before["modified"], doc["modified"])
    return {(0, 0): "save", (0, 1): "submit", (1, 1): "update_after_submit", (1, 2): "cancel"}[step]


def links(transaction: Transaction, doc: Document) -> None:
    """Every link leads somewhere; what is fetched over it is filled in. Raises Refusal: LinkValidationError.

    A link over which other fields are fetched is not checked, which is Frappe's way: an unknown one is kept.
    """
    found = _Links()
    for one in doc.whole():
        for field in transaction.meta(one.doctype).links:
            if one.get(field.fieldname):
                _follow(transaction, doc, one, field, found)
    if found.lost:
        raise Thrown(f"Could not find {', '.join(found.lost)}", kind="LinkValidationError")
    if found.cancelled:
        raise Thrown(f"Cannot link cancelled document: {', '.join(found.cancelled)}", kind="CancelledLinkError")


def mandatory(transaction: Transaction, doc: Document) -> Iterator[tuple[str, str]]:
    """(fieldname, message) of every mandatory field that is empty, rows included."""
    for one in doc.whole():
        meta = transaction.meta(one.doctype)
        for field in meta.fields:
            if field.reqd and not _has_content(one.get(field.fieldname)):
                yield field.fieldname, _missing(one, field, meta.label(field.fieldname))


def content(transaction: Transaction, doc: Document) -> None:
    """Addresses, numbers, choices and lengths, of the document and then of each row. Raises Refusal."""
    for one in doc.whole():
        meta = transaction.meta(one.doctype)
        for field in meta.stored:
            if field.fieldtype == "Data" and one.get(field.fieldname):
                contacts.check(field.options, one[field.fieldname])
        for field in meta.stored:
            if field.fieldtype == "Select" and field.options and field.fieldname != "naming_series":
                _choice(one, field, meta.label(field.fieldname))
        for field in meta.stored:
            if field.max_length and len(one.text(field.fieldname)) > field.max_length:
                raise _too_long(one, field, meta.label(field.fieldname))
        if meta.autoname.startswith("field:"):
            one[meta.autoname.removeprefix("field:")] = one["name"]


def unchanged_after_submit(transaction: Transaction, doc: Document) -> None:
    """A submitted document changes only where its fields allow it. Raises Refusal: UpdateAfterSubmitError."""
    if doc.before is None:
        return
    _unchanged(transaction, doc, doc.before)
    meta = transaction.meta(doc.doctype)
    for fieldname in doc.tables:
        there = {row["name"]: row for row in doc.before.rows(fieldname)}
        for row in doc.rows(fieldname):
            if row["name"] in there:
                _unchanged(transaction, row, there[row["name"]])
            elif not meta.by_name[fieldname].allow_on_submit:
                _unchanged(transaction, row, Document(row.doctype))


def told_taken(transaction: Transaction, doc: Document, taken: Taken) -> Refusal:
    """A broken unique index as Frappe answers it: DuplicateEntryError for the name, else UniqueValidationError."""
    cause = f"Duplicate entry '{taken.value}' for key '{taken.key}'"
    one = next((each for each in doc.whole() if each.doctype == taken.doctype), doc)
    text = f"({taken.doctype!r}, {one.name!r}, IntegrityError(1062, {cause!r}))"
    if taken.key == "PRIMARY":
        message = {
            "message": f"{doc.doctype} <strong>{doc.name}</strong> already exists",
            "title": "Duplicate Name",
        }
        return Refusal(text, kind="DuplicateEntryError", message={**message, "indicator": "red"})
    label = transaction.meta(taken.doctype).label(taken.fieldname)
    message = {"message": f"{label} must be unique", "title": "Message"}
    return Refusal(text, kind="UniqueValidationError", message=message)


class _Links:
    """Links that lead nowhere, and links that lead to something cancelled."""

    def __init__(self) -> None:
        self.lost: list[str] = []
        self.cancelled: list[str] = []


def _follow(transaction: Transaction, doc: Document, one: Document, field: Field, found: _Links) -> None:
    """Look up one link and fetch what is fetched over it."""
    meta = transaction.meta(one.doctype)
    doctype = one.text(field.options) if field.fieldtype == "Dynamic Link" else field.options
    if not doctype:
        raise Thrown(f"{meta.label(field.options)} must be set first")
    fetched = [
        to for to in meta.fetched_over(field.fieldname) if not (to.fetch_if_empty and one.get(to.fieldname))
    ]
    there = _there(transaction, doctype, one.text(field.fieldname))
    row = "" if one is doc else f"Row #{one['idx']}: "
    told = f"{row}{meta.label(field.fieldname)}: {one.text(field.fieldname)}"
    if there is None:
        found.lost += [] if fetched else [told]
        return
    one[field.fieldname] = there["name"]
    for to in fetched:
        if doc.is_new or doc.docstatus != SUBMITTED or to.allow_on_submit:
            one[to.fieldname] = number(to, there.get(to.fetch_from.partition(".")[2]))
    submittable = transaction.meta(doc.doctype).is_submittable and field.fieldname != "amended_from"
    if submittable and there.docstatus == CANCELLED:
        found.cancelled.append(told)


def _there(transaction: Transaction, doctype: str, name: str) -> Document | None:
    meta = transaction.site.meta(doctype)
    if doctype == "DocType":
        return Document(doctype, {"name": name}) if transaction.site.meta(name) else None
    if meta is not None and meta.issingle:
        return Document(doctype, {"name": doctype})
    return transaction.peek(doctype, name)


def _has_content(value: Any) -> bool:
    return bool(value) if isinstance(value, list) else value is not None and bool(str(value).strip())


def _missing(one: Document, field: Field, label: str) -> str:
    if field.fieldtype == "Table":
        return f"Error: Data missing in table {label}"
    if one.get("parentfield"):
        return f"Error: <strong>{one.doctype}</strong> Row #{one['idx']}: Value missing for: {label}"
    return f"Error: Value missing for {one.doctype}: {label}"


def _choice(one: Document, field: Field, label: str) -> None:
    choices = field.options.split("\n")
    value = one.text(field.fieldname).strip()
    if value and any(choices) and value not in choices:
        prefix = f"Row #{one['idx']}:" if one.get("parentfield") else ""
        listed = '", "'.join(choices)
        raise Thrown(f'{prefix} {label} cannot be "{value}". It should be one of "{listed}"')


def _too_long(one: Document, field: Field, label: str) -> Refusal:
    about = f"{one.doctype}, Row {one['idx']}" if one.get("parentfield") else f"{one.doctype} {one.name}"
    return Thrown(
        f"{about}: '<strong>{label}</strong>' ({one.text(field.fieldname)}) will get truncated, "
        f"as max characters allowed is {field.max_length}",
        kind="CharacterLengthExceededError",
        title="Value too big",
    )


def _unchanged(transaction: Transaction, one: Document, before: Document) -> None:
    meta = transaction.meta(one.doctype)
    for field in meta.fields:
        if field.allow_on_submit or not (field.is_stored or field.fieldname in meta.tables):
            continue
        now, then = _comparable(one, field), _comparable(before, field)
        if (now or then) and now != then:
            raise _changed(one, meta.label(field.fieldname), then, now)


def _comparable(one: Document, field: Field) -> Any:
    value = one.get(field.fieldname)
    if isinstance(value, list):
        return len(value)
    if field.fieldtype in DECIMALS:
        return round(one.number(field.fieldname), 9)
    return value


def _changed(one: Document, label: str, then: Any, now: Any) -> Refusal:
    row = f"Row #{one['idx']}:" if one.get("parentfield") else ""
    then, now = (float(value) if isinstance(value, Decimal) else value for value in (then, now))
    text = f"{row} Not allowed to change <strong>{label}</strong> after submission"
    text += f" from <strong>{then}</strong> to <strong>{now}</strong>"
    return Thrown(text, kind="UpdateAfterSubmitError", title="Cannot Update After Submit")


def _stale(there: str, now: str) -> Refusal:
    text = "Error: Document has been modified after you have opened it"
    text += f" ({there}, {now}). Please refresh to get the latest document."
    return Thrown(text, kind="TimestampMismatchError")
