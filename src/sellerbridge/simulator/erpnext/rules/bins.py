"""Bin: what of an item is in a warehouse, what orders reserve, and what will be left."""

from __future__ import annotations

from decimal import Decimal

from sellerbridge.simulator.erpnext.collation import folded
from sellerbridge.simulator.erpnext.document import SUBMITTED, Document
from sellerbridge.simulator.erpnext.refusal import Refusal
from sellerbridge.simulator.erpnext.rules.rounding import ZERO
from sellerbridge.simulator.erpnext.session import Session
from sellerbridge.simulator.erpnext.transaction import Taken

_FREES = frozenset({"Closed", "On Hold"})
"""Order states that reserve nothing."""


def bin_of(session: Session, item_code: str, warehouse: str) -> Document | None:
    """The bin, not to be changed; None where nothing was ever there or reserved."""
    return next(session.scan("Bin", item_code=item_code, warehouse=warehouse), None)


def reserved(row: Document, order: Document) -> Decimal:
    """What an order's row reserves, in stock units: submitted, not closed, not yet delivered."""
    if order.docstatus != SUBMITTED or order.get("status") in _FREES or row.get("delivered_by_supplier"):
        return ZERO
    qty = row.number("qty")
    left = qty - row.number("delivered_qty")
    return row.number("stock_qty") * left / qty if left > 0 else ZERO


def reserve(session: Session, order: Document, *, before: Document | None) -> None:
    """Bring the bins from what the order reserved before to what it reserves now, in the order of its rows.

    Two requests that go through the same bins in opposite order wait for each other: one gets QueryDeadlockError.
    """
    changes = _by_place(order)
    for place, qty in (_by_place(before) if before else {}).items():
        changes[place] = changes.get(place, ZERO) - qty
    for (item_code, warehouse), change in changes.items():
        if change and warehouse and session.value("Item", item_code, "is_stock_item"):
            there = locked_bin(session, item_code, warehouse)
            there["reserved_qty"] = there.number("reserved_qty") + change
            store_bin(session, there)


def locked_bin(session: Session, item_code: str, warehouse: str) -> Document:
    """The bin, held to the end of the transaction; a new one where there is none.

    Raises Refusal: QueryDeadlockError; 404 "Item Code must be unique" when another request has just made the
    first bin of the item (both are rolled back and safe to repeat).
    """
    there = bin_of(session, item_code, warehouse) or _new_bin(session, item_code, warehouse)
    session.lock(("Bin", "PRIMARY", folded(there.name)))
    latest = session.get("Bin", there.name)
    return latest if latest is not None else there


def store_bin(session: Session, there: Document) -> None:
    """Work out the projected quantity and store the bin; `modified` moves on."""
    coming = sum(
        (there.number(field) for field in ("actual_qty", "ordered_qty", "indented_qty", "planned_qty")), ZERO
    )
    gone = sum((there.number(field) for field in ("reserved_qty", "reserved_qty_for_production")), ZERO)
    there["projected_qty"] = coming - gone
    there["modified"] = session.now()
    there["modified_by"] = session.user.name
    session.update_row(there)


def _new_bin(session: Session, item_code: str, warehouse: str) -> Document:
    there = session.new("Bin", {"item_code": item_code, "warehouse": warehouse})
    now, user = session.now(), session.user.name
    there.update(name=session.site.hash_name(), owner=user, modified_by=user, creation=now, modified=now, idx=0)
    there["stock_uom"] = session.value("Item", item_code, "stock_uom")
    for field in session.meta("Bin").stored:
        if field.fieldtype == "Float":
            there[field.fieldname] = ZERO
    try:
        session.insert_row(there)
    except Taken:
        message = {"message": "Item Code must be unique", "title": "Message"}
        raise Refusal(kind="DoesNotExistError", told=False, message=message) from None
    return there


def _by_place(order: Document) -> dict[tuple[str, str], Decimal]:
    found: dict[tuple[str, str], Decimal] = {}
    for row in order.rows("items"):
        place = (row.text("item_code"), row.text("warehouse"))
        found[place] = found.get(place, ZERO) + reserved(row, order)
    return found
