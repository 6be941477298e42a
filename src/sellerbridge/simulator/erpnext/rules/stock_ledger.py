"""Stock Ledger Entries: every movement of stock, and what a bin holds after it."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Thrown
from sellerbridge.simulator.erpnext.rules.bins import locked_bin, store_bin
from sellerbridge.simulator.erpnext.rules.fiscal_years import fiscal_year
from sellerbridge.simulator.erpnext.rules.rounding import ZERO, rounded, shown
from sellerbridge.simulator.erpnext.session import Session


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """Stock units that come (or go, below 0). `rate`: what one is worth, where the movement itself says so."""

    item_code: str
    warehouse: str
    qty: Decimal
    rate: Decimal | None = None
    row: str = ""


def move(session: Session, voucher: Document, movements: list[Movement]) -> Decimal:
    """Write the movements of a voucher, one after the other; returns what the stock is worth more.

    Raises Refusal: NegativeStockError, FiscalYearError, QueryDeadlockError.
    """
    return sum((_move(session, voucher, movement) for movement in movements), ZERO)


def take_back(session: Session, voucher: Document) -> Decimal:
    """Undo the movements of a cancelled voucher; returns what the stock is worth more."""
    entries = list(session.scan("Stock Ledger Entry", voucher_no=voucher.name, voucher_type=voucher.doctype))
    undone = ZERO
    for entry in entries:
        if not entry["is_cancelled"]:
            undone += _restated(session, voucher, entry)
            session.set_value("Stock Ledger Entry", entry.name, is_cancelled=1)
    return undone


def _move(session: Session, voucher: Document, movement: Movement) -> Decimal:
    there = locked_bin(session, movement.item_code, movement.warehouse)
    rate = movement.rate if movement.rate is not None else there.number("valuation_rate")
    left = there.number("actual_qty") + movement.qty
    _demand_stock(session, movement, voucher, left=left)
    worth = rounded(movement.qty * rate)
    value = there.number("stock_value") + worth
    there.update(actual_qty=left, stock_value=value, valuation_rate=value / left if left else rate)
    store_bin(session, there)
    entry = _entry(session, voucher, movement, there)
    entry.update(stock_value_difference=worth, incoming_rate=rate if movement.qty > 0 else ZERO)
    session.insert_row(entry)
    return worth


def _demand_stock(session: Session, movement: Movement, voucher: Document, *, left: Decimal) -> None:
    """A movement out needs the stock, and needs it on the day of the voucher."""
    at_the_time = _on(session, movement, day=_moment(voucher)) + movement.qty
    short = min(left, at_the_time)
    if movement.qty >= 0 or short >= 0 or session.single("Stock Settings").get("allow_negative_stock"):
        return
    name = session.value("Item", movement.item_code, "item_name")
    item = _link("Item", movement.item_code, f"Item {movement.item_code}: {name}")
    warehouse = _link("Warehouse", movement.warehouse, f"Warehouse {movement.warehouse}")
    raise Thrown(
        f"<strong>{shown(-short)}</strong> units of {item} needed in {warehouse} to complete this transaction.",
        kind="NegativeStockError",
        module="erpnext.stock.stock_ledger",
        title="Insufficient Stock",
        source=ERPNEXT,
    )


def _on(session: Session, movement: Movement, *, day: str) -> Decimal:
    entries = session.scan("Stock Ledger Entry", item_code=movement.item_code, warehouse=movement.warehouse)
    return sum(
        (one.number("actual_qty") for one in entries if not one["is_cancelled"] and _moment(one) <= day), ZERO
    )


def _entry(session: Session, voucher: Document, movement: Movement, there: Document) -> Document:
    values = {
        "item_code": movement.item_code,
        "warehouse": movement.warehouse,
        "posting_date": voucher["posting_date"],
        "posting_time": voucher.get("posting_time"),
        "voucher_type": voucher.doctype,
        "voucher_no": voucher.name,
        "voucher_detail_no": movement.row,
        "actual_qty": movement.qty,
        "qty_after_transaction": there["actual_qty"],
        "valuation_rate": there["valuation_rate"],
        "stock_value": there["stock_value"],
        "stock_uom": there.get("stock_uom"),
        "company": voucher["company"],
        "fiscal_year": fiscal_year(session, voucher["posting_date"], voucher["company"]),
        "is_cancelled": 0,
    }
    return stamped(session, session.new("Stock Ledger Entry", values))


def stamped(session: Session, entry: Document) -> Document:
    """An entry of a ledger as it is stored: submitted, with a name by chance."""
    now, user = session.now(), session.user.name
    entry.update(name=session.site.hash_name(), owner=user, modified_by=user, creation=now, modified=now)
    entry.update(docstatus=1, idx=0)
    return entry


def _restated(session: Session, voucher: Document, entry: Document) -> Decimal:
    movement = Movement(
        item_code=entry["item_code"], warehouse=entry["warehouse"], qty=-entry.number("actual_qty"), row=entry.name
    )
    there = locked_bin(session, movement.item_code, movement.warehouse)
    left = there.number("actual_qty") + movement.qty
    _demand_stock(session, movement, voucher, left=left)
    value = there.number("stock_value") - entry.number("stock_value_difference")
    there.update(actual_qty=left, stock_value=value)
    there["valuation_rate"] = value / left if left else there.number("valuation_rate")
    store_bin(session, there)
    return -entry.number("stock_value_difference")


def _moment(one: Document) -> str:
    """Date and time as text that sorts: times may lack the leading zero or the microseconds."""
    time = one.text("posting_time") or "00:00:00"
    return f"{one.text('posting_date')} {time.rjust(8, '0') if '.' not in time else time}"


def _link(doctype: str, name: str, text: str) -> str:
    return f'<a href="/app/Form/{doctype}/{name}" style="font-weight: bold;">{text}</a>'
