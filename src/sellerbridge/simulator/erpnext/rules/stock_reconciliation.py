"""Stock Reconciliation: what is really there, and what it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Thrown
from sellerbridge.simulator.erpnext.rules.bins import bin_of
from sellerbridge.simulator.erpnext.rules.exchange import company
from sellerbridge.simulator.erpnext.rules.goods import inventory_postings
from sellerbridge.simulator.erpnext.rules.ledger import Posting, post, reverse
from sellerbridge.simulator.erpnext.rules.posting_time import set_posting_time
from sellerbridge.simulator.erpnext.rules.rounding import ZERO, rounded
from sellerbridge.simulator.erpnext.rules.stock_ledger import Movement, move, take_back
from sellerbridge.simulator.erpnext.session import Method, Rule, Session


class StockReconciliation(Rule):
    """Each row says quantity and value of one item in one warehouse, as counted."""

    unlinked_by = frozenset({"GL Entry", "Stock Ledger Entry"})

    def validate(self, doc: Document, session: Session) -> None:
        """Raises Refusal: an unknown item (404), one without stock, a quantity below 0, nothing changed."""
        set_posting_time(doc, session)
        own = company(doc, session)
        doc["expense_account"] = doc.get("expense_account") or own.get("stock_adjustment_account")
        doc["cost_center"] = doc.get("cost_center") or own.get("cost_center")
        for row in doc.rows("items"):
            _set_row(row, session)
        changes = [row.number("amount_difference") for row in doc.rows("items")]
        doc["difference_amount"] = sum(changes, ZERO)
        if doc.rows("items") and not any(_changes(row) for row in doc.rows("items")):
            raise Thrown(
                "None of the items have any change in quantity or value.",
                kind="EmptyStockReconciliationItemsError",
                module="erpnext.stock.doctype.stock_reconciliation.stock_reconciliation",
                source=ERPNEXT,
            )

    def on_submit(self, doc: Document, session: Session) -> None:
        """Raises Refusal: FiscalYearError, QueryDeadlockError."""
        postings: list[Posting] = []
        for row in doc.rows("items"):
            worth = move(session, doc, _movements(row))
            if session.value("Company", doc["company"], "enable_perpetual_inventory"):
                postings += inventory_postings(session, doc, row, worth=worth, against=doc["expense_account"])
        post(session, doc, postings)

    def on_cancel(self, doc: Document, session: Session) -> None:
        """Raises Refusal: NegativeStockError, where the stock has been used."""
        take_back(session, doc)
        reverse(session, doc)


def latest_stock_qty(session: Session, *, item_code: str, warehouse: str | None = None) -> Decimal:
    """What there is of an item, in one warehouse or in all."""
    equal = {"item_code": item_code, **({"warehouse": warehouse} if warehouse else {})}
    return sum((there.number("actual_qty") for there in session.scan("Bin", **equal)), ZERO)


def _set_row(row: Document, session: Session) -> None:
    item = session.load("Item", row.get("item_code"))
    if not item.get("is_stock_item"):
        raise Thrown(f"Row # {row['idx']}: Item {item.name} is not a stock Item", source=ERPNEXT)
    if row.number("qty") < 0:
        raise Thrown(f"Row # {row['idx']}: Negative Quantity is not allowed", source=ERPNEXT)
    there = bin_of(session, item.name, row.text("warehouse"))
    qty = there.number("actual_qty") if there else ZERO
    rate = there.number("valuation_rate") if there else ZERO
    row["qty"] = row.number("qty") if row.get("qty") is not None else qty
    row["valuation_rate"] = row.number("valuation_rate") or rate
    row["item_name"], row["item_group"] = item["item_name"], item["item_group"]
    row["amount"] = rounded(row.number("qty") * row.number("valuation_rate"))
    row.update(current_qty=qty, current_valuation_rate=rate, current_amount=rounded(qty * rate))
    row["quantity_difference"] = row.number("qty") - qty
    row["amount_difference"] = row["amount"] - row["current_amount"]


def _changes(row: Document) -> bool:
    return row.number("qty") != row.number("current_qty") or row.number("valuation_rate") != row.number(
        "current_valuation_rate"
    )


def _movements(row: Document) -> list[Movement]:
    """What was there goes, what is there comes, at its new value."""
    place = {"item_code": row["item_code"], "warehouse": row["warehouse"], "row": row["name"]}
    before, now = row.number("current_qty"), row.number("qty")
    steps = [Movement(qty=-before, **place), Movement(qty=now, rate=row.number("valuation_rate"), **place)]
    return [step for step in steps if step.qty]


RULES: Mapping[str, Rule] = {"Stock Reconciliation": StockReconciliation()}
METHODS: Mapping[str, Method] = {"erpnext.stock.utils.get_latest_stock_qty": latest_stock_qty}
