"""How far an order is delivered and billed, row by row, and how far a delivery note is billed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import msgspec

from sellerbridge.simulator.erpnext.document import SUBMITTED, Document
from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Thrown
from sellerbridge.simulator.erpnext.rules.bins import reserve
from sellerbridge.simulator.erpnext.rules.rounding import ZERO, shown
from sellerbridge.simulator.erpnext.rules.statuses import delivery_status, order_status, progress_word
from sellerbridge.simulator.erpnext.session import Session

ORDER_OF = {"Delivery Note": "against_sales_order", "Sales Invoice": "sales_order"}
"""The field of a row that names its order."""


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """What documents do to the rows of an order. `by`: their types, and the flag that makes one count."""

    by: Mapping[str, str]
    quantity: str
    done: str
    percent: str
    word: str
    says: str
    allowance: str


DELIVERED = Progress(
    by={"Delivery Note": "", "Sales Invoice": "update_stock"},
    quantity="qty",
    done="delivered_qty",
    percent="per_delivered",
    word="delivery_status",
    says="Delivered",
    allowance="To allow over receipt / delivery, "
    'update "Over Receipt/Delivery Allowance" in Stock Settings or the Item.',
)
BILLED = Progress(
    by={"Sales Invoice": ""},
    quantity="amount",
    done="billed_amt",
    percent="per_billed",
    word="billing_status",
    says="Billed",
    allowance='To allow over billing, update "Over Billing Allowance" in Accounts Settings or the Item.',
)


def advance(session: Session, doc: Document, step: Progress) -> None:
    """Work out anew the orders behind a submitted or cancelled document. Raises Refusal: OverAllowanceError."""
    link = ORDER_OF[doc.doctype]
    for name in dict.fromkeys(row.get(link) for row in doc.rows("items")):
        order = session.get("Sales Order", name) if name else None
        if order is not None:
            _restate(session, order, step)
    if doc.docstatus == SUBMITTED:
        _demand_within(session, doc, step)


def percent_done(rows: Iterable[Document], *, quantity: str, done: str) -> Decimal:
    """How much of the rows is done, in percent; no row counts for more than all of itself."""
    rows = list(rows)
    whole = sum((abs(row.number(quantity)) for row in rows), ZERO)
    part = sum((min(abs(row.number(quantity)), abs(row.number(done))) for row in rows), ZERO)
    return round(part / whole * 100, 6) if whole else ZERO


def bill_notes(session: Session, order_rows: Iterable[str]) -> None:
    """Spread what is billed of these order rows over their delivery notes, the oldest first."""
    touched: dict[str, Document] = {}
    for order_row in order_rows:
        left = _billed_without_note(session, order_row)
        for found, place in _delivered(session, order_row):
            note = touched.setdefault(found.name, found.copy())
            row = note.rows("items")[place]
            own = _sum_of_rows(session, "Sales Invoice", "amount", dn_detail=row["name"])
            share = min(max(row.number("amount") - own, ZERO), left)
            row["billed_amt"] = own + share
            left -= share
    for note in touched.values():
        note["per_billed"] = percent_done(note.rows("items"), quantity="amount", done="billed_amt")
        note["status"] = delivery_status(note)
        session.update_row(note)


def _restate(session: Session, order: Document, step: Progress) -> None:
    before = order.copy()
    for row in order.rows("items"):
        row[step.done] = _done(session, row, step, fieldname=step.quantity)
    order[step.percent] = _order_percent(session, order, step)
    order[step.word] = progress_word(float(order[step.percent]), of=step.says)
    order["status"] = order_status(order)
    order["modified"], order["modified_by"] = session.now(), session.user.name
    session.update_row(order)
    reserve(session, order, before=before)


def _order_percent(session: Session, order: Document, step: Progress) -> Decimal:
    """An order for nothing counts as billed by its quantities."""
    rows = order.rows("items")
    if step is BILLED and not any(row.number("amount") for row in rows):
        billed = sum((_done(session, row, step, fieldname="qty") for row in rows), ZERO)
        whole = sum((row.number("qty") for row in rows), ZERO)
        return min(billed, whole) / whole * 100 if whole else ZERO
    return percent_done(rows, quantity=step.quantity, done=step.done)


def _done(session: Session, ordered: Document, step: Progress, *, fieldname: str) -> Decimal:
    return sum(
        (
            _sum_of_rows(session, doctype, fieldname, flag=flag, so_detail=ordered["name"])
            for doctype, flag in step.by.items()
        ),
        ZERO,
    )


def _sum_of_rows(session: Session, doctype: str, fieldname: str, *, flag: str = "", **equal: str) -> Decimal:
    pairs = session.scan_rows(doctype, f"{doctype} Item", **equal)
    counting = (row for parent, row in pairs if parent.docstatus == SUBMITTED and (not flag or parent.get(flag)))
    return sum((row.number(fieldname) for row in counting), ZERO)


def _billed_without_note(session: Session, order_row: str) -> Decimal:
    rows = session.scan_rows("Sales Invoice", "Sales Invoice Item", so_detail=order_row)
    return sum(
        (
            row.number("amount")
            for parent, row in rows
            if parent.docstatus == SUBMITTED and not row.get("dn_detail")
        ),
        ZERO,
    )


def _delivered(session: Session, order_row: str) -> list[tuple[Document, int]]:
    found = [
        (note, note["items"].index(row))
        for note, row in session.scan_rows("Delivery Note", "Delivery Note Item", so_detail=order_row)
        if note.docstatus == SUBMITTED and not note.get("is_return")
    ]
    return sorted(found, key=lambda pair: pair[0].text("creation"))


def _demand_within(session: Session, doc: Document, step: Progress) -> None:
    for row in doc.rows("items"):
        pairs = session.scan_rows("Sales Order", "Sales Order Item", name=row.get("so_detail") or "")
        for _, ordered in pairs:
            whole = ordered.number(step.quantity)
            allowed = whole * (1 + _allowance(session, row, step) / 100)
            over = ordered.number(step.done) - allowed
            if whole and over / whole * 100 > Decimal("0.01"):
                raise _over(doc, row, step, over=over)


def _allowance(session: Session, row: Document, step: Progress) -> Decimal:
    fieldname, settings = {
        "Delivered": ("over_delivery_receipt_allowance", "Stock Settings"),
        "Billed": ("over_billing_allowance", "Accounts Settings"),
    }[step.says]
    item = session.peek("Item", row.get("item_code"))
    own = item.number(fieldname) if item else ZERO
    return own or session.single(settings).number(fieldname)


def _over(doc: Document, row: Document, step: Progress, *, over: Decimal) -> Thrown:
    return Thrown(
        f"This document is over limit by <strong>{step.quantity.title()}</strong> <strong>{shown(over)}</strong> "
        f"for item <strong>{row.get('item_code')}</strong>. Are you making another <strong>{doc.doctype}</strong> "
        f"against the same <strong>Sales Order Item</strong>?<br><br>{step.allowance}",
        kind="OverAllowanceError",
        module="erpnext.controllers.status_updater",
        title="Limit Crossed",
        source=ERPNEXT,
    )
