"""Delivery Note: goods leave the stock, the order behind them is delivered."""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Thrown
from sellerbridge.simulator.erpnext.rules.bins import bin_of
from sellerbridge.simulator.erpnext.rules.goods import give_out, outgoing_rate, take_back_goods
from sellerbridge.simulator.erpnext.rules.posting_time import set_posting_time
from sellerbridge.simulator.erpnext.rules.progress import DELIVERED, advance, bill_notes
from sellerbridge.simulator.erpnext.rules.returns import demand_returnable, tell_note
from sellerbridge.simulator.erpnext.rules.rounding import ZERO
from sellerbridge.simulator.erpnext.rules.sale import (
    Sale,
    demand_open_orders,
    demand_whole_units,
    set_order_numbers,
    set_title,
    stock_rows,
)
from sellerbridge.simulator.erpnext.rules.statuses import delivery_status
from sellerbridge.simulator.erpnext.session import Rule, Session


class DeliveryNote(Sale):
    """Its answer to a submit is read again from the database, so its status is right at once."""

    unlinked_by = frozenset({"GL Entry", "Stock Ledger Entry"})

    def demand_totals(self, doc: Document, session: Session) -> None:
        """A return gives back no more than was delivered."""
        if doc.get("is_return"):
            demand_returnable(doc, session)

    def validate(self, doc: Document, session: Session) -> None:
        """Raises Refusal."""
        set_posting_time(doc, session)
        set_title(doc)
        super().validate(doc, session)
        demand_open_orders(doc, session, link="against_sales_order")
        set_order_numbers(doc, session, link="against_sales_order")
        _demand_warehouses(doc, session)
        demand_whole_units(doc, session)
        for row in doc.rows("items"):
            row["use_serial_batch_fields"] = 1
            row["incoming_rate"] = row.number("incoming_rate") or outgoing_rate(row, session)
            there = bin_of(session, row.text("item_code"), row.text("warehouse"))
            row["actual_qty"] = there.number("actual_qty") if there else ZERO
        doc["installation_status"] = doc.get("installation_status") or "Not Installed"
        if not doc.is_new:
            doc["status"] = delivery_status(doc)

    def on_submit(self, doc: Document, session: Session) -> None:
        """Raises Refusal: OverAllowanceError, NegativeStockError, FiscalYearError, QueryDeadlockError."""
        advance(session, doc, DELIVERED)
        session.db_set(doc, status=delivery_status(doc))
        bill_notes(session, _order_rows(doc))
        give_out(session, doc)
        if doc.get("is_return"):
            tell_note(doc, session)
        _read_again(doc, session)

    def on_cancel(self, doc: Document, session: Session) -> None:
        """The goods are back, the order is open again."""
        advance(session, doc, DELIVERED)
        take_back_goods(session, doc)
        session.db_set(doc, status="Cancelled")
        if doc.get("is_return"):
            tell_note(doc, session)


def _demand_warehouses(doc: Document, session: Session) -> None:
    for row in stock_rows(doc, session):
        if not row.get("warehouse"):
            raise Thrown(f"Warehouse required for stock Item {row['item_code']}", source=ERPNEXT)


def _order_rows(doc: Document) -> list[str]:
    return [row["so_detail"] for row in doc.rows("items") if row.get("so_detail")]


def _read_again(doc: Document, session: Session) -> None:
    """The answer keeps only what the form was given when it opened."""
    onload = doc.get("__onload")
    stored = session.load(doc.doctype, doc.name)
    doc.clear()
    doc.update(stored)
    if onload is not None:
        doc["__onload"] = onload


RULES: Mapping[str, Rule] = {"Delivery Note": DeliveryNote()}
