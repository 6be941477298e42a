"""What a row takes from its item: texts, unit, weight, warehouse, accounts, price, stock."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Thrown
from sellerbridge.simulator.erpnext.rules.bins import bin_of
from sellerbridge.simulator.erpnext.rules.exchange import company
from sellerbridge.simulator.erpnext.rules.listed_prices import price_list_rate
from sellerbridge.simulator.erpnext.rules.rounding import ZERO
from sellerbridge.simulator.erpnext.session import Session

_FORCED = frozenset(
    {"item_group", "brand", "stock_uom", "weight_per_unit", "weight_uom", "total_weight", "valuation_rate"}
)
"""Fields that always follow the item, whatever the row says."""


def set_item_details(doc: Document, session: Session) -> None:
    """Fill the rows from their items. Raises Refusal: 404 for an unknown item, 417 for a disabled one."""
    for row in doc.rows("items"):
        if row.get("item_code"):
            item = session.load("Item", row["item_code"])
            _demand_usable(item, session)
            _fill(row, _details(row, item, doc, session), session)
            row["cost_center"] = row.get("cost_center") or doc.get("cost_center")


def conversion_factor(item: Document, uom: str) -> Decimal:
    """How many stock units one of this unit is; 1 where the item does not say."""
    for row in item.rows("uoms"):
        if row["uom"] == uom:
            return row.number("conversion_factor")
    return Decimal(1)


def _demand_usable(item: Document, session: Session) -> None:
    if item.get("disabled"):
        raise Thrown(f"Item {item.name} is disabled", source=ERPNEXT)
    if item.text("end_of_life") and item.text("end_of_life") <= session.today:
        raise Thrown(f"Item {item.name} has reached its end of life on {item.text('end_of_life')}", source=ERPNEXT)
    if item.get("has_variants"):
        raise Thrown(f"Item {item.name} is a template, please select one of its variants", source=ERPNEXT)
    if not item.get("is_sales_item"):
        raise Thrown(f"Item {item.name} must be a Sales Item", source=ERPNEXT)


def _fill(row: Document, details: dict[str, Any], session: Session) -> None:
    known = session.meta(row.doctype).by_name
    for fieldname, value in details.items():
        if fieldname not in known or value is None:
            continue
        if _is_open(row, fieldname):
            row[fieldname] = value


def _is_open(row: Document, fieldname: str) -> bool:
    """Whether the item's value counts: 0 is a value, but no cost centre or factor is none."""
    if row.get(fieldname) is None or fieldname in _FORCED:
        return True
    return fieldname in ("cost_center", "conversion_factor") and not row[fieldname]


def _details(row: Document, item: Document, doc: Document, session: Session) -> dict[str, Any]:
    own = _own_defaults(item, doc)
    uom = row.text("uom") or item.text("sales_uom") or item.text("stock_uom")
    factor = row.number("conversion_factor") or conversion_factor(item, uom)
    warehouse = row.get("warehouse") or doc.get("set_warehouse") or own.get("default_warehouse")
    stock_qty = row.number("qty") * factor
    details = {
        **_texts(item),
        "uom": uom,
        "conversion_factor": factor,
        "stock_qty": stock_qty,
        "warehouse": warehouse,
        "total_weight": item.number("weight_per_unit") * stock_qty,
        "item_tax_rate": "{}",
        **_accounts(own, item, doc, session),
        **_stock(item, warehouse, session),
    }
    priced = row.copy()
    priced.update(uom=uom, stock_uom=item.get("stock_uom"), conversion_factor=factor)
    details["price_list_rate"] = price_list_rate(priced, doc, session)
    return details


def _texts(item: Document) -> dict[str, Any]:
    barcodes = item.rows("barcodes")
    return {
        "item_name": item.get("item_name"),
        "description": item.get("description"),
        "image": item.text("image"),
        "item_group": item.get("item_group"),
        "brand": item.get("brand"),
        "stock_uom": item.get("stock_uom"),
        "weight_per_unit": item.number("weight_per_unit"),
        "weight_uom": item.get("weight_uom"),
        "grant_commission": item.get("grant_commission"),
        "delivered_by_supplier": item.get("delivered_by_supplier"),
        "barcode": barcodes[0]["barcode"] if barcodes else None,
    }


def _accounts(own: dict[str, Any], item: Document, doc: Document, session: Session) -> dict[str, Any]:
    """The item's own accounts, else its group's, else the company's."""
    group = session.peek("Item Group", item.get("item_group"))
    by_group = _own_defaults(group, doc) if group else {}
    of_company = company(doc, session)

    def chosen(fieldname: str, fallback: str) -> Any:
        return own.get(fieldname) or by_group.get(fieldname) or of_company.get(fallback)

    return {
        "income_account": chosen("income_account", "default_income_account"),
        "expense_account": chosen("expense_account", "default_expense_account"),
        "cost_center": chosen("selling_cost_center", "cost_center"),
    }


def _stock(item: Document, warehouse: str | None, session: Session) -> dict[str, Any]:
    there = bin_of(session, item.name, warehouse) if warehouse else None
    return {
        "actual_qty": there.number("actual_qty") if there else ZERO,
        "projected_qty": there.number("projected_qty") if there else ZERO,
        "valuation_rate": there.number("valuation_rate") if there else item.number("valuation_rate"),
    }


def _own_defaults(one: Document, doc: Document) -> dict[str, Any]:
    rows = one.get("item_defaults") or one.get("item_group_defaults") or []
    return next((row for row in rows if row.get("company") == doc.get("company")), {})
