"""The price list's rate for a row, and the Item Price that saving an order writes when there is none."""

from __future__ import annotations

from decimal import Decimal

from sellerbridge.simulator.erpnext import permissions
from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.rules.rounding import ZERO
from sellerbridge.simulator.erpnext.session import Session


def price_list_rate(row: Document, doc: Document, session: Session) -> Decimal:
    """The rate valid on the order's day, in the order's currency; 0 where the list has none.

    A list in the order's own currency gets the row's rate as a new Item Price when it has none for the item at
    all. That one is valid from today, so an older order does not see it.
    """
    price_list = doc.text("selling_price_list")
    if not price_list:
        return ZERO
    listed = _valid(row, price_list, session, day=doc.text("transaction_date") or doc.text("posting_date"))
    if listed is None:
        _add_price(row, doc, session)
        return ZERO
    factor = row.number("conversion_factor") or 1
    at = listed.number("price_list_rate") * (1 if listed.get("uom") == row.get("uom") else factor)
    return at * doc.number("plc_conversion_rate") / (doc.number("conversion_rate") or 1)


def _valid(row: Document, price_list: str, session: Session, *, day: str) -> Document | None:
    units = ("", row.text("uom"), row.text("stock_uom"))
    found = [
        price
        for price in session.scan("Item Price", item_code=row["item_code"], price_list=price_list)
        if price.text("uom") in units
        and price.text("valid_from") <= day
        and (not price.get("valid_upto") or price.text("valid_upto") >= day)
        and not price.get("customer")
    ]
    by_unit = [price for price in found if price.get("uom") == row.get("uom")] or found
    return max(by_unit, key=lambda price: price.text("valid_from"), default=None)


def _add_price(row: Document, doc: Document, session: Session) -> None:
    price_list = doc.text("selling_price_list")
    same_currency = session.value("Price List", price_list, "currency") == doc.get("currency")
    wanted = session.single("Stock Settings").get("auto_insert_price_list_rate_if_missing")
    if not (wanted and same_currency and row.number("rate")):
        return
    if not permissions.allows(session.user, "write", "Item Price"):
        return
    same = {"item_code": row["item_code"], "price_list": price_list, "currency": doc["currency"]}
    if any(price.get("uom") == row.get("stock_uom") for price in session.scan("Item Price", **same)):
        return
    rate = (row.number("rate") + row.number("discount_amount")) / (row.number("conversion_factor") or 1)
    price = session.new("Item Price", {**same, "uom": row.get("stock_uom"), "price_list_rate": rate})
    session.insert(price)
    session.tell(f"Item Price added for {row['item_code']} in Price List {price_list}", alert=1)
