"""Trees as ERPNext numbers them: every node between the left and right number of its parent."""

from __future__ import annotations

from collections import defaultdict

from sellerbridge.simulator.erpnext.collation import sorted_as
from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.transaction import Transaction


def settled(transaction: Transaction, doctype: str, parent_field: str) -> None:
    """Number a whole tree anew, children in the order of their names."""
    below: dict[str, list[Document]] = defaultdict(list)
    for node in sorted(transaction.scan(doctype), key=lambda node: sorted_as(node.name)):
        below[node.text(parent_field)].append(node)
    _numbered(transaction, below, "", 1)


def placed(transaction: Transaction, doc: Document, parent_field: str) -> None:
    """Put a new node behind the last child of its parent (or behind the last root) and make room."""
    parent = transaction.get(doc.doctype, doc[parent_field]) if doc.get(parent_field) else None
    nodes = [node.copy() for node in transaction.scan(doc.doctype)]
    place = parent["rgt"] if parent else max((node["rgt"] for node in nodes), default=0) + 1
    for node in nodes:
        moved = {side: node[side] + 2 for side in ("lft", "rgt") if node[side] >= place}
        if moved:
            transaction.set_value(doc.doctype, node.name, **moved)
    doc["lft"], doc["rgt"] = place, place + 1
    doc["old_parent"] = doc.text(parent_field)


def _numbered(transaction: Transaction, below: dict[str, list[Document]], parent: str, place: int) -> int:
    for node in below[parent]:
        after = _numbered(transaction, below, node.name, place + 1)
        transaction.set_value(node.doctype, node.name, lft=place, rgt=after, old_parent=parent)
        place = after + 1
    return place
