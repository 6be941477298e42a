"""Sales Order: saved, submitted (which reserves stock), closed, cancelled."""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.simulator.erpnext.document import CANCELLED, Document
from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Thrown
from sellerbridge.simulator.erpnext.rules.bins import bin_of, reserve
from sellerbridge.simulator.erpnext.rules.payment_schedule import set_payment_schedule
from sellerbridge.simulator.erpnext.rules.rounding import ZERO, rounded
from sellerbridge.simulator.erpnext.rules.sale import Sale, demand_whole_units, link_to, set_commission, stock_rows
from sellerbridge.simulator.erpnext.rules.statuses import order_status
from sellerbridge.simulator.erpnext.session import Method, Rule, Session


class SalesOrder(Sale):
    """An order's dates are not held against fiscal years, and its answer to a one-call submit says Draft."""

    def demand_totals(self, doc: Document, session: Session) -> None:  # noqa: ARG002 - a hook
        """One payment term at the order's date."""
        set_payment_schedule(doc, due=doc.text("transaction_date"))

    def validate(self, doc: Document, session: Session) -> None:
        """Raises Refusal."""
        super().validate(doc, session)
        for row in doc.rows("items"):
            margin = row.number("stock_uom_rate") - row.number("valuation_rate")
            row["gross_profit"] = rounded(margin * row.number("stock_qty"))
        _set_delivery_dates(doc)
        _demand_own_order_number(doc, session)
        demand_whole_units(doc, session)
        _set_projected(doc, session)
        _demand_warehouses(doc, session)
        doc["delivery_status"] = doc.get("delivery_status") or "Not Delivered"
        doc["billing_status"] = doc.get("billing_status") or "Not Billed"
        if doc.is_new:
            doc["status"] = "Draft"
        else:
            doc["status"] = order_status(doc)

    def before_update_after_submit(self, doc: Document, session: Session) -> None:
        """Order number and dates may change, within the same rules."""
        _demand_own_order_number(doc, session)
        _set_delivery_dates(doc)

    def on_update_after_submit(self, doc: Document, session: Session) -> None:  # noqa: ARG002 - a hook
        """The answer shows the commission's base worked out anew."""
        set_commission(doc)

    def on_submit(self, doc: Document, session: Session) -> None:
        """Reserve stock, row by row."""
        reserve(session, doc, before=doc.before)

    def on_cancel(self, doc: Document, session: Session) -> None:
        """Free the stock. Raises Refusal: a closed order."""
        if doc.get("status") == "Closed":
            raise Thrown("Closed order cannot be cancelled. Unclose to cancel.", source=ERPNEXT)
        reserve(session, doc, before=doc.before)
        session.db_set(doc, status="Cancelled")


def update_status(session: Session, *, status: str, name: str) -> None:
    """Close, hold or reopen an order; "Draft" makes the server work the status out."""
    order = session.load("Sales Order", name)
    before = order.copy()
    order["status"] = status
    order["status"] = order_status(order)
    order["modified"], order["modified_by"] = session.now(), session.user.name
    session.update_row(order)
    reserve(session, order, before=before)


def _set_delivery_dates(doc: Document) -> None:
    """The order's date is the latest of its rows; rows without one take it."""
    if doc.get("order_type") != "Sales" or doc.get("skip_delivery_note"):
        return
    dates = [row.text("delivery_date") for row in doc.rows("items") if row.get("delivery_date")]
    doc["delivery_date"] = max(dates, default=doc.get("delivery_date"))
    if not doc["delivery_date"]:
        raise Thrown("Please enter Delivery Date", source=ERPNEXT)
    for row in doc.rows("items"):
        row["delivery_date"] = row.get("delivery_date") or doc["delivery_date"]
        if doc.text("transaction_date") > row.text("delivery_date"):
            text = "Expected Delivery Date should be after Sales Order Date"
            raise Thrown(text, title="Invalid Delivery Date", indicator="orange", source=ERPNEXT)


def _demand_own_order_number(doc: Document, session: Session) -> None:
    """A customer's order number is taken once, by drafts too, unless the settings let it be."""
    if not doc.get("po_no") or not doc.get("customer") or doc.get("skip_delivery_note"):
        return
    others = session.scan("Sales Order", po_no=doc["po_no"], customer=doc["customer"])
    other = next((order for order in others if order.docstatus != CANCELLED and order.name != doc.name), None)
    if other is None:
        return
    text = f"Sales Order <strong>{other.name}</strong> already exists against Customer's Purchase Order "
    text += f"<strong>{doc['po_no']}</strong>"
    if session.single("Selling Settings").get("allow_against_multiple_purchase_orders"):
        session.tell(f"Warning: {text}")
        return
    text += ". To allow multiple Sales Orders, Enable <strong>'Allow Multiple Sales Orders Against a Customer's "
    text += f"Purchase Order'</strong> in {link_to(session, 'Selling Settings', 'Selling Settings')}"
    raise Thrown(text, source=ERPNEXT)


def _set_projected(doc: Document, session: Session) -> None:
    """What will be left of each item, before this order; rows repeat the order's date."""
    for row in doc.rows("items"):
        row["transaction_date"] = doc["transaction_date"]
        row["reserve_stock"] = 0
        there = bin_of(session, row.text("item_code"), row.text("warehouse"))
        row["projected_qty"] = there.number("projected_qty") if there else ZERO


def _demand_warehouses(doc: Document, session: Session) -> None:
    for row in stock_rows(doc, session):
        if not row.get("warehouse") and not row.get("delivered_by_supplier"):
            raise Thrown(
                f"Delivery warehouse required for stock item {row['item_code']}",
                kind="WarehouseRequired",
                module="erpnext.selling.doctype.sales_order.sales_order",
                source=ERPNEXT,
            )


RULES: Mapping[str, Rule] = {"Sales Order": SalesOrder()}
METHODS: Mapping[str, Method] = {"erpnext.selling.doctype.sales_order.sales_order.update_status": update_status}
