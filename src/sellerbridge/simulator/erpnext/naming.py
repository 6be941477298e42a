"""Names: as sent, after a field, from a series, as an amendment, or ten letters by chance."""

from __future__ import annotations

import re
from collections.abc import Callable

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.refusal import Thrown
from sellerbridge.simulator.erpnext.transaction import Transaction


def name(transaction: Transaction, doc: Document, own: Callable[[], str | None]) -> None:
    """Give a new document and its rows their names. `own` asks its type's rule. Raises Refusal.

    A name that was sent stands above everything at the recorded Frappe 15.72.4, even above an amendment's, and is
    not looked at; versions before and after drop it from this interface (frappe pull requests 32327 and 33216).
    """
    if not (doc.name and transaction.site.own_names):
        doc["name"] = _checked(_name(transaction, doc, own))
    name_rows(transaction, doc)


def name_rows(transaction: Transaction, doc: Document) -> None:
    """Names and parents for the rows that have none."""
    for row in doc.children():
        row["name"] = row.get("name") or transaction.site.hash_name()
        row["parent"] = doc["name"]


def from_series(transaction: Transaction, series: str) -> str:
    """The next name of a pattern such as "SAL-ORD-.YYYY.-"; counts in five digits unless it says otherwise."""
    now = transaction.site.now()
    dates = {"YYYY": f"{now:%Y}", "YY": f"{now:%y}", "MM": f"{now:%m}", "DD": f"{now:%d}"}
    prefix, digits = "", 5
    for part in series.split("."):
        if re.fullmatch("#+", part):
            digits = len(part)
        else:
            prefix += dates.get(part, part)
    return transaction.next_in_series(prefix, digits=digits)


def amended(transaction: Transaction, doctype: str, original: str) -> str:
    """The name of the next amendment: "X" → "X-1" → "X-2"."""
    there = transaction.peek(doctype, original)
    if there is None or not there.get("amended_from"):
        return f"{original}-1"
    stem, _, count = original.rpartition("-")
    return f"{stem}-{int(count) + 1}" if count.isdigit() else f"{original}-1"


def _name(transaction: Transaction, doc: Document, own: Callable[[], str | None]) -> str:
    if doc.get("amended_from"):
        return amended(transaction, doc.doctype, doc["amended_from"])
    wanted = own()
    return _by_type(transaction, doc) if wanted is None else wanted


def _by_type(transaction: Transaction, doc: Document) -> str:
    """After the field that the type names, from the series, or by chance."""
    autoname = transaction.meta(doc.doctype).autoname
    if autoname.startswith("field:"):
        return _after_field(transaction, doc, autoname.removeprefix("field:"))
    return _in_series(transaction, doc) if autoname.startswith("naming_series") else transaction.site.hash_name()


def _in_series(transaction: Transaction, doc: Document) -> str:
    series = doc.text("naming_series")
    if not series:
        raise Thrown("Naming Series is mandatory")
    return from_series(transaction, series)


def _after_field(transaction: Transaction, doc: Document, fieldname: str) -> str:
    value = doc.text(fieldname).strip()
    if not value:
        raise Thrown(f"{transaction.meta(doc.doctype).label(fieldname)} is required")
    return value


def _checked(wanted: str) -> str:
    if "<" in wanted or ">" in wanted:
        raise Thrown("Name cannot contain special characters like '<', '>'", kind="NameError")
    return wanted
