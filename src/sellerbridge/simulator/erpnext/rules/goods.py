"""Goods that leave with a delivery note or a stock-updating invoice: the stock and its value."""

from __future__ import annotations

from decimal import Decimal

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.rules.bins import bin_of
from sellerbridge.simulator.erpnext.rules.ledger import Posting, post, reverse
from sellerbridge.simulator.erpnext.rules.rounding import ZERO
from sellerbridge.simulator.erpnext.rules.sale import stock_rows
from sellerbridge.simulator.erpnext.rules.stock_ledger import Movement, move, take_back
from sellerbridge.simulator.erpnext.session import Session


def outgoing_rate(row: Document, session: Session) -> Decimal:
    """What one unit of a row is worth in stock; 0 for what is not kept there."""
    there = bin_of(session, row.text("item_code"), row.text("warehouse"))
    return there.number("valuation_rate") if there else ZERO


def give_out(session: Session, doc: Document) -> None:
    """Take the goods out, post their cost. Raises Refusal."""
    post(session, doc, cost_postings(session, doc))


def cost_postings(session: Session, doc: Document) -> list[Posting]:
    """Move the goods; returns what that posts: cost of goods sold against stock. Raises Refusal."""
    postings = []
    for row in stock_rows(doc, session):
        worth = move(session, doc, [_movement(row, doc)])
        if session.value("Company", doc["company"], "enable_perpetual_inventory"):
            postings += inventory_postings(session, doc, row, worth=worth, against=row["expense_account"])
    return postings


def take_back_goods(session: Session, doc: Document) -> None:
    """Undo it for a cancelled document."""
    take_back(session, doc)
    reverse(session, doc)


def inventory_postings(
    session: Session, doc: Document, row: Document, *, worth: Decimal, against: str
) -> list[Posting]:
    """Stock is worth so much more: that to the warehouse's account, the opposite to the account given."""
    warehouse = session.value("Warehouse", row["warehouse"], "account")
    stock = warehouse or session.value("Company", doc["company"], "default_inventory_account")
    center = row.get("cost_center") or doc.get("cost_center")
    sides = ((stock, worth), (against, -worth))
    return [
        Posting(account=account, amount=amount, transaction=amount, in_account=amount, cost_center=center)
        for account, amount in sides
    ]


def _movement(row: Document, doc: Document) -> Movement:
    qty = row.number("stock_qty")
    return Movement(
        item_code=row["item_code"],
        warehouse=row["warehouse"],
        qty=-qty,
        rate=row.number("incoming_rate") if doc.get("is_return") else None,
        row=row["name"],
    )
