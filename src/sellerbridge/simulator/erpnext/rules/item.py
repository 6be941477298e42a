"""Item: what ERPNext fills in by itself, and the price it writes from a standard rate."""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.rules import barcodes
from sellerbridge.simulator.erpnext.session import Rule, Session

_TOLD_IN_PRICES = {"item_name": "item_name", "description": "item_description", "brand": "brand"}


class Item(Rule):
    """Named by its code."""

    def before_insert(self, doc: Document, session: Session) -> None:  # noqa: ARG002 - Rule's signature
        """A code without spaces around it."""
        if doc.get("item_code"):
            doc["item_code"] = doc.text("item_code").strip()

    def validate(self, doc: Document, session: Session) -> None:
        """Name, description, the stock unit as a unit, and a default warehouse for the company."""
        doc["item_name"] = doc.get("item_name") or doc["item_code"]
        doc["description"] = doc.get("description") or doc["item_name"]
        if doc.get("customer_code") is None:
            doc["customer_code"] = ""
        barcodes.check(doc, session)
        if not any(row["uom"] == doc["stock_uom"] for row in doc.rows("uoms")):
            doc.append("uoms", {"uom": doc["stock_uom"], "conversion_factor": 1})
        warehouse = session.single("Stock Settings").get("default_warehouse")
        company = session.site.defaults["company"]
        if doc.is_new and warehouse and not doc.rows("item_defaults"):
            doc.append("item_defaults", {"company": company, "default_warehouse": warehouse})

    def after_insert(self, doc: Document, session: Session) -> None:
        """A standard rate becomes a price in the selling price list."""
        price_list = session.single("Selling Settings").get("selling_price_list")
        if doc.number("standard_rate") and price_list:
            price = {"item_code": doc.name, "price_list": price_list, "uom": doc["stock_uom"]}
            session.insert(session.new("Item Price", {**price, "price_list_rate": doc["standard_rate"]}), may=True)

    def on_update(self, doc: Document, session: Session) -> None:
        """Prices repeat name, description and brand."""
        if doc.before is None or all(doc.before.get(field) == doc.get(field) for field in _TOLD_IN_PRICES):
            return
        told = {there: doc.get(here) for here, there in _TOLD_IN_PRICES.items()}
        for price in list(session.scan("Item Price", item_code=doc.name)):
            session.set_value("Item Price", price.name, **told)


RULES: Mapping[str, Rule] = {"Item": Item()}
