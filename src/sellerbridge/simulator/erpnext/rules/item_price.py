"""Item Price and Price List: one price per item, list, unit, party and dates."""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Thrown
from sellerbridge.simulator.erpnext.session import Rule, Session

_KEY = ("price_list", "currency", "uom", "customer", "supplier", "batch_no", "valid_from", "valid_upto")


class ItemPrice(Rule):
    """Currency and use come from the list, names and unit from the item."""

    def validate(self, doc: Document, session: Session) -> None:
        """Fill in, then look for a price with the same key."""
        item = session.peek("Item", doc["item_code"])
        if item is None:
            raise Thrown(f"Item {doc['item_code']} not found.", source=ERPNEXT)
        price_list = session.peek("Price List", doc["price_list"])
        if price_list is None or not price_list["enabled"]:
            link = f'<a href="/app/Form/Price List/{doc["price_list"]}">{doc["price_list"]}</a>'
            raise Thrown(f"The price list {link} does not exist or is disabled", source=ERPNEXT)
        doc.update({key: price_list[key] for key in ("currency", "buying", "selling")})
        doc["uom"] = doc.get("uom") or item["stock_uom"]
        doc["item_name"] = item["item_name"]
        doc["item_description"] = item["description"]
        doc["brand"] = item.get("brand")
        _demand_single(doc, session)


class PriceList(Rule):
    """Must be for buying or for selling; its prices follow its currency."""

    def validate(self, doc: Document, session: Session) -> None:  # noqa: ARG002 - Rule's signature
        """One of both."""
        if not doc.get("buying") and not doc.get("selling"):
            raise Thrown("Price List must be applicable for Buying or Selling", source=ERPNEXT)

    def on_update(self, doc: Document, session: Session) -> None:
        """Its prices repeat what it is."""
        if doc.before is None:
            return
        for price in list(session.scan("Item Price", price_list=doc.name)):
            told = {key: doc[key] for key in ("currency", "buying", "selling")}
            session.set_value("Item Price", price.name, **told)


def _demand_single(doc: Document, session: Session) -> None:
    for other in session.scan("Item Price", item_code=doc["item_code"]):
        if other.name != doc.name and all((other.get(key) or None) == (doc.get(key) or None) for key in _KEY):
            raise Thrown(
                "Item Price appears multiple times based on Price List, Supplier/Customer, Currency, Item, Batch, "
                "UOM, Qty, and Dates.",
                kind="ItemPriceDuplicateItem",
                module="erpnext.stock.doctype.item_price.item_price",
                source=ERPNEXT,
            )


RULES: Mapping[str, Rule] = {"Item Price": ItemPrice(), "Price List": PriceList()}
