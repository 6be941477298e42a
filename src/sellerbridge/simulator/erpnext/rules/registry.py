"""All rules and methods of the practice ERPNext, by document type and by dotted path."""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.simulator.erpnext.rules import (
    address,
    customizing,
    delivery_note,
    item,
    item_price,
    journal_entry,
    made_documents,
    masters,
    party,
    sales_invoice,
    sales_order,
    stock_reconciliation,
    trees,
)
from sellerbridge.simulator.erpnext.session import Method, Rule

RULES: Mapping[str, Rule] = {
    **address.RULES,
    **customizing.RULES,
    **delivery_note.RULES,
    **item.RULES,
    **item_price.RULES,
    **journal_entry.RULES,
    **masters.RULES,
    **party.RULES,
    **sales_invoice.RULES,
    **sales_order.RULES,
    **stock_reconciliation.RULES,
    **trees.RULES,
}

METHODS: Mapping[str, Method] = {
    **made_documents.METHODS,
    **sales_order.METHODS,
    **stock_reconciliation.METHODS,
}
