"""Accounts, warehouses, cost centres and groups: trees, some with the company's abbreviation in their names."""

from __future__ import annotations

from collections.abc import Mapping

from sellerbridge.simulator.erpnext.document import Document
from sellerbridge.simulator.erpnext.nested import placed
from sellerbridge.simulator.erpnext.refusal import ERPNEXT, Thrown
from sellerbridge.simulator.erpnext.session import Rule, Session


class Node(Rule):
    """A node of a tree. `named_by` is the field of its own name, `parent_field` the one of its parent.

    `of_company`: the name ends in the company's abbreviation. `rooted`: one without a parent hangs under the root.
    """

    def __init__(
        self, named_by: str, parent_field: str, *, of_company: bool = False, rooted: bool = False
    ) -> None:
        self.named_by = named_by
        self.parent_field = parent_field
        self.of_company = of_company
        self.rooted = rooted

    def autoname(self, doc: Document, session: Session) -> str | None:
        """Its own name, with " - ABBR" where it belongs to a company."""
        own = doc.text(self.named_by).strip()
        if not own or not self.of_company:
            return None
        suffix = f" - {session.value('Company', doc['company'], 'abbr')}"
        return own if own.endswith(suffix) and doc.doctype != "Account" else own + suffix

    def validate(self, doc: Document, session: Session) -> None:
        """A root for those that have none, and a place in the tree."""
        if self.rooted and not doc.get(self.parent_field):
            roots = (node for node in session.scan(doc.doctype) if not node.get(self.parent_field))
            root = next((node.name for node in roots if node.name != doc.name), None)
            doc[self.parent_field] = root
        self.check_parent(doc, session)

    def check_parent(self, doc: Document, session: Session) -> None:
        """Whether the parent may have children."""

    def after_insert(self, doc: Document, session: Session) -> None:
        """Its numbers in the tree."""
        placed(session, doc, self.parent_field)
        session.db_set(doc, lft=doc["lft"], rgt=doc["rgt"], old_parent=doc["old_parent"])

    def on_trash(self, doc: Document, session: Session) -> None:
        """A node with children stays."""
        if any(True for _ in session.scan(doc.doctype, **{self.parent_field: doc.name})):
            raise Thrown(f"Cannot delete {doc.name} as it has child nodes", kind="NestedSetChildExistsError")


class Account(Node):
    """Takes its root type from its parent and the company's currency."""

    def autoname(self, doc: Document, session: Session) -> str | None:
        """Its number comes first, if it has one."""
        name, number = super().autoname(doc, session), doc.text("account_number").strip()
        return f"{number} - {name}" if name and number else name

    def check_parent(self, doc: Document, session: Session) -> None:
        """The parent is a group of the same company."""
        parent = session.peek("Account", doc["parent_account"]) if doc.get("parent_account") else None
        if parent is None:
            return
        about = f"Account {doc.name}: Parent account {parent.name}"
        if not parent["is_group"]:
            raise Thrown(f"{about} can not be a ledger", source=ERPNEXT)
        if parent["company"] != doc["company"]:
            raise Thrown(f"{about} does not belong to company: {doc['company']}", source=ERPNEXT)
        doc["root_type"], doc["report_type"] = parent["root_type"], parent["report_type"]
        currency = session.value("Company", doc["company"], "default_currency")
        doc["account_currency"] = doc.get("account_currency") or currency


RULES: Mapping[str, Rule] = {
    "Account": Account("account_name", "parent_account", of_company=True),
    "Cost Center": Node("cost_center_name", "parent_cost_center", of_company=True),
    "Warehouse": Node("warehouse_name", "parent_warehouse", of_company=True),
    "Item Group": Node("item_group_name", "parent_item_group", rooted=True),
    "Customer Group": Node("customer_group_name", "parent_customer_group", rooted=True),
    "Territory": Node("territory_name", "parent_territory", rooted=True),
}
